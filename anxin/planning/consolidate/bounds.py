"""What a purchase must cost at least."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from anxin.planning.common import Bound
from anxin.planning.consolidate import highs
from anxin.planning.consolidate.problem import Problem


def bound(problem: Problem) -> Bound:
    """Least `total_fen`: each unit at its cheapest way or its shortage; with HiGHS also what its relaxation proves."""
    by_unit = cheapest(problem)
    proven = highs.floor_fen(problem) if highs.available() else 0
    return Bound(max(by_unit, proven), {"cheapest_units": by_unit, "relaxation": proven})


def cheapest(problem: Problem) -> int:
    """Every unit bought alone at the lowest price of any tier, own or substitute, or left short."""
    price: dict[str, Fraction] = {}
    for offer in problem.offers:
        lowest = min(Fraction(t.fen, offer.case_units) for t in offer.tiers)
        price[offer.product] = min(price.get(offer.product, lowest), lowest)
    ways: dict[str, Fraction] = {p.key: Fraction(p.short_fen) for p in problem.products}
    for product, fen in price.items():
        ways[product] = min(ways[product], fen)
    for swap in problem.substitutes:
        if swap.give in price:
            ways[swap.want] = min(ways[swap.want], price[swap.give] + swap.penalty_fen)
    return ceil(sum((units * ways[p] for p, units in problem.wanted().items()), Fraction(0)))
