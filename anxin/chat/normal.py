"""One form of every character (width, script, digits), with a map back to the text as it was written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from anxin.chat.terms import Span

_SAME = {
    "×": "x", "✕": "x", "✖": "x", "❌": "x", "╳": "x", "➕": "+", "➖": "-", "–": "-", "—": "-", "−": "-",
    "‐": "-", "‑": "-", "﹣": "-", "ー": "-", "〜": "~", "～": "~", "﹟": "#", "➡": "→", "⇒": "→",
    "壹": "一", "贰": "二", "叁": "三", "肆": "四", "伍": "五", "陆": "六", "柒": "七", "捌": "八", "玖": "九",
    "拾": "十", "½": "半", "〇": "零", "号": "号", "麽": "么", "暱": "昵", "\u3000": " ", "\xa0": " ", "🔟": "(10)",
    "樓": "楼", "【": "(", "】": ")", "[": "(", "]": ")", "〔": "(", "〕": ")", "乾": "干",
}  # fmt: skip
_CIRCLED = {chr(0x2460 + n): f"({n + 1})" for n in range(20)} | {
    sign: f"({n})" for n, sign in enumerate("❶❷❸❹❺❻❼❽❾❿", 1)
}
_KEYCAP, _RETURN = 0x20E3, 0x0D
_DROPPED = {_RETURN, 0xFE0F, 0xFE0E, 0x20E3, 0xAD, 0x180E, 0x2060, 0xFEFF, 0x061C}


@cache
def _simplified() -> dict[str, str]:
    table = {}
    path = files("opencc") / "dictionary" / "TSCharacters.txt"
    for row in path.read_text(encoding="utf-8").splitlines():
        written, _, readings = row.partition("\t")
        if len(written) == 1 and readings:
            table[written] = readings.split(" ")[0]
    return table


class _Table(dict[int, str]):
    """Filled as characters are met, so that reading starts at once and known characters cost a dict look-up."""

    def __init__(self) -> None:
        super().__init__()
        self.changing: set[str] = set()

    def __missing__(self, code: int) -> str:
        written = chr(code)
        plain = _plain(written, code)
        self[code] = plain
        if len(plain) != 1:
            self.changing.add(written)
        return plain


def _plain(written: str, code: int) -> str:
    if code in _DROPPED or 0x200B <= code <= 0x200F or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return ""
    if written in _SAME:
        return _SAME[written]
    if written in _CIRCLED:
        return _CIRCLED[written]  # in brackets, so that ①8-101 is row 1 and not building 18
    if unicodedata.category(written) == "Nd":
        return str(unicodedata.digit(written))  # digits of every script
    folded = unicodedata.normalize("NFKC", written) if code != 0x2026 else written
    simple = _simplified()
    return "".join(_SAME.get(once := simple.get(letter, letter), once) for letter in folded)


_TABLE = _Table()


def plain(text: str) -> str:
    """The text in one form, without the map: for names, keys and headers."""
    return text.translate(_TABLE)


def plain_in_place(text: str) -> str:
    """The text in one form with every character where it was; what would grow or vanish stays as written."""
    if _TABLE.changing.isdisjoint(text):
        made = text.translate(_TABLE)
        if len(made) == len(text):
            return made
    return "".join(_TABLE[ord(sign)] if len(_TABLE[ord(sign)]) == 1 else sign for sign in text)


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of a message in one form. `starts[i]` and `ends[i]` are the original places of character i."""

    original: str
    norm: str
    lower: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int, field: str) -> Span:
        return Span(self.starts[start], self.ends[end - 1], field)

    def written(self, start: int, end: int) -> str:
        return self.original[self.starts[start] : self.ends[end - 1]] if end > start else ""


def text_of(original: str, start: int = 0, end: int | None = None) -> Text:
    """Normalise original[start:end]; offsets stay those of the whole original."""
    end = len(original) if end is None else end
    piece = original[start:end]
    norm = piece.translate(_TABLE)
    if _TABLE.changing.isdisjoint(piece):
        places = range(start, end)
        return Text(original, norm, _lower(norm), places, range(start + 1, end + 1))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, written in enumerate(piece, start):
        simple = _TABLE[ord(written)]
        if not simple and _ends_line(piece, place - start, letters):
            simple = "." if ord(written) == _KEYCAP else "\n"
        if not simple and ends and ends[-1] == place:
            ends[-1] = place + 1  # a variation selector belongs to the sign before it
        for letter in simple:
            letters.append(letter)
            starts.append(place)
            ends.append(place + 1)
    norm = "".join(letters)
    return Text(original, norm, _lower(norm), starts, ends)


def _ends_line(piece: str, place: int, letters: list[str]) -> bool:
    """A keycap that opens a line is a row number (1️⃣ 8-101); a lone carriage return is a line end."""
    if ord(piece[place]) == _RETURN:
        return piece[place + 1 : place + 2] != "\n"
    if ord(piece[place]) != _KEYCAP:
        return False
    back = len(letters) - 1
    while back >= 0 and letters[back].isdigit():
        back -= 1
    after = piece[place + 1 : place + 3]
    next_keycap = after[:1].isdigit() and ("\u20e3" in piece[place + 2 : place + 4])
    return (back < 0 or letters[back] == "\n") and not next_keycap


def _lower(norm: str) -> str:
    low = norm.lower()
    return low if len(low) == len(norm) else "".join(c.lower() if len(c.lower()) == 1 else c for c in norm)
