"""Every word a person reads can be read in three languages, and says nothing unkind."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HERE / "tools"))

import messages  # noqa: E402
from django.utils import translation  # noqa: E402

from anxin.web.templatetags.anxin_ui import quantity  # noqa: E402

HAN = re.compile(r"[\u3001\u3002\u4e00-\u9fff\uff01\uff0c\uff1a\uff1b\uff1f]")
MARKED = re.compile(
    r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{%\s*translate\b.*?%}|{%\s*comment.*?endcomment\s*%}|{#.*?#}"
    r"|_\(\"[^\"]*\"\)",
    re.DOTALL,
)
SAMPLES = re.compile(r"^style")  # the page of components shows invented goods and doors
UNMARKED_IN_CODE = {
    "templatetags/anxin_ui.py": "the names of the languages, each in itself",
    "supply_desk/rounds_share.py": "the names of the languages, each in itself",
    "supply_desk/orders_grid.py": "the commas people type into a number",
    "settings_desk/forms.py": "the commas people type into a list",
    "delivery_desk/words.py": "the stop after which a sentence may be cut",
    "units.py": "the keys of the table of units",
    "style.py": "invented goods and doors of the page of components",
}
NEVER_SAID = ("管控人员", "管控对象", "重点人员", "封条", "被隔离人员", "你")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|{\w*}")


def test_every_page_marks_its_words_for_translation() -> None:
    left = []
    for page in sorted((HERE / "anxin" / "web" / "templates").rglob("*.html")):
        if SAMPLES.match(page.name):
            continue
        for number, line in enumerate(MARKED.sub(keep_lines, page.read_text()).splitlines(), 1):
            if HAN.search(line):
                left.append(f"{page.relative_to(HERE)}:{number}: {line.strip()[:80]}")
    assert left == []


def keep_lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def test_every_view_marks_its_words_for_translation() -> None:
    left = []
    for room in ("web", "overview"):
        for path in sorted((HERE / "anxin" / room).rglob("*.py")):
            name = str(path.relative_to(HERE / "anxin" / room))
            if name not in UNMARKED_IN_CODE:
                left += [f"{room}/{name}:{line}: {text[:60]}" for line, text in unmarked(path)]
    assert left == []


def unmarked(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text())
    marked: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in messages.KEYWORDS:
            marked |= {id(part) for argument in node.args for part in ast.walk(argument)}
        elif isinstance(node, ast.Expr):  # a docstring
            marked.add(id(node.value))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in marked else None
        if isinstance(node, ast.Constant) and isinstance(text, str) and HAN.search(text):
            yield node.lineno, text


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def test_both_catalogues_are_complete_and_keep_every_placeholder() -> None:
    assert messages.faults() == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_plurals_keep_their_placeholders(language: str) -> None:
    wrong = [
        message.id
        for message in messages.load(language)
        if isinstance(message.id, tuple)
        and any(set(PLACES.findall(form)) - set(PLACES.findall(message.id[1])) for form in message.string)
    ]
    assert wrong == []


def test_no_text_uses_a_word_that_hurts() -> None:
    said = [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in messages.template()
        if message.id
    ]
    assert said
    assert [text for text in said if any(word in text for word in NEVER_SAID)] == []


def test_english_and_traditional_carry_no_leftover_of_the_source() -> None:
    """No Chinese in English, save words a person must type; no simplified character in Traditional."""
    english = [
        f"{message.id}: {message.string}"
        for message in messages.load("en")
        if isinstance(message.string, str) and HAN.search(message.string) and message.string != message.id
        and not any(typed in message.string for typed in TYPED)
    ]  # fmt: skip
    assert english == []
    simplified = str.maketrans("", "", "这们时给对单户货发现请为门没过还录数从预经导务员级动开关长")
    traditional = [
        message.string
        for message in messages.load("zh_Hant")
        if isinstance(message.string, str) and message.string != message.string.translate(simplified)
        and message.id != message.string
    ]  # fmt: skip
    assert traditional == []


TYPED = (
    "例 (e.g.)",
    "“是”",
    "号楼",
    "居家观察",
    "高层",
    "袋=2500g",
    "番茄、洋柿子",
    "斤, 盒, 份",
    "separated by 、",
)
"""Words of the sheet or the chat that are typed in Chinese in every language."""


@pytest.mark.parametrize(
    ("language", "one", "three"),
    [("zh-hans", "1份", "3份"), ("zh-hant", "1份", "3份"), ("en", "1 pc", "3 pcs")],
)
def test_goods_are_counted_in_the_readers_units(language: str, one: str, three: str) -> None:
    with translation.override(language):
        assert (quantity(1000, "份"), quantity(3000, "份")) == (one, three)
        assert quantity(2000, "桌") == "2桌"  # nobody's unit stays as it was typed
