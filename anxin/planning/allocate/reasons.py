"""Why a line is as it is: the figures for the sentence printed beside it."""

from __future__ import annotations

from collections import Counter, defaultdict

from anxin.planning.allocate.problem import Line, Plan, Problem
from anxin.planning.common import Fact, Reason


def explain(problem: Problem, plan: Plan, key: tuple[str, str]) -> Reason:
    """Reason of the line (household, product). KeyError if there is none.

    Codes: share.full · share.none_left · share.isolated_first · share.first_only · share.level.
    """
    household, product = key
    return _of_product(problem, [x for x in plan.lines if x.product == product])[household]


def reasons(problem: Problem, plan: Plan) -> dict[tuple[str, str], Reason]:
    """Reasons of all lines, each product looked through once."""
    rows: dict[str, list[Line]] = defaultdict(list)
    for line in plan.lines:
        rows[line.product].append(line)
    return {
        (household, product): reason
        for product, lines in rows.items()
        for household, reason in _of_product(problem, lines).items()
    }


def _of_product(problem: Problem, lines: list[Line]) -> dict[str, Reason]:
    if not lines:
        return {}
    people = {h.key: h for h in problem.households}
    stock = next(p for p in problem.products if p.key == lines[0].product)
    wanted = sum(x.wish for x in lines)
    fills: dict[int, list[int]] = defaultdict(list)
    short: Counter[int] = Counter()
    for x in lines:
        cls = people[x.household].cls
        short[cls] += x.given < x.wish
        if x.wish:
            fills[cls].append(x.given * 1000 // x.wish)
    ends = {cls: (min(found), max(found)) for cls, found in fills.items()}
    found: dict[str, Reason] = {}
    for x in lines:
        mine = people[x.household]
        low, high = ends.get(mine.cls, (1000, 1000))
        facts: dict[str, Fact] = {
            "wish": x.wish,
            "given": x.given,
            "short": x.short,
            "class": mine.cls,
            "memory": mine.memory,
            "received": stock.received,
            "wanted": wanted,
            "lowest_fill_milli_in_class": low,
            "highest_fill_milli_in_class": high,
            "short_in_class": short[mine.cls],
        }
        found[x.household] = Reason(x.rule, facts)
    return found
