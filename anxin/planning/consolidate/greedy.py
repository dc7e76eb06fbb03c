"""The plain fallback: cheapest offers first, suppliers under their minimum topped up or dropped one by one."""

from __future__ import annotations

from anxin.planning.common import ceil_div
from anxin.planning.consolidate.problem import FILL, Offer, Problem

SOLVER = "greedy"
Cases = dict[tuple[str, str], int]


def cases(problem: Problem) -> Cases:
    """A feasible purchase, never below any supplier's minimum."""
    allowed = {s.key for s in problem.suppliers}
    while True:
        bought = _buy(problem, allowed)
        under = _under(problem, bought)
        if not under:
            return bought
        supplier, missing = min(under.items(), key=lambda kv: (kv[1], kv[0]))
        topped = _top_up(problem, bought, supplier, missing)
        if topped is not None and not _under(problem, topped):
            return topped
        worst = max(under.items(), key=lambda kv: (kv[1], kv[0]))[0]
        allowed.discard(worst)


def _buy(problem: Problem, allowed: set[str]) -> Cases:
    bought: Cases = {}
    room = {s.key: s.max_cases for s in problem.suppliers}
    offers, tolerated = problem.offers_of(), problem.tolerated()
    for product, wanted in problem.wanted().items():
        short_fen = next(p.short_fen for p in problem.products if p.key == product)
        open_ = wanted
        for offer in sorted(offers[product], key=lambda o: _unit_price(o, wanted)):
            if open_ <= 0:
                break
            if offer.supplier not in allowed:
                continue
            n = _fitting(problem, offer, open_, tolerated[product], room[offer.supplier], short_fen)
            if n:
                bought[offer.supplier, product] = n
                room[offer.supplier] -= n
                open_ -= n * offer.case_units
    return _without_idle_cases(problem, bought) if problem.rounding == FILL else bought


def _without_idle_cases(problem: Problem, bought: Cases) -> Cases:
    """A later case that tolerance filled may have made an earlier one needless: take such cases out again."""
    wanted = problem.wanted()
    units = dict.fromkeys(wanted, 0)
    offers = {(o.supplier, o.product): o for o in problem.offers}
    for (supplier, product), n in bought.items():
        units[product] += n * offers[supplier, product].case_units
    for key in list(bought):
        offer = offers[key]
        while bought[key] and units[offer.product] - offer.case_units >= wanted[offer.product]:
            fewer = bought[key] - 1 if bought[key] > offer.min_cases else 0
            units[offer.product] -= (bought[key] - fewer) * offer.case_units
            bought[key] = fewer
    return {key: n for key, n in bought.items() if n}


def _unit_price(offer: Offer, units: int) -> tuple[float, str]:
    n = max(1, offer.min_cases, ceil_div(units, offer.case_units))
    return offer.fen(n) / (n * offer.case_units), offer.supplier


def _fitting(problem: Problem, offer: Offer, open_: int, tolerance: int, room: int, short_fen: int) -> int:
    """Cases of one offer for `open_` units: the last case only if it pays (cover) or is filled (fill)."""
    most = min(room, offer.stock_cases if offer.stock_cases is not None else room)
    full, rest = divmod(open_, offer.case_units)
    n = min(full, most)
    if rest and n == full and full + 1 <= most:
        if problem.rounding == FILL:
            n += rest + tolerance >= offer.case_units
        else:
            n += offer.fen(full + 1) - (offer.fen(full) if full else 0) < rest * short_fen
    if n and n < offer.min_cases:
        n = offer.min_cases if _minimum_pays(problem, offer, open_, tolerance, most, short_fen) else 0
    return n


def _minimum_pays(
    problem: Problem, offer: Offer, open_: int, tolerance: int, most: int, short_fen: int
) -> bool:
    units = offer.min_cases * offer.case_units
    if offer.min_cases > most:
        return False
    if problem.rounding == FILL:
        return units <= open_ + tolerance and units - offer.case_units < open_
    return offer.fen(offer.min_cases) < min(open_, units) * short_fen


def _under(problem: Problem, bought: Cases) -> dict[str, int]:
    """Suppliers ordered from below their minimum, with the fen that are missing."""
    value: dict[str, int] = {}
    for offer in problem.offers:
        n = bought.get((offer.supplier, offer.product), 0)
        if n:
            value[offer.supplier] = value.get(offer.supplier, 0) + offer.fen(n)
    return {
        s.key: s.min_order_fen - value[s.key]
        for s in problem.suppliers
        if s.key in value and value[s.key] < s.min_order_fen
    }


def _top_up(problem: Problem, bought: Cases, supplier: str, missing: int) -> Cases | None:
    """Move lines from other suppliers to this one until its minimum is met; None if that is not enough."""
    if problem.rounding == FILL:
        return None
    moved = dict(bought)
    room = next(s.max_cases for s in problem.suppliers if s.key == supplier)
    room -= sum(n for (who, _), n in bought.items() if who == supplier)
    by_key = {(o.supplier, o.product): o for o in problem.offers}
    for offer in sorted((o for o in problem.offers if o.supplier == supplier), key=lambda o: o.product):
        others = [k for k in moved if k[1] == offer.product and k[0] != supplier]
        if (supplier, offer.product) in moved or len(others) != 1:
            continue
        units = moved[others[0]] * by_key[others[0]].case_units
        n = max(offer.min_cases, ceil_div(units, offer.case_units))
        if n > room or (offer.stock_cases is not None and n > offer.stock_cases):
            continue
        del moved[others[0]]
        moved[supplier, offer.product] = n
        room -= n
        missing -= offer.fen(n)
        if missing <= 0:
            return moved
    return None
