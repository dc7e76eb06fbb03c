"""What a wave must cost at least, in seconds of people, and when it can end at the earliest.

docs/algorithms/carry.md has the argument for every part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from anxin.planning.carry.clock import walk_s
from anxin.planning.carry.columns import Ring, best_bound
from anxin.planning.carry.problem import Door, Problem, Unit, Worker
from anxin.planning.common import Bound, ceil_div


@dataclass(frozen=True, slots=True)
class Half:
    """The bound for the clean or the isolated doors alone, as the exchange format reports it."""

    total_s: int
    workers: int
    makespan_s: int
    parts: dict[str, int]


def bound(problem: Problem) -> Bound:
    """Least `total_s` of all doors; parts add up to it, and `makespan_s` beside them is the earliest end."""
    parts: dict[str, int] = defaultdict(int)
    ends = [_together(problem)]
    for isolated in (False, True):
        crew = [w for w in problem.workers if w.suited or not isolated]
        half = half_bound(problem, isolated, crew)
        if half:
            for name, seconds in half.parts.items():
                parts[name] += seconds
            ends.append(half.makespan_s)
    # A trip may serve clean doors first and isolated ones after: then both halves share one loading and one walk.
    if not problem.dedicated and len({d.isolated for d in problem.doors}) == 2:
        parts = defaultdict(int, _all_parts(problem, problem.doors, problem.workers))
    total = sum(parts.values())
    return Bound(total, {**parts, "makespan_s": max([*ends, ceil_div(total, max(1, len(problem.workers)))])})


def halves(problem: Problem) -> dict[str, Half]:
    """`clean` and `isolated` with the crews the exchange format counts."""
    found = {}
    some_isolated = any(d.isolated for d in problem.doors)
    for name, isolated in (("clean", False), ("isolated", True)):
        crew = [w for w in problem.workers if w.suited] if isolated else list(problem.workers)
        if not isolated and problem.dedicated and some_isolated:
            crew = [w for w in problem.workers if not w.suited]
        half = half_bound(problem, isolated, crew)
        if half:
            found[name] = half
    return found


def half_bound(problem: Problem, isolated: bool, crew: Sequence[Worker]) -> Half | None:
    """The bound if only the clean (or isolated) doors were served by `crew`; None if there is nothing or nobody."""
    doors = [d for d in problem.doors if d.isolated == isolated]
    if not doors or not crew:
        return None
    parts = _all_parts(problem, doors, crew)
    total = sum(parts.values())
    end = max(_spread(problem, total, crew), _farthest(problem, doors, crew))
    return Half(total, len(crew), end, parts)


def work_s(problem: Problem, doors: Sequence[Door], *, quick: bool = False) -> int:
    """Least seconds of work for these doors with everybody's carts; `quick` leaves the linear program out."""
    if not doors or not problem.workers:
        return 0
    return sum(_all_parts(problem, doors, problem.workers, quick=quick).values())


def _all_parts(
    problem: Problem, doors: Sequence[Door], crew: Sequence[Worker], *, quick: bool = False
) -> dict[str, int]:
    params = problem.params
    cart = max((w.cart_boxes for w in crew), default=1)
    by_unit: dict[str, list[Door]] = defaultdict(list)
    for door in doors:
        by_unit[door.unit].append(door)
    units = {u.key: u for u in problem.units}
    boxes = sum(d.boxes for d in doors)
    drop = sum(
        params.drop_fixed_s + params.drop_per_box_s * d.boxes + (params.iso_extra_s if d.isolated else 0)
        for d in doors
    )
    vertical = sum(_vertical(problem, units[key], here, cart) for key, here in by_unit.items())
    trips = max(1, ceil_div(boxes, cart))
    wanted = {units[k]: sum(d.boxes for d in here) for k, here in by_unit.items()}
    walk = _walk(problem, wanted, cart)
    if not quick:
        walk = max(walk, _walk_together(problem, wanted, cart, trips))
    return {
        "drop": drop,
        "load": params.load_fixed_s * trips + params.load_per_box_s * boxes,
        "vertical": vertical,
        "walk": walk,
    }


def _vertical(problem: Problem, unit: Unit, doors: Sequence[Door], cart: int) -> int:
    """Rides or climbs and corridors of one unit.

    The j-th highest of the loads carried in, each of at most k boxes, reaches at least the floor of the
    ((j-1)k+1)-th highest box: all boxes above it cannot be in j-1 loads.
    """
    params = problem.params
    most = cart if unit.elevators else min(cart, params.hand_boxes)
    tops = _tops(doors, most)
    if not unit.elevators:
        climb = unit.stairs_up_s + unit.stairs_down_s
        return climb * sum(top - 1 for top in tops) + params.corridor_s * len(doors)
    legs = sum(unit.wait_first_s + unit.stop_s + 2 * unit.per_floor_s * (top - 1) for top in tops if top > 1)
    floors: dict[int, int] = defaultdict(int)
    for door in doors:
        floors[door.floor] += 1
    visit = unit.wait_next_s + unit.stop_s
    stops = sum(
        params.corridor_s * n if floor == 1 else min(visit + params.corridor_s * (n - 1), visit * n)
        for floor, n in floors.items()
    )
    # Entering at level 1 twice instead of riding on is never counted less: the first ride is the cheapest case.
    return legs + stops if unit.wait_first_s + unit.stop_s >= 0 else stops


def _tops(doors: Sequence[Door], most: int) -> list[int]:
    """Floors that the highest, second highest … load must reach."""
    tops: list[int] = []
    seen = 0
    for door in sorted(doors, key=lambda d: -d.floor):
        if seen == 0 and not tops:
            tops.append(door.floor)
        seen += door.boxes
        while seen > len(tops) * most:
            tops.append(door.floor)
    return tops


def _walk_together(problem: Problem, boxes: dict[Unit, int], cart: int, trips: int) -> int:
    """What `columns` proves about walking and the fixed part of loading, the latter taken off again."""
    units = [u for u, n in boxes.items() if n]
    xy = [u.xy for u in units]
    home = tuple(1000 * walk_s(problem.params, problem.supply_point, a) for a in xy)
    walk = tuple(tuple(1000 * walk_s(problem.params, a, b) for b in xy) for a in xy)
    fixed = problem.params.load_fixed_s
    ring = Ring(home, walk, tuple(boxes[u] for u in units), 1000 * fixed, cart, trips)
    return ceil_div(best_bound(ring), 1000) - fixed * trips


def _walk(problem: Problem, boxes: dict[Unit, int], cart: int) -> int:
    """Out and back: the j-th farthest trip reaches at least the unit of the ((j-1)k+1)-th farthest box."""
    away = sorted(
        ((walk_s(problem.params, problem.supply_point, u.xy), n) for u, n in boxes.items()), reverse=True
    )
    total, seen, trips = 0, 0, 0
    for seconds, n in away:
        seen += n
        while seen > trips * cart or trips == 0:
            total += 2 * seconds
            trips += 1
    return total


def _spread(problem: Problem, total: int, crew: Sequence[Worker], people: int | None = None) -> int:
    """Earliest end of `total` seconds of work by `people` of the crew: all work once they can have loaded.

    At most `loading_bays` load at once, so the n-th to begin waits for the loadings before.
    """
    params = problem.params
    bays = params.loading_bays or len(problem.workers)
    least = params.load_fixed_s
    starts = sorted(w.start_s for w in crew)[:people]
    first = starts[0]
    best = None
    begun = 0
    for k, start in enumerate(starts, 1):
        begun += max(start, first + (k - 1) // bays * least)
        end = ceil_div(total + begun, k)
        best = end if best is None else min(best, end)
    return best or 0


def _farthest(problem: Problem, doors: Sequence[Door], crew: Sequence[Worker]) -> int:
    """Somebody must serve each door and come back."""
    params = problem.params
    units = {u.key: u for u in problem.units}
    first = min(w.start_s for w in crew)
    longest = 0
    for door in doors:
        unit = units[door.unit]
        there = walk_s(params, problem.supply_point, unit.xy)
        ride = _vertical(problem, unit, [door], max(1, door.boxes))
        stay = (
            params.drop_fixed_s
            + params.drop_per_box_s * door.boxes
            + (params.iso_extra_s if door.isolated else 0)
        )
        load = params.load_fixed_s + params.load_per_box_s * door.boxes
        longest = max(longest, load + 2 * there + ride + stay)
    return first + longest


def _together(problem: Problem) -> int:
    """Everybody together on all doors; who is dedicated to isolated doors is lost to the clean ones."""
    everybody = problem.workers
    if not problem.doors or not everybody:
        return 0
    suited = sum(w.suited for w in everybody)
    isolated = [d for d in problem.doors if d.isolated]
    if not problem.dedicated or not isolated or not suited:
        served = [d for d in problem.doors if suited or not d.isolated]
        return _spread(problem, work_s(problem, served), everybody)
    clean = work_s(problem, [d for d in problem.doors if not d.isolated])
    apart = work_s(problem, isolated)
    ends = []
    for n in range(1, suited + 1):
        rest = len(everybody) - n
        if rest or not clean:
            others = _spread(problem, clean, everybody, rest) if clean else 0
            ends.append(max(_spread(problem, apart, everybody, n), others))
    return min(ends, default=0)
