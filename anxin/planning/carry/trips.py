"""A possible trip as the bound's linear program sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One possible trip: its milliseconds and the boxes it brings to each unit."""

    cost: int
    boxes: tuple[tuple[int, int], ...]
