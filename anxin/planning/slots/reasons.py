"""Why a household is called in this slot and not before."""

from __future__ import annotations

from anxin.planning.common import Fact, Reason
from anxin.planning.slots.problem import Household, Plan, Problem


def explain(problem: Problem, plan: Plan, key: str) -> Reason:
    """What stood in the way of the slot before (or `slot.first`). KeyError for a household without a call.

    Codes: slot.first · stair_full · slow_full · risk_alone · risk_gap · lobby_shared · below_full · longest_first.
    """
    people = {h.key: h for h in problem.households}
    slot_of = {c.household: c.slot for c in plan.calls}
    slot, me = slot_of[key], people[key]
    with_me = sum(1 for h, s in slot_of.items() if s == slot and people[h].stair == me.stair)
    facts: dict[str, Fact] = {
        "slot": slot,
        "stair": me.stair,
        "floor": me.floor,
        "below": sum(s == slot for s in slot_of.values()),
        "stair_below": with_me,
    }
    if slot == 0:
        return Reason("slot.first", facts)
    return Reason(f"slot.{_blocked(problem, slot_of, people, me, slot - 1)}", {**facts, "earlier": slot - 1})


def _blocked(
    problem: Problem, slot_of: dict[str, int], people: dict[str, Household], me: Household, slot: int
) -> str:
    here = [people[k] for k, s in slot_of.items() if s == slot]
    stair = [h for h in here if h.stair == me.stair]
    lobby = {s.key: s.lobby for s in problem.stairs}
    near = [
        people[k]
        for k, s in slot_of.items()
        if people[k].stair == me.stair and abs(s - slot) <= problem.risk_gap_slots and k != me.key
    ]
    tests = (
        ("lobby_shared", any(h.stair != me.stair and lobby[h.stair] == lobby[me.stair] for h in here)),
        ("risk_alone", bool(stair) and (me.risk or any(h.risk for h in stair))),
        ("risk_gap", any(h.floor != me.floor and (h.risk or me.risk) for h in near)),
        ("stair_full", len(stair) >= problem.per_stair_slot),
        ("slow_full", me.slow and sum(h.slow for h in stair) >= problem.slow_per_stair_slot),
        ("below_full", len(here) >= problem.below_cap),
    )
    return next((code for code, blocked in tests if blocked), "longest_first")
