"""List scheduling: slot by slot, the stair with the longest remaining chain is called first.

The first round is the plain fallback; further iterations vary the order until the bound is met.
"""

from __future__ import annotations

import random

from anxin.planning.common import Countdown, Stop, block
from anxin.planning.slots.bounds import bound
from anxin.planning.slots.chains import Chain, chains
from anxin.planning.slots.problem import Call, Plan, Problem, cost_of

SOLVER = "list"


def solve(problem: Problem, *, seed: int, stop: Stop) -> Plan:
    """Everybody gets a slot; fewest slots first, then the earliest on the whole."""
    best = _schedule(problem, chains(problem, risk_first=True), None)
    target = bound(problem).value
    countdown, rng = Countdown(stop), random.Random(seed)
    while _key(best)[0] > target and countdown.more():
        first = countdown.done == 1 or rng.random() < 0.5
        trial = _schedule(problem, chains(problem, risk_first=not first), rng if countdown.done > 1 else None)
        if _key(trial) < _key(best):
            best = trial
    return Plan(best, SOLVER, seed, countdown.done, cost_of(best))


def _key(calls: tuple[Call, ...]) -> tuple[int, int]:
    cost = cost_of(calls)
    return block(cost, "slots"), block(cost, "sum_slot")


def _schedule(problem: Problem, waiting: list[Chain], rng: random.Random | None) -> tuple[Call, ...]:
    for chain in waiting:
        chain.order = rng.random() * 2 if rng else 0.0
    calls: list[Call] = []
    slot = 0
    load: dict[str, int] = {}
    for chain in waiting:
        load[chain.lobby] = load.get(chain.lobby, 0) + chain.remaining
    while waiting:
        room, busy = problem.below_cap, set[str]()
        waiting.sort(
            key=lambda c: (
                -max(c.remaining + c.order, _lobby_calls(c, load)),
                -c.remaining - c.order,
                c.stair,
            )
        )
        for chain in waiting:
            if room <= 0:
                break
            if chain.ready > slot or chain.lobby in busy:
                continue
            before = chain.remaining
            room -= chain.take(problem, slot, room)
            busy.add(chain.lobby)
            load[chain.lobby] -= before - chain.remaining
        for chain in [c for c in waiting if not c.links]:
            calls += [Call(key, chain.stair, at) for key, at in chain.done]
        waiting = [c for c in waiting if c.links]
        slot += 1
    return tuple(sorted(calls, key=lambda c: (c.slot, c.stair, c.household)))


def _lobby_calls(chain: Chain, load: dict[str, int]) -> float:
    """Stairs that share a lobby take turns, so they count as one chain."""
    return load[chain.lobby] if chain.lobby != chain.stair else 0.0
