"""Least number of slots."""

from __future__ import annotations

from collections import defaultdict

from anxin.planning.common import Bound, ceil_div
from anxin.planning.slots.problem import Household, Problem


def bound(problem: Problem) -> Bound:
    """The largest of: everybody over the cap; the longest stair with its gaps; the calls of one lobby.

    Also true when only some households of a floor are at risk: their neighbours may fill the gap, so such
    neighbours are left out where gaps are counted.
    """
    lobby = {s.key: s.lobby for s in problem.stairs}
    calls: dict[str, int] = defaultdict(int)
    longest = 0
    for stair, households in problem.by_stair().items():
        calls[lobby[stair]] += _calls(problem, households)
        longest = max(longest, _chain(problem, households))
    parts = {
        "below": ceil_div(len(problem.households), problem.below_cap),
        "stair": longest,
        "lobby": max(calls.values(), default=0),
    }
    return Bound(max(parts.values()), parts)


def _calls(problem: Problem, households: list[Household]) -> int:
    risk = sum(h.risk for h in households)
    return risk + problem.calls_needed([h for h in households if not h.risk])


def _chain(problem: Problem, households: list[Household]) -> int:
    risky = {h.floor for h in households if h.risk}
    clean = [h for h in households if h.floor not in risky]
    groups = len(risky) + (1 if clean else 0)
    calls = sum(h.risk for h in households) + problem.calls_needed(clean)
    return calls + problem.risk_gap_slots * max(0, groups - 1)
