"""Why a door is served when it is."""

from __future__ import annotations

from anxin.planning.carry.clock import Map, Timed, timeline
from anxin.planning.carry.problem import Plan, Problem, Trip
from anxin.planning.common import Fact, Reason


def explain(problem: Problem, plan: Plan, key: str) -> Reason:
    """Reason for one door. KeyError for an unknown door.

    Codes: carry.isolated_apart · isolated_last · class_first · highest_first · on_the_way · first_stop, and for a
    door left out carry.no_suited · too_heavy · no_time.
    """
    return reasons(problem, plan, [key])[key]


def reasons(problem: Problem, plan: Plan, keys: list[str] | None = None) -> dict[str, Reason]:
    """Reasons of many doors at once; all served and unserved doors if `keys` is None."""
    places = Map(problem)
    wanted = set(places.doors if keys is None else keys)
    found: dict[str, Reason] = {}
    for route, row in zip(plan.routes, timeline(problem, plan.routes), strict=True):
        best = [
            min((places.doors[d].cls for leg in t.legs for d in leg.doors), default=6) for t in route.trips
        ]
        for timed, trip in zip(row, route.trips, strict=True):
            if wanted.isdisjoint(d for leg in trip.legs for d in leg.doors):
                continue
            later = best[timed.number + 1 :]
            for door, reason in _trip(places, timed, trip, len(row), later).items():
                if door in wanted:
                    found[door] = reason
    for door in wanted - found.keys():
        found[door] = _left_out(places, door)
    return found


def _trip(places: Map, timed: Timed, trip: Trip, trips: int, later: list[int]) -> dict[str, Reason]:
    at = {key: (second, stay) for key, second, stay in timed.doors}
    own = min(places.doors[d].cls for leg in trip.legs for d in leg.doors)
    found: dict[str, Reason] = {}
    position = 0
    climb_of: dict[str, int] = {}
    stops = 0
    before: str | None = None
    for leg in trip.legs:
        stops += leg.unit != before
        before = leg.unit
        climb_of[leg.unit] = climb_of.get(leg.unit, 0) + 1
        for place, key in enumerate(leg.doors, 1):
            position += 1
            door = places.doors[key]
            facts: dict[str, Fact] = {
                "worker": timed.worker,
                "trip": timed.number + 1,
                "trips": trips,
                "at_s": at[key][0],
                "stop": stops,
                "position": position,
                "doors_on_trip": len(at),
                "unit": leg.unit,
                "floor": door.floor,
                "climb": climb_of[leg.unit],
                "place_in_climb": place,
                "class": door.cls,
                "boxes": door.boxes,
                "boxes_on_trip": timed.boxes,
                "best_class_on_trip": own,
                "bay_wait_s": timed.bay_wait_s,
            }
            found[key] = Reason(
                f"carry.{_code(places, door.isolated, own, later, stops, place, len(leg.doors))}", facts
            )
    return found


def _code(places: Map, isolated: bool, own: int, later: list[int], stop: int, place: int, doors: int) -> str:
    if isolated:
        return "isolated_apart" if places.problem.dedicated else "isolated_last"
    if later and own < min(later):
        return "class_first"
    if doors > 1:
        return "highest_first"
    return "first_stop" if stop == 1 and place == 1 else "on_the_way"


def _left_out(places: Map, key: str) -> Reason:
    door = places.doors[key]
    problem = places.problem
    crew = [w for w in problem.workers if w.suited or not door.isolated]
    cart = max((w.cart_boxes for w in crew), default=0)
    facts: dict[str, Fact] = {
        "unit": door.unit,
        "floor": door.floor,
        "boxes": door.boxes,
        "class": door.cls,
        "workers": len(crew),
        "largest_cart": cart,
        "hand_boxes": problem.params.hand_boxes,
    }
    if door.isolated and not crew:
        return Reason("carry.no_suited", facts)
    heavy = not places.units[door.unit].elevators and door.boxes > problem.params.hand_boxes
    return Reason("carry.too_heavy" if heavy or (crew and door.boxes > cart) else "carry.no_time", facts)
