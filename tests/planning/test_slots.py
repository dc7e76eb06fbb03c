"""Calling down: two solvers in one (first round and varied rounds), each rule broken once."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.planning.common import block
from anxin.planning.slots import (
    Call,
    Household,
    Plan,
    Problem,
    Stair,
    Stop,
    bound,
    check,
    explain,
    generate,
    reasons,
    solve,
)

PLAIN, VARIED = Stop(0), Stop(15)


@st.composite
def problems(draw, most=12):
    stairs = tuple(Stair(f"u{i}", draw(st.sampled_from([None, "e"]))) for i in range(draw(st.integers(1, 3))))
    households = tuple(
        Household(
            f"h{i}",
            draw(st.sampled_from(stairs)).key,
            draw(st.integers(1, 3)),
            draw(st.booleans()),
            draw(st.integers(0, 4)) == 0,
        )
        for i in range(draw(st.integers(0, most)))
    )
    return Problem(
        stairs,
        households,
        draw(st.integers(1, 4)),
        draw(st.integers(1, 6)),
        draw(st.integers(0, 2)),
        draw(st.integers(1, 2)),
    )


@given(problems(), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_solve_passes_its_checker_and_never_beats_the_bound(problem, seed):
    for stop in (PLAIN, VARIED):
        plan = solve(problem, seed=seed, stop=stop)
        assert check(problem, plan) == []
        assert block(plan.cost, "slots") >= bound(problem).value
    assert plan == solve(problem, seed=seed, stop=VARIED)


def fewest(problem):
    """Brute force over all assignments with ever more slots."""
    people = problem.households

    def place(done, slots):
        if len(done) == len(people):
            return not check(problem, Plan(tuple(done), "", 0, 0, ()))
        h = people[len(done)]
        for slot in range(slots):
            trial = [*done, Call(h.key, h.stair, slot)]
            broken = {v.rule for v in check(problem, Plan(tuple(trial), "", 0, 0, ()))} - {
                "household.missing"
            }
            if not broken and place(trial, slots):
                return True
        return False

    return next(n for n in range(40) if place([], n))


@given(problems(most=5))
@settings(max_examples=60, deadline=None)
def test_bound_is_never_above_the_best_plan_there_is(problem):
    best = fewest(problem)
    assert bound(problem).value <= best
    assert block(solve(problem, seed=0, stop=VARIED).cost, "slots") >= best


def test_generated_compounds_are_called_at_their_bound():
    for buildings in (3, 20):
        problem = generate(buildings=buildings, seed=4)
        plan = solve(problem, seed=1, stop=Stop(20))
        assert block(plan.cost, "slots") == bound(problem).value
        assert check(problem, plan) == []


TWO = Problem(
    (Stair("a", "lobby"), Stair("b", "lobby"), Stair("c")),
    (
        Household("a1", "a", 1), Household("a2", "a", 2, slow=True), Household("a3", "a", 3, slow=True),
        Household("b1", "b", 1), Household("c1", "c", 1, risk=True), Household("c2", "c", 2),
    ),
    per_stair_slot=2, below_cap=3, risk_gap_slots=1, slow_per_stair_slot=1,
)  # fmt: skip
SOUND = {"a1": 0, "a2": 0, "a3": 1, "b1": 2, "c1": 0, "c2": 2}


def broken(**changes):
    stair = {h.key: h.stair for h in TWO.households}
    slots = {k: s for k, s in {**SOUND, **changes}.items() if s is not None}
    calls = tuple(Call(k, stair.get(k, "a"), s) for k, s in slots.items())
    return {v.rule for v in check(TWO, Plan(calls, "", 0, 0, ()))}


def test_check_accepts_a_sound_plan():
    assert broken() == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"a3": None}, "household.missing"),
        ({"who": 3}, "household.unknown"),
        ({"a1": -1}, "household.slot"),
        ({"a1": 1, "a2": 1}, "stair.full"),
        ({"a3": 0}, "stair.slow"),
        ({"c2": 0}, "risk.alone"),
        ({"c2": 1}, "risk.gap"),
        ({"b1": 1}, "lobby.shared"),
        ({"a2": 5, "b1": 0, "a3": 0, "c2": 0}, "below.full"),
    ],
)
def test_check_catches_a_broken_rule(changes, rule):
    assert rule in broken(**changes)


def test_check_catches_a_household_called_twice():
    plan = solve(TWO, seed=0, stop=PLAIN)
    twice = replace(plan, calls=(*plan.calls, plan.calls[0]))
    assert "household.twice" in {v.rule for v in check(TWO, twice)}


def test_the_floor_of_a_risk_household_may_be_next_to_it():
    problem = Problem((Stair("a"),), (Household("x", "a", 2, risk=True), Household("y", "a", 2)), 2, 9, 3)
    assert check(problem, Plan((Call("x", "a", 0), Call("y", "a", 1)), "", 0, 0, ())) == []


def test_explain_names_what_stood_in_the_way():
    problem = Problem(
        (Stair("a", "e"), Stair("b", "e"), Stair("c")),
        (*(Household(f"a{i}", "a", 1) for i in range(3)), Household("b0", "b"), Household("c0", "c")),
        per_stair_slot=2, below_cap=2,
    )  # fmt: skip
    calls = {"a0": 0, "a1": 0, "a2": 1, "b0": 2, "c0": 1}
    stair = {h.key: h.stair for h in problem.households}
    plan = Plan(tuple(Call(k, stair[k], s) for k, s in calls.items()), "", 0, 0, ())
    codes = {k: explain(problem, plan, k).code for k in calls}
    assert codes == {
        "a0": "slot.first", "a1": "slot.first", "a2": "slot.stair_full", "b0": "slot.lobby_shared",
        "c0": "slot.below_full",
    }  # fmt: skip
    assert {k: r.code for k, r in reasons(problem, plan).items()} == codes
    with pytest.raises(KeyError):
        explain(problem, plan, "who")


def test_explain_names_gaps_risk_and_slowness():
    problem = Problem(
        (Stair("a"),),
        (Household("r", "a", 1, risk=True), Household("n", "a", 2), Household("s", "a", 2, slow=True),
         Household("t", "a", 2, slow=True)),
        per_stair_slot=3, below_cap=9, risk_gap_slots=1, slow_per_stair_slot=1,
    )  # fmt: skip
    calls = {"r": 0, "n": 2, "s": 2, "t": 3}
    plan = Plan(tuple(Call(k, "a", s) for k, s in calls.items()), "", 0, 0, ())
    assert check(problem, plan) == []
    assert explain(problem, plan, "n").code == "slot.risk_gap"
    assert explain(problem, plan, "t").code == "slot.slow_full"


def test_problem_refuses_what_makes_no_sense():
    with pytest.raises(ValueError, match="unique"):
        Problem((Stair("a"), Stair("a")), (), 1, 1)
    with pytest.raises(ValueError, match="unknown stair"):
        Problem((Stair("a"),), (Household("x", "b"),), 1, 1)
    with pytest.raises(ValueError, match="limits"):
        Problem((Stair("a"),), (), 0, 1)
