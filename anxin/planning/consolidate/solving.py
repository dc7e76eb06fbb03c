"""Buys: HiGHS where it is installed, the greedy fallback otherwise; the cheaper of both is kept."""

from __future__ import annotations

from anxin.planning.common import Stop, block
from anxin.planning.consolidate import greedy, highs
from anxin.planning.consolidate.problem import Plan, Problem
from anxin.planning.consolidate.shares import plan_of


def solve(problem: Problem, *, seed: int, stop: Stop, solver: str | None = None) -> Plan:
    """Cases per supplier and product, and what every site gets. `solver`: `greedy`, `highs`, None = the best there is."""
    plain = plan_of(problem, greedy.cases(problem), None, solver=greedy.SOLVER, seed=seed, iterations=0)
    if solver == greedy.SOLVER or not stop.iterations or not highs.available():
        return plain
    found = highs.cases(problem, seed=seed, stop=stop)
    if found is None:
        return plain
    bought, gives = found
    better = plan_of(
        problem, bought, gives or None, solver=highs.SOLVER, seed=seed, iterations=stop.iterations
    )
    return better if block(better.cost, "total_fen") <= block(plain.cost, "total_fen") else plain
