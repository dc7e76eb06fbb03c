"""Why a line is as it is: the figures for the sentence printed beside it."""

from __future__ import annotations

from anxin.planning.allocate.problem import Plan, Problem
from anxin.planning.common import Reason


def explain(problem: Problem, plan: Plan, key: tuple[str, str]) -> Reason:
    """Reason of the line (household, product). KeyError if there is none.

    Codes: share.full · share.none_left · share.isolated_first · share.first_only · share.level.
    """
    household, product = key
    lines = [x for x in plan.lines if x.product == product]
    line = next((x for x in lines if x.household == household), None)
    if line is None:
        raise KeyError(key)
    people = {h.key: h for h in problem.households}
    stock = next(p for p in problem.products if p.key == product)
    mine = people[household]
    peers = [x for x in lines if people[x.household].cls == mine.cls and x.wish]
    return Reason(
        line.rule,
        {
            "wish": line.wish,
            "given": line.given,
            "short": line.short,
            "class": mine.cls,
            "memory": mine.memory,
            "received": stock.received,
            "wanted": sum(x.wish for x in lines),
            "lowest_fill_milli_in_class": min((x.given * 1000 // x.wish for x in peers), default=1000),
            "highest_fill_milli_in_class": max((x.given * 1000 // x.wish for x in peers), default=1000),
            "short_in_class": sum(x.given < x.wish for x in peers),
        },
    )
