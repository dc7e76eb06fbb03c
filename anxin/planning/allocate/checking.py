"""Says what an allocation breaks. Shares nothing with the solver but the definition of a level."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from anxin.planning.allocate.problem import Household, Line, Plan, Problem, Product, level
from anxin.planning.common import Violation


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Every rule of docs/algorithms/allocate.md, line by line and product by product."""
    found = _lines(problem, plan)
    if found:
        return found
    households = {h.key: h for h in problem.households}
    rows: dict[str, list[Line]] = defaultdict(list)
    for line in plan.lines:
        if line.wish:
            rows[line.product].append(line)
    for product in problem.products:
        found += _Product(product, rows[product.key], households).violations()
    return found


def _lines(problem: Problem, plan: Plan) -> list[Violation]:
    found: list[Violation] = []
    wishes = {(w.household, w.product): w.units for w in problem.wishes}
    seen: set[tuple[str, str]] = set()
    for line in plan.lines:
        key = (line.household, line.product)
        where = f"household:{line.household}/product:{line.product}"
        if key not in wishes or key in seen:
            found.append(Violation("line.unknown" if key not in wishes else "line.twice", where))
            continue
        seen.add(key)
        if line.wish != wishes[key] or line.short != line.wish - line.given:
            found.append(Violation("line.figures", where, {"wish": wishes[key], "given": line.given}))
        if not 0 <= line.given <= wishes[key]:
            found.append(Violation("line.range", where, {"wish": wishes[key], "given": line.given}))
    found += [Violation("line.missing", f"household:{h}/product:{p}") for h, p in wishes.keys() - seen]
    return found


class _Product:
    def __init__(self, product: Product, lines: list[Line], households: dict[str, Household]) -> None:
        self.product, self.lines, self.of = product, lines, households
        self.where = f"product:{product.key}"

    def violations(self) -> list[Violation]:
        given, wish = sum(x.given for x in self.lines), sum(x.wish for x in self.lines)
        if given > self.product.received:
            return [Violation("stock.over", self.where, {"given": given, "received": self.product.received})]
        found: list[Violation] = []
        if given < min(self.product.received, wish):
            found.append(
                Violation("stock.idle", self.where, {"given": given, "received": self.product.received})
            )
        return [
            *found,
            *self._isolated(),
            *self._firsts(),
            *self._classes(),
            *self._leximin(),
            *self._memory(),
        ]

    def _floor(self, line: Line) -> int:
        return min(self.of[line.household].isolated_units, line.wish)

    def _first(self, line: Line) -> int:
        return max(self._floor(line), min(self.of[line.household].firsts, line.wish))

    def _isolated(self) -> list[Violation]:
        """With enough for all isolated each has theirs; with too little nobody else has any."""
        waiting = [x for x in self.lines if x.given < self._floor(x)]
        enough = sum(self._floor(x) for x in self.lines) <= self.product.received
        above = any(x.given > self._floor(x) for x in self.lines)
        if not waiting or not (enough or above):
            return []
        rule = "isolated.first" if enough else "isolated.before_others"
        return [Violation(rule, f"{self.where}/household:{x.household}", {"given": x.given}) for x in waiting]

    def _firsts(self) -> list[Violation]:
        waiting = [x for x in self.lines if x.given < self._first(x)]
        seconds = [x for x in self.lines if x.given > self._first(x)]
        if not waiting or not seconds:
            return []
        facts = {"waiting": waiting[0].household, "served_twice": seconds[0].household}
        return [Violation("firsts.before_seconds", self.where, facts)]

    def _classes(self) -> list[Violation]:
        found: list[Violation] = []
        steps = (
            ("class.isolated", lambda x: 0, self._floor),
            ("class.firsts", self._floor, self._first),
            ("class.rest", self._first, lambda x: x.wish),
        )
        for rule, low, high in steps:
            short = [self.of[x.household].cls for x in self.lines if x.given < high(x)]
            for line in self.lines:
                cls = self.of[line.household].cls
                if line.given > low(line) and high(line) > low(line) and short and min(short) < cls:
                    found.append(
                        Violation(
                            rule,
                            f"{self.where}/household:{line.household}",
                            {"class": cls, "short_class": min(short)},
                        )
                    )
                    break
        return found

    def _leximin(self) -> list[Violation]:
        """No single unit moved inside a class would raise the lower of two levels (that is leximin here)."""
        kinds: dict[tuple[int, Fraction, int, int, int], str] = {}
        for x in self.lines:
            h = self.of[x.household]
            step = level(self.product, h, x.wish, 1)
            kinds.setdefault((h.cls, step, x.given, x.wish, self._first(x)), x.household)
        for (cls, step, units, wish, first), poor in kinds.items():
            if units >= wish or units < first:
                continue
            for (other, their_step, theirs, _, their_first), rich in kinds.items():
                if other != cls or theirs <= their_first or poor == rich:
                    continue
                low, after = units * step, (theirs - 1) * their_step
                if after > low or (after == low and (units + 1) * step > theirs * their_step):
                    return [Violation("leximin", self.where, {"class": cls, "from": rich, "to": poor})]
        return []

    def _memory(self) -> list[Violation]:
        """Among equals, who was short last time has no less."""
        equals: dict[tuple[int, Fraction, int, int, int], list[Line]] = defaultdict(list)
        for x in self.lines:
            h = self.of[x.household]
            equals[h.cls, level(self.product, h, x.wish, 1), x.wish, self._floor(x), self._first(x)].append(x)
        for lines in equals.values():
            lines.sort(key=lambda x: -self.of[x.household].memory)
            worst = lines[0]
            for line in lines:
                more = self.of[worst.household].memory > self.of[line.household].memory
                if more and line.given > worst.given:
                    return [
                        Violation(
                            "memory", self.where, {"short_before": worst.household, "served": line.household}
                        )
                    ]
                if line.given < worst.given:
                    worst = line
        return []
