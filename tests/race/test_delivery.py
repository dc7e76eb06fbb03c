"""Several processes on one database: the same ticks sent by eight phones, and a worker that dies in the middle of a plan."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django_tasks_db.models import DBTaskResult

from anxin.access.actor import Actor
from anxin.delivery import planner, tasks
from anxin.delivery.actions import handovers, runs, trips, waves
from anxin.delivery.models import Handover, Hold, PlanRun, Stop, Trip, Wave
from anxin.delivery.terms import RunState
from anxin.kernel import clock, jobs
from anxin.supply.models import StockMove
from tests.race.test_orders import FORK, together
from tests.rooms.delivery.carried import published, settings, shared_round, stops
from tests.world import make_world

PROCESSES = 8
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def send_all(by: Actor, ticks: list[handovers.Tick], first: int) -> str:
    """The same ticks in another order, in two arrays."""
    turned = ticks[first:] + ticks[:first]
    half = len(turned) // 2
    answers = [handovers.record_many(by=by, ticks=part) for part in (turned[:half], turned[half:])]
    assert not any(answer.refused for answer in answers)
    return str(sum(len(answer.accepted) for answer in answers))


def test_eight_processes_send_the_same_handovers() -> None:
    world = make_world()
    wave = published(world, world.willow)
    rows = stops(wave)
    before = clock.now() - timedelta(minutes=5)
    ticks = [
        handovers.Tick(f"k{n}", stop.id, "no_answer" if n % 5 == 0 else "delivered", before)
        for n, stop in enumerate(rows)
    ]
    by = world.actor("qian")
    found = together(send_all, [(by, ticks, n * 3) for n in range(PROCESSES)])
    assert found == Counter({str(len(rows)): PROCESSES})
    held = sum(tick.outcome == "no_answer" for tick in ticks)
    wave = Wave.objects.get(id=wave.id)
    assert (wave.stops_total, wave.stops_done, wave.stops_held) == (len(rows), len(rows) - held, held)
    assert Handover.objects.filter(stop__wave_id=wave.id).count() == len(rows)
    assert Hold.objects.filter(state="open", tries=1).count() == held == Hold.objects.count()
    moved = StockMove.objects.filter(kind="handed_over").aggregate(n=Sum("qty_milli"))["n"]
    assert moved == -1000 * (len(rows) - held)


def take(by: Actor, wave_id: int, number: int) -> str:
    trips.take(by=by, wave_id=wave_id, carrier_no=number)
    return "mine"


def test_one_number_is_taken_by_one_person() -> None:
    world = make_world()
    wave = published(world, world.maple)
    number = Trip.objects.filter(wave_id=wave.id).values_list("carrier_no", flat=True)[0]
    people = [world.actor(name) for name in ("zhang", "li", "wei", "zhao")]
    found = together(take, [(by, wave.id, number) for by in people])
    assert found == Counter({"mine": 1, "trip.taken": 3})


def ask(by: Actor, round_id: int, compound_id: int) -> str:
    return str(waves.plan(by=by, round_id=round_id, compound_id=compound_id, settings=settings()).run_id)


def test_a_button_pressed_by_many_makes_one_wave_and_one_run() -> None:
    world = make_world()
    round_ = shared_round(world, world.maple)
    found = together(ask, [(world.actor("wei"), round_.id, world.maple.id)] * 6)
    assert len(found) == 1
    assert Wave.objects.count() == PlanRun.objects.count() == 1


def apply(run_id: int, subdistrict_id: int, by: Actor) -> str:
    return str(runs.apply(by=by, run_id=run_id, subdistrict_id=subdistrict_id).state)


def test_a_solved_plan_is_written_by_one_of_many() -> None:
    world = make_world()
    round_ = shared_round(world, world.willow)
    by = world.actor("wei")
    wave = waves.plan(by=by, round_id=round_.id, compound_id=world.willow.id, settings=settings())
    run = PlanRun.objects.get(id=wave.run_id)
    assert runs.begin(by=by, run=run)
    assert runs.keep(by=by, run=run, result=planner.work_out(run.snapshot, seed=run.seed))
    found = together(apply, [(run.id, run.subdistrict_id, by)] * PROCESSES)
    assert found == Counter({"planned": PROCESSES})
    assert Stop.objects.filter(wave_id=wave.id).count() == 24
    assert Trip.objects.filter(wave_id=wave.id).count() == len(PlanRun.objects.get(id=run.id).plan["trips"])


def test_a_worker_killed_in_the_middle_of_a_plan_is_rescued_and_writes_once() -> None:
    world = make_world()
    round_ = shared_round(world, world.maple)
    wave = waves.plan(
        by=world.actor("wei"), round_id=round_.id, compound_id=world.maple.id, settings=settings()
    )
    connections.close_all()
    child = FORK.Process(target=work_slowly)
    child.start()
    wait_for(lambda: PlanRun.objects.get(id=wave.run_id).state == RunState.RUNNING)
    assert child.pid
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert not Stop.objects.filter(wave_id=wave.id).exists()
    assert jobs.rescue(lease=timedelta(0)) == (1, 0)
    assert carry_out_one() == "applied"
    run = PlanRun.objects.get(id=wave.run_id)
    assert (run.state, run.attempts) == (RunState.APPLIED, 2)
    assert tasks.plan_wave.call(subdistrict_id=run.subdistrict_id, run_id=run.id) == "applied"
    assert Stop.objects.filter(wave_id=wave.id).count() == 6
    assert PlanRun.objects.get(id=run.id).attempts == 2


def work_slowly() -> None:
    """A worker that claims the job and is still solving when it is killed."""
    planner.work_out = lambda *_, **__: time.sleep(60)  # type: ignore[assignment]
    carry_out_one()


def carry_out_one() -> str:
    """What the library's worker does with one row."""
    row = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    assert row is not None
    row.claim(f"worker-{os.getpid()}")
    return str(row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"]))


def wait_for(done: object, seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)
        if connection.vendor == "postgresql":
            connections.close_all()
