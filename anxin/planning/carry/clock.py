"""The time of every step of a plan, exactly as the exchange format defines it.

Used by the checker, the printed times and the cost; the search has its own arithmetic, compared with this in tests.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, hypot

from anxin.planning.carry.problem import Door, Leg, Params, Plan, Problem, Route, Trip, Unit
from anxin.planning.common import Block, Cost


def walk_s(params: Params, a: tuple[float, float], b: tuple[float, float]) -> int:
    """Seconds on foot between two points."""
    return ceil(hypot(a[0] - b[0], a[1] - b[1]) * params.detour_pct * 10 / params.walk_mmps - 1e-9)


@dataclass(frozen=True, slots=True)
class Timed:
    """One trip with its times: `doors` = (door, second at the door, seconds there) from the start of the plan."""

    worker: str
    number: int
    ready_s: int
    load_s: int
    leave_s: int
    back_s: int
    boxes: int
    doors: tuple[tuple[str, int, int], ...]

    @property
    def bay_wait_s(self) -> int:
        return self.load_s - self.ready_s


@dataclass(slots=True)
class Steps:
    """Seconds of a trip by kind, and when each door is reached (from leaving the bay)."""

    parts: Counter[str]
    doors: list[tuple[str, int, int]]

    @property
    def out_s(self) -> int:
        return sum(n for kind, n in self.parts.items() if kind != "load")


def _move(unit: Unit, level: int, floor: int) -> int:
    """Seconds by lift or stairs between two different levels."""
    if not unit.elevators:
        return unit.stairs_up_s * (floor - level) if floor > level else unit.stairs_down_s * (level - floor)
    wait = unit.wait_first_s if level == 1 else unit.wait_next_s
    return wait + unit.stop_s + unit.per_floor_s * abs(floor - level)


def _leg(params: Params, unit: Unit, doors: Sequence[Door], steps: Steps) -> None:
    level = 1
    for door in doors:
        if door.floor != level:
            steps.parts["vertical"] += _move(unit, level, door.floor)
        if door.floor == level or door.floor == 1 or not unit.elevators:
            steps.parts["corridor"] += params.corridor_s
        level = door.floor
        at = steps.out_s
        stay = params.drop_fixed_s + params.drop_per_box_s * door.boxes
        stay += params.iso_extra_s if door.isolated else 0
        steps.parts["drop"] += stay
        steps.doors.append((door.key, at, stay))
    if level != 1:
        steps.parts["vertical"] += _move(unit, level, 1)


class Map:
    """Units and doors by key."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.units = {u.key: u for u in problem.units}
        self.doors = {d.key: d for d in problem.doors}
        self.workers = {w.key: w for w in problem.workers}

    def boxes(self, legs: Sequence[Leg]) -> int:
        return sum(self.doors[d].boxes for leg in legs for d in leg.doors)

    def steps(self, trip: Trip) -> Steps:
        """All seconds of one trip, waiting for a bay left out."""
        params = self.problem.params
        steps = Steps(Counter(walk=0, vertical=0, corridor=0, drop=0, load=0), [])
        steps.parts["load"] = params.load_fixed_s + params.load_per_box_s * self.boxes(trip.legs)
        here = self.problem.supply_point
        before: str | None = None
        for leg in trip.legs:
            unit = self.units[leg.unit]
            steps.parts["walk"] += 0 if leg.unit == before else walk_s(params, here, unit.xy)
            here, before = unit.xy, leg.unit
            _leg(params, unit, [self.doors[d] for d in leg.doors], steps)
        if trip.legs:
            steps.parts["walk"] += walk_s(params, here, self.problem.supply_point)
        return steps


def queue(
    starts: Sequence[int], loads: Sequence[Sequence[int]], outs: Sequence[Sequence[int]], bays: int
) -> list[list[int]]:
    """Second at which each trip of each worker begins to load, first come first served (ties: order of workers)."""
    free = [0] * bays
    begun: list[list[int]] = [[] for _ in starts]
    ready = [(start, w) for w, start in enumerate(starts) if loads[w]]
    heapq.heapify(ready)
    while ready:
        now, w = heapq.heappop(ready)
        k = len(begun[w])
        begin = max(now, free[0]) if bays else now
        if bays:
            heapq.heapreplace(free, begin + loads[w][k])
        begun[w].append(begin)
        if k + 1 < len(loads[w]):
            heapq.heappush(ready, (begin + loads[w][k] + outs[w][k], w))
    return begun


def timeline(problem: Problem, routes: Sequence[Route]) -> tuple[tuple[Timed, ...], ...]:
    """Each worker's trips with their times, the queue at the loading bays included. KeyError for unknown keys."""
    places = Map(problem)
    steps = [[places.steps(trip) for trip in route.trips] for route in routes]
    loads = [[s.parts["load"] for s in row] for row in steps]
    outs = [[s.out_s for s in row] for row in steps]
    starts = [places.workers[route.worker].start_s for route in routes]
    bays = problem.params.loading_bays
    begun = queue(starts, loads, outs, 0 if bays >= len(problem.workers) else bays)
    timed = []
    for w, route in enumerate(routes):
        rows, ready = [], starts[w]
        for k, trip in enumerate(route.trips):
            leave = begun[w][k] + loads[w][k]
            doors = tuple((key, leave + at, stay) for key, at, stay in steps[w][k].doors)
            back = leave + outs[w][k]
            rows.append(
                Timed(route.worker, k, ready, begun[w][k], leave, back, places.boxes(trip.legs), doors)
            )
            ready = back
        timed.append(tuple(rows))
    return tuple(timed)


def cost_of(problem: Problem, routes: Sequence[Route], unserved: int = 0) -> Cost:
    """The blocks of the exchange format, doors not served first."""
    places = Map(problem)
    parts: Counter[str] = Counter(walk=0, vertical=0, corridor=0, drop=0, load=0)
    free_of_queue = 0
    visits: set[tuple[str, str]] = set()
    for route in routes:
        end = places.workers[route.worker].start_s
        for trip in route.trips:
            steps = places.steps(trip)
            parts.update(steps.parts)
            end += steps.parts.total()
            visits.update((route.worker, leg.unit) for leg in trip.legs)
        free_of_queue = max(free_of_queue, end)
    timed = timeline(problem, routes)
    starts = [places.workers[r.worker].start_s for r in routes if not r.trips]
    ends = [row[-1].back_s for row in timed if row]
    return (
        Block("unserved", unserved, "doors"),
        Block("makespan_s", max([*ends, *starts], default=0), "s"),
        Block("total_s", parts.total(), "s"),
        Block("makespan_without_bay_queue_s", free_of_queue, "s"),
        Block("wait_bay_s", sum(t.bay_wait_s for row in timed for t in row), "s"),
        *(Block(f"{kind}_s", parts[kind], "s") for kind in ("walk", "vertical", "corridor", "drop", "load")),
        Block("trips", sum(len(r.trips) for r in routes), "trips"),
        Block("workers_used", sum(1 for r in routes if r.trips), "workers"),
        Block("unit_visits_by_distinct_workers", len(visits), "visits"),
    )


def plan_times(problem: Problem, plan: Plan) -> dict[str, int]:
    """Second from the start of the plan at which somebody stands at each door."""
    return {key: at for row in timeline(problem, plan.routes) for trip in row for key, at, _ in trip.doors}
