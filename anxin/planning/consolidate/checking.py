"""Says what a purchase breaks; recomputes prices, sums and shares from the problem."""

from __future__ import annotations

from collections import Counter

from anxin.planning.common import Violation, block
from anxin.planning.consolidate.problem import FILL, Plan, Problem


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Lines against offers, suppliers against minimums, gives against goods, shares against gives."""
    return [
        *_lines(problem, plan),
        *_suppliers(problem, plan),
        *_gives(problem, plan),
        *_shares(problem, plan),
        *_cases(problem, plan),
        *_stated(problem, plan),
    ]


def _lines(problem: Problem, plan: Plan) -> list[Violation]:
    found: list[Violation] = []
    offers = {(o.supplier, o.product): o for o in problem.offers}
    seen: set[tuple[str, str]] = set()
    for line in plan.lines:
        where = f"line:{line.supplier}/{line.product}"
        offer = offers.get((line.supplier, line.product))
        if offer is None:
            found.append(Violation("line.no_offer", where))
            continue
        if (line.supplier, line.product) in seen:
            found.append(Violation("line.twice", where))
        seen.add((line.supplier, line.product))
        if line.cases <= 0:
            found.append(Violation("line.cases", where, {"cases": line.cases}))
            continue
        if line.cases < offer.min_cases:
            found.append(
                Violation("line.minimum", where, {"cases": line.cases, "min_cases": offer.min_cases})
            )
        if offer.stock_cases is not None and line.cases > offer.stock_cases:
            found.append(
                Violation("line.stock", where, {"cases": line.cases, "stock_cases": offer.stock_cases})
            )
        if line.units != line.cases * offer.case_units or line.fen != offer.fen(line.cases):
            found.append(Violation("line.figures", where, {"units": line.units, "fen": line.fen}))
    return found


def _suppliers(problem: Problem, plan: Plan) -> list[Violation]:
    found: list[Violation] = []
    value: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    offers = {(o.supplier, o.product): o for o in problem.offers}
    for line in plan.lines:
        offer = offers.get((line.supplier, line.product))
        if offer and line.cases > 0:
            value[line.supplier] += offer.fen(line.cases)
            cases[line.supplier] += line.cases
    for s in problem.suppliers:
        if cases[s.key] and value[s.key] < s.min_order_fen:
            found.append(
                Violation(
                    "supplier.minimum", f"supplier:{s.key}", {"fen": value[s.key], "min_fen": s.min_order_fen}
                )
            )
        if cases[s.key] > s.max_cases:
            found.append(
                Violation(
                    "supplier.cases", f"supplier:{s.key}", {"cases": cases[s.key], "max_cases": s.max_cases}
                )
            )
    return found


def _bought(problem: Problem, plan: Plan) -> Counter[str]:
    size = {(o.supplier, o.product): o.case_units for o in problem.offers}
    bought: Counter[str] = Counter()
    for line in plan.lines:
        bought[line.product] += line.cases * size.get((line.supplier, line.product), 0)
    return bought


def _gives(problem: Problem, plan: Plan) -> list[Violation]:
    found: list[Violation] = []
    allowed = {(s.want, s.give) for s in problem.substitutes}
    wanted, bought = problem.wanted(), _bought(problem, plan)
    given: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for g in plan.gives:
        if g.units < 0:
            found.append(Violation("give.negative", f"give:{g.want}/{g.give}", {"units": g.units}))
        if g.want not in wanted or (g.want != g.give and (g.want, g.give) not in allowed):
            found.append(Violation("give.not_a_substitute", f"give:{g.want}/{g.give}"))
        given[g.give] += g.units
        received[g.want] += g.units
    found += [
        Violation("give.more_than_bought", f"product:{p}", {"given": n, "bought": bought[p]})
        for p, n in given.items()
        if n > bought[p]
    ]
    found += [
        Violation("give.more_than_wanted", f"product:{p}", {"received": n, "wanted": wanted.get(p, 0)})
        for p, n in received.items()
        if n > wanted.get(p, 0)
    ]
    return found


def _shares(problem: Problem, plan: Plan) -> list[Violation]:
    found: list[Violation] = []
    wish: Counter[tuple[str, str]] = Counter()
    more: Counter[tuple[str, str]] = Counter()
    for d in problem.demands:
        wish[d.site, d.product] += d.units
        more[d.site, d.product] += d.tolerance
    got: Counter[tuple[str, str]] = Counter()
    extra: Counter[tuple[str, str]] = Counter()
    for s in plan.shares:
        where = f"share:{s.site}/{s.want}"
        got[s.site, s.want] += s.units - s.from_tolerance
        extra[s.site, s.want] += s.from_tolerance
        if s.units < 0 or not 0 <= s.from_tolerance <= s.units or (s.from_tolerance and s.want != s.give):
            found.append(
                Violation("share.figures", where, {"units": s.units, "from_tolerance": s.from_tolerance})
            )
    for site, want in got.keys() | extra.keys():
        where = f"share:{site}/{want}"
        if got[site, want] > wish[site, want] or extra[site, want] > more[site, want]:
            found.append(Violation("share.more_than_wished", where, {"units": got[site, want]}))
        if extra[site, want] and got[site, want] < wish[site, want]:
            found.append(Violation("share.tolerance_before_wish", where, {"units": got[site, want]}))
    dealt: Counter[tuple[str, str]] = Counter()
    for s in plan.shares:
        dealt[s.want, s.give] += s.units - s.from_tolerance
    given = Counter({(g.want, g.give): 0 for g in plan.gives})
    for g in plan.gives:
        given[g.want, g.give] += g.units
    found += [
        Violation("share.sum", f"give:{want}/{own}", {"dealt": dealt[want, own], "given": given[want, own]})
        for want, own in dealt.keys() | given.keys()
        if dealt[want, own] != given[want, own]
    ]
    return found


def _cases(problem: Problem, plan: Plan) -> list[Violation]:
    """Rounding `fill`: every case is filled, none by tolerance alone."""
    if problem.rounding != FILL:
        return []
    found: list[Violation] = []
    wanted, tolerated, bought = problem.wanted(), problem.tolerated(), _bought(problem, plan)
    size = {(o.supplier, o.product): o.case_units for o in problem.offers}
    for product, units in bought.items():
        if units > wanted[product] + tolerated[product]:
            found.append(
                Violation(
                    "case.not_filled", f"product:{product}", {"bought": units, "wanted": wanted[product]}
                )
            )
    for line in plan.lines:
        case = size.get((line.supplier, line.product), 0)
        if line.cases > 0 and bought[line.product] - case >= wanted.get(line.product, 0):
            found.append(
                Violation("case.only_tolerance", f"line:{line.supplier}/{line.product}", {"case": case})
            )
    return found


def _stated(problem: Problem, plan: Plan) -> list[Violation]:
    """Surplus, unmet need and total as stated are as they are."""
    left = _bought(problem, plan)
    open_ = Counter(problem.wanted())
    for s in plan.shares:
        left[s.give] -= s.units
        open_[s.want] -= s.units - s.from_tolerance
    found: list[Violation] = []
    found += [Violation("surplus.negative", f"product:{p}", {"units": n}) for p, n in left.items() if n < 0]
    if dict(plan.surplus) != {p: n for p, n in left.items() if n}:
        found.append(Violation("surplus.stated", "plan"))
    if dict(plan.unmet) != {p: n for p, n in open_.items() if n}:
        found.append(Violation("unmet.stated", "plan"))
    total = sum(block(plan.cost, n) for n in ("goods", "delivery", "substitution", "shortage"))
    offers = {(o.supplier, o.product): o for o in problem.offers}
    goods = sum(
        offers[x.supplier, x.product].fen(x.cases)
        for x in plan.lines
        if x.cases > 0 and (x.supplier, x.product) in offers
    )
    if block(plan.cost, "goods") != goods or block(plan.cost, "total_fen") != total:
        found.append(Violation("cost.stated", "plan", {"goods": goods}))
    return found
