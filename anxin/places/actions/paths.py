"""Giving a new row its path: short, unique among its siblings, never given twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, transaction

from anxin.kernel.errors import Stale
from anxin.places.rules import next_segments

T = TypeVar("T")
TRIES = 5


def settle(letter: str, taken: Callable[[], Iterable[str]], insert: Callable[[str], T]) -> T:
    """Insert below the first free segment. Two people at once: the unique path lets one through, the other tries the next."""
    for _ in range(TRIES):
        segment = next(next_segments(letter, taken()))
        try:
            with transaction.atomic():
                return insert(segment)
        except IntegrityError:
            continue
    raise Stale("path")
