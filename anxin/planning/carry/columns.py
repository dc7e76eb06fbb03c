"""A better bound on walking: prices per box that no trip can earn back.

If for every possible trip  seconds >= trip price + sum(price of its boxes), then the sum of all prices is a bound.
Good prices come from a linear program over trips (`highs`); whether they hold is proved here, in whole
milliseconds, by dynamic programming over *all* trips (and some impossible ones, which only weakens the bound):
a trip is a walk over units, at each some of its boxes, at most a cart in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from anxin.planning.carry import highs
from anxin.planning.carry.trips import Column

Whole = Any  # arrays of 64-bit whole numbers; numpy's own types are skipped in checking

ROUNDS = 60
NOWHERE = -(1 << 50)


@dataclass(frozen=True, slots=True)
class Ring:
    """Milliseconds: `home` from the supply point, `walk` between units; boxes per unit, none of them 0."""

    home: tuple[int, ...]
    walk: tuple[tuple[int, ...], ...]
    boxes: tuple[int, ...]
    fixed: int
    cart: int
    trips: int


@lru_cache(maxsize=8)
def best_bound(ring: Ring, rounds: int = ROUNDS) -> int:
    """Milliseconds that all trips together take at least (loading's fixed part, walking). 0 without HiGHS."""
    if not ring.boxes or not highs.available():
        return 0
    prices = highs.Master().prices
    columns = _first(ring)
    known = set(columns)
    best, centre = 0, [0.0] * len(ring.boxes)
    for _ in range(rounds):
        per_box, per_trip = prices(columns, ring.boxes, ring.trips)
        value = sum(p * q for p, q in zip(per_box, ring.boxes, strict=True)) + per_trip * ring.trips
        added = False
        for share in (0.6, 0.0):  # prices half way to the best known ones swing less
            mixed = [share * c + (1 - share) * p for c, p in zip(centre, per_box, strict=True)]
            proven, found = _prove(ring, [max(0, int(p)) for p in mixed], int(per_trip))
            if proven > best:
                best, centre = proven, mixed
            new = [c for c in found if c not in known]
            columns += new
            known.update(new)
            added = added or bool(new)
            if new:
                break
        if not added or best >= value * 0.999:
            break
    return best


def _first(ring: Ring) -> list[Column]:
    """Straight there with as much as goes, and back."""
    return [
        Column(ring.fixed + 2 * ring.home[u], ((u, min(q, ring.cart)),)) for u, q in enumerate(ring.boxes)
    ]


def _prove(ring: Ring, per_box: list[int], per_trip: int) -> tuple[int, list[Column]]:
    """(bound from these prices, scaled down until they hold; the trips that earn most at them)."""
    worth, from_unit, amount = _earn(ring, per_box)
    home = np.array(ring.home, dtype=np.int64)
    ends = worth - home[None, :]
    profit = int(ends.max()) + per_trip - ring.fixed
    total = sum(p * q for p, q in zip(per_box, ring.boxes, strict=True)) + per_trip * ring.trips
    if profit <= 0:
        return total, []
    # A trip that costs c earns at most c + profit <= c (1 + profit / least cost).
    least = ring.fixed + 2 * min(ring.home)
    proven = total * least // (least + profit) if least > 0 else 0
    found = []
    for v in range(len(ring.boxes)):
        level = int(ends[:, v].argmax())
        if int(ends[level, v]) + per_trip - ring.fixed > 0:
            found.append(_column(ring, from_unit, amount, level, v))
    return proven, found


def _earn(ring: Ring, per_box: list[int]) -> tuple[Whole, Whole, Whole]:
    """worth[l, v]: the most earned by a walk that has left l boxes and stands at v; with the step that led there."""
    units, cart = len(ring.boxes), ring.cart
    walk = np.array(ring.walk, dtype=np.int64)
    np.fill_diagonal(walk, -NOWHERE)
    home = np.array(ring.home, dtype=np.int64)
    price, boxes = np.array(per_box, dtype=np.int64), np.array(ring.boxes, dtype=np.int64)
    worth: Whole = np.full((cart + 1, units), NOWHERE, dtype=np.int64)
    from_unit: Whole = np.full((cart + 1, units), -1, dtype=np.int64)
    amount: Whole = np.zeros((cart + 1, units), dtype=np.int64)
    most = int(min(cart, boxes.max()))
    for level in range(cart):
        origin: Whole
        if level == 0:
            arrive, origin = -home, np.full(units, -1, dtype=np.int64)
        else:
            ways = worth[level][:, None] - walk
            origin = ways.argmax(axis=0)
            arrive = ways[origin, np.arange(units)]
        for n in range(1, min(most, cart - level) + 1):
            value = np.where(boxes >= n, arrive + n * price, NOWHERE)
            better = value > worth[level + n]
            worth[level + n][better] = value[better]
            from_unit[level + n][better] = origin[better]
            amount[level + n][better] = n
    return worth, from_unit, amount


def _column(ring: Ring, from_unit: Whole, amount: Whole, level: int, unit: int) -> Column:
    brought: dict[int, int] = {}
    cost = ring.fixed + ring.home[unit]
    while True:
        n, before = int(amount[level, unit]), int(from_unit[level, unit])
        brought[unit] = brought.get(unit, 0) + n
        level -= n
        if before < 0:
            return Column(cost + ring.home[unit], tuple(sorted(brought.items())))
        cost += ring.walk[before][unit]
        unit = before
