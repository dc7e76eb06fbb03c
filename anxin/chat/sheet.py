"""The sheet one entry is read on: the text, and who has claimed which characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Mark:
    """Characters start..end claimed for one field."""

    start: int
    end: int
    field: str
    value: object = None


@dataclass(slots=True)
class Sheet:
    """Text plus marks. `left` is the text with claimed characters blanked: the only thing later stages search."""

    text: Text
    marks: list[Mark] = field(default_factory=list)
    left: str = ""

    def __post_init__(self) -> None:
        self.left = self.text.norm

    def claim(self, start: int, end: int, field: str, value: object = None) -> Mark:
        mark = Mark(start, end, field, value)
        self.marks.append(mark)
        self.left = self.left[:start] + TAKEN * (end - start) + self.left[end:]
        return mark

    def release(self, mark: Mark) -> None:
        self.marks.remove(mark)
        self.left = self.left[: mark.start] + self.text.norm[mark.start : mark.end] + self.left[mark.end :]

    def claim_all(self, pattern: re.Pattern[str], field: str) -> list[Mark]:
        """Claim every match that is still free."""
        found = []
        for match in pattern.finditer(self.left):
            start, end = trimmed(match.group(), match.start())
            if end > start and TAKEN not in self.left[start:end]:
                found.append((start, end))
        return [self.claim(start, end, field) for start, end in found]

    def of(self, *fields: str) -> Iterator[Mark]:
        return (mark for mark in self.marks if mark.field in fields)

    def spans(self) -> tuple[Span, ...]:
        ordered = sorted(self.marks, key=lambda mark: mark.start)
        return tuple(self.text.span(mark.start, mark.end, mark.field) for mark in ordered)


def trimmed(matched: str, start: int) -> tuple[int, int]:
    """The match without white space and commas around it."""
    lead = len(matched) - len(matched.lstrip(" ,\n"))
    return start + lead, start + len(matched.rstrip(" ,\n"))
