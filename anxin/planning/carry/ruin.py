"""Ruin and recreate: strings of items are taken out of neighbouring trips and put back where they cost least.

After slack induction by string removals (Christiaens and Vanden Berghe 2020), on climbs and floors instead of doors.
Every trip has a carrier; once levelling is on, what a carrier works beyond the mean counts with its square.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import log

from anxin.planning.carry.loads import Ground, Load
from anxin.planning.common import Countdown

REMOVED, STRING, BLINK, NEAR = 10, 10, 0.01, 14
HOT, COLD = 40.0, 1.0  # seconds of worsening accepted at the start and at the end


class Search:
    """The loads of one kind of doors and who carries them; `busy` = seconds each carrier has before."""

    def __init__(
        self, ground: Ground, loads: Sequence[Load], carts: Sequence[int], rng: random.Random
    ) -> None:
        self.ground, self.carts, self.rng = ground, list(carts), rng
        self.loads: dict[int, Load] = dict(enumerate(loads))
        self.number = len(self.loads)
        # Dictionaries, because their order is the same in every run.
        self.visits: list[dict[int, None]] = [{} for _ in ground.keys]
        self.one_size = min(carts, default=0) == max(carts, default=0)
        for n, load in self.loads.items():
            for u in load.order:
                self.visits[u][n] = None
        self.saved: dict[int, Load | None] = {}
        self.ends: list[int] = []
        self.target = 0
        self.steep = 1
        self.best = [x.copy() for x in self.loads.values()]

    @property
    def cost(self) -> int:
        return sum(load.cost for load in self.loads.values())

    def level(self, owners: Sequence[int], busy: Sequence[int], steep: int) -> None:
        """Count ends from now on: load number n belongs to `owners[n]` (in the order of `loads`).

        At `steep` seconds over the mean one second more weighs like one second of anybody's work.
        """
        self.steep = 2 * steep
        self.ends = list(busy)
        for load, owner in zip(self.loads.values(), owners, strict=True):
            load.owner, load.cap = owner, self.carts[owner]
            self.ends[owner] += load.cost + sum(self.ground.full[i] for i in load.items())
        self.target = sum(self.ends) // len(self.ends)
        self.best = [x.copy() for x in self.loads.values()]

    def run(self, countdown: Countdown, *, until: float, heat: float = HOT) -> None:
        """Search while the countdown's share is below `until`; the best state found is in `best`."""
        if len(self.ground.items) < 2:
            return
        now = self.cost + self._uneven()
        best, first = now, countdown.progress()
        while countdown.progress() < until and countdown.more():
            warm = heat * (COLD / heat) ** ((countdown.progress() - first) / max(1e-9, until - first))
            self.saved = {}
            ends = self.ends[:]
            change = self._recreate(self._ruin())
            trial = now + change + (self._uneven() - self._uneven(ends) if ends else 0)
            if trial - now < -warm * log(max(self.rng.random(), 1e-300)):
                now = trial
                if now < best:
                    best, self.best = now, [x.copy() for x in self.loads.values()]
            else:
                self._undo(ends)

    def _uneven(self, ends: Sequence[int] | None = None) -> int:
        target = self.target
        return (
            sum((e - target) * (e - target) for e in (self.ends if ends is None else ends) if e > target)
            // self.steep
        )

    def _touch(self, n: int) -> Load:
        if n not in self.saved:
            self.saved[n] = self.loads[n]
            self.loads[n] = self.loads[n].copy()
        return self.loads[n]

    def _undo(self, ends: list[int]) -> None:
        self.ends = ends
        for n in self.saved:
            if n in self.loads:
                for u in self.loads[n].order:
                    self.visits[u].pop(n, None)
                del self.loads[n]
        for n, old in self.saved.items():
            if old is not None:
                self.loads[n] = old
                for u in old.order:
                    self.visits[u][n] = None

    def _ruin(self) -> list[int]:
        rng, ground = self.rng, self.ground
        centre = ground.unit[rng.randrange(len(ground.items))]
        wanted = rng.randint(1, REMOVED * 2)
        out: list[int] = []
        ruined: set[int] = set()
        for u in ground.near[centre]:
            for n in list(self.visits[u]):
                if n in ruined or len(out) >= wanted:
                    continue
                ruined.add(n)
                out += self._string(n, u, rng.randint(1, STRING))
            if len(out) >= wanted:
                break
        return out

    def _string(self, n: int, unit: int, length: int) -> list[int]:
        load, ground = self._touch(n), self.ground
        row = load.items()
        first = next(k for k, i in enumerate(row) if ground.unit[i] == unit)
        length = min(length, len(row))
        start = max(0, min(first - self.rng.randrange(length), len(row) - length))
        taken = row[start : start + length]
        before = load.cost
        for item in taken:
            load.drop(ground, item)
            u = ground.unit[item]
            if u not in load.members:
                self.visits[u].pop(n, None)
        load.measure(ground)
        if self.ends:
            self.ends[load.owner] += load.cost - before - sum(ground.full[i] for i in taken)
        if not load.order:
            del self.loads[n]
        return taken

    def _recreate(self, out: list[int]) -> int:
        """Put the items back; the change of cost since the iteration began."""
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
        change = 0
        for n, old in self.saved.items():
            change += (self.loads[n].cost if n in self.loads else 0) - (old.cost if old else 0)
        return change

    def _insert(self, item: int) -> None:
        ground, unit, level = self.ground, self.ground.unit[item], self.ground.level[item]
        boxes, walk, full = ground.boxes[item], ground.walk, ground.full[item]
        rise = ground.rise(unit, level)
        alone = 2 * walk[0][unit] + ground.load_fixed + rise
        owner = self._newcomer(boxes)
        best_n, best_place, best_more = -1, 0, alone
        best = alone + self._later(owner, alone + full)
        seen: set[int] = set()
        to, loads, blink = walk[unit], self.loads, self.rng.random
        for u in ground.near[unit][:NEAR]:
            for n in self.visits[u]:
                if n in seen:
                    continue
                seen.add(n)
                load = loads[n]
                if load.boxes + boxes > load.cap or blink() < BLINK:
                    continue
                top, place = load.tops.get(unit), 0
                if top is not None:
                    more = rise - ground.rise(unit, top) if level > top else 0
                else:
                    more, place = _nearest_place(walk, to, load.order)
                    more += rise
                if more >= best:
                    continue
                weighed = more + self._later(load.owner, more + full)
                if weighed < best:
                    best_n, best_place, best, best_more = n, place, weighed, more
        if best_n < 0:
            best_n = self._new(owner)
        load = self._touch(best_n)
        load.put(ground, item, best_place)
        load.cost += best_more
        self.visits[unit][best_n] = None
        if self.ends:
            self.ends[load.owner] += best_more + full

    def _later(self, owner: int, seconds: int) -> int:
        """What it weighs that this carrier ends so much later."""
        if not self.ends:
            return 0
        over = self.ends[owner] - self.target
        after = over + seconds
        if after <= 0:
            return 0
        return (after * after - (over * over if over > 0 else 0)) // self.steep

    def _newcomer(self, boxes: int) -> int:
        """Who would make a further trip: who ends first, or whose cart size has fewest trips per person."""
        carts = self.carts
        if self.one_size:
            return self.ends.index(min(self.ends)) if self.ends else 0
        if self.ends:
            return min((k for k, c in enumerate(carts) if c >= boxes), key=self.ends.__getitem__)
        count: dict[int, int] = dict.fromkeys(carts, 0)
        for load in self.loads.values():
            count[load.cap] += 1
        cap = min((c for c in count if c >= boxes), key=lambda c: (count[c] / carts.count(c), -c))
        return carts.index(cap)

    def _new(self, owner: int) -> int:
        n = self.number
        self.number += 1
        self.loads[n] = Load(self.carts[owner], owner)
        self.saved[n] = None
        return n


def _nearest_place(walk: list[list[int]], to: list[int], order: list[int]) -> tuple[int, int]:
    """(seconds, place) of the cheapest detour."""
    best, place, last = 1 << 60, 0, 0
    for k, v in enumerate(order):
        more = to[last] + to[v] - walk[last][v]
        if more < best:
            best, place = more, k
        last = v
    more = to[last] + to[0] - walk[last][0]
    return (more, len(order)) if more < best else (best, place)
