"""Goods going out in the invented subdistrict: waves planned, published, partly handed over, some held."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from anxin.access.actor import Actor, Held
from anxin.access.terms import Role
from anxin.delivery import planner
from anxin.delivery.actions import handovers, runs, waves
from anxin.delivery.models import PlanRun, Stop, Wave
from anxin.delivery.terms import Outcome, WaveState
from anxin.kernel import clock
from anxin.planning.common import Stop as Until
from anxin.supply.models import Round

LITTLE = Until(12)
MISSES = (Outcome.NO_ANSWER, Outcome.NO_ANSWER, Outcome.WRONG_GOODS, Outcome.REFUSED)


def plan_all(by: Actor, round_: Round) -> list[Wave]:
    """Planned here and now with little searching, so that the first page is soon there; the worker's jobs find it done."""
    for wave in waves.plan_round(by=by, round_id=round_.id):
        run = PlanRun.objects.get(subdistrict_id=wave.subdistrict_id, id=wave.run_id or 0)
        if runs.begin(by=by, run=run):
            runs.keep(by=by, run=run, result=planner.work_out(run.snapshot, seed=run.seed, stop=LITTLE))
            runs.apply(by=by, run_id=run.id, subdistrict_id=run.subdistrict_id)
    return list(
        Wave.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id).order_by("path")
    )


def publish(by: Actor, planned: Sequence[Wave]) -> list[Wave]:
    return [waves.publish(by=by, wave_id=wave.id) for wave in planned if wave.state == WaveState.PLANNED]


def hand_over(by: Actor, wave: Wave, share: float, dice: random.Random, *, misses: float = 0.0) -> None:
    """The first `share` of the stops in walking order."""
    stops = list(
        Stop.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id).order_by(
            "trip_id", "position"
        )
    )
    ticks = []
    for number, stop in enumerate(stops[: round(len(stops) * share)]):
        outcome = dice.choice(MISSES) if dice.random() < misses else Outcome.DELIVERED
        at = clock.now() - timedelta(minutes=len(stops) - number)
        ticks.append(handovers.Tick(uuid4().hex, stop.id, outcome, at))
    handovers.record_many(by=by, ticks=ticks)


def confirm(wave: Wave, share: float, dice: random.Random) -> None:
    """Some households say themselves that the bag is there."""
    for stop in Stop.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id, state="delivered"):
        if dice.random() < share:
            by = Actor(kind="card", id=stop.household_id, door="web", held=(Held(Role.HOUSEHOLD, stop.path),))
            handovers.confirm(by=by, stop_id=stop.id)
