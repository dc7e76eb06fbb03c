"""From cases bought to who gets what: substitutes, sites, tolerance, what is left and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from anxin.planning.allocate.water import Claim, fill
from anxin.planning.common import Block, Cost, lot
from anxin.planning.consolidate.problem import Demand, Give, Line, Offer, Plan, Problem, Share

Cases = Mapping[tuple[str, str], int]


def lines_of(problem: Problem, cases: Cases) -> tuple[Line, ...]:
    offers: dict[tuple[str, str], Offer] = {(o.supplier, o.product): o for o in problem.offers}
    return tuple(
        Line(o.supplier, o.product, cases[key], cases[key] * o.case_units, o.fen(cases[key]))
        for key, o in offers.items()
        if cases.get(key, 0) > 0
    )


def give(problem: Problem, lines: tuple[Line, ...]) -> tuple[Give, ...]:
    """Own wishes first, then what is left over to substitutes, the least penalty first."""
    wanted = problem.wanted()
    bought = dict.fromkeys(wanted, 0)
    for line in lines:
        bought[line.product] += line.units
    given = {(p, p): min(wanted[p], bought[p]) for p in wanted}
    spare = {p: bought[p] - given[p, p] for p in wanted}
    open_ = {p: wanted[p] - given[p, p] for p in wanted}
    short = {p.key: p.short_fen for p in problem.products}
    for swap in sorted(problem.substitutes, key=lambda s: (s.penalty_fen - short[s.want], s.want, s.give)):
        units = min(spare[swap.give], open_[swap.want])
        if units > 0 and swap.penalty_fen < short[swap.want] and swap.want != swap.give:
            given[swap.want, swap.give] = given.get((swap.want, swap.give), 0) + units
            spare[swap.give] -= units
            open_[swap.want] -= units
    return tuple(Give(want, own, n) for (want, own), n in given.items() if n > 0)


def plan_of(
    problem: Problem, cases: Cases, gives: tuple[Give, ...] | None, *, solver: str, seed: int, iterations: int
) -> Plan:
    """The whole plan from the cases bought (and, where a solver knows better, who is given what)."""
    lines = lines_of(problem, cases)
    gives = give(problem, lines) if gives is None else gives
    shares = shares_of(problem, lines, gives, seed)
    return plan_from(problem, lines, gives, shares, solver=solver, seed=seed, iterations=iterations)


def plan_from(
    problem: Problem,
    lines: tuple[Line, ...],
    gives: tuple[Give, ...],
    shares: tuple[Share, ...],
    *,
    solver: str,
    seed: int,
    iterations: int,
) -> Plan:
    """Lines, gives and shares with what is left over and what is missing."""
    surplus = dict.fromkeys((p.key for p in problem.products), 0)
    unmet = problem.wanted()
    for line in lines:
        surplus[line.product] = surplus.get(line.product, 0) + line.units
    for share in shares:
        surplus[share.give] = surplus.get(share.give, 0) - share.units
        unmet[share.want] = unmet.get(share.want, 0) - share.units + share.from_tolerance
    return Plan(
        lines,
        gives,
        shares,
        tuple((p, n) for p, n in surplus.items() if n),
        tuple((p, n) for p, n in unmet.items() if n),
        solver,
        seed,
        iterations,
        cost_of(problem, lines, gives, sum(surplus.values())),
    )


def shares_of(
    problem: Problem, lines: Sequence[Line], gives: Sequence[Give], seed: int = 0
) -> tuple[Share, ...]:
    """What each site gets: the classes in order, inside a class the lowest filled part first, then tolerance."""
    rows: dict[str, list[Demand]] = defaultdict(list)
    for demand in _merged(problem):
        rows[demand.product].append(demand)
    by_want: dict[str, list[Give]] = defaultdict(list)
    for each in gives:
        by_want[each.want].append(each)
    spare: dict[str, int] = defaultdict(int)
    for line in lines:
        spare[line.product] += line.units
    for each in gives:
        spare[each.give] -= each.units
    shares: list[Share] = []
    for want, demands in rows.items():
        got = _by_class(demands, sum(g.units for g in by_want[want]), seed)
        extra = _tolerated(demands, got, spare[want], seed)
        shares += _dealt(want, demands, got, extra, by_want[want])
    return tuple(shares)


def _merged(problem: Problem) -> list[Demand]:
    """One row per product, site and class: 20,000 order lines become a few hundred."""
    units: dict[tuple[str, str, int], list[int]] = {}
    for d in problem.demands:
        row = units.setdefault((d.product, d.site, d.cls), [0, 0])
        row[0] += d.units
        row[1] += d.tolerance
    return [Demand(p, s, n, t, c) for (p, s, c), (n, t) in units.items()]


def _by_class(demands: list[Demand], units: int, seed: int) -> dict[int, int]:
    """Units per row: classes in order, inside a class the lowest filled part first."""
    got = dict.fromkeys(range(len(demands)), 0)
    for cls in sorted({d.cls for d in demands}):
        claims = [
            Claim(i, 0, d.units, Fraction(1, d.units), (0, lot(seed, f"{d.site}/{d.product}")))
            for i, d in enumerate(demands)
            if d.cls == cls and d.units
        ]
        filled, units = fill(claims, units)
        got.update({i: n for i, n in filled.items() if isinstance(i, int)})
    return got


def _tolerated(demands: list[Demand], got: dict[int, int], spare: int, seed: int) -> dict[int, int]:
    """Left-over units of a started case go to those who said they would take more, once all wishes are met."""
    if spare <= 0 or any(got[i] < d.units for i, d in enumerate(demands)):
        return {}
    claims = [
        Claim(i, 0, d.tolerance, Fraction(1, d.tolerance), (0, lot(seed, f"{d.site}/{d.product}")))
        for i, d in enumerate(demands)
        if d.tolerance
    ]
    filled, _ = fill(claims, spare)
    return {i: n for i, n in filled.items() if isinstance(i, int)}


def _dealt(
    want: str, demands: list[Demand], got: dict[int, int], extra: dict[int, int], gives: list[Give]
) -> list[Share]:
    """The product itself to the first classes, substitutes to those behind."""
    heap = [(g.give, g.units) for g in sorted(gives, key=lambda g: (g.give != want, g.give)) if g.units > 0]
    found: dict[tuple[str, str], list[int]] = {}
    for i in sorted(range(len(demands)), key=lambda i: demands[i].cls):
        need = got[i]
        while need:
            product, left = heap[0]
            take = min(need, left)
            need -= take
            found.setdefault((demands[i].site, product), [0, 0])[0] += take
            if take == left:
                heap.pop(0)
            else:
                heap[0] = (product, left - take)
        if extra.get(i):
            row = found.setdefault((demands[i].site, want), [0, 0])
            row[0] += extra[i]
            row[1] += extra[i]
    return [Share(site, want, product, n, t) for (site, product), (n, t) in found.items() if n]


def cost_of(problem: Problem, lines: tuple[Line, ...], gives: tuple[Give, ...], surplus: int) -> Cost:
    """Blocks in their order of weight; `total_fen` is the sum the exchange format asks for."""
    penalty = {(s.want, s.give): s.penalty_fen for s in problem.substitutes}
    unmet = problem.wanted()
    for each in gives:
        unmet[each.want] = unmet.get(each.want, 0) - each.units
    used = {line.supplier for line in lines}
    shortage = sum(unmet[p.key] * p.short_fen for p in problem.products)
    goods = sum(line.fen for line in lines)
    delivery = sum(s.delivery_fen for s in problem.suppliers if s.key in used)
    substitution = sum(penalty.get((g.want, g.give), 0) * g.units for g in gives if g.want != g.give)
    return (
        Block("unmet_units", sum(unmet.values()), "units"),
        Block("goods", goods, "fen"),
        Block("delivery", delivery, "fen"),
        Block("substitution", substitution, "fen"),
        Block("shortage", shortage, "fen"),
        Block("total_fen", goods + delivery + substitution + shortage, "fen"),
        Block("surplus_units", surplus, "units"),
        Block("lines", len(lines), "lines"),
        Block("suppliers", len(used), "suppliers"),
    )
