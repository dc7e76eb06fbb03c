"""The published format: read, answered, judged; a faulty field is named by its path. And `anxin plan` on top."""

import argparse
import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.cli import plan as door
from anxin.planning import allocate, carry, consolidate, exchange, slots
from anxin.planning.common import Stop
from tests.planning import test_carry, test_consolidate, test_slots

P2S = {
    "schema": "careplan-instance/1", "kind": "P2S", "id": "tiny-s", "seed": 1, "supply_point": [0, 0],
    "params": {"walk_mmps": 1000, "detour_pct": 100, "load_fixed_s": 40, "load_per_box_s": 2, "drop_fixed_s": 20,
               "drop_per_box_s": 3, "corridor_s": 6, "iso_extra_s": 60, "hand_boxes": 4, "loading_bays": 1,
               "isolated_policy": "dedicated"},
    "units": [{"id": "U1", "building": "B1", "xy": [3.0, 4.0], "floors": 6, "flats_per_floor": 2, "elevators": 0,
               "wait_first_s": 0, "wait_next_s": 0, "stop_s": 0, "per_floor_s": 0, "stairs_up_s": 10,
               "stairs_down_s": 8}],
    "doors": [{"id": "D1", "unit": "U1", "floor": 2, "flat": 1, "boxes": 2, "isolated": False, "persons": 2},
              {"id": "D2", "unit": "U1", "floor": 1, "flat": 1, "boxes": 1, "isolated": False, "persons": 2}],
    "workers": [{"id": "W1", "cart_boxes": 30, "suited": False, "start_s": 0, "end_s": 3600},
                {"id": "W2", "cart_boxes": 30, "suited": True, "start_s": 50, "end_s": 3600}],
}  # fmt: skip
P2S_PLAN = {
    "schema": "careplan-plan/1", "kind": "P2S", "instance": "tiny-s",
    "workers": [{"id": "W1", "trips": [{"legs": [{"unit": "U1", "doors": ["D1", "D2"]}]}]}, {"id": "W2", "trips": []}],
}  # fmt: skip
P2C = {
    "schema": "careplan-instance/1", "kind": "P2C", "id": "tiny-c", "seed": 1, "slot_s": 180, "per_unit_slot": 2,
    "callers": 1, "caller_slot": 3, "risk_gap_slots": 1, "units": [{"id": "U1", "elevators": 0, "xy": [0, 0]}],
    "households": [{"id": f"H{i}", "unit": "U1", "floor": i, "slow": False, "risk": False} for i in range(1, 4)],
}  # fmt: skip
P2C_PLAN = {
    "schema": "careplan-plan/1",
    "kind": "P2C",
    "instance": "tiny-c",
    "slots": {"H1": 0, "H2": 0, "H3": 1},
}
SHORT = {
    "schema": "careplan-instance/1", "kind": "SHORT", "id": "tiny-short", "seed": 1, "substitutes": [],
    "points": [{"id": "C1", "households": 9, "isolated": 2, "owed": 0.3},
               {"id": "C2", "households": 9, "isolated": 0, "owed": 0}],
    "items": [{"id": "I1", "stock": 10, "want": {"C1": 9, "C2": 9}, "case": 6}],
}  # fmt: skip
SHORT_PLAN = {
    "schema": "careplan-plan/1",
    "kind": "SHORT",
    "instance": "tiny-short",
    "alloc": {"I1": {"C1": 7, "C2": 3}},
}
P6 = {
    "schema": "careplan-instance/1", "kind": "P6", "id": "tiny-6", "seed": 1,
    "skus": [{"id": "S1", "demand": 9, "short_pen_fen": 900}, {"id": "S2", "demand": 2, "short_pen_fen": 900}],
    "suppliers": [{"id": "V1", "min_order_fen": 500, "delivery_fen": 70, "max_boxes": 20}],
    "offers": [{"supplier": "V1", "sku": "S1", "case": 4, "stock_cases": 5, "min_cases": 0, "tiers": [[0, 400], [3, 360]]}],
    "substitutes": [{"want": "S2", "give": "S1", "pen_fen": 30}],
}  # fmt: skip
P6_PLAN = {
    "schema": "careplan-plan/1", "kind": "P6", "instance": "tiny-6", "po": [{"supplier": "V1", "sku": "S1", "cases": 3}],
    "give": [{"want": "S1", "give": "S1", "qty": 9}, {"want": "S2", "give": "S1", "qty": 2}],
}  # fmt: skip
ALL = [(P2S, P2S_PLAN), (P2C, P2C_PLAN), (SHORT, SHORT_PLAN), (P6, P6_PLAN)]
KINDS = [i["kind"] for i, _ in ALL]


def judged(instance, plan):
    problem = exchange.read(instance)
    return exchange.judge(problem, exchange.read_plan(problem, plan))


def changed(value, path, new):
    """A copy with one field replaced (or removed with `None`)."""
    value = copy.deepcopy(value)
    at = value
    for step in path[:-1]:
        at = at[step]
    if new is None:
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return value


@pytest.mark.parametrize(("instance", "plan"), ALL, ids=KINDS)
def test_valid_plans_are_found_valid_and_ours_are_too(instance, plan):
    assert judged(instance, plan)["feasible"]
    problem = exchange.read(instance)
    ours = exchange.write_plan(problem, exchange.solve(problem, seed=1, stop=Stop(50)))
    result = judged(instance, json.loads(json.dumps(ours)))
    assert result["feasible"]
    assert result["further"] == []
    assert ours["seed"] == 1


def test_costs_are_those_counted_by_hand():
    cost = judged(P2S, P2S_PLAN)["cost"]
    # load 46; walk 5 + 5; up 10, corridor 6, 26 at the door; down 8, corridor 6, 23 at the door
    assert cost["total_s"] == cost["makespan_s"] == 46 + 10 + 10 + 6 + 26 + 8 + 6 + 23
    assert cost["parts"] == {"walk": 10, "vertical": 18, "corridor": 12, "drop": 49, "load": 46}
    assert (cost["trips"], cost["workers_used"], cost["unit_visits_by_distinct_workers"]) == (1, 1, 1)
    cost = judged(P2C, P2C_PLAN)["cost"]
    assert (cost["slots"], cost["sum_slot"]) == (2, 1)
    result = judged(SHORT, SHORT_PLAN)
    assert result["cost"] == {"units_short": 8, "unused": 0, "min_fill_mean": 0.3333}
    assert result["further"] == ["leximin product:I1 class=6 from=C1 to=C2"]
    cost = judged(P6, P6_PLAN)["cost"]
    assert cost["total_fen"] == 3 * 360 + 70 + 60
    assert (cost["shortage"], cost["surplus_units"], cost["suppliers"]) == (0, 1, 1)


def test_bounds_of_the_page_are_there():
    result = judged(P2S, P2S_PLAN)["bound"]
    assert set(result["clean"]) == {"total_s", "workers", "makespan_s", "parts"}
    assert "isolated" not in result
    assert judged(P2C, P2C_PLAN)["bound"]["slots"] == 2


@pytest.mark.parametrize(
    ("instance", "plan", "path", "new"),
    [
        (P2S, P2S_PLAN, ["workers", 0, "trips", 0, "legs", 0, "doors"], ["D1"]),
        (P2C, P2C_PLAN, ["slots", "H3"], 0),
        (P2C, P2C_PLAN, ["slots", "H3"], 1.5),
        (SHORT, SHORT_PLAN, ["alloc", "I1", "C1"], 1),
        (SHORT, SHORT_PLAN, ["alloc", "I1", "C1"], 6.5),
        (SHORT, SHORT_PLAN, ["alloc", "I1", "who"], 0.5),
        (P6, P6_PLAN, ["po", 0, "cases"], 1),
        (P6, P6_PLAN, ["po", 0, "cases"], 2.5),
    ],
)
def test_broken_plans_are_found_infeasible(instance, plan, path, new):
    result = judged(instance, changed(plan, path, new))
    assert not result["feasible"]
    assert result["violations"]


@pytest.mark.parametrize(
    ("instance", "path", "new", "where", "code"),
    [
        (P2S, ["doors", 1, "floor"], None, "doors[1].floor", "missing"),
        (P2S, ["doors", 1, "floor"], 0, "doors[1].floor", "below"),
        (P2S, ["doors", 1, "floor"], 1.5, "doors[1].floor", "not_whole"),
        (P2S, ["doors", 1, "floor"], True, "doors[1].floor", "not_whole"),
        (P2S, ["doors", 0, "unit"], "U9", "doors[0].unit", "unknown"),
        (P2S, ["doors", 0, "isolated"], 1, "doors[0].isolated", "not_boolean"),
        (P2S, ["doors", 0, "id"], 3, "doors[0].id", "not_text"),
        (P2S, ["doors", 0, "id"], "D2", "doors[1].id", "twice"),
        (P2S, ["doors"], {}, "doors", "not_list"),
        (P2S, ["doors", 0], 3, "doors[0]", "not_object"),
        (P2S, ["params", "walk_mmps"], 0, "params.walk_mmps", "below"),
        (P2S, ["units", 0, "xy"], [1], "units[0].xy", "not_point"),
        (P2S, ["schema"], "other/1", "schema", "unknown"),
        (P2S, ["kind"], "P9", "kind", "unknown"),
        (P2C, ["per_unit_slot"], 0, "per_unit_slot", "below"),
        (SHORT, ["items", 0, "want", "C2"], None, "items[0].want.C2", "missing"),
        (SHORT, ["items", 0, "want", "who"], 1, "items[0].want.who", "unknown"),
        (SHORT, ["points", 0, "owed"], "x", "points[0].owed", "not_number"),
        (SHORT, ["points", 0, "class"], 7, "points[0].class", "unknown"),
        (P6, ["offers", 0, "tiers"], [[2, 5]], "offers[0].tiers", "refused"),
        (P6, ["offers", 0, "tiers"], [[0]], "offers[0].tiers[0]", "not_list"),
        (P6, ["offers", 0, "supplier"], "V9", "offers[0].supplier", "unknown"),
        (P6, ["rounding"], "up", "rounding", "unknown"),
        (P6, ["demands"], [], "skus[0].demand", "refused"),
    ],
)
def test_a_faulty_instance_is_named_by_its_path(instance, path, new, where, code):
    with pytest.raises(exchange.Faulty) as caught:
        exchange.read(changed(instance, path, new))
    assert (caught.value.path, caught.value.code) == (where, code)
    assert door.SENTENCES[code].format(**caught.value.facts)


def test_offers_written_twice_and_items_written_twice_are_refused():
    for instance, rows, code in ((P6, "offers", "twice"), (SHORT, "items", "twice")):
        double = changed(instance, [rows], [*instance[rows], *instance[rows]])
        with pytest.raises(exchange.Faulty) as caught:
            exchange.read(double)
        assert caught.value.code == code


@given(
    st.one_of(test_carry.problems(), test_slots.problems(), test_consolidate.problems()), st.integers(0, 9)
)
@settings(max_examples=60, deadline=None)
def test_our_own_problems_come_back_as_they_went(problem, seed):
    text = json.dumps(exchange.write(problem, seed=seed))
    again = exchange.read(json.loads(text))
    if isinstance(problem, consolidate.Problem):  # unlimited stock is written as what the supplier can bring
        assert again.demands == problem.demands
    else:
        assert again == problem
    plan = exchange.solve(problem, seed=seed, stop=Stop(10))
    back = exchange.read_plan(again, json.loads(json.dumps(exchange.write_plan(problem, plan))))
    assert back.cost == plan.cost
    assert exchange.judge(again, back)["feasible"] == (not getattr(plan, "unserved", ()))


def test_a_household_shortage_comes_back_as_it_went():
    problem = allocate.Problem(
        (allocate.Product("rice", 3, 250),),
        (allocate.Household("a", 2, 3, 1), allocate.Household("b", 5)),
        (allocate.Wish("a", "rice", 2), allocate.Wish("b", "rice", 4)),
        "day-1",
    )
    again = exchange.read(json.loads(json.dumps(exchange.write(problem))))
    plan = exchange.solve(problem, seed=3, stop=Stop(1))
    assert exchange.solve(again, seed=3, stop=Stop(1)) == plan
    assert again.households[0].isolated_units == 1


# --- the door --------------------------------------------------------------------------------------------------


def run(*words):
    top = argparse.ArgumentParser()
    door.add(top.add_subparsers())
    options = top.parse_args(["plan", *map(str, words)])
    return options.run(options)


@pytest.fixture
def files(tmp_path):
    def write(name, value):
        path = tmp_path / name
        path.write_text(json.dumps(value) if not isinstance(value, str) else value, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(("instance", "plan"), ALL, ids=KINDS)
def test_solve_check_and_bound_work_on_files(instance, plan, files, capsys):
    source = files("instance.json", instance)
    assert run("solve", instance["kind"], source, "--iterations", 20, "--seed", 4) == 0
    answer = files("plan.json", capsys.readouterr().out)
    assert run("check", instance["kind"], source, answer) == 0
    assert json.loads(capsys.readouterr().out)["feasible"]
    assert run("bound", instance["kind"], source) == 0
    assert json.loads(capsys.readouterr().out)


def test_check_ends_with_one_for_a_bad_plan_and_two_for_a_bad_file(files, capsys):
    source = files("i.json", P2C)
    assert run("check", "slots", source, files("p.json", changed(P2C_PLAN, ["slots", "H3"], 0))) == 1
    assert run("check", "slots", source, files("o.json", changed(P2C_PLAN, ["instance"], "other"))) == 1
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(result) == {"feasible", "violations"}
    assert run("check", "slots", source, files("q.json", changed(P2C_PLAN, ["slots"], None))) == 2
    assert capsys.readouterr().err.startswith("slots: 缺少此字段")
    assert run("solve", "slots", files("j.json", "{")) == 2
    assert "JSON" in capsys.readouterr().err
    assert run("solve", "carry", source) == 2
    assert capsys.readouterr().err.startswith("kind: 这是 P2C 实例，不是 carry")
    assert run("solve", "slots", source.with_name("nowhere.json")) == 2


@pytest.mark.parametrize("kind", ["carry", "slots"])
def test_generate_is_the_same_for_the_same_seed(kind, capsys):
    made = []
    for seed in (1, 1, 2):
        assert run("generate", kind, "--households", 60, "--seed", seed) == 0
        made.append(capsys.readouterr().out)
    assert made[0] == made[1] != made[2]
    problem = exchange.read(json.loads(made[0]))
    family = carry if kind == "carry" else slots
    assert family.check(problem, family.solve(problem, seed=1, stop=Stop(30))) == []
