"""Plans a wave: climbs and floors, cart loads, trips on people, the order at the bays.

`split` is the plain fallback (no search), `ruin` the search over loads; neither needs anything compiled.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from anxin.planning.carry.climbs import Item, items_of
from anxin.planning.carry.clock import Map, cost_of
from anxin.planning.carry.crew import Job, Rows, assign, finish
from anxin.planning.carry.loads import Ground, Load, split
from anxin.planning.carry.problem import Door, Leg, Plan, Problem, Route, Trip, Worker
from anxin.planning.carry.ruin import improve
from anxin.planning.common import Countdown, Stop, lot

SPLIT, RUIN = "split", "split+ruin"


def solve(problem: Problem, *, seed: int, stop: Stop, solver: str | None = None) -> Plan:
    """A checked-able plan: total seconds first, then the latest end. Doors nobody may or can serve are `unserved`."""
    return _Wave(problem, seed, stop, solver or (RUIN if stop.iterations else SPLIT)).plan()


class _Wave:
    def __init__(self, problem: Problem, seed: int, stop: Stop, solver: str) -> None:
        self.problem, self.seed, self.stop, self.solver = problem, seed, stop, solver
        self.map = Map(problem)
        self.rng = random.Random(seed)
        self.iterations = 0
        bays = problem.params.loading_bays
        self.bays = 0 if bays >= len(problem.workers) else bays
        self.unserved: list[str] = []

    def plan(self) -> Plan:
        problem = self.problem
        isolated = self._servable(
            [d for d in problem.doors if d.isolated], [w for w in problem.workers if w.suited]
        )
        clean = [d for d in problem.doors if not d.isolated]
        suited = [w for w in problem.workers if w.suited]
        iso_jobs = self._jobs(isolated, suited)
        apart = problem.dedicated and iso_jobs
        rows = self._apart(clean, iso_jobs, suited) if apart else self._together(clean, iso_jobs)
        routes = tuple(Route(w.key, tuple(j.trip for j in row)) for w, row in self._in_time(rows) if row)
        unserved = tuple(self.unserved)
        cost = cost_of(problem, routes, len(unserved))
        return Plan(routes, unserved, self.solver, self.seed, self.iterations, cost)

    def _servable(self, doors: Sequence[Door], workers: Sequence[Worker]) -> list[Door]:
        """Doors whose boxes fit a cart and a climb; the others are unserved."""
        cart = max((w.cart_boxes for w in workers), default=-1)
        hand = self.problem.params.hand_boxes
        found = []
        for door in doors:
            most = cart if self.map.units[door.unit].elevators else min(cart, hand)
            if door.boxes <= most:
                found.append(door)
            else:
                self.unserved.append(door.key)
        return found

    def _jobs(self, doors: Sequence[Door], workers: Sequence[Worker]) -> list[Job]:
        """Trips for these doors with the carts of these workers."""
        if not doors:
            return []
        carts = sorted((w.cart_boxes for w in workers), key=lambda c: lot(self.seed, str(c)))
        ground = Ground(self.problem, self._items(doors, carts))
        loads = split(ground, carts)
        if self.solver != SPLIT:
            share = len(doors) / len(self.problem.doors)
            seconds = None if self.stop.seconds is None else self.stop.seconds * share
            countdown = Countdown(Stop(round(self.stop.iterations * share), seconds))
            loads = improve(ground, loads, carts, self.rng, countdown)
            self.iterations += countdown.done
        return [self._job(ground, load) for load in loads]

    def _items(self, doors: Sequence[Door], carts: Sequence[int]) -> list[Item]:
        by_unit: dict[str, list[Door]] = defaultdict(list)
        for door in doors:
            by_unit[door.unit].append(door)
        hand = self.problem.params.hand_boxes
        return [
            item
            for key, here in by_unit.items()
            for item in items_of(
                self.map.units[key],
                here,
                hand_boxes=hand,
                cart_boxes=max(min(carts), max(d.boxes for d in here)),
            )
        ]

    def _job(self, ground: Ground, load: Load) -> Job:
        legs: list[Leg] = []
        doors: list[Door] = []
        for u in load.order:
            unit = self.map.units[ground.keys[u]]
            items = sorted(
                (ground.items[i] for i in load.members[u]), key=lambda i: (-i.level, i.doors[0].key)
            )
            doors += [d for i in items for d in i.doors]
            if unit.elevators:
                here = sorted((d for i in items for d in i.doors), key=lambda d: (-d.floor, d.key))
                legs.append(Leg(unit.key, tuple(d.key for d in here)))
            else:
                legs += [Leg(unit.key, tuple(d.key for d in i.doors)) for i in items]
        trip = Trip(tuple(legs))
        steps = self.map.steps(trip)
        return Job(
            trip,
            steps.parts["load"],
            steps.out_s,
            sum(d.boxes for d in doors),
            min(d.cls for d in doors),
            doors[0].isolated,
        )

    def _apart(
        self, clean: list[Door], iso_jobs: list[Job], suited: list[Worker]
    ) -> list[tuple[Worker, list[Job]]]:
        """Some suited workers serve only isolated doors; how many is tried from one upwards."""
        problem = self.problem
        plain = [w for w in problem.workers if not w.suited]
        best: tuple[tuple[int, int], list[tuple[Worker, list[Job]]]] | None = None
        jobs_of: dict[int, list[Job]] = {}
        enough = [w for w in suited if w.cart_boxes >= max(j.boxes for j in iso_jobs)]
        order = enough + [w for w in suited if w not in enough]
        for n in range(1, len(suited) + 1):
            others = plain + order[n:]
            if clean and not others:
                continue
            if not jobs_of and others:
                jobs_of[0] = self._jobs(self._servable(clean, others), others)
            clean_jobs = jobs_of.get(0, [])
            if any(all(w.cart_boxes < j.boxes for w in others) for j in clean_jobs):
                continue
            iso_rows = self._assign(iso_jobs, order[:n], tries=0)
            clean_rows = self._assign(clean_jobs, others, tries=0)
            everyone = order[:n] + others
            end, ends = finish(everyone, iso_rows + clean_rows, self.bays)
            if best is None or (end, sum(ends)) < best[0]:
                best = (end, sum(ends)), list(zip(everyone, iso_rows + clean_rows, strict=True))
        if best is None:
            self.unserved += [d.key for d in clean]
            return list(zip(suited, self._assign(iso_jobs, suited), strict=True))
        return best[1]

    def _assign(self, jobs: list[Job], workers: Sequence[Worker], tries: int = 300) -> Rows:
        return assign(jobs, workers, [0] * len(workers), self.bays, self.rng, tries)

    def _together(self, clean: list[Door], iso_jobs: list[Job]) -> list[tuple[Worker, list[Job]]]:
        """Suited workers take isolated doors after all clean ones."""
        workers = self.problem.workers
        suited = [w for w in workers if w.suited]
        last = (
            dict(zip((w.key for w in suited), self._assign(iso_jobs, suited, tries=0), strict=True))
            if iso_jobs
            else {}
        )
        ahead = [sum(j.all_s for j in last.get(w.key, ())) for w in workers]
        jobs = self._jobs(self._servable(clean, workers), workers)
        rows = assign(jobs, workers, ahead, self.bays, self.rng, 300) if jobs else [[] for _ in workers]
        return [(w, row + last.get(w.key, [])) for w, row in zip(workers, rows, strict=True)]

    def _in_time(self, rows: list[tuple[Worker, list[Job]]]) -> list[tuple[Worker, list[Job]]]:
        """Trips that would end after the worker's time are left out, the last class first."""
        workers = [w for w, _ in rows]
        jobs = [list(row) for _, row in rows]
        while True:
            _, ends = finish(workers, jobs, self.bays)
            late = [k for k, w in enumerate(workers) if jobs[k] and ends[k] > w.end_s]
            if not late:
                return list(zip(workers, jobs, strict=True))
            k = late[0]
            out = max(range(len(jobs[k])), key=lambda i: (jobs[k][i].cls, not jobs[k][i].isolated, i))
            job = jobs[k].pop(out)
            self.unserved += [d for leg in job.trip.legs for d in leg.doors]
