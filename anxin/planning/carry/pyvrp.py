"""PyVRP: better loads by routing over climbs and floors. The only file that knows pyvrp, whose interface moves.

One vehicle is one trip; seconds are distances; a lift's floors are places of their own, so that top floor first is
the cheapest way by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anxin.planning.carry.loads import Ground, Load
from anxin.planning.common import Stop, installed

NAME = "split+pyvrp+ruin"


def available() -> bool:
    return installed("pyvrp")


def improve(
    ground: Ground, loads: Sequence[Load], carts: Sequence[int], *, seed: int, stop: Stop
) -> list[Load]:
    """Loads at most as costly as the given ones; `stop.iterations` are PyVRP's own."""
    import numpy as np
    import pyvrp

    places, place_of = _places(ground)
    seconds = np.array([[_way(ground, a, b) for b in places] for a in places], dtype=np.int64)
    sizes = sorted(set(carts))
    trips = Counter(load.cap for load in loads)
    vehicles = [
        pyvrp.VehicleType(
            num_available=trips[c] + len(loads) // 4 + 1, capacity=[c], fixed_cost=ground.load_fixed
        )
        for c in sizes
    ]
    clients = [pyvrp.Client(place_of[i], delivery=[n]) for i, n in enumerate(ground.boxes)]
    spots = [pyvrp.Location(round(ground.xy[u][0]), round(ground.xy[u][1])) for u, _ in places]
    task = pyvrp.ProblemData(spots, clients, [pyvrp.Depot(0)], vehicles, [seconds], [seconds * 0])
    start = pyvrp.Solution(task, [pyvrp.Route(task, load.items(), sizes.index(load.cap)) for load in loads])
    limit = pyvrp.stop.MaxIterations(stop.iterations)
    if stop.seconds is not None:
        limit = pyvrp.stop.MultipleCriteria([limit, pyvrp.stop.MaxRuntime(stop.seconds)])
    best = pyvrp.solve(task, limit, seed=seed, collect_stats=False, initial_solution=start).best
    if not best.is_feasible():
        return list(loads)
    found = [_load(ground, _clients(route), sizes[route.vehicle_type()]) for route in best.routes()]
    return found if sum(x.cost for x in found) <= sum(x.cost for x in loads) else list(loads)


def _places(ground: Ground) -> tuple[list[tuple[int, int]], list[int]]:
    """(unit, level) of every place, the supply point first; and the place of every item."""
    places = [(0, 1)]
    number = {places[0]: 0}
    place_of = []
    for unit, level in zip(ground.unit, ground.level, strict=True):
        place = (unit, level if ground.ride[unit] or ground.leg[unit] else 1)
        if place not in number:
            number[place] = len(places)
            places.append(place)
        place_of.append(number[place])
    return places, place_of


def _way(ground: Ground, a: tuple[int, int], b: tuple[int, int]) -> int:
    (unit, level), (other, floor) = a, b
    into = ground.leg[other] if floor > 1 else 0
    if unit == other:
        return (into if level == 1 else 0) + ground.ride[unit] * abs(level - floor) // 2
    down = ground.ride[unit] * (level - 1) // 2
    return down + ground.walk[unit][other] + into + ground.ride[other] * (floor - 1) // 2


def _clients(route: object) -> list[int]:
    """Indices of the clients of a route; PyVRP lists depots among its activities."""
    return [activity.idx for activity in route if activity.is_client()]  # type: ignore[attr-defined]


def _load(ground: Ground, items: Sequence[int], cap: int) -> Load:
    load = Load(cap)
    for item in items:
        load.put(ground, item, None)
    load.measure(ground)
    return load
