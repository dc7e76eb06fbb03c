"""Shortages: exact, by class, with memory; each rule is broken once and caught."""

from dataclasses import replace
from itertools import product as every

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.planning.allocate import (
    Household,
    Plan,
    Problem,
    Product,
    Stop,
    Wish,
    bound,
    check,
    explain,
    reasons,
    solve,
)
from anxin.planning.allocate.problem import level
from anxin.planning.common import block

STOP = Stop(1)


def one(received, *rows, days=0):
    """One product; rows = (class, memory, persons, wish)."""
    people = tuple(Household(f"h{i}", c, p, m) for i, (c, m, p, _) in enumerate(rows))
    wishes = tuple(Wish(f"h{i}", "rice", w) for i, (_, _, _, w) in enumerate(rows))
    return Problem((Product("rice", received, days),), people, wishes)


def given_of(plan):
    return [line.given for line in plan.lines]


def with_given(problem, plan, units):
    lines = tuple(replace(x, given=n, short=x.wish - n) for x, n in zip(plan.lines, units, strict=True))
    return replace(plan, lines=lines)


def rules(problem, units):
    plan = solve(problem, seed=0, stop=STOP)
    return {v.rule for v in check(problem, with_given(problem, plan, units))}


rows = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 2), st.integers(1, 4), st.integers(0, 5)),
    min_size=1,
    max_size=8,
)


@given(rows, st.integers(0, 30), st.sampled_from([0, 500]), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_solve_passes_its_checker_and_meets_the_bound(people, received, days, seed):
    problem = one(received, *people, days=days)
    plan = solve(problem, seed=seed, stop=STOP)
    assert check(problem, plan) == []
    assert block(plan.cost, "units_short") == bound(problem).value
    assert plan == solve(problem, seed=seed, stop=STOP)


@given(
    st.lists(
        st.tuples(st.just(5), st.integers(0, 2), st.integers(1, 3), st.integers(1, 4)), min_size=1, max_size=4
    ),
    st.integers(0, 12),
    st.sampled_from([0, 700]),
)
@settings(max_examples=200, deadline=None)
def test_solve_is_leximin_among_all_allocations_that_keep_the_firsts(people, received, days):
    problem = one(received, *people, days=days)
    units = given_of(solve(problem, seed=1, stop=STOP))
    wishes = [w.units for w in problem.wishes]
    total = min(received, sum(wishes))
    stock = problem.products[0]

    def levels(x):
        pairs = zip(problem.households, wishes, x, strict=True)
        return sorted(level(stock, h, w, n) for h, w, n in pairs)

    firsts_for_all = total >= len(wishes)
    best = max(
        levels(x)
        for x in every(*(range(w + 1) for w in wishes))
        if sum(x) == total and (min(x) >= 1 if firsts_for_all else max(x) <= 1)
    )
    if firsts_for_all:
        assert levels(units) == best
    else:
        assert sum(units) == total
        assert max(units) <= 1


@given(
    st.lists(
        st.tuples(st.just(5), st.integers(0, 2), st.integers(1, 3), st.integers(1, 4)), min_size=2, max_size=4
    ),
    st.integers(2, 12),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_check_finds_every_allocation_that_is_not_leximin(people, received, data):
    problem = one(received, *people)
    plan = solve(problem, seed=1, stop=STOP)
    units = given_of(plan)
    poor = data.draw(st.integers(0, len(units) - 1))
    rich = data.draw(st.integers(0, len(units) - 1))
    if poor == rich or not units[poor] or units[rich] == plan.lines[rich].wish:
        return
    moved = list(units)
    moved[poor] -= 1
    moved[rich] += 1

    def levels(x):
        return sorted(n / line.wish for n, line in zip(x, plan.lines, strict=True))

    worse = levels(moved) < levels(units) and min(units) >= 1
    if worse:
        assert check(problem, with_given(problem, plan, moved))


def test_isolated_households_come_before_everybody_else():
    problem = one(2, (5, 9, 1, 3), (1, 0, 1, 3), (2, 0, 1, 3))
    assert given_of(solve(problem, seed=0, stop=STOP)) == [0, 1, 1]


def test_nobody_gets_seconds_before_everybody_has_a_first():
    problem = one(4, (1, 0, 1, 5), (6, 0, 1, 5), (6, 0, 1, 5))
    assert given_of(solve(problem, seed=0, stop=STOP)) == [2, 1, 1]


def test_who_was_short_last_time_goes_first_among_equals():
    problem = one(1, (4, 0, 1, 1), (4, 3, 1, 1), (4, 1, 1, 1))
    assert given_of(solve(problem, seed=0, stop=STOP)) == [0, 1, 0]


def test_days_of_food_give_the_larger_household_more():
    problem = one(8, (4, 0, 1, 9), (4, 0, 3, 9), days=1000)
    assert given_of(solve(problem, seed=0, stop=STOP)) == [2, 6]


def test_a_point_for_many_gets_its_isolated_first_then_the_fill_counts():
    people = (Household("a", 6, 1, 0, 0, 4), Household("b", 6, 1, 0, 0, 0))
    problem = Problem((Product("p", 6),), people, (Wish("a", "p", 5), Wish("b", "p", 10)))
    assert given_of(solve(problem, seed=0, stop=STOP)) == [4, 2]


def test_lots_break_ties_the_same_way_everywhere():
    problem = one(1, (4, 0, 1, 1), (4, 0, 1, 1), (4, 0, 1, 1))
    winners = {tuple(given_of(solve(problem, seed=s, stop=STOP))) for s in range(30)}
    assert len(winners) == 3
    assert given_of(solve(problem, seed=7, stop=STOP)) == given_of(solve(problem, seed=7, stop=STOP))


@pytest.mark.parametrize(
    ("rule", "received", "people", "units"),
    [
        ("stock.over", 2, [(4, 0, 1, 2), (4, 0, 1, 2)], [2, 2]),
        ("stock.idle", 4, [(4, 0, 1, 2), (4, 0, 1, 2)], [1, 1]),
        ("line.range", 9, [(4, 0, 1, 2)], [3]),
        ("isolated.first", 2, [(1, 0, 1, 2), (4, 0, 1, 2)], [0, 2]),
        ("isolated.before_others", 1, [(1, 0, 1, 2), (2, 0, 1, 2), (4, 0, 1, 2)], [0, 0, 1]),
        ("firsts.before_seconds", 2, [(4, 0, 1, 2), (4, 0, 1, 2)], [2, 0]),
        ("class.isolated", 1, [(1, 0, 1, 2), (2, 0, 1, 2)], [0, 1]),
        ("class.firsts", 1, [(4, 0, 1, 2), (5, 0, 1, 2)], [0, 1]),
        ("class.rest", 3, [(4, 0, 1, 2), (5, 0, 1, 2)], [1, 2]),
        ("leximin", 4, [(4, 0, 1, 3), (4, 0, 1, 3)], [3, 1]),
        ("memory", 1, [(4, 2, 1, 1), (4, 0, 1, 1)], [0, 1]),
    ],
)
def test_check_catches_a_broken_rule(rule, received, people, units):
    assert rule in rules(one(received, *people), units)


def test_check_catches_lines_that_are_missing_twice_unknown_or_wrong():
    problem = one(3, (4, 0, 1, 2), (4, 0, 1, 2))
    plan = solve(problem, seed=0, stop=STOP)
    first = plan.lines[0]

    def found(*lines):
        return {v.rule for v in check(problem, replace(plan, lines=lines))}

    assert found(first) == {"line.missing"}
    assert found(*plan.lines, first) == {"line.twice"}
    assert found(*plan.lines, replace(first, household="who")) == {"line.unknown"}
    assert found(replace(first, short=7), plan.lines[1]) == {"line.figures"}


def test_explain_says_which_step_decided():
    problem = one(4, (1, 0, 1, 1), (4, 0, 1, 2), (4, 5, 1, 2), (5, 0, 1, 2), (6, 0, 1, 9))
    plan = solve(problem, seed=0, stop=STOP)
    codes = [explain(problem, plan, (f"h{i}", "rice")).code for i in range(5)]
    assert codes == [
        "share.full",
        "share.first_only",
        "share.first_only",
        "share.first_only",
        "share.none_left",
    ]
    reason = explain(problem, plan, ("h1", "rice"))
    assert (reason.facts["wish"], reason.facts["given"], reason.facts["received"]) == (2, 1, 4)
    assert reasons(problem, plan) == {
        (f"h{i}", "rice"): explain(problem, plan, (f"h{i}", "rice")) for i in range(5)
    }
    with pytest.raises(KeyError):
        explain(problem, plan, ("h9", "rice"))


def test_problem_refuses_what_makes_no_sense():
    for broken in (
        {"products": (Product("p", 1), Product("p", 2))},
        {"products": (Product("p", -1),)},
        {"households": (Household("h", 7),)},
        {"households": (Household("h"), Household("h"))},
        {"wishes": (Wish("h", "p", 1), Wish("h", "p", 1))},
        {"wishes": (Wish("x", "p", 1),)},
    ):
        sound = {
            "products": (Product("p", 1),),
            "households": (Household("h"),),
            "wishes": (Wish("h", "p", 1),),
        }
        with pytest.raises(ValueError, match=r"\w"):
            Problem(**{**sound, **broken})
    assert isinstance(solve(Problem((), (), ()), seed=0, stop=STOP), Plan)
