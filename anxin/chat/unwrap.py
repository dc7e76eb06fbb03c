"""Take the order out of what carries it: a quote, a form, a table. (XML and pasted records follow.)"""

from __future__ import annotations

from dataclasses import dataclass

from anxin.chat.frame import Frame
from anxin.chat.terms import Entry, Kind


@dataclass(slots=True)
class Wrapped:
    """The stretch of the text to read, or the entries already read from it."""

    start: int = 0
    end: int | None = None
    kind: Kind = "message"
    inner: str | None = None
    header: str = ""
    entries: list[Entry] | None = None


def unwrap(text: str, frame: Frame) -> Wrapped:
    return Wrapped(0, len(text))
