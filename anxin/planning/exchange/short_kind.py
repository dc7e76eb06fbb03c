"""SHORT ↔ allocate. A point is a claimant that stands for many; `owed` is its memory.

Ours beyond the format, for households: `class`, `persons`, `firsts`, `memory` of a point, `days_milli` of an item.
Without them a point has class 6 and no firsts: after the isolated only the fill rate counts.
"""

from __future__ import annotations

from typing import Any

from anxin.planning import allocate
from anxin.planning.common import block
from anxin.planning.exchange.fields import Faulty, Fields, whole, whole_or_wrong

KIND = "SHORT"
# Rules of ours that the format does not know: a plan that breaks only these is feasible there.
FURTHER = frozenset(
    {
        "stock.idle",
        "isolated.before_others",
        "firsts.before_seconds",
        "class.isolated",
        "class.firsts",
        "class.rest",
        "leximin",
        "memory",
    }
)


def read(top: Fields) -> allocate.Problem:
    points = top.keyed("points", _point)
    wishes: list[allocate.Wish] = []
    products: dict[str, allocate.Product] = {}
    for row in top.rows("items"):
        key = row.text("id")
        if key in products:
            raise Faulty(row.at("id"), "twice", value=key)
        products[key] = allocate.Product(key, row.whole("stock"), row.whole("days_milli", 0))
        want = row.object("want")
        for point in want.value:
            if point not in points:
                raise Faulty(want.at(point), "unknown", value=point)
        if "class" not in {k for p in top.rows("points") for k in p.value}:
            for point in points:
                want.raw(point)
        wishes += [allocate.Wish(point, key, whole(n, want.at(point))) for point, n in want.value.items()]
    return allocate.Problem(tuple(products.values()), tuple(points.values()), tuple(wishes), top.text("id"))


def _point(row: Fields) -> allocate.Household:
    cls = row.whole("class", 6, least=1)
    if cls > 6:
        raise Faulty(row.at("class"), "unknown", value=cls)
    return allocate.Household(
        row.text("id"),
        cls,
        row.whole("persons", 1, least=1),
        row.whole("memory", round(row.number("owed", 0) * 1000)),
        row.whole("firsts", 0),
        row.whole("isolated"),
    )


def write(problem: allocate.Problem) -> dict[str, Any]:
    want: dict[str, dict[str, int]] = {p.key: {} for p in problem.products}
    for wish in problem.wishes:
        want[wish.product][wish.household] = wish.units
    return {
        "points": [
            {
                "id": h.key,
                "isolated": h.isolated_units,
                "class": h.cls,
                "persons": h.persons,
                "memory": h.memory,
                "firsts": h.firsts,
            }
            for h in problem.households
        ],
        "items": [
            {"id": p.key, "stock": p.received, "days_milli": p.days_milli, "want": want[p.key]}
            for p in problem.products
        ],
    }


def read_plan(problem: allocate.Problem, top: Fields) -> allocate.Plan:
    """Entries of unknown items are ignored, what is left out is 0, unknown points are kept for the checker."""
    alloc = top.object("alloc")
    given: dict[tuple[str, str], int] = {}
    for item in alloc.value:
        row = alloc.object(item)
        for point, n in row.value.items():
            given[point, item] = whole_or_wrong(n)
    items = {p.key for p in problem.products}
    lines = [
        allocate.Line(
            w.household, w.product, w.units, n := given.pop((w.household, w.product), 0), w.units - n, ""
        )
        for w in problem.wishes
    ]
    lines += [allocate.Line(point, item, 0, n, -n, "") for (point, item), n in given.items() if item in items]
    return allocate.Plan(
        tuple(lines),
        top.text("solver", ""),
        top.whole("seed", 0, least=None),
        top.whole("iterations", 0),
        allocate.cost_of(problem, tuple(lines)),
    )


def write_plan(problem: allocate.Problem, plan: allocate.Plan) -> dict[str, Any]:
    alloc: dict[str, dict[str, int]] = {p.key: {} for p in problem.products}
    rules: dict[str, dict[str, str]] = {p.key: {} for p in problem.products}
    for line in plan.lines:
        alloc[line.product][line.household] = line.given
        rules[line.product][line.household] = line.rule
    return {"alloc": alloc, "rules": rules}


def write_cost(problem: allocate.Problem, plan: allocate.Plan) -> dict[str, Any]:
    """`min_fill_mean` and `unused` as the format counts them."""
    fills: list[float] = []
    unused = 0
    for product in problem.products:
        lines = [x for x in plan.lines if x.product == product.key]
        filled = [x.given / x.wish for x in lines if x.wish > 0]
        fills.append(min(filled, default=1.0))
        if product.received < sum(x.wish for x in lines):
            unused += product.received - sum(x.given for x in lines)
    mean = round(sum(fills) / len(fills), 4) if fills else 1.0
    return {"units_short": block(plan.cost, "units_short"), "unused": unused, "min_fill_mean": mean}


def write_bound(problem: allocate.Problem) -> dict[str, Any]:
    return {"units_short": allocate.bound(problem).value}
