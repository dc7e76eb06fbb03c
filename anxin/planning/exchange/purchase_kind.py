"""P6 ↔ consolidate. Ours beyond the format: `demands` per site with tolerance and class, `rounding`, `shares`."""

from __future__ import annotations

from typing import Any

from anxin.planning import consolidate
from anxin.planning.consolidate.shares import plan_from, shares_of
from anxin.planning.exchange.fields import Faulty, Fields, items, whole, whole_or_wrong

KIND = "P6"
# Rules of ours that the format does not know: a plan that breaks only these is feasible there.
FURTHER = frozenset(
    {
        "line.twice",
        "share.figures",
        "share.more_than_wished",
        "share.tolerance_before_wish",
        "share.sum",
        "case.not_filled",
        "case.only_tolerance",
        "surplus.negative",
    }
)


def read(top: Fields) -> consolidate.Problem:
    wanted: dict[str, int] = {}

    def product(row: Fields) -> consolidate.Product:
        wanted[row.text("id")] = row.whole("demand")
        return consolidate.Product(row.text("id"), row.whole("short_pen_fen"))

    products = top.keyed("skus", product)
    suppliers = top.keyed("suppliers", _supplier)
    demands = tuple(consolidate.Demand(p, "", n) for p, n in wanted.items())
    if top.has("demands"):
        demands = tuple(_demand(row, products) for row in top.rows("demands"))
        for n, row in enumerate(top.rows("skus")):
            if wanted[row.text("id")] != sum(d.units for d in demands if d.product == row.text("id")):
                raise Faulty(f"skus[{n}].demand", "refused", why="demands")
    seen: set[tuple[str, str]] = set()
    offers = []
    for row in top.rows("offers"):
        offer = _offer(row, products, suppliers)
        if (offer.supplier, offer.product) in seen:
            raise Faulty(row.at("sku"), "twice", value=offer.product)
        seen.add((offer.supplier, offer.product))
        offers.append(offer)
    swaps = tuple(
        consolidate.Substitute(
            row.one_of("want", products), row.one_of("give", products), row.whole("pen_fen")
        )
        for row in top.rows("substitutes")
    )
    rounding = top.text("rounding", consolidate.COVER)
    if rounding not in (consolidate.COVER, consolidate.FILL):
        raise Faulty("rounding", "unknown", value=rounding)
    return consolidate.Problem(
        tuple(products.values()),
        demands,
        tuple(suppliers.values()),
        tuple(offers),
        swaps,
        rounding,
        top.text("id"),
    )


def _supplier(row: Fields) -> consolidate.Supplier:
    return consolidate.Supplier(
        row.text("id"), row.whole("min_order_fen"), row.whole("delivery_fen"), row.whole("max_boxes")
    )


def _demand(row: Fields, products: dict[str, consolidate.Product]) -> consolidate.Demand:
    return consolidate.Demand(
        row.one_of("sku", products),
        row.text("site"),
        row.whole("units"),
        row.whole("tolerance", 0),
        row.whole("class", 6, least=1),
    )


def _offer(
    row: Fields, products: dict[str, consolidate.Product], suppliers: dict[str, consolidate.Supplier]
) -> consolidate.Offer:
    tiers = []
    for n, pair in enumerate(items(row.raw("tiers"), row.at("tiers"))):
        path = f"{row.at('tiers')}[{n}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise Faulty(path, "not_list")
        tiers.append(consolidate.Tier(whole(pair[0], f"{path}[0]"), whole(pair[1], f"{path}[1]")))
    if not tiers or min(t.from_cases for t in tiers) > 0:
        raise Faulty(row.at("tiers"), "refused", why="first_tier")
    return consolidate.Offer(
        row.one_of("supplier", suppliers),
        row.one_of("sku", products),
        row.whole("case", least=1),
        tuple(tiers),
        row.whole("min_cases"),
        row.whole("stock_cases"),
    )


def write(problem: consolidate.Problem) -> dict[str, Any]:
    wanted = problem.wanted()
    most = {s.key: s.max_cases for s in problem.suppliers}
    return {
        "rounding": problem.rounding,
        "skus": [
            {"id": p.key, "demand": wanted[p.key], "short_pen_fen": p.short_fen} for p in problem.products
        ],
        "demands": [
            {"sku": d.product, "site": d.site, "units": d.units, "tolerance": d.tolerance, "class": d.cls}
            for d in problem.demands
        ],
        "suppliers": [
            {
                "id": s.key,
                "min_order_fen": s.min_order_fen,
                "delivery_fen": s.delivery_fen,
                "max_boxes": s.max_cases,
            }
            for s in problem.suppliers
        ],
        "offers": [
            {
                "supplier": o.supplier,
                "sku": o.product,
                "case": o.case_units,
                "min_cases": o.min_cases,
                "stock_cases": most[o.supplier] if o.stock_cases is None else o.stock_cases,
                "tiers": [[t.from_cases, t.fen] for t in o.tiers],
            }
            for o in problem.offers
        ],
        "substitutes": [
            {"want": s.want, "give": s.give, "pen_fen": s.penalty_fen} for s in problem.substitutes
        ],
    }


def read_plan(problem: consolidate.Problem, top: Fields) -> consolidate.Plan:
    """Lines are priced anew; shares are read where given, else dealt as we would."""
    products = {p.key: p for p in problem.products}
    offers = {(o.supplier, o.product): o for o in problem.offers}
    lines = []
    for row in top.rows("po"):
        supplier, product, cases = row.text("supplier"), row.text("sku"), whole_or_wrong(row.raw("cases"))
        offer = offers.get((supplier, product))
        units, fen = (cases * offer.case_units, offer.fen(cases)) if offer and cases > 0 else (0, 0)
        lines.append(consolidate.Line(supplier, product, cases, units, fen))
    gives = tuple(
        consolidate.Give(
            row.one_of("want", products), row.one_of("give", products), row.whole("qty", least=None)
        )
        for row in top.rows("give")
    )
    shares = (
        tuple(_share(row) for row in top.rows("shares"))
        if top.has("shares")
        else shares_of(problem, lines, gives)
    )
    return plan_from(
        problem,
        tuple(lines),
        gives,
        shares,
        solver=top.text("solver", ""),
        seed=top.whole("seed", 0, least=None),
        iterations=top.whole("iterations", 0),
    )


def _share(row: Fields) -> consolidate.Share:
    return consolidate.Share(
        row.text("site"),
        row.text("want"),
        row.text("give"),
        row.whole("units", least=None),
        row.whole("from_tolerance", 0),
    )


def write_plan(problem: consolidate.Problem, plan: consolidate.Plan) -> dict[str, Any]:
    return {
        "po": [{"supplier": x.supplier, "sku": x.product, "cases": x.cases} for x in plan.lines],
        "give": [{"want": g.want, "give": g.give, "qty": g.units} for g in plan.gives],
        "shares": [
            {
                "site": s.site,
                "want": s.want,
                "give": s.give,
                "units": s.units,
                "from_tolerance": s.from_tolerance,
            }
            for s in plan.shares
        ],
    }


def write_cost(problem: consolidate.Problem, plan: consolidate.Plan) -> dict[str, Any]:
    return {b.name: b.value for b in plan.cost}


def write_bound(problem: consolidate.Problem) -> dict[str, Any]:
    found = consolidate.bound(problem)
    return {"total_fen": found.value, "parts": dict(found.parts)}
