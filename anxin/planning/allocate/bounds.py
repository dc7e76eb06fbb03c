"""No sharing can make goods: what must stay short."""

from __future__ import annotations

from collections import defaultdict

from anxin.planning.allocate.problem import Problem
from anxin.planning.common import Bound


def bound(problem: Problem) -> Bound:
    """Least `units_short`; parts per product."""
    wanted: dict[str, int] = defaultdict(int)
    for wish in problem.wishes:
        wanted[wish.product] += wish.units
    parts = {p.key: max(0, wanted[p.key] - p.received) for p in problem.products}
    return Bound(sum(parts.values()), parts)
