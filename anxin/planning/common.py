"""What all planning families share: when to stop, what was broken, how good it could be, why it is so.

Codes and facts only; sentences for people are made by the doors.
"""

from __future__ import annotations

import hashlib
import importlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Stop:
    """When a search ends: after `iterations`, or earlier after `seconds`.

    The same seed and iterations give the same plan; a cap in seconds gives that up when it bites.
    """

    iterations: int
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.iterations < 0 or (self.seconds is not None and self.seconds < 0):
            raise ValueError("a stop cannot be negative")


class Countdown:
    """Counts the iterations of one search against its `Stop`."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._began = time.monotonic()
        self.done = 0

    def more(self) -> bool:
        """True while one more iteration may run; counts it."""
        if self.done >= self._stop.iterations:
            return False
        if self._stop.seconds is not None and time.monotonic() - self._began >= self._stop.seconds:
            return False
        self.done += 1
        return True

    def progress(self) -> float:
        """0 at the start, 1 at the end of what the stop allows."""
        share = self.done / max(1, self._stop.iterations)
        if self._stop.seconds:
            share = max(share, (time.monotonic() - self._began) / self._stop.seconds)
        return min(1.0, share)


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its code, where (a path such as `worker:W1/trip:2`), and the figures."""

    rule: str
    where: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan can be better than `value` (whole units of the family's leading cost); `parts` say how it adds up."""

    value: int
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a stable code and the figures for the sentence."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a cost, never to be added to a block of another unit."""

    name: str
    value: int
    unit: str


Cost = tuple[Block, ...]


def block(cost: Cost, name: str) -> int:
    """The value of one block. KeyError if the family has no such block."""
    for each in cost:
        if each.name == name:
            return each.value
    raise KeyError(name)


def gap_milli(value: int, bound: int) -> int:
    """How far `value` lies over `bound`, in thousandths of the bound (0 when there is nothing to do)."""
    if bound <= 0:
        return 0 if value <= 0 else 1000
    return (value - bound) * 1000 // bound


def lot(seed: int, key: str) -> int:
    """A number drawn for `key`: the same on every machine, unlike `hash`."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{key}".encode(), digest_size=8).digest(), "big")


def ceil_div(a: int, b: int) -> int:
    """a / b rounded up, for b > 0."""
    return -(-a // b)


def installed(package: str) -> bool:
    """Whether a solver can be loaded here. One that is there and does not load is as good as none: the fallback answers."""
    try:
        importlib.import_module(package)
    except ImportError:
        return False
    return True
