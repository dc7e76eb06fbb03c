"""Plan runs: begun, kept, applied. Each step is a guarded update, so that a job carried out twice writes once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.delivery import planner
from anxin.delivery import rules as decide
from anxin.delivery.models import PickupSlot, PlanRun, Stop, Trip, Wave
from anxin.delivery.terms import RunState, StopState, WaveState
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.kernel.ids import new_id
from anxin.places import queries as places

BEGUN = (RunState.QUEUED, RunState.RUNNING)
LIMIT = 1000


@transaction.atomic
def begin(*, by: Actor, run: PlanRun) -> bool:
    """True when there is something to work out; a run that ended (or was solved already) is left as it is."""
    return bool(
        PlanRun.objects.filter(subdistrict_id=run.subdistrict_id, id=run.id, state__in=BEGUN).update(
            state=RunState.RUNNING, attempts=F("attempts") + 1
        )
    )


@transaction.atomic
def keep(*, by: Actor, run: PlanRun, result: planner.Result) -> bool:
    """Store what came out; False when another worker was quicker. A broken plan is refused here and never applied."""
    state = RunState.FAILED if result.violations else RunState.SOLVED
    plan: dict[str, Any] = {"relax": result.relax} if result.violations else result.plan
    kept = PlanRun.objects.filter(
        subdistrict_id=run.subdistrict_id, id=run.id, state=RunState.RUNNING
    ).update(
        state=state, plan=plan, cost=result.cost, bound=result.bound, violations=result.violations[:LIMIT],
        solver=result.solver, iterations=result.iterations, why=result.why,
        finished_at=clock.now() if result.violations else None,
    )  # fmt: skip
    if kept and result.violations:
        _back(run)
        record(
            "wave.plan_failed", by=by, subdistrict_id=run.subdistrict_id, about=f"wave:{run.wave_id}", path=run.path,
            why=result.why,
        )  # fmt: skip
    return bool(kept)


@transaction.atomic
def fail(*, by: Actor, run: PlanRun, why: str) -> None:
    """The solver itself broke: said, never an empty page."""
    done = PlanRun.objects.filter(
        subdistrict_id=run.subdistrict_id, id=run.id, state__in=(*BEGUN, RunState.SOLVED)
    ).update(state=RunState.FAILED, why=why, finished_at=clock.now())
    if done:
        _back(run)
        record(
            "wave.plan_failed", by=by, subdistrict_id=run.subdistrict_id, about=f"wave:{run.wave_id}", path=run.path,
            why=why,
        )  # fmt: skip


def _back(run: PlanRun) -> None:
    """The wave keeps the plan it had, or has none."""
    mine = Wave.objects.filter(
        subdistrict_id=run.subdistrict_id, id=run.wave_id, run_id=run.id, state=WaveState.PLANNING
    )
    had = Trip.objects.filter(subdistrict_id=run.subdistrict_id, wave_id=run.wave_id).exists()
    had = had or Stop.objects.filter(subdistrict_id=run.subdistrict_id, wave_id=run.wave_id).exists()
    mine.update(state=WaveState.PLANNED if had else WaveState.DRAFT)


def apply(*, by: Actor, run_id: int, subdistrict_id: int) -> Wave:
    """Write a solved plan, once. Refuses `plan.stale` when what it was made from has changed, `plan.violates`."""
    wave, refused = _apply(by, run_id, subdistrict_id)
    if refused:
        raise Refusal(refused)
    return wave


@transaction.atomic
def _apply(by: Actor, run_id: int, subdistrict_id: int) -> tuple[Wave, str]:
    """The refusal is written down too, so it is raised after the transaction."""
    run = PlanRun.objects.select_related("wave__compound").get(subdistrict_id=subdistrict_id, id=run_id)
    wave = Wave.objects.select_for_update().get(subdistrict_id=subdistrict_id, id=run.wave_id)
    mine = PlanRun.objects.filter(subdistrict_id=subdistrict_id, id=run_id, state=RunState.SOLVED)
    why = "plan.violates" if run.violations else ""
    if not why and wave.run_id != run.id:
        why = "plan.superseded"
    if not why and _hash_now(run, wave) != run.snapshot_hash:
        why = "plan.stale"
    taken = mine.update(state=RunState.REFUSED if why else RunState.APPLIED, why=why, finished_at=clock.now())
    if not taken:  # applied by another worker, or refused before
        run.refresh_from_db(fields=["state", "why"])
        return wave, "" if run.state == RunState.APPLIED else run.why or "plan.violates"
    if why:
        _back(run)
    else:
        _write(wave, run)
    record(
        "wave.plan_refused" if why else "wave.planned", by=by, subdistrict_id=subdistrict_id, about=f"wave:{wave.id}",
        path=wave.path, run=str(run.id), why=why,
    )  # fmt: skip
    return wave, why


def _hash_now(run: PlanRun, wave: Wave) -> str:
    settings = decide.settings_of(wave.settings)
    finished = _finished(wave)
    rules = places.rule_set(wave.subdistrict_id)
    return planner.hash_of(planner.take(rules, run.wave.compound, wave.round_id, settings, finished))


def _finished(wave: Wave) -> set[int]:
    rows = Stop.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id)
    return set(rows.exclude(state=StopState.DUE).values_list("household_id", flat=True))


def _write(wave: Wave, run: PlanRun) -> None:
    """Stops keep their ids from plan to plan: a phone may hold a tick for one of them."""
    sid, plan = wave.subdistrict_id, run.plan
    old = Stop.objects.filter(subdistrict_id=sid, wave_id=wave.id)
    Stop.objects.filter(subdistrict_id=sid, wave_id=wave.id, state=StopState.DUE).update(
        trip_id=None, slot_id=None
    )
    ended = {t for t in old.exclude(state=StopState.DUE).values_list("trip_id", flat=True) if t}
    ended_slots = {s for s in old.exclude(state=StopState.DUE).values_list("slot_id", flat=True) if s}
    Trip.objects.filter(subdistrict_id=sid, wave_id=wave.id).exclude(id__in=ended).delete()
    PickupSlot.objects.filter(subdistrict_id=sid, wave_id=wave.id).exclude(id__in=ended_slots).delete()
    trips = _write_trips(wave, plan)
    slots = _write_slots(wave, plan)
    _write_stops(wave, plan, trips, slots)
    _count(wave)


def _write_trips(wave: Wave, plan: dict[str, Any]) -> dict[int, int]:
    sid = wave.subdistrict_id
    kept = Trip.objects.filter(subdistrict_id=sid, wave_id=wave.id).values_list("number", flat=True)
    after = max(kept, default=0)
    rows = [
        Trip(
            subdistrict_id=sid, id=new_id(), wave_id=wave.id, number=after + trip["number"], carrier_no=trip["carrier"],
            suited=trip["suited"], boxes=trip["boxes"], starts_s=trip["starts_s"], ends_s=trip["ends_s"], path=wave.path,
        )
        for trip in plan["trips"]
    ]  # fmt: skip
    Trip.objects.bulk_create(rows, batch_size=LIMIT)
    return {row.number - after: row.id for row in rows}


def _write_slots(wave: Wave, plan: dict[str, Any]) -> dict[tuple[int, int], int]:
    sid = wave.subdistrict_id
    kept = PickupSlot.objects.filter(subdistrict_id=sid, wave_id=wave.id).values_list("number", flat=True)
    after = max(kept, default=-1) + 1
    rows = {
        (slot["stair"], slot["number"]): PickupSlot(
            subdistrict_id=sid, id=new_id(), wave_id=wave.id, stair_id=slot["stair"], number=after + slot["number"],
            starts_at=wave.starts_at + timedelta(seconds=slot["starts_s"]),
            ends_at=wave.starts_at + timedelta(seconds=slot["ends_s"]), path=wave.path,
        )
        for slot in plan["slots"]
    }  # fmt: skip
    PickupSlot.objects.bulk_create(rows.values(), batch_size=LIMIT)
    return {key: row.id for key, row in rows.items()}


def _write_stops(
    wave: Wave, plan: dict[str, Any], trips: dict[int, int], slots: dict[tuple[int, int], int]
) -> None:
    sid = wave.subdistrict_id
    due = {
        stop.household_id: stop
        for stop in Stop.objects.filter(subdistrict_id=sid, wave_id=wave.id, state=StopState.DUE)
    }
    new: list[Stop] = []
    changed: list[Stop] = []
    for planned in plan["stops"]:
        known = due.pop(planned["household"], None)
        row = known or Stop(
            subdistrict_id=sid,
            id=new_id(),
            wave_id=wave.id,
            household_id=planned["household"],
            path=planned["path"],
        )
        row.order_id, row.stair_id, row.mode = planned["order"], planned["stair"], planned["mode"]
        row.trip_id = trips[planned["trip"]] if planned["trip"] else None
        row.slot_id = slots[planned["stair"], planned["slot"]] if planned["slot"] is not None else None
        row.position, row.floor, row.boxes = planned["position"], planned["floor"], planned["boxes"]
        row.why = planned["why"]
        (changed if known else new).append(row)
    Stop.objects.filter(subdistrict_id=sid, id__in=[stop.id for stop in due.values()]).delete()
    Stop.objects.bulk_create(new, batch_size=LIMIT)
    fields = ["order_id", "stair_id", "mode", "trip_id", "slot_id", "position", "floor", "boxes", "why"]
    Stop.objects.bulk_update(changed, fields, batch_size=200)


def _count(wave: Wave) -> None:
    states = list(
        Stop.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id).values_list(
            "state", flat=True
        )
    )
    wave.stops_total = sum(state != StopState.EXCUSED for state in states)
    wave.stops_done = states.count(StopState.DELIVERED)
    wave.stops_held = states.count(StopState.HELD)
    wave.state = (
        WaveState.PUBLISHED if wave.state in {WaveState.PUBLISHED, WaveState.DONE} else WaveState.PLANNED
    )
    wave.version += 1
    wave.save(update_fields=["stops_total", "stops_done", "stops_held", "state", "version"])
