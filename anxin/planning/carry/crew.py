"""Trips onto people: longest first, then moves and swaps that shorten the latest end, then the order at the bays."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from anxin.planning.carry.clock import queue
from anxin.planning.carry.problem import Trip, Worker


@dataclass(frozen=True, slots=True)
class Job:
    """One trip with what the crew must know: seconds at the bay and after it, boxes, best class on it, isolated."""

    trip: Trip
    load_s: int
    out_s: int
    boxes: int
    cls: int
    isolated: bool
    number: int = 0

    @property
    def all_s(self) -> int:
        return self.load_s + self.out_s


Rows = list[list[Job]]


def pack(jobs: Sequence[Job], workers: Sequence[Worker], ahead: Sequence[int]) -> Rows:
    """Each worker's trips; `ahead` = seconds a worker is already busy. A trip needs a cart that holds it."""
    rows: Rows = [[] for _ in workers]
    ends = [w.start_s + a for w, a in zip(workers, ahead, strict=True)]
    for job in sorted(jobs, key=lambda j: -j.all_s):
        fit = [k for k, w in enumerate(workers) if w.cart_boxes >= job.boxes]
        who = min(fit, key=lambda k: (ends[k], k))
        rows[who].append(job)
        ends[who] += job.all_s
    for _ in range(400):
        if not _better(rows, ends, workers):
            break
    return rows


def _better(rows: Rows, ends: list[int], workers: Sequence[Worker]) -> bool:
    """One move or swap off the worker who ends last; False if none helps."""
    last = max(range(len(rows)), key=lambda k: (ends[k], -k))
    best, choice = ends[last], None
    for other in range(len(rows)):
        if other == last:
            continue
        for i, job in enumerate(rows[last]):
            if workers[other].cart_boxes < job.boxes:
                continue
            for j, back in [(-1, None), *enumerate(rows[other])]:
                if back is not None and workers[last].cart_boxes < back.boxes:
                    continue
                shift = job.all_s - (back.all_s if back else 0)
                worst = max(ends[last] - shift, ends[other] + shift)
                if worst < best:
                    best, choice = worst, (other, i, j, shift)
    if choice is None:
        return False
    other, i, j, shift = choice
    job = rows[last].pop(i)
    if j >= 0:
        rows[last].append(rows[other].pop(j))
    rows[other].append(job)
    ends[last] -= shift
    ends[other] += shift
    return True


def finish(workers: Sequence[Worker], rows: Rows, bays: int) -> tuple[int, list[int]]:
    """Latest end and each worker's end, the queue at the bays included."""
    begun = queue(
        [w.start_s for w in workers],
        [[j.load_s for j in r] for r in rows],
        [[j.out_s for j in r] for r in rows],
        bays,
    )
    ends = [begun[k][-1] + rows[k][-1].all_s if rows[k] else workers[k].start_s for k in range(len(rows))]
    return max(ends, default=0), ends


def in_turn(row: list[Job]) -> list[Job]:
    """Clean doors before isolated ones; then the classes in order; then the longer trip first."""
    return sorted(row, key=lambda j: (j.isolated, j.cls, -j.all_s))


def assign(
    jobs: Sequence[Job], workers: Sequence[Worker], ahead: Sequence[int], bays: int
) -> tuple[Rows, list[int]]:
    """Trips on people, packed again with the waiting seen in the queue; and how long each is held up apart from work."""
    delay = list(ahead)
    best: Rows = []
    best_end, best_delay = -1, delay
    for _ in range(6 if bays else 1):
        rows = [in_turn(row) for row in pack(jobs, workers, delay)]
        end, ends = finish(workers, rows, bays)
        busy = [w.start_s + sum(j.all_s for j in row) for w, row in zip(workers, rows, strict=True)]
        delay = [a + max(0, e - b) for a, e, b in zip(ahead, ends, busy, strict=True)]
        if best_end < 0 or end < best_end:
            best, best_end, best_delay = rows, end, delay
    return best, best_delay


def polish(rows: Rows, workers: Sequence[Worker], bays: int, rng: random.Random, tries: int) -> Rows:
    """Exchange trips of equal kind and class, of one worker or of two, while that ends the wave sooner.

    Judged by the whole queue at the bays; the worker who ends last is tried most.
    """
    if len(rows) < 2 and not bays:
        return rows
    end, ends = finish(workers, rows, bays)
    value = (end, sum(ends))
    for _ in range(tries):
        last = max(range(len(rows)), key=ends.__getitem__) if rng.random() < 0.7 else rng.randrange(len(rows))
        other = rng.randrange(len(rows)) if rng.random() < 0.8 else last
        if not rows[last] or not rows[other]:
            continue
        i, j = rng.randrange(len(rows[last])), rng.randrange(len(rows[other]))
        a, b = rows[last][i], rows[other][j]
        if (a.isolated, a.cls) != (b.isolated, b.cls) or a is b:
            continue
        if workers[other].cart_boxes < a.boxes or workers[last].cart_boxes < b.boxes:
            continue
        rows[last][i], rows[other][j] = b, a
        trial_end, trial_ends = finish(workers, rows, bays)
        if (trial_end, sum(trial_ends)) <= value:
            value, ends = (trial_end, sum(trial_ends)), trial_ends
        else:
            rows[last][i], rows[other][j] = a, b
    return rows
