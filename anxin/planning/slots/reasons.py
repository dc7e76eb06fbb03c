"""Why a household is called in this slot and not before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from anxin.planning.common import Fact, Reason
from anxin.planning.slots.problem import Household, Plan, Problem


def explain(problem: Problem, plan: Plan, key: str) -> Reason:
    """What stood in the way of the slot before (or `slot.first`). KeyError for a household without a call.

    Codes: slot.first · stair_full · slow_full · risk_alone · risk_gap · lobby_shared · below_full · longest_first.
    """
    return _Board(problem, plan).reason(key)


def reasons(problem: Problem, plan: Plan) -> dict[str, Reason]:
    """Reasons of all calls, the plan looked through once."""
    board = _Board(problem, plan)
    return {call.household: board.reason(call.household) for call in plan.calls}


class _Board:
    """Who is below when."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.people = {h.key: h for h in problem.households}
        self.lobby = {s.key: s.lobby for s in problem.stairs}
        self.slot_of = {c.household: c.slot for c in plan.calls}
        self.below: dict[int, int] = defaultdict(int)
        self.stair: dict[tuple[str, int], list[Household]] = defaultdict(list)
        self.busy: dict[tuple[str, int], set[str]] = defaultdict(set)
        for key, slot in self.slot_of.items():
            me = self.people[key]
            self.below[slot] += 1
            self.stair[me.stair, slot].append(me)
            self.busy[self.lobby[me.stair], slot].add(me.stair)

    def reason(self, key: str) -> Reason:
        slot, me = self.slot_of[key], self.people[key]
        facts: dict[str, Fact] = {
            "slot": slot,
            "stair": me.stair,
            "floor": me.floor,
            "below": self.below[slot],
            "stair_below": len(self.stair[me.stair, slot]),
        }
        if slot == 0:
            return Reason("slot.first", facts)
        return Reason(f"slot.{self._blocked(me, slot - 1)}", {**facts, "earlier": slot - 1})

    def _blocked(self, me: Household, slot: int) -> str:
        problem = self.problem
        here: Sequence[Household] = self.stair.get((me.stair, slot), ())
        gap = range(slot - problem.risk_gap_slots, slot + problem.risk_gap_slots + 1)
        near = [h for t in gap for h in self.stair.get((me.stair, t), ()) if h.key != me.key]
        tests = (
            ("lobby_shared", bool(self.busy.get((self.lobby[me.stair], slot), set()) - {me.stair})),
            ("risk_alone", bool(here) and (me.risk or any(h.risk for h in here))),
            ("risk_gap", any(h.floor != me.floor and (h.risk or me.risk) for h in near)),
            ("stair_full", len(here) >= problem.per_stair_slot),
            ("slow_full", me.slow and sum(h.slow for h in here) >= problem.slow_per_stair_slot),
            ("below_full", self.below.get(slot, 0) >= problem.below_cap),
        )
        return next((code for code, blocked in tests if blocked), "longest_first")
