"""Rows of the table, and clocks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One line: what was done, how much of it, what was seen, and the aim it is held against ("" for none)."""

    what: str
    seen: str
    aim: str = ""
    met: bool | None = None
    beside: str = ""


class Watch:
    seconds: float = 0.0


@contextmanager
def watch() -> Iterator[Watch]:
    found, began = Watch(), time.perf_counter()
    try:
        yield found
    finally:
        found.seconds = time.perf_counter() - began


def part(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
