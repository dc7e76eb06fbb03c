"""Ruin and recreate: strings of items are taken out of neighbouring trips and put back where they cost least.

After slack induction by string removals (Christiaens and Vanden Berghe 2020), on climbs and floors instead of doors.
"""

from __future__ import annotations

import random
from math import log

from anxin.planning.carry.loads import Ground, Load
from anxin.planning.common import Countdown

REMOVED, STRING, BLINK, NEAR = 10, 10, 0.01, 14
HOT, COLD = 60.0, 1.0  # seconds of worsening accepted at the start and at the end


class Search:
    def __init__(self, ground: Ground, loads: list[Load], carts: list[int], rng: random.Random) -> None:
        self.ground, self.carts, self.rng = ground, carts, rng
        self.loads: dict[int, Load] = dict(enumerate(loads))
        self.number = len(loads)
        self.visits: list[set[int]] = [set() for _ in ground.keys]
        for n, load in self.loads.items():
            for u in load.order:
                self.visits[u].add(n)
        self.cost = sum(load.cost for load in loads)
        self.saved: dict[int, Load | None] = {}

    def run(self, countdown: Countdown) -> list[Load]:
        best, best_cost = [x.copy() for x in self.loads.values()], self.cost
        if len(self.ground.items) < 2:
            return best
        while countdown.more():
            heat = HOT * (COLD / HOT) ** countdown.progress()
            before = self.cost
            self.saved = {}
            self._recreate(self._ruin())
            self.cost = before + self._change()
            if self.cost - before < -heat * log(max(self.rng.random(), 1e-300)):
                if self.cost < best_cost:
                    best, best_cost = [x.copy() for x in self.loads.values()], self.cost
            else:
                self._undo()
                self.cost = before
        return best

    def _change(self) -> int:
        change = 0
        for n, old in self.saved.items():
            change += (self.loads[n].measure(self.ground) if n in self.loads else 0) - (
                old.cost if old else 0
            )
        return change

    def _touch(self, n: int) -> Load:
        if n not in self.saved:
            self.saved[n] = self.loads[n]
            self.loads[n] = self.loads[n].copy()
        return self.loads[n]

    def _undo(self) -> None:
        for n in self.saved:
            if n in self.loads:
                for u in self.loads[n].order:
                    self.visits[u].discard(n)
                del self.loads[n]
        for n, old in self.saved.items():
            if old is not None:
                self.loads[n] = old
                for u in old.order:
                    self.visits[u].add(n)

    def _ruin(self) -> list[int]:
        rng, ground = self.rng, self.ground
        centre = ground.unit[rng.randrange(len(ground.items))]
        wanted = rng.randint(1, REMOVED * 2)
        out: list[int] = []
        ruined: set[int] = set()
        for u in ground.near[centre]:
            for n in sorted(self.visits[u]):
                if n in ruined or len(out) >= wanted:
                    continue
                ruined.add(n)
                out += self._string(n, u, rng.randint(1, STRING))
            if len(out) >= wanted:
                break
        return out

    def _string(self, n: int, unit: int, length: int) -> list[int]:
        load = self._touch(n)
        row = load.items()
        first = next(k for k, i in enumerate(row) if self.ground.unit[i] == unit)
        length = min(length, len(row))
        start = max(0, min(first - self.rng.randrange(length), len(row) - length))
        taken = row[start : start + length]
        for item in taken:
            load.drop(self.ground, item)
            u = self.ground.unit[item]
            if u not in load.members:
                self.visits[u].discard(n)
        if not load.order:
            del self.loads[n]
        return taken

    def _recreate(self, out: list[int]) -> None:
        rng, ground = self.rng, self.ground
        out.sort()
        rng.shuffle(out)
        sort = rng.randrange(4)
        if sort == 1:
            out.sort(key=lambda i: -ground.boxes[i])
        elif sort == 2:
            out.sort(key=lambda i: -ground.walk[0][ground.unit[i]])
        elif sort == 3:
            out.sort(key=lambda i: (ground.unit[i], -ground.level[i]))
        for item in out:
            self._insert(item)

    def _insert(self, item: int) -> None:
        ground, unit, level = self.ground, self.ground.unit[item], self.ground.level[item]
        boxes, walk = ground.boxes[item], ground.walk
        best_n, best_place, best = -1, 0, 2 * walk[0][unit] + ground.load_fixed + ground.rise(unit, level)
        seen: set[int] = set()
        rise = ground.rise(unit, level)
        to = walk[unit]
        for u in ground.near[unit][:NEAR]:
            for n in sorted(self.visits[u]):
                if n in seen:
                    continue
                seen.add(n)
                load = self.loads[n]
                if load.boxes + boxes > load.cap or self.rng.random() < BLINK:
                    continue
                top = load.tops.get(unit)
                if top is not None:
                    more = rise - ground.rise(unit, top) if level > top else 0
                    if more < best:
                        best_n, best = n, more
                    continue
                if rise >= best:
                    continue
                last = 0
                for place, v in enumerate([*load.order, 0]):
                    more = to[last] + to[v] - walk[last][v] + rise
                    if more < best:
                        best_n, best_place, best = n, place, more
                    last = v
        if best_n < 0:
            best_n = self._new(boxes)
        load = self._touch(best_n)
        load.put(ground, item, best_place)
        self.visits[unit].add(best_n)

    def _new(self, boxes: int) -> int:
        """A further trip, for the cart size that has fewest trips per worker; it must hold the largest item."""
        count: dict[int, int] = dict.fromkeys(self.carts, 0)
        for load in self.loads.values():
            count[load.cap] += 1
        people = {c: self.carts.count(c) for c in count}
        cap = min((c for c in count if c >= boxes), key=lambda c: (count[c] / people[c], -c))
        n = self.number
        self.number += 1
        self.loads[n] = Load(cap)
        self.saved[n] = None
        return n


def improve(
    ground: Ground, loads: list[Load], carts: list[int], rng: random.Random, countdown: Countdown
) -> list[Load]:
    """Better loads from given ones; never worse ones."""
    return Search(ground, loads, carts, rng).run(countdown)
