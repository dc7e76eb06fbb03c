"""Why so many cases are bought, and why something is not."""

from __future__ import annotations

from anxin.planning.common import Fact, Reason
from anxin.planning.consolidate.problem import Plan, Problem


def explain(problem: Problem, plan: Plan, key: str) -> Reason:
    """Reason for a product. Codes: purchase.not_wanted · no_offer · exact · rounded_up · tolerance_filled · short ·
    minimum_not_reached · substituted. KeyError for an unknown product.
    """
    wanted = problem.wanted()[key]
    offers = [o for o in problem.offers if o.product == key]
    lines = [x for x in plan.lines if x.product == key]
    unmet, surplus = dict(plan.unmet).get(key, 0), dict(plan.surplus).get(key, 0)
    facts: dict[str, Fact] = {
        "wanted": wanted,
        "bought": sum(x.units for x in lines),
        "cases": sum(x.cases for x in lines),
        "unmet": unmet,
        "surplus": surplus,
        "sites": len({d.site for d in problem.demands if d.product == key}),
        "substituted": sum(g.units for g in plan.gives if g.want == key != g.give),
        "tolerance": sum(s.from_tolerance for s in plan.shares if s.want == key),
        "suppliers": ",".join(x.supplier for x in lines),
    }
    return Reason(f"purchase.{_code(problem, plan, offers_exist=bool(offers), facts=facts, key=key)}", facts)


def _code(problem: Problem, plan: Plan, *, offers_exist: bool, facts: dict[str, Fact], key: str) -> str:
    if not facts["wanted"]:
        return "not_wanted"
    if facts["substituted"]:
        return "substituted"
    if not offers_exist:
        return "no_offer"
    if facts["unmet"]:
        used = {x.supplier for x in plan.lines}
        idle = [o for o in problem.offers if o.product == key and o.supplier not in used]
        return "minimum_not_reached" if idle and not facts["bought"] else "short"
    if facts["tolerance"]:
        return "tolerance_filled"
    return "rounded_up" if facts["surplus"] else "exact"
