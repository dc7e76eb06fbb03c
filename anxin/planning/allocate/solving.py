"""Shares each product in four steps; exact, so there is one solver and it is its own fallback.

1 isolated first · 2 everybody's first, class by class, who was short last time first ·
3 the rest, class by class, lowest level first (leximin) · 4 nothing is left while anybody is short.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from anxin.planning.allocate.problem import Household, Line, Plan, Problem, Product, level
from anxin.planning.allocate.water import Claim, fill
from anxin.planning.common import Block, Cost, Stop, lot

SOLVER = "water-filling"


def solve(problem: Problem, *, seed: int, stop: Stop) -> Plan:
    """A fair share of every product. Exact in one pass; `stop` is accepted for the common shape."""
    households = {h.key: h for h in problem.households}
    turns = {h.key: (h.memory, lot(seed, h.key)) for h in problem.households}
    wishes: dict[str, dict[str, int]] = defaultdict(dict)
    for wish in problem.wishes:
        wishes[wish.product][wish.household] = wish.units
    given: dict[tuple[str, str], int] = {}
    rules: dict[tuple[str, str], str] = {}
    for product in problem.products:
        share = _Share(product, wishes[product.key], households, turns)
        share.run()
        for key, units in share.units.items():
            given[key, product.key] = units
            rules[key, product.key] = share.rule(key)
    lines = tuple(
        Line(
            w.household,
            w.product,
            w.units,
            given[w.household, w.product],
            w.units - given[w.household, w.product],
            rules[w.household, w.product],
        )
        for w in problem.wishes
    )
    return Plan(lines, SOLVER, seed, 1, cost_of(problem, lines))


class _Share:
    """One product being shared out."""

    def __init__(
        self,
        product: Product,
        wishes: dict[str, int],
        households: dict[str, Household],
        turns: dict[str, tuple[int, int]],
    ) -> None:
        self.product, self.wishes, self.households, self.turns = product, wishes, households, turns
        self.units = dict.fromkeys(wishes, 0)
        self.left = product.received
        self.classes = sorted({households[key].cls for key in wishes})

    def run(self) -> None:
        if self.left >= sum(self.wishes.values()):
            self.units = dict(self.wishes)
            return
        self._isolated()
        for cls in self.classes:
            self._firsts(cls)
        for cls in self.classes:
            self._raise(cls, {k: self.wishes[k] for k in self.wishes if self.households[k].cls == cls})

    def _isolated(self) -> None:
        """Isolated households come before all others; too few for them all: class by class, then evenly."""
        floors = {k: min(self.households[k].isolated_units, w) for k, w in self.wishes.items()}
        floors = {k: floor for k, floor in floors.items() if floor}
        if sum(floors.values()) <= self.left:
            self.units.update(floors)
            self.left -= sum(floors.values())
            return
        for cls in self.classes:
            here = {k: f for k, f in floors.items() if self.households[k].cls == cls}
            if all(f == 1 for f in here.values()):
                self._one_each(list(here))
            else:
                self._raise(cls, here)

    def _firsts(self, cls: int) -> None:
        targets = {
            k: min(self.households[k].firsts, w)
            for k, w in self.wishes.items()
            if self.households[k].cls == cls
        }
        missing = {k: t for k, t in targets.items() if t > self.units[k]}
        if all(t == 1 for t in missing.values()):
            self._one_each(list(missing))
        else:
            self._raise(cls, missing)

    def _one_each(self, keys: list[str]) -> None:
        keys.sort(key=lambda k: self.turns[k], reverse=True)
        for key in keys[: self.left]:
            self.units[key] += 1
        self.left -= min(len(keys), self.left)

    def _raise(self, cls: int, targets: dict[str, int]) -> None:
        if not self.left:
            return
        claims = [
            Claim(k, self.units[k], most, self._step(k), self.turns[k])
            for k, most in targets.items()
            if most > 0
        ]
        units, self.left = fill(claims, self.left)
        self.units.update({str(k): n for k, n in units.items()})

    def _step(self, key: str) -> Fraction:
        return level(self.product, self.households[key], self.wishes[key], 1)

    def rule(self, key: str) -> str:
        """Which step set this line."""
        units, wish, household = self.units[key], self.wishes[key], self.households[key]
        if units == wish:
            return "share.full"
        if units == 0:
            return "share.none_left"
        if units <= min(household.isolated_units, wish):
            return "share.isolated_first"
        return "share.first_only" if units <= household.firsts else "share.level"


def cost_of(problem: Problem, lines: tuple[Line, ...]) -> Cost:
    """Units short, lines short, households with nothing at all, the lowest filled part, units left over."""
    received = sum(p.received for p in problem.products)
    empty: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.wish:
            empty[line.household] += line.given
    fills = [line.given * 1000 // line.wish for line in lines if line.wish]
    return (
        Block("units_short", sum(line.wish - line.given for line in lines), "units"),
        Block("lines_short", sum(line.given < line.wish for line in lines), "lines"),
        Block("households_empty", sum(1 for n in empty.values() if not n), "households"),
        Block("lowest_fill", min(fills, default=1000), "milli"),
        Block("unused", received - sum(line.given for line in lines), "units"),
    )
