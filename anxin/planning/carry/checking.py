"""Says what a carrying plan breaks: rules 1-6 of docs/algorithms/carry.md, recomputed from the problem alone."""

from __future__ import annotations

from collections import Counter

from anxin.planning.carry.clock import Map, timeline
from anxin.planning.carry.problem import Leg, Plan, Problem, Route
from anxin.planning.common import Violation


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Believes nothing written in the plan but the order of doors."""
    places = Map(problem)
    found, sound = _known(places, plan)
    found += _served(problem, plan)
    for route in plan.routes:
        if route.worker in places.workers:
            found += _zone_order(places, route)
            found += _carried(places, route)
    if sound:
        found += _ends(problem, places, plan)
    return found


def _known(places: Map, plan: Plan) -> tuple[list[Violation], bool]:
    """Rule 1; the second value says whether times can be computed at all."""
    found: list[Violation] = []
    sound = True
    for worker, n in Counter(r.worker for r in plan.routes).items():
        if worker not in places.workers:
            found.append(Violation("worker.unknown", f"worker:{worker}"))
            sound = False
        if n > 1:
            found.append(Violation("worker.twice", f"worker:{worker}"))
    for route in plan.routes:
        for t, trip in enumerate(route.trips):
            for n, leg in enumerate(trip.legs):
                broken, known = _leg(places, leg, f"worker:{route.worker}/trip:{t}/leg:{n}")
                found += broken
                sound = sound and known
    return found, sound


def _leg(places: Map, leg: Leg, where: str) -> tuple[list[Violation], bool]:
    if leg.unit not in places.units:
        return [Violation("leg.unit_unknown", where, {"unit": leg.unit})], False
    if not leg.doors:
        return [Violation("leg.empty", where)], True
    found: list[Violation] = []
    unknown = [key for key in leg.doors if key not in places.doors]
    found += [Violation("door.unknown", where, {"door": key}) for key in unknown]
    found += [
        Violation("door.other_unit", where, {"door": key, "unit": places.doors[key].unit})
        for key in leg.doors
        if key in places.doors and places.doors[key].unit != leg.unit
    ]
    return found, not unknown


def _served(problem: Problem, plan: Plan) -> list[Violation]:
    """Rule 2."""
    times = Counter(d for r in plan.routes for t in r.trips for leg in t.legs for d in leg.doors)
    found = [
        Violation("door.unserved", f"door:{d.key}", {"boxes": d.boxes})
        for d in problem.doors
        if not times[d.key]
    ]
    return found + [Violation("door.twice", f"door:{key}", {"times": n}) for key, n in times.items() if n > 1]


def _zone_order(places: Map, route: Route) -> list[Violation]:
    """Rule 3: never from an isolated door to a clean one."""
    found: list[Violation] = []
    worker, dedicated = places.workers[route.worker], places.problem.dedicated
    where = f"worker:{route.worker}"
    order = [places.doors[d] for t in route.trips for leg in t.legs for d in leg.doors if d in places.doors]
    last_isolated: str | None = None
    clean: str | None = None
    for door in order:
        if door.isolated:
            if not worker.suited:
                found.append(Violation("isolated.not_suited", where, {"door": door.key}))
            if dedicated and clean is not None:
                found.append(Violation("isolated.dedicated", where, {"door": door.key, "clean": clean}))
            last_isolated = door.key
        else:
            clean = door.key
            if last_isolated is not None:
                found.append(
                    Violation("isolated.then_clean", where, {"door": door.key, "isolated": last_isolated})
                )
    return found


def _carried(places: Map, route: Route) -> list[Violation]:
    """Rules 4 and 5."""
    found: list[Violation] = []
    cart, hand = places.workers[route.worker].cart_boxes, places.problem.params.hand_boxes
    for t, trip in enumerate(route.trips):
        legs = [Leg(leg.unit, tuple(d for d in leg.doors if d in places.doors)) for leg in trip.legs]
        where = f"worker:{route.worker}/trip:{t}"
        if places.boxes(legs) > cart:
            found.append(Violation("cart.full", where, {"boxes": places.boxes(legs), "most": cart}))
        for n, leg in enumerate(legs):
            unit = places.units.get(leg.unit)
            if unit is not None and not unit.elevators and places.boxes([leg]) > hand:
                facts = {"boxes": places.boxes([leg]), "most": hand}
                found.append(Violation("hands.full", f"{where}/leg:{n}", facts))
    return found


def _ends(problem: Problem, places: Map, plan: Plan) -> list[Violation]:
    """Rule 6."""
    found: list[Violation] = []
    for row in timeline(problem, plan.routes):
        if row and row[-1].back_s > places.workers[row[-1].worker].end_s:
            facts = {"end_s": row[-1].back_s, "most": places.workers[row[-1].worker].end_s}
            found.append(Violation("worker.too_late", f"worker:{row[-1].worker}", facts))
    return found
