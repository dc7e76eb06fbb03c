"""Whatever the compound, the people and the carts: a plan that breaks no rule, or a code and what would do."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.delivery import planner
from anxin.delivery.planner.snapshots import CARRY
from anxin.planning.common import Stop
from anxin.rulebook import load

RULES = load("cn-2022-03")
MODES = ("flat_door", "unit_entrance", "supply_point")


@st.composite
def snapshots(draw: st.DrawFn) -> dict[str, Any]:
    stairs = [
        {
            "id": n + 1, "building": n // 2 + 1, "lifts": draw(st.integers(0, 2)), "entrance": draw(st.sampled_from(["", "东"])),
            "xy": [draw(st.integers(-200, 200)), draw(st.integers(0, 300))],
        }
        for n in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    homes = []
    for n in range(draw(st.integers(1, 25))):
        mode = draw(st.sampled_from(MODES))
        homes.append(
            {
                "order": 1000 + n, "household": n + 1, "path": f"a/{n:03d}/", "boxes": draw(st.integers(1, 40)),
                "stair": draw(st.sampled_from(stairs))["id"], "floor": draw(st.integers(1, 18)), "mode": mode,
                "because": "zones.sealed.goods", "apart": mode == "flat_door" and draw(st.booleans()),
                "slow": draw(st.booleans()), "cls": draw(st.integers(1, 6)),
            }
        )  # fmt: skip
    return {
        "compound": 7, "zone": "sealed", "rule_set": RULES.name, "rules": {path: RULES.number(path) for path in CARRY},
        "policy": draw(st.sampled_from(["dedicated", "last"])), "point": [0, 0], "bays": draw(st.integers(1, 3)),
        "stairs": stairs, "homes": homes, "allowed_s": draw(st.sampled_from([900, 7200, 14400])),
        "settings": {
            "carriers": draw(st.integers(0, 4)), "suited": draw(st.integers(0, 2)), "cart_boxes": draw(st.integers(4, 36)),
            "hand_boxes": draw(st.integers(1, 6)), "slot_minutes": 5, "minutes": 240,
            "per_stair": draw(st.integers(1, 5)), "below_cap": draw(st.integers(1, 20)),
        },
    }  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(snapshots(), st.integers(0, 2**31))
def test_a_plan_keeps_every_rule_or_says_what_would_do(snapshot: dict[str, Any], seed: int) -> None:
    found = planner.work_out(snapshot, seed=seed, stop=Stop(30))
    if found.violations:
        assert found.plan == {}
        assert found.why in {"plan.no_time", "plan.nobody_suited"}, found.violations
        return
    plan = found.plan
    homes = {home["household"]: home for home in snapshot["homes"]}
    assert Counter(stop["household"] for stop in plan["stops"]) == Counter(list(homes))
    carried: Counter[int] = Counter()
    for stop in plan["stops"]:
        assert stop["mode"] == homes[stop["household"]]["mode"]
        carried[stop["trip"] or 0] += 1
    suited = {trip["number"] for trip in plan["trips"] if trip["suited"]}
    for stop in plan["stops"]:
        if homes[stop["household"]]["apart"]:
            assert stop["trip"] in suited
    for trip in plan["trips"]:
        assert 0 < trip["boxes"] <= snapshot["settings"]["cart_boxes"]
        assert trip["ends_s"] <= snapshot["allowed_s"]
    below = Counter((stop["slot"], stop["stair"]) for stop in plan["stops"] if stop["slot"] is not None)
    assert max(below.values(), default=0) <= snapshot["settings"]["per_stair"]
    at_once = Counter(stop["slot"] for stop in plan["stops"] if stop["slot"] is not None)
    assert max(at_once.values(), default=0) <= snapshot["settings"]["below_cap"]


@settings(max_examples=6, deadline=None)
@given(snapshots(), st.integers(0, 2**31))
def test_the_same_snapshot_and_seed_give_the_same_plan(snapshot: dict[str, Any], seed: int) -> None:
    first, second = (planner.work_out(snapshot, seed=seed, stop=Stop(20)) for _ in range(2))
    assert (first.plan, first.cost, first.violations) == (second.plan, second.cost, second.violations)
