"""Plans a wave: climbs and floors, cart loads, trips on people, the order at the bays.

`split` is the plain fallback (no search), `split+ruin` the search over loads; neither needs anything compiled.
`split+pyvrp+ruin` lets PyVRP begin the search, on request.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from anxin.planning.carry import pyvrp
from anxin.planning.carry.bounds import work_s
from anxin.planning.carry.climbs import Item, items_of
from anxin.planning.carry.clock import Map, cost_of
from anxin.planning.carry.crew import Job, Rows, assign, finish, in_turn, pack, polish
from anxin.planning.carry.loads import Ground, Load, split
from anxin.planning.carry.problem import Door, Leg, Plan, Problem, Route, Trip, Worker
from anxin.planning.carry.ruin import Search
from anxin.planning.common import Countdown, Stop

SPLIT, RUIN, PYVRP = "split", "split+ruin", pyvrp.NAME
USUAL_GAP = 1.05  # what a plan of clean doors usually takes over its quick bound
ROUTER = 8  # one iteration of the router for so many of the search
ALONE = 0.35  # share of the search in which only the loads count
STAGES = ((0.6, 60), (0.75, 40), (0.88, 20), (1.0, 10))  # then with their carriers, ever more even
WARM = 15.0


def solve(problem: Problem, *, seed: int, stop: Stop, solver: str | None = None) -> Plan:
    """A plan of few person-seconds that ends early. Doors nobody may or can serve in time are `unserved`.

    `solver`: `split`, `split+ruin` (None: this one), `split+pyvrp+ruin`.
    """
    chosen = solver or (RUIN if stop.iterations else SPLIT)
    if chosen == PYVRP and not pyvrp.available():
        chosen = RUIN
    return _Wave(problem, seed, stop, chosen).plan()


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
        suited = [w for w in problem.workers if w.suited]
        isolated = self._servable([d for d in problem.doors if d.isolated], suited)
        clean = [d for d in problem.doors if not d.isolated]
        apart = problem.dedicated and isolated
        rows = self._apart(clean, isolated) if apart else self._together(clean, isolated)
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

    def _rows(self, doors: Sequence[Door], workers: Sequence[Worker], ahead: Sequence[int]) -> Rows:
        """Each worker's trips for these doors, after `ahead` seconds of other work."""
        if not doors:
            return [[] for _ in workers]
        carts = [w.cart_boxes for w in workers]
        ground = Ground(self.problem, self._items(doors, carts))
        loads = split(ground, carts)
        if self.solver == SPLIT:
            return assign(self._jobs(ground, loads), workers, ahead, self.bays)[0]
        share = len(doors) / len(self.problem.doors)
        seconds = None if self.stop.seconds is None else self.stop.seconds * share
        if self.solver == PYVRP:
            router = Stop(
                round(self.stop.iterations * share) // ROUTER, None if seconds is None else seconds / 3
            )
            loads = pyvrp.improve(ground, loads, carts, seed=self.seed, stop=router)
        countdown = Countdown(Stop(round(self.stop.iterations * share), seconds))
        search = Search(ground, loads, carts, self.rng)
        search.run(countdown, until=ALONE)
        best: tuple[int, Rows] | None = None
        for until, steep in STAGES:
            jobs = self._jobs(ground, search.best)
            rows, delay = assign(jobs, workers, ahead, self.bays)
            best = self._better(best, rows, workers)
            owner = {j.number: k for k, row in enumerate(rows) for j in row}
            search = Search(ground, search.best, carts, self.rng)
            starts = [w.start_s + d for w, d in zip(workers, delay, strict=True)]
            search.level([owner[n] for n in range(len(jobs))], starts, steep)
            search.run(countdown, until=until, heat=WARM)
            best = self._better(best, self._owned(ground, search.best, workers), workers)
        self.iterations += countdown.done
        assert best is not None
        return polish(best[1], workers, self.bays, self.rng, tries=min(1500, countdown.done))

    def _better(
        self, best: tuple[int, Rows] | None, rows: Rows, workers: Sequence[Worker]
    ) -> tuple[int, Rows]:
        """The rows with less work and waiting: everybody is there until the last comes back."""
        end, _ = finish(workers, rows, self.bays)
        value = sum(j.all_s for row in rows for j in row) + end * len(workers)
        return best if best is not None and best[0] <= value else (value, rows)

    def _owned(self, ground: Ground, loads: Sequence[Load], workers: Sequence[Worker]) -> Rows:
        rows: Rows = [[] for _ in workers]
        for job, load in zip(self._jobs(ground, loads), loads, strict=True):
            rows[load.owner].append(job)
        return [in_turn(row) for row in rows]

    def _jobs(self, ground: Ground, loads: Sequence[Load]) -> list[Job]:
        return [self._job(ground, load, n) for n, load in enumerate(loads)]

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

    def _job(self, ground: Ground, load: Load, number: int) -> Job:
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
            number,
        )

    def _apart(self, clean: list[Door], isolated: list[Door]) -> list[tuple[Worker, list[Job]]]:
        """Some suited workers serve only isolated doors: as few as finish with the others, or as end soonest."""
        suited = [w for w in self.problem.workers if w.suited]
        plain = [w for w in self.problem.workers if not w.suited]
        order = sorted(suited, key=lambda w: -w.cart_boxes)  # a trip fits the first of any crew
        ways = [n for n in range(1, len(suited) + 1) if plain or n < len(suited) or not clean]
        if not ways:
            self.unserved += [d.key for d in clean]
            return list(zip(suited, self._rows(isolated, suited, [0] * len(suited)), strict=True))
        ends = self._iso_ends(isolated, order)
        rest = work_s(self.problem, clean, quick=True) * USUAL_GAP
        crew = min(ways, key=lambda n: max(ends[n - 1], rest / max(1, len(plain) + len(order) - n)))
        apart, others = order[:crew], plain + order[crew:]
        rows = self._rows(isolated, apart, [0] * len(apart))
        rows += self._rows(self._servable(clean, others), others, [0] * len(others))
        return list(zip(apart + others, rows, strict=True))

    def _iso_ends(self, isolated: list[Door], crew: list[Worker]) -> list[int]:
        """When the first one, two, … of the crew would end with the isolated doors, by the plain cut."""
        carts = [w.cart_boxes for w in crew]
        ground = Ground(self.problem, self._items(isolated, carts))
        jobs = self._jobs(ground, split(ground, carts))
        return [finish(crew[:n], pack(jobs, crew[:n], [0] * n), 0)[0] for n in range(1, len(crew) + 1)]

    def _together(self, clean: list[Door], isolated: list[Door]) -> list[tuple[Worker, list[Job]]]:
        """Suited workers take isolated doors after all clean ones."""
        workers = self.problem.workers
        suited = [w for w in workers if w.suited]
        last = dict(
            zip((w.key for w in suited), self._rows(isolated, suited, [0] * len(suited)), strict=True)
        )
        ahead = [sum(j.all_s for j in last.get(w.key, ())) for w in workers]
        rows = self._rows(self._servable(clean, workers), workers, ahead)
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
