"""Buying in cases: greedy and HiGHS alike pass the checker; each rule is broken once and caught."""

from dataclasses import replace
from itertools import product as every

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.planning.common import block
from anxin.planning.consolidate import (
    FILL,
    Demand,
    Give,
    Line,
    Offer,
    Problem,
    Product,
    Share,
    Stop,
    Substitute,
    Supplier,
    Tier,
    bound,
    check,
    explain,
    highs,
    solve,
)
from anxin.planning.consolidate.bounds import cheapest
from anxin.planning.consolidate.shares import plan_of

STOP = Stop(5)
SOLVERS = ("greedy", "highs")


def solved(problem, solver, seed=0):
    return solve(problem, seed=seed, stop=STOP, solver="greedy" if solver == "greedy" else None)


def total(plan):
    return block(plan.cost, "total_fen")


@st.composite
def problems(draw, most=30):
    products = tuple(
        Product(f"p{i}", draw(st.sampled_from([50, 3000]))) for i in range(draw(st.integers(1, 3)))
    )
    suppliers = tuple(
        Supplier(
            f"v{i}",
            draw(st.sampled_from([0, 500, 4000])),
            draw(st.sampled_from([0, 300])),
            draw(st.integers(1, 9)),
        )
        for i in range(draw(st.integers(1, 2)))
    )
    offers = tuple(
        Offer(
            s.key, p.key, case := draw(st.integers(1, 6)),
            (Tier(0, 100 * case), Tier(3, 80 * case)), draw(st.sampled_from([0, 2])), draw(st.sampled_from([None, 1, 5])),
        )
        for s in suppliers for p in products if draw(st.booleans())
    )  # fmt: skip
    demands = tuple(
        Demand(draw(st.sampled_from(products)).key, draw(st.sampled_from("ab")), draw(st.integers(0, most // 3)),
               draw(st.integers(0, 3)), draw(st.sampled_from([1, 6])))
        for _ in range(draw(st.integers(0, 5)))
    )  # fmt: skip
    swaps = (Substitute(products[0].key, products[-1].key, 20),) if len(products) > 1 else ()
    return Problem(products, demands, suppliers, offers, swaps, draw(st.sampled_from(["cover", FILL])))


@given(problems(), st.integers(0, 2))
@settings(max_examples=120, deadline=None)
def test_every_solver_passes_the_checker_and_never_beats_the_bound(problem, seed):
    least = bound(problem).value
    plans = [solved(problem, solver, seed) for solver in SOLVERS]
    for plan in plans:
        assert check(problem, plan) == []
        assert total(plan) >= least >= cheapest(problem) - 1
    assert total(plans[1]) <= total(plans[0])
    assert plans[1] == solved(problem, "highs", seed)


@given(problems(most=12))
@settings(max_examples=40, deadline=None)
def test_highs_buys_as_well_as_brute_force_and_the_bound_is_below(problem):
    offers = problem.offers
    if len(offers) > 4:
        return
    best = None
    for cases in every(*(range(6) for _ in offers)):
        bought = {(o.supplier, o.product): n for o, n in zip(offers, cases, strict=True) if n}
        plan = plan_of(problem, bought, None, solver="", seed=0, iterations=0)
        if not check(problem, plan) and (best is None or total(plan) < best):
            best = total(plan)
    assert best is not None
    assert bound(problem).value <= best
    assert total(solved(problem, "highs")) <= best


def rice(case, units, tolerance, rounding=FILL):
    return Problem(
        (Product("rice", 100_000),), (Demand("rice", "a", units, tolerance),), (Supplier("v"),),
        (Offer("v", "rice", case, (Tier(0, 100),)),), (), rounding,
    )  # fmt: skip


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize(
    ("units", "tolerance", "cases"), [(2, 2, 1), (4, 4, 1), (5, 3, 2), (0, 5, 0), (5, 2, 1)]
)
def test_one_more_case_only_if_wishes_and_tolerance_fill_it(solver, units, tolerance, cases):
    plan = solved(rice(4, units, tolerance), solver)
    assert sum(x.cases for x in plan.lines) == cases


@pytest.mark.parametrize("solver", SOLVERS)
def test_cover_rounds_up_gives_tolerance_its_part_and_states_the_surplus(solver):
    problem = rice(6, 7, 2, "cover")
    plan = solved(problem, solver)
    assert [(x.cases, x.units) for x in plan.lines] == [(2, 12)]
    assert plan.shares == (Share("a", "rice", "rice", 9, 2),)
    assert plan.surplus == (("rice", 3),)
    assert plan.unmet == ()
    assert explain(problem, plan, "rice").code == "purchase.tolerance_filled"


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_minimum_no_compound_reaches_alone_is_reached_together(solver):
    def wish(*sites):
        return Problem(
            (Product("eggs", 200),), tuple(Demand("eggs", s, 10) for s in sites), (Supplier("v", 2500),),
            (Offer("v", "eggs", 10, (Tier(0, 1000),)),),
        )  # fmt: skip

    assert solved(wish("a"), solver).lines == ()
    assert explain(wish("a"), solved(wish("a"), solver), "eggs").code == "purchase.minimum_not_reached"
    pooled = solved(wish("a", "b", "c"), solver)
    assert [x.cases for x in pooled.lines] == [3]
    assert {(s.site, s.units) for s in pooled.shares} == {("a", 10), ("b", 10), ("c", 10)}


def test_highs_takes_the_price_break_and_the_substitute():
    problem = Problem(
        (Product("a", 900), Product("b", 900)), (Demand("a", "x", 10), Demand("b", "x", 4)), (Supplier("v"),),
        (Offer("v", "b", 7, (Tier(0, 700), Tier(2, 500))),), (Substitute("a", "b", 30),),
    )  # fmt: skip
    plan = solved(problem, "highs")
    assert [(x.cases, x.fen) for x in plan.lines] == [(2, 1000)]
    assert set(plan.gives) == {Give("b", "b", 4), Give("a", "b", 10)}
    assert total(plan) == 1000 + 300
    assert explain(problem, plan, "a").code == "purchase.substituted"


def test_what_is_short_is_shared_by_class_then_evenly():
    problem = Problem(
        (Product("p"),),
        (Demand("p", "a", 6, cls=4), Demand("p", "b", 6, cls=4), Demand("p", "c", 2, cls=1)),
        (Supplier("v"),), (Offer("v", "p", 8, (Tier(0, 1),), stock_cases=1),),
    )  # fmt: skip
    plan = solved(problem, "highs")
    assert {s.site: s.units for s in plan.shares} == {"a": 3, "b": 3, "c": 2}
    assert plan.unmet == (("p", 6),)
    assert explain(problem, plan, "p").code == "purchase.short"


def test_without_highs_the_fallback_answers(monkeypatch):
    monkeypatch.setattr(highs, "available", lambda: False)
    problem = rice(4, 5, 3)
    plan = solve(problem, seed=0, stop=STOP)
    assert plan.solver == "greedy"
    assert check(problem, plan) == []
    assert bound(problem).value == cheapest(problem)


SMALL = Problem(
    (Product("p", 500), Product("q", 500)),
    (Demand("p", "a", 10, 4), Demand("p", "b", 6), Demand("q", "a", 3)),
    (Supplier("v", 100, 0, 9), Supplier("w")),
    (Offer("v", "p", 4, (Tier(0, 40),), 2, 6), Offer("w", "q", 3, (Tier(0, 30),))),
    (Substitute("q", "p", 5),),
)


def broken(**changes):
    return {v.rule for v in check(SMALL, replace(solved(SMALL, "highs"), **changes))}


P, Q = Line("v", "p", 4, 16, 160), Line("w", "q", 1, 3, 30)
PP, QQ = Give("p", "p", 16), Give("q", "q", 3)
PA, PB, QA = Share("a", "p", "p", 10), Share("b", "p", "p", 6), Share("a", "q", "q", 3)


def test_check_accepts_the_sound_plan_the_broken_ones_are_made_of():
    assert broken(lines=(P, Q), gives=(PP, QQ), shares=(PA, PB, QA)) == set()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("line.no_offer", {"lines": (P, Q, Line("w", "p", 1, 4, 40))}),
        ("line.twice", {"lines": (P, Q, Q)}),
        ("line.cases", {"lines": (P, Q, Line("w", "q", 0, 0, 0))}),
        ("line.minimum", {"lines": (Line("v", "p", 1, 4, 40), Q)}),
        ("line.stock", {"lines": (Line("v", "p", 7, 28, 280), Q)}),
        ("line.figures", {"lines": (replace(P, fen=1), Q)}),
        ("supplier.minimum", {"lines": (Line("v", "p", 2, 8, 80), Q)}),
        ("supplier.cases", {"lines": (Line("v", "p", 10, 40, 400), Q)}),
        ("give.negative", {"gives": (PP, QQ, Give("q", "p", -1))}),
        ("give.not_a_substitute", {"gives": (PP, Give("p", "q", 3))}),
        ("give.more_than_bought", {"gives": (PP, Give("q", "q", 4))}),
        ("give.more_than_wanted", {"gives": (Give("p", "p", 17), QQ)}),
        ("share.figures", {"shares": (PA, PB, replace(QA, from_tolerance=4))}),
        ("share.more_than_wished", {"shares": (replace(PA, units=11), replace(PB, units=5), QA)}),
        ("share.tolerance_before_wish", {"shares": (replace(PA, from_tolerance=2), PB, QA)}),
        ("share.sum", {"shares": (PA, QA)}),
        ("surplus.negative", {"lines": (Line("v", "p", 3, 12, 120), Q)}),
        ("surplus.stated", {"surplus": (("p", 9),)}),
        ("unmet.stated", {"unmet": (("p", 9),)}),
        ("cost.stated", {"cost": tuple(replace(b, value=b.value + 1) for b in solved(SMALL, "highs").cost)}),
    ],
)
def test_check_catches_a_broken_rule(rule, changes):
    assert rule in broken(**{"lines": (P, Q), "gives": (PP, QQ), "shares": (PA, PB, QA), **changes})


def test_check_catches_cases_nobody_fills():
    problem = rice(4, 5, 2)
    sound = solved(problem, "highs")

    def rules(cases):
        line = Line("v", "rice", cases, 4 * cases, 100 * cases)
        return {v.rule for v in check(problem, replace(sound, lines=(line,)))}

    assert "case.not_filled" in rules(2)
    assert "case.only_tolerance" in rules(3)


@pytest.mark.parametrize("solver", SOLVERS)
def test_twenty_thousand_order_lines_are_one_purchase(solver):
    products = tuple(Product(f"p{i}", 3000) for i in range(12))
    demands = tuple(Demand(f"p{i % 12}", f"c{i % 31}", 1 + i % 3, i % 2) for i in range(20_000))
    offers = tuple(Offer("v", p.key, 7, (Tier(0, 700),)) for p in products)
    problem = Problem(products, demands, (Supplier("v"),), offers)
    plan = solved(problem, solver)
    assert check(problem, plan) == []
    assert plan.unmet == ()
    assert all(n < 7 for _, n in plan.surplus)


def test_explain_knows_exact_not_wanted_and_no_offer():
    problem = Problem(
        (Product("exact"), Product("idle"), Product("nobody"), Product("up")),
        (Demand("exact", "a", 4), Demand("nobody", "a", 1), Demand("up", "a", 3)), (Supplier("v"),),
        (Offer("v", "exact", 4, (Tier(0, 1),)), Offer("v", "idle", 4, (Tier(0, 1),)), Offer("v", "up", 4, (Tier(0, 1),))),
    )  # fmt: skip
    plan = solved(problem, "highs")
    codes = [explain(problem, plan, p.key).code.split(".")[1] for p in problem.products]
    assert codes == ["exact", "not_wanted", "no_offer", "rounded_up"]
    with pytest.raises(KeyError):
        explain(problem, plan, "who")


def test_problem_refuses_what_makes_no_sense():
    sound = {
        "products": (Product("p"),), "demands": (Demand("p", "a", 1),), "suppliers": (Supplier("v"),),
        "offers": (Offer("v", "p", 1, (Tier(0, 1),)),),
    }  # fmt: skip
    for broken_part in (
        {"products": (Product("p"), Product("p"))},
        {"offers": (sound["offers"][0], sound["offers"][0])},
        {"offers": (Offer("x", "p", 1, (Tier(0, 1),)),)},
        {"offers": (Offer("v", "p", 0, (Tier(0, 1),)),)},
        {"offers": (Offer("v", "p", 1, (Tier(2, 1),)),)},
        {"demands": (Demand("x", "a", 1),)},
        {"substitutes": (Substitute("p", "x", 1),)},
        {"rounding": "other"},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            Problem(**{**sound, **broken_part})
