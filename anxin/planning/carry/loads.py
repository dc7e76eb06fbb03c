"""Cart loads: which items go on which trip, and in which order the units are visited.

First a tour over the units cut optimally into loads (split), then ruin and recreate under simulated annealing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2

from anxin.planning.carry.climbs import Item
from anxin.planning.carry.clock import walk_s
from anxin.planning.carry.problem import Problem


class Ground:
    """Walking seconds between the supply point (0) and the units (1…), and what a leg into each costs."""

    def __init__(self, problem: Problem, items: Sequence[Item]) -> None:
        used = sorted({i.unit for i in items})
        by_key = {u.key: u for u in problem.units}
        self.keys = ["", *used]
        at = [problem.supply_point] + [by_key[k].xy for k in used]
        self.xy = at
        self.walk = [[walk_s(problem.params, a, b) for b in at] for a in at]
        self.leg = [0] + [
            by_key[k].wait_first_s + by_key[k].stop_s if by_key[k].elevators else 0 for k in used
        ]
        self.ride = [0] + [2 * by_key[k].per_floor_s if by_key[k].elevators else 0 for k in used]
        p = problem.params
        self.load_fixed = p.load_fixed_s
        self.full = [
            i.own_s
            + sum(
                p.drop_fixed_s
                + p.drop_per_box_s * d.boxes
                + p.load_per_box_s * d.boxes
                + (p.iso_extra_s if d.isolated else 0)
                + p.corridor_s
                for d in i.doors
            )
            - (p.corridor_s if by_key[i.unit].elevators and i.level > 1 else 0)
            for i in items
        ]
        number = {k: n for n, k in enumerate(self.keys)}
        self.items = list(items)
        self.unit = [number[i.unit] for i in items]
        self.level = [i.level for i in items]
        self.boxes = [i.boxes for i in items]
        self.near = [_nearest(row) for row in self.walk]

    def rise(self, unit: int, level: int) -> int:
        """What the lift of a leg costs apart from its stops."""
        return self.leg[unit] + self.ride[unit] * (level - 1) if level > 1 else 0


def _nearest(row: list[int]) -> list[int]:
    """Units by their distance."""
    return sorted(range(1, len(row)), key=lambda v: (row[v], v))


class Load:
    """One trip being built: units in walking order, the items for each, the highest level in each."""

    __slots__ = ("boxes", "cap", "cost", "members", "order", "owner", "tops")

    def __init__(self, cap: int, owner: int = 0) -> None:
        self.cap = cap
        self.owner = owner
        self.boxes = 0
        self.cost = 0
        self.order: list[int] = []
        self.members: dict[int, list[int]] = {}
        self.tops: dict[int, int] = {}

    def copy(self) -> Load:
        twin = Load(self.cap, self.owner)
        twin.boxes, twin.cost, twin.order = self.boxes, self.cost, self.order[:]
        twin.members = {u: m[:] for u, m in self.members.items()}
        twin.tops = dict(self.tops)
        return twin

    def items(self) -> list[int]:
        return [i for u in self.order for i in self.members[u]]

    def put(self, ground: Ground, item: int, place: int | None) -> None:
        """Add an item; `place` is where its unit enters the walk if it is not on it yet."""
        unit, level = ground.unit[item], ground.level[item]
        self.boxes += ground.boxes[item]
        if unit not in self.members:
            self.order.insert(len(self.order) if place is None else place, unit)
            self.members[unit] = [item]
            self.tops[unit] = level
        else:
            self.members[unit].append(item)
            self.tops[unit] = max(self.tops[unit], level)

    def drop(self, ground: Ground, item: int) -> None:
        unit = ground.unit[item]
        self.boxes -= ground.boxes[item]
        left = self.members[unit]
        left.remove(item)
        if left:
            self.tops[unit] = max(ground.level[i] for i in left)
        else:
            del self.members[unit], self.tops[unit]
            self.order.remove(unit)

    def measure(self, ground: Ground) -> int:
        """Seconds of this trip that depend on how loads are formed."""
        if not self.order:
            self.cost = 0
            return 0
        walk = ground.walk
        total = ground.load_fixed + walk[0][self.order[0]] + walk[self.order[-1]][0]
        total += sum(walk[a][b] for a, b in pairwise(self.order))
        total += sum(ground.rise(u, top) for u, top in self.tops.items())
        self.cost = total
        return total


def split(ground: Ground, carts: Sequence[int]) -> list[Load]:
    """The best cut of the better of several tours."""
    best: list[Load] = []
    for tour in tours(ground):
        loads = _cut(ground, tour, carts)
        if not best or sum(x.cost for x in loads) < sum(x.cost for x in best):
            best = loads
    return best


def tours(ground: Ground) -> list[list[int]]:
    """Orders in which to walk the units: round the supply point, to the nearest next, each shortened by 2-opt."""
    units = list(range(1, len(ground.keys)))
    x0, y0 = ground.xy[0]
    angle = sorted(units, key=lambda u: (atan2(ground.xy[u][1] - y0, ground.xy[u][0] - x0), u))
    rest, near, here = set(units), [], 0
    while rest:
        here = next(v for v in ground.near[here] if v in rest)
        rest.remove(here)
        near.append(here)
    return [angle, shorten(ground.walk, near), shorten(ground.walk, angle)]


def shorten(walk: list[list[int]], tour: Sequence[int]) -> list[int]:
    """2-opt to a local optimum (at most 20 rounds), from the supply point and back."""
    best = [0, *tour, 0]
    for _ in range(20):
        better = False
        for i in range(1, len(best) - 2):
            a, b = best[i - 1], best[i]
            row_a, row_b, ab = walk[a], walk[b], walk[a][b]
            for j in range(i + 1, len(best) - 1):
                c, d = best[j], best[j + 1]
                if row_a[c] + row_b[d] < ab + walk[c][d]:
                    best[i : j + 1] = best[i : j + 1][::-1]
                    b = best[i]
                    row_b, ab = walk[b], walk[a][b]
                    better = True
        if not better:
            break
    return best[1:-1]


def _cut(ground: Ground, tour: Sequence[int], carts: Sequence[int]) -> list[Load]:
    """Dynamic programming over where each load ends; loads take the carts in turn."""
    here: dict[int, list[int]] = {}
    for item in sorted(range(len(ground.items)), key=lambda i: -ground.level[i]):
        here.setdefault(ground.unit[item], []).append(item)
    line = [i for u in tour for i in here[u]]
    far = len(line)
    cost: list[float] = [0.0] + [float("inf")] * far
    made, back = [0] * (far + 1), [0] * (far + 1)
    for start in range(far):
        if cost[start] == float("inf"):
            continue
        cap = carts[made[start] % len(carts)]
        for end, seconds in _from(ground, line, start, cap):
            if cost[start] + seconds < cost[end]:
                cost[end], made[end], back[end] = cost[start] + seconds, made[start] + 1, start
    loads: list[Load] = []
    end = far
    while end > 0:
        start = back[end]
        load = Load(carts[made[start] % len(carts)])
        for item in line[start:end]:
            load.put(ground, item, None)
        load.measure(ground)
        loads.append(load)
        end = start
    return loads[::-1]


def _from(ground: Ground, line: Sequence[int], start: int, cap: int) -> Iterator[tuple[int, int]]:
    """(end, seconds) of every load that begins at `start` and fits; one item always does."""
    walk, boxes, unit, top = ground.walk, 0, 0, 0
    way, rises = ground.load_fixed, 0
    for at in range(start, len(line)):
        item = line[at]
        boxes += ground.boxes[item]
        if boxes > cap and at > start:
            return
        u = ground.unit[item]
        if u != unit:
            way += walk[unit][u]
            rises += ground.rise(unit, top) if unit else 0
            unit, top = u, ground.level[item]
        top = max(top, ground.level[item])
        yield at + 1, way + walk[u][0] + rises + ground.rise(u, top)
