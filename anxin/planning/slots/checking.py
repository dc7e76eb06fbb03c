"""Says what a calling plan breaks."""

from __future__ import annotations

from collections import defaultdict

from anxin.planning.common import Fact, Violation
from anxin.planning.slots.problem import Household, Plan, Problem


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Rules 1-5 of docs/algorithms/slots.md and the shared lobby."""
    people = {h.key: h for h in problem.households}
    found, slot_of = _known(people, plan)
    rooms: dict[tuple[str, int], list[Household]] = defaultdict(list)
    below: dict[int, int] = defaultdict(int)
    for key, slot in slot_of.items():
        rooms[people[key].stair, slot].append(people[key])
        below[slot] += 1
    for (stair, slot), here in rooms.items():
        where = f"stair:{stair}/slot:{slot}"
        if len(here) > problem.per_stair_slot:
            found.append(
                Violation("stair.full", where, {"households": len(here), "most": problem.per_stair_slot})
            )
        slow = sum(h.slow for h in here)
        if slow > problem.slow_per_stair_slot:
            found.append(Violation("stair.slow", where, {"slow": slow, "most": problem.slow_per_stair_slot}))
        if len(here) > 1 and any(h.risk for h in here):
            found.append(Violation("risk.alone", where, {"households": len(here)}))
    found += [
        Violation("below.full", f"slot:{slot}", {"households": n, "most": problem.below_cap})
        for slot, n in below.items()
        if n > problem.below_cap
    ]
    return [*found, *_gaps(problem, rooms), *_lobbies(problem, rooms)]


def _known(people: dict[str, Household], plan: Plan) -> tuple[list[Violation], dict[str, int]]:
    found: list[Violation] = []
    slot_of: dict[str, int] = {}
    for call in plan.calls:
        where = f"household:{call.household}"
        if call.household not in people:
            found.append(Violation("household.unknown", where))
        elif call.household in slot_of:
            found.append(Violation("household.twice", where))
        elif call.slot < 0 or call.stair != people[call.household].stair:
            found.append(Violation("household.slot", where, {"slot": call.slot, "stair": call.stair}))
            slot_of[call.household] = max(0, call.slot)
        else:
            slot_of[call.household] = call.slot
    found += [Violation("household.missing", f"household:{key}") for key in people.keys() - slot_of.keys()]
    return found, slot_of


def _gaps(problem: Problem, rooms: dict[tuple[str, int], list[Household]]) -> list[Violation]:
    found: list[Violation] = []
    for (stair, slot), here in rooms.items():
        for risk in (h for h in here if h.risk):
            for other in range(slot - problem.risk_gap_slots, slot + problem.risk_gap_slots + 1):
                met = [h for h in rooms.get((stair, other), ()) if h.floor != risk.floor and other != slot]
                if met:
                    facts: dict[str, Fact] = {"slot": slot, "other_slot": other, "household": met[0].key}
                    found.append(Violation("risk.gap", f"stair:{stair}/household:{risk.key}", facts))
    return found


def _lobbies(problem: Problem, rooms: dict[tuple[str, int], list[Household]]) -> list[Violation]:
    lobby = {s.key: s.lobby for s in problem.stairs}
    busy: dict[tuple[str, int], set[str]] = defaultdict(set)
    for stair, slot in rooms:
        busy[lobby[stair], slot].add(stair)
    return [
        Violation("lobby.shared", f"{where}/slot:{slot}", {"stairs": ",".join(sorted(stairs))})
        for (where, slot), stairs in busy.items()
        if len(stairs) > 1
    ]
