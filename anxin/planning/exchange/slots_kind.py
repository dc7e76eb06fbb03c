"""P2C ↔ slots. Ours beyond the format: `entrance` of a unit (stairs that share a lobby), `slow_per_unit_slot`."""

from __future__ import annotations

from typing import Any

from anxin.planning import slots
from anxin.planning.exchange.fields import Fields, whole_or_wrong

KIND = "P2C"
FURTHER: frozenset[str] = frozenset()


def read(top: Fields) -> slots.Problem:
    units = top.keyed("units", lambda row: slots.Stair(row.text("id"), row.text("entrance", "") or None))
    households = top.keyed("households", lambda row: _household(row, units))
    return slots.Problem(
        tuple(units.values()),
        tuple(households.values()),
        per_stair_slot=top.whole("per_unit_slot", least=1),
        below_cap=top.whole("callers", least=1) * top.whole("caller_slot", least=1),
        risk_gap_slots=top.whole("risk_gap_slots"),
        slow_per_stair_slot=top.whole("slow_per_unit_slot", slots.SLOW_PER_STAIR_SLOT, least=1),
        slot_s=top.whole("slot_s", 180),
        key=top.text("id"),
    )


def _household(row: Fields, units: dict[str, slots.Stair]) -> slots.Household:
    return slots.Household(
        row.text("id"),
        row.one_of("unit", units),
        row.whole("floor", least=None),
        row.flag("slow"),
        row.flag("risk"),
    )


def write(problem: slots.Problem) -> dict[str, Any]:
    return {
        "slot_s": problem.slot_s,
        "per_unit_slot": problem.per_stair_slot,
        "callers": 1,
        "caller_slot": problem.below_cap,
        "risk_gap_slots": problem.risk_gap_slots,
        "slow_per_unit_slot": problem.slow_per_stair_slot,
        "units": [{"id": s.key, **({"entrance": s.entrance} if s.entrance else {})} for s in problem.stairs],
        "households": [
            {"id": h.key, "unit": h.stair, "floor": h.floor, "slow": h.slow, "risk": h.risk}
            for h in problem.households
        ],
    }


def read_plan(problem: slots.Problem, top: Fields) -> slots.Plan:
    given = top.object("slots")
    stair = {h.key: h.stair for h in problem.households}
    calls = tuple(
        slots.Call(key, stair.get(key, ""), whole_or_wrong(slot)) for key, slot in given.value.items()
    )
    return slots.Plan(
        calls,
        top.text("solver", ""),
        top.whole("seed", 0, least=None),
        top.whole("iterations", 0),
        slots.cost_of(calls),
    )


def write_plan(problem: slots.Problem, plan: slots.Plan) -> dict[str, Any]:
    return {"slots": {c.household: c.slot for c in plan.calls}}


def write_cost(problem: slots.Problem, plan: slots.Plan) -> dict[str, Any]:
    return {b.name: b.value for b in plan.cost}


def write_bound(problem: slots.Problem) -> dict[str, Any]:
    found = slots.bound(problem)
    return {"slots": found.value, "parts": dict(found.parts)}
