"""The sheet one entry is read on: the text, and who has claimed which characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from anxin.chat.normal import Text
from anxin.chat.terms import Item, Span

TAKEN = "\x00"


@dataclass(slots=True)
class Product:
    """What was ordered: a catalogue item, or a written name nobody knows."""

    name: str
    item: Item | None
    corrected: bool = False
    repeated: int = 1


@dataclass(slots=True)
class Quantity:
    """How much: value None is vague or a range. `size` was found to be a package size, `spread` counts for each."""

    value: Decimal | None
    unit: str | None
    spread: bool = False
    vague: bool = False
    plus: bool = False
    bare: bool = False


@dataclass(slots=True, eq=False)
class Mark:
    """Characters start..end claimed for one field."""

    start: int
    end: int
    field: str
    value: object = None


class Sheet:
    """Text plus marks. `left` is the text with claimed characters blanked: the only thing later stages search."""

    __slots__ = ("_left", "_letters", "marks", "text")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.marks: list[Mark] = []
        self._letters = list(text.norm)
        self._left: str | None = text.norm

    @property
    def left(self) -> str:
        """Joined only when asked for after a claim, so that many claims cost one pass."""
        if self._left is None:
            self._left = "".join(self._letters)
        return self._left

    def is_free(self, start: int, end: int) -> bool:
        return TAKEN not in self._letters[start:end]

    def claim(self, start: int, end: int, field: str, value: object = None) -> Mark:
        mark = Mark(start, end, field, value)
        self.marks.append(mark)
        self._letters[start:end] = TAKEN * (end - start)
        self._left = None
        return mark

    def release(self, mark: Mark) -> None:
        self.marks.remove(mark)
        self._letters[mark.start : mark.end] = self.text.norm[mark.start : mark.end]
        self._left = None

    def claim_all(self, pattern: re.Pattern[str], field: str) -> list[Mark]:
        """Claim every match that is still free."""
        found = []
        for match in pattern.finditer(self.left):
            start, end = trimmed(match.group(), match.start())
            if end > start and self.is_free(start, end):
                found.append((start, end))
        return [self.claim(start, end, field) for start, end in found]

    def of(self, *fields: str) -> Iterator[Mark]:
        return (mark for mark in self.marks if mark.field in fields)

    def spans(self) -> tuple[Span, ...]:
        """All marks as spans of the original. A sign that stands for two characters belongs to the first mark."""
        found: list[Span] = []
        last = 0
        for mark in sorted(self.marks, key=lambda mark: mark.start):
            span = self.text.span(mark.start, mark.end, mark.field)
            start = max(span.start, last)
            if start < span.end:
                found.append(Span(start, span.end, span.field))
                last = span.end
        return tuple(found)


def trimmed(matched: str, start: int) -> tuple[int, int]:
    """The match without white space and commas around it."""
    lead = len(matched) - len(matched.lstrip(" ,\n"))
    return start + lead, start + len(matched.rstrip(" ,\n"))
