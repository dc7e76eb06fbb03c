"""Exact leximin of one divisible-by-one stock: raise the lowest level first.

Proof in docs/algorithms/allocate.md: giving the next unit to the lowest level, and among equals to the one it
lifts highest, is leximin in integers. Claimants with the same figures are raised together, so the work grows with
the number of different figures, not of households.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Claim:
    """`have` units now, at most `most`; level of x units = x * step; the greater `turn`, the sooner among equals."""

    key: Hashable
    have: int
    most: int
    step: Fraction
    turn: tuple[int, int]


def fill(claims: Sequence[Claim], stock: int) -> tuple[dict[Hashable, int], int]:
    """Units per claim key after sharing `stock` more units, and what is left over."""
    groups: dict[tuple[int, int, Fraction], list[Claim]] = defaultdict(list)
    if stock >= (wanted := sum(max(0, c.most - c.have) for c in claims)):
        return {c.key: max(c.most, c.have) for c in claims}, stock - wanted
    units = {c.key: c.have for c in claims}
    for claim in claims:
        if claim.most > claim.have:
            groups[claim.have, claim.most, claim.step].append(claim)
    # (current level, minus next level, order): the lowest first, among equals the highest next.
    heap = [(have * step, -(have + 1) * step, number, have) for number, (have, _, step) in enumerate(groups)]
    heapq.heapify(heap)
    members = list(groups.items())
    while heap and stock:
        now, following, _, have = heap[0]
        tied = _pop_equal(heap, now, following)
        lucky = [c for number in tied for c in members[number][1]]
        if len(lucky) > stock:
            lucky.sort(key=lambda c: c.turn, reverse=True)
            for claim in lucky[:stock]:
                units[claim.key] += 1
            return units, 0
        stock -= len(lucky)
        for claim in lucky:
            units[claim.key] += 1
        for number, have in tied.items():
            (_, most, step), _ = members[number]
            if have + 1 < most:
                heapq.heappush(heap, ((have + 1) * step, -(have + 2) * step, number, have + 1))
    return units, stock


def _pop_equal(
    heap: list[tuple[Fraction, Fraction, int, int]], now: Fraction, following: Fraction
) -> dict[int, int]:
    """All groups that stand at the same level and would rise to the same level."""
    tied: dict[int, int] = {}
    while heap and heap[0][0] == now and heap[0][1] == following:
        _, _, number, have = heapq.heappop(heap)
        tied[number] = have
    return tied
