"""Translations without system gettext: `messages.py extract | compile | check`.

The source text is Simplified Chinese (it stands in the templates and in the code). `extract` brings new texts into
the catalogues; Traditional is proposed by OpenCC with words for Hong Kong and Taiwan readers, English is written by hand.
`check` fails on a text without a translation, or whose placeholders differ.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parents[1]
LOCALE = HERE / "anxin" / "locale"
LANGUAGES = ("zh_Hant", "en")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
TRADITIONAL = (
    ("社群", "社區"), ("分割槽", "分區"), ("釋出", "發佈"), ("程式碼", "代碼"), ("許可權", "權限"), ("檢視", "查看"),
    ("查詢", "查找"), ("透過檢查", "通過檢查"), ("透過核對", "通過核對"), ("有采用", "有採用"), ("采購", "採購"),
    ("接龍里", "接龍裡"), ("隻差", "只差"), ("髮卡", "發卡"), ("單併發", "單並發"), ("金鑰", "密鑰"), ("二維碼", "QR 碼"),
    ("智慧手機", "智慧型手機"), ("後臺", "後台"), ("臺手機", "台手機"), ("演示", "示範"), ("“", "「"), ("”", "」"),
)  # fmt: skip
"""Where OpenCC takes a word of the neighbourhood for one of computing, and what readers there expect."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


def texts() -> Iterator[tuple[str, int, object, str | None]]:
    """(file, line, message, context) of every text in templates and code."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.project.settings")
    import django

    django.setup()
    from django.utils.translation.template import templatize

    for path in sorted(
        [*(HERE / "anxin").rglob("*.py"), *(HERE / "anxin").rglob("*.html"), *(HERE / "anxin").rglob("*.txt")]
    ):
        if "migrations" in path.parts or "locale" in path.parts or "static" in path.parts:
            continue
        source = path.read_text()
        if path.suffix != ".py":
            if "{%" not in source:
                continue
            source = templatize(source, origin=str(path.relative_to(HERE)))
        for line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            yield str(path.relative_to(HERE)), line, message, context


def template() -> Catalog:
    catalog = Catalog(project="Anxin", charset="utf-8")
    for file, _line, message, context in texts():
        catalog.add(message, locations=[(file, 0)], context=context)
    return catalog


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    path = po(language)
    if not path.exists():
        return Catalog(locale=language, project="Anxin", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def do_extract() -> None:
    for language in LANGUAGES:
        catalog = load(language)
        catalog.update(template(), no_fuzzy_matching=True)  # a fresh one each: update shares its messages
        catalog.obsolete.clear()
        if language == "zh_Hant":
            propose_traditional(catalog)
        path = po(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=120, sort_output=True, no_location=False, include_lineno=False)
        missing = sum(1 for m in catalog if m.id and not filled(m.string))
        print(f"{language}: {sum(1 for m in catalog if m.id)} texts, {missing} without translation")


def propose_traditional(catalog: Catalog) -> None:
    from opencc import OpenCC

    opencc = OpenCC("s2twp").convert

    def convert(text: str) -> str:
        text = opencc(text)
        for wrong, right in TRADITIONAL:
            text = text.replace(wrong, right)
        return text

    for message in catalog:
        if not message.id or filled(message.string):
            continue
        if isinstance(message.id, tuple):
            message.string = tuple(convert(message.id[-1]) for _ in range(catalog.num_plurals))
        else:
            message.string = convert(message.id)


def filled(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def do_compile() -> None:
    for language in LANGUAGES:
        if po(language).exists():
            with po(language).with_suffix(".mo").open("wb") as file:
                write_mo(file, load(language))


def placeholders(text: object) -> list[str]:
    return sorted(PLACEHOLDER.findall(text if isinstance(text, str) else ""))


def faults() -> list[str]:
    """What is missing or does not match, one line each; empty when both languages are complete."""
    fresh, found = template(), []
    for language in LANGUAGES:
        catalog = load(language)
        for message in fresh:
            if not message.id:
                continue
            have = catalog.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            if have is None or not filled(have.string):
                found.append(f"{language}: no translation: {message.id!r}  ({message.locations[0][0]})")
            elif isinstance(have.string, str) and placeholders(message.id) != placeholders(have.string):
                found.append(f"{language}: placeholders differ: {message.id!r}")
    return found


def do_check() -> int:
    found = faults()
    print("\n".join(found[:60]))
    print(f"{len(found)} faults in the translations" if found else "translations complete")
    return 1 if found else 0


def main() -> int:
    sys.path.insert(0, str(HERE))
    mode = sys.argv[1] if len(sys.argv) > 1 else "check"
    if mode == "extract":
        do_extract()
    elif mode == "compile":
        do_compile()
    else:
        return do_check()
    return 0


if __name__ == "__main__":
    sys.exit(main())
