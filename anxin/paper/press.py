"""The press: a sheet (frozen dataclass) in, PDF or PNG bytes out.

Every value reaches typst as JSON, never as markup, so a product called `#panic()` prints as those characters.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import typst

from anxin.paper.fonts import families, typefaces
from anxin.paper.qr import qr_svg

# Emoji no printed face draws (they would come out as empty boxes), marks that turn the reading direction, controls.
UNPRINTABLE = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\ufe00-\ufe0f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]"
)
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every printed sheet carries. Texts come in the reader's language; `words` replace WORDS."""

    TEMPLATE: ClassVar[str]
    WORDS: ClassVar[Mapping[str, str]]
    TAGGED: ClassVar[bool] = False
    """Whether the PDF carries its structure for screen readers; it makes a file of labels twenty times as large."""

    words: Mapping[str, str] = field(default_factory=dict)
    lang: str = "zh-Hans"
    printed: str = ""
    """When and by whom it was printed, as text for the foot of the page; empty leaves it out."""

    def said(self) -> dict[str, str]:
        """The labels as they will be printed: WORDS with the caller's `words` over them."""
        unknown = set(self.words) - set(self.WORDS)
        if unknown:
            raise KeyError(f"{type(self).__name__} has no words {sorted(unknown)}")
        return {**self.WORDS, **self.words}


def pdf(sheet: Sheet) -> bytes:
    """The whole document as PDF."""
    return _compile(sheet, kind="pdf", ppi=None)[0]


def png(sheet: Sheet, *, ppi: int = 144) -> bytes:
    """A picture of the first page, for a preview or a chat group."""
    return pictures(sheet, ppi=ppi)[0]


def pictures(sheet: Sheet, *, ppi: int = 144) -> list[bytes]:
    """One PNG per page."""
    return _compile(sheet, kind="png", ppi=float(ppi))


def money(fen: int) -> str:
    """Fen as people write it: 1250 -> "¥12.50"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _compile(sheet: Sheet, *, kind: Literal["pdf", "png"], ppi: float | None) -> list[bytes]:
    faces = typefaces()
    content = _content(sheet, families(faces.families(), sheet.lang))
    pages: Any = typst.compile(
        str(TEMPLATES / sheet.TEMPLATE),
        root=str(TEMPLATES),
        font_paths=faces,
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        pdf_tags=sheet.TAGGED,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
    )
    return pages if isinstance(pages, list) else [pages]


def _content(sheet: Sheet, faces: list[str]) -> dict[str, Any]:
    return {
        "words": sheet.said(),
        "faces": faces,
        "lang": sheet.lang,
        "sheet": _plain(sheet),
    }


def _plain(value: Any) -> Any:
    """Dataclasses as JSON. Fields `*_fen` become money text without the suffix, fields `qr` drawings."""
    if is_dataclass(value) and not isinstance(value, type):
        return dict(
            _printed(part.name, getattr(value, part.name)) for part in fields(value) if part.name != "words"
        )
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    return UNPRINTABLE.sub("", value).strip() if isinstance(value, str) else value


def _printed(name: str, value: Any) -> tuple[str, Any]:
    if name.endswith("_fen"):
        return name.removesuffix("_fen"), "" if value is None else money(value)
    if name == "qr":
        return name, qr_svg(value, border=2) if value else ""
    return name, _plain(value)
