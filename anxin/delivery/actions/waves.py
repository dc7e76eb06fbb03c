"""Waves: planned, shown to carriers, planned again, cancelled. The solving itself is a job (tasks.plan_wave)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.delivery import planner
from anxin.delivery import rules as decide
from anxin.delivery.models import PlanRun, Stop, Wave
from anxin.delivery.queries import loads
from anxin.delivery.queries import waves as read
from anxin.delivery.rules import Settings
from anxin.delivery.terms import RunState, StopState, WaveState
from anxin.households.queries import delivery_needs
from anxin.households.rules import NO_NEEDS
from anxin.kernel import clock, jobs
from anxin.kernel.errors import Refusal
from anxin.places import queries as places
from anxin.supply.models import RoundSite

JOB = "anxin.delivery.tasks.plan_wave"
OPEN_RUNS = (RunState.QUEUED, RunState.RUNNING, RunState.SOLVED)
FINISHED = (StopState.DELIVERED, StopState.HELD, StopState.EXCUSED)


def proposed(*, by: Actor, round_id: int, compound_id: int) -> Settings:
    """What the form shows before anybody changed anything: from the rule set and the number of homes."""
    site = read.site(by, round_id, compound_id, Permission.WAVE_PLAN)
    return _proposed(site)


def plan(
    *, by: Actor, round_id: int, compound_id: int, settings: Settings | None = None, seed: int | None = None
) -> Wave:
    """Ask for the plan of one compound; with `settings` the wave is carried so from now on.

    The plan comes by a job. Pressing twice asks once. Stops already handed over stay as they are.
    Refuses `wave.nothing_to_carry`, `wave.settings_range`, `wave.nobody_carries`, `wave.quiet_hours`, `wave.is_done`.
    """
    site = read.site(by, round_id, compound_id, Permission.WAVE_PLAN)
    rules = places.rule_set(site.subdistrict_id)
    standing = _standing(site)
    if settings is None:
        settings = (
            decide.settings_of(standing.settings) if standing and standing.settings else _proposed(site)
        )
    snapshot = planner.take(rules, site.compound, round_id, settings, _finished(standing))
    if not snapshot["homes"]:
        raise Refusal("wave.is_done" if standing and standing.stops_total else "wave.nothing_to_carry")
    fault = decide.settings_fault(rules, settings)
    if fault:
        raise Refusal(fault[0], **fault[1])
    return _ask(by, site, settings, snapshot, seed)


def plan_round(*, by: Actor, round_id: int) -> list[Wave]:
    """Every compound of the round with something to carry and no published wave: one job each.

    Refuses `wave.nothing_to_carry`.
    """
    asked = []
    for site in read.sites(by, round_id, Permission.WAVE_PLAN):
        standing = _standing(site)
        if standing and standing.state in {WaveState.PUBLISHED, WaveState.DONE}:
            continue
        if loads.to_carry(round_id, site.compound_id):
            asked.append(plan(by=by, round_id=round_id, compound_id=site.compound_id))
    if not asked:
        raise Refusal("wave.nothing_to_carry")
    return asked


@transaction.atomic
def _ask(by: Actor, site: RoundSite, settings: Settings, snapshot: dict[str, Any], seed: int | None) -> Wave:
    wave = _wave_of(by, site, settings)
    hashed = planner.hash_of(snapshot)
    waiting = PlanRun.objects.filter(
        subdistrict_id=wave.subdistrict_id, wave_id=wave.id, state__in=OPEN_RUNS
    ).order_by("-id")
    last = waiting.first()
    if last is not None and last.snapshot_hash == hashed and seed in (None, last.seed):
        return wave
    waiting.update(state=RunState.REFUSED, why="plan.superseded", finished_at=clock.now())
    run = PlanRun.objects.create(
        subdistrict_id=wave.subdistrict_id, wave_id=wave.id, state=RunState.QUEUED, snapshot=snapshot,
        snapshot_hash=hashed, seed=wave.id % 2**31 if seed is None else seed, asked_by=by.label, asked_at=clock.now(),
        path=wave.path,
    )  # fmt: skip
    wave.settings, wave.starts_at, wave.run_id = settings.plain(), settings.starts_at, run.id
    if wave.state in {WaveState.DRAFT, WaveState.PLANNED}:
        wave.state = WaveState.PLANNING
    wave.version += 1
    wave.save(update_fields=["settings", "starts_at", "run_id", "state", "version"])
    record(
        "wave.plan_asked", by=by, subdistrict_id=wave.subdistrict_id, about=f"wave:{wave.id}", path=wave.path,
        homes=len(snapshot["homes"]), run=str(run.id),
    )  # fmt: skip
    jobs.later(JOB, subdistrict_id=wave.subdistrict_id, run_id=run.id)
    return wave


def _wave_of(by: Actor, site: RoundSite, settings: Settings) -> Wave:
    """The compound's wave under its lock; the site is locked first, so that two buttons make one wave."""
    RoundSite.objects.select_for_update().get(subdistrict_id=site.subdistrict_id, id=site.id)
    wave = _standing(site, lock=True)
    if wave is not None:
        return wave
    return Wave.objects.create(
        subdistrict_id=site.subdistrict_id, round_id=site.round_id, compound_id=site.compound_id,
        starts_at=settings.starts_at, settings=settings.plain(), made_by=by.label, path=site.path,
    )  # fmt: skip


def _standing(site: RoundSite, *, lock: bool = False) -> Wave | None:
    rows = Wave.objects.filter(
        subdistrict_id=site.subdistrict_id, round_id=site.round_id, compound_id=site.compound_id
    ).exclude(state=WaveState.CANCELLED)
    return (rows.select_for_update() if lock else rows).first()


def _finished(wave: Wave | None) -> set[int]:
    if wave is None:
        return set()
    rows = Stop.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id, state__in=FINISHED)
    return set(rows.values_list("household_id", flat=True))


def _proposed(site: RoundSite) -> Settings:
    goods = loads.to_carry(site.round_id, site.compound_id)
    needs = delivery_needs(site.compound_id, clock.now())
    apart = sum(needs.get(each.household_id, NO_NEEDS).home_observed for each in goods)
    return decide.default_settings(
        places.rule_set(site.subdistrict_id), homes=len(goods), apart=apart, now=clock.now(),
        arrives_at=site.round.arrives_at,
    )  # fmt: skip


@transaction.atomic
def publish(*, by: Actor, wave_id: int) -> Wave:
    """Carriers and households see it from now on. Twice is once. Refuses `wave.not_planned`."""
    wave = read.whole_wave(by, wave_id, Permission.WAVE_PLAN)
    done = Wave.objects.filter(
        subdistrict_id=wave.subdistrict_id, id=wave.id, state=WaveState.PLANNED
    ).update(state=WaveState.PUBLISHED, version=F("version") + 1)
    if done:
        record(
            "wave.published", by=by, subdistrict_id=wave.subdistrict_id, about=f"wave:{wave.id}", path=wave.path,
            stops=wave.stops_total,
        )  # fmt: skip
    wave.refresh_from_db(fields=["state", "version"])
    if wave.state not in {WaveState.PUBLISHED, WaveState.DONE}:
        raise Refusal("wave.not_planned")
    return wave


@transaction.atomic
def cancel(*, by: Actor, wave_id: int) -> None:
    """A wave nobody has begun to carry out. Refuses `wave.begun`."""
    wave = read.whole_wave(by, wave_id, Permission.WAVE_PLAN)
    gone = Wave.objects.filter(
        subdistrict_id=wave.subdistrict_id, id=wave.id, stops_done=0, stops_held=0,
        state__in=(WaveState.DRAFT, WaveState.PLANNING, WaveState.PLANNED, WaveState.PUBLISHED),
    ).update(state=WaveState.CANCELLED, version=F("version") + 1)  # fmt: skip
    if not gone:
        raise Refusal("wave.begun")
    PlanRun.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id, state__in=OPEN_RUNS).update(
        state=RunState.REFUSED, why="plan.superseded", finished_at=clock.now()
    )
    record(
        "wave.cancelled", by=by, subdistrict_id=wave.subdistrict_id, about=f"wave:{wave.id}", path=wave.path
    )
