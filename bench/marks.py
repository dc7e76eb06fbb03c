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
    """`seconds` on the wall, `cpu` seconds of this process: on a busy machine the second says what the work costs."""

    seconds: float = 0.0
    cpu: float = 0.0


@contextmanager
def watch() -> Iterator[Watch]:
    found, began, used = Watch(), time.perf_counter(), time.process_time()
    try:
        yield found
    finally:
        found.seconds = time.perf_counter() - began
        found.cpu = time.process_time() - used


def part(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
