"""Stops: what a carrier walks, what a caller calls, what the household reads. Never why a home is served as it is,
except to the care team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from anxin import rulebook
from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.delivery import rules as decide
from anxin.delivery.models import Handover, PlanRun, Stop, Trip, Wave
from anxin.delivery.queries import waves
from anxin.delivery.terms import Mode, RunState, StopState, WaveState
from anxin.households.queries import delivery_needs
from anxin.households.rules import NO_NEEDS
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from anxin.places import queries as places
from anxin.places.rules import door_name, stair_name

SHOWN = (WaveState.PUBLISHED, WaveState.DONE)
OPEN = (StopState.DUE, StopState.HELD)
WALK = (
    "stair__building__order",
    "stair__building__label",
    "stair__order",
    "stair__label",
    "-floor",
    "household__door__room",
)


def _rows(actor: Actor, to: Permission) -> QuerySet[Stop]:
    rows = Stop.objects.filter(scope(actor, to)).exclude(wave__state=WaveState.CANCELLED)
    return rows.select_related(
        "wave__compound", "household__door", "stair__building", "trip", "slot", "order"
    )


def stop(actor: Actor, stop_id: int, to: Permission = Permission.WAVE_SEE) -> Stop:
    row = _rows(actor, to).filter(id=stop_id).first()
    if row is None:
        raise NotYours("stop")
    return row


def of_wave(actor: Actor, wave: Wave, to: Permission = Permission.WAVE_SEE) -> list[Stop]:
    """Those in the actor's area, in walking order."""
    return list(_rows(actor, to).filter(wave_id=wave.id).order_by(*WALK))


def door_of(row: Stop, language: str = "zh-hans") -> str:
    return door_name(row.stair.building.label, row.stair.label, row.household.door.room, language)


def stair_of(row: Stop, language: str = "zh-hans") -> str:
    return stair_name(row.stair.building.label, row.stair.label, language)


def window(row: Stop) -> tuple[datetime, datetime] | None:
    """From when to when the household comes down or fetches its goods; None where they are carried up."""
    if row.slot_id:
        return row.slot.starts_at, row.slot.ends_at
    if row.mode == Mode.SUPPLY_POINT and row.why.get("facts"):
        begins: datetime = row.wave.starts_at
        facts = row.why["facts"]
        return begins + timedelta(seconds=facts["from_s"]), begins + timedelta(seconds=facts["until_s"])
    return None


# --- the carrier


@dataclass(frozen=True, slots=True)
class Number:
    """One carrier's number in a wave: how much, and who has it (0: nobody)."""

    wave: Wave
    carrier_no: int
    suited: bool
    trips: int
    boxes: int
    carrier_id: int


def numbers(actor: Actor) -> list[Number]:
    """Numbers to take in published waves that touch the actor's area."""
    running = waves.waves(actor, Permission.HANDOVER_RECORD).filter(state=WaveState.PUBLISHED)
    by_id = {wave.id: wave for wave in running}
    found: dict[tuple[int, int], Number] = {}
    for trip in Trip.objects.filter(wave_id__in=list(by_id)).order_by("wave_id", "carrier_no", "number"):
        key = (trip.wave_id, trip.carrier_no)
        had = found.get(key)
        found[key] = Number(
            by_id[trip.wave_id], trip.carrier_no, trip.suited, (had.trips if had else 0) + 1,
            (had.boxes if had else 0) + trip.boxes, trip.carrier_id or 0,
        )  # fmt: skip
    return list(found.values())


def mine(actor: Actor) -> list[Stop]:
    """Stops of the trips this person took, in walking order, finished ones too. Doors only: who comes down is called."""
    rows = _rows(actor, Permission.HANDOVER_RECORD).filter(
        trip__carrier_id=actor.id, wave__state__in=SHOWN, mode=Mode.FLAT_DOOR
    )
    rows = rows.filter(wave__starts_at__gte=_since())
    return list(rows.exclude(state=StopState.EXCUSED).order_by("wave_id", "trip__number", "position"))


def loads_for_entrances(actor: Actor) -> list[Stop]:
    """What this person sets down at entrances on the way, stop by stop; for headings with box counts."""
    rows = _rows(actor, Permission.HANDOVER_RECORD).filter(
        trip__carrier_id=actor.id, wave__state__in=SHOWN, mode=Mode.UNIT_ENTRANCE, state=StopState.DUE
    )
    return list(rows.filter(wave__starts_at__gte=_since()).order_by("trip__number", *WALK))


def waves_to_walk(actor: Actor) -> list[Wave]:
    """Waves that go out now, and those finished today, that touch the actor's area."""
    running = Q(state=WaveState.PUBLISHED) | Q(state=WaveState.DONE, starts_at__gte=_since())
    return list(waves.waves(actor, Permission.HANDOVER_RECORD).filter(running).order_by("path", "-id"))


def of_area(actor: Actor, wave_ids: Iterable[int]) -> list[Stop]:
    """Everything still to hand over of these waves in the actor's area, and what was done today, stair by stair."""
    rows = _rows(actor, Permission.HANDOVER_RECORD).filter(wave__state__in=SHOWN, wave_id__in=list(wave_ids))
    rows = rows.filter(Q(state__in=OPEN) | Q(done_at__gte=_since()))
    return list(rows.exclude(state=StopState.EXCUSED).order_by("wave__compound_id", "wave_id", *WALK))


def _since() -> datetime:
    return clock.now() - timedelta(hours=18)


def last_outcomes(rows: list[Stop]) -> dict[int, str]:
    """{stop id: outcome that stands}, for the list: the latest by the phone's clock."""
    told = [row.id for row in rows if row.state in {StopState.DELIVERED, StopState.HELD}]
    tenants = {row.subdistrict_id for row in rows}
    read = Handover.objects.filter(subdistrict_id__in=tenants, stop_id__in=told).order_by("at", "id")
    return dict(read.values_list("stop_id", "outcome"))


def photo(actor: Actor, handover_id: int) -> Handover:
    """Only for those who may see the stop."""
    seen = scope(actor, Permission.WAVE_PLAN) | scope(actor, Permission.HANDOVER_RECORD)
    seen = seen | scope(actor, Permission.COMPLAINT_ANSWER)
    row = Handover.objects.filter(seen, id=handover_id).exclude(photo="").first()
    if row is None:
        raise NotYours("photo")
    return row


def handovers(row: Stop) -> list[Handover]:
    """All that was noted at one stop, the latest first. The stop was found by the reader's own area."""
    rows = Handover.objects.filter(subdistrict_id=row.subdistrict_id, stop_id=row.id)
    return list(rows.order_by("-at", "-id"))


# --- the household


# --- how far it is


@dataclass(frozen=True, slots=True)
class Progress:
    compound_id: int
    wave_id: int
    state: str
    total: int
    done: int
    held: int


def progress(actor: Actor, round_id: int) -> list[Progress]:
    """By the counters the actions keep; one query."""
    rows = waves.waves(actor).filter(round_id=round_id).order_by("path")
    return [Progress(w.compound_id, w.id, w.state, w.stops_total, w.stops_done, w.stops_held) for w in rows]


@dataclass(frozen=True, slots=True)
class PublicProgress:
    """For the gate and the group: counts as they may be shown, no doors."""

    round_id: int
    round: str
    starts_at: datetime
    state: str
    total: str
    done: str


def public_progress(subdistrict_id: int, compound_id: int) -> list[PublicProgress]:
    """Open data: waves of the last two days; small counts are grouped by the rule set."""
    rules = places.rule_set(subdistrict_id)
    rows = Wave.objects.filter(
        subdistrict_id=subdistrict_id, compound_id=compound_id, state__in=SHOWN,
        starts_at__gte=clock.now() - timedelta(days=2),
    )  # fmt: skip

    def shown(count: int) -> str:
        return rulebook.count_shown(rules, count=count).value

    return [
        PublicProgress(
            w.round_id, w.round.title, w.starts_at, w.state, shown(w.stops_total), shown(w.stops_done)
        )
        for w in rows.select_related("round").order_by("-starts_at")
    ]


# --- why


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of one stop. `rule` is empty for readers who may not know what the home is owed for."""

    mode: str
    rule: str
    rule_source: str
    rule_set: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    trip: int = 0
    carrier_no: int = 0
    position: int = 0
    excused: str = ""


def why(actor: Actor, stop_id: int) -> Why:
    """Code and figures for the sentence; what speaks of the household's state only with HEALTH_SEE."""
    row = stop(actor, stop_id)
    rules = places.rule_set(row.subdistrict_id)
    path = str(row.why.get("mode", ""))
    may_know = actor.may(Permission.HEALTH_SEE, row.path)
    hidden = not may_know and decide.speaks_of_health(path)
    facts = dict(row.why.get("facts", {}))
    code = str(row.why.get("code", ""))
    if not may_know:
        facts.pop("class", None)
        facts.pop("best_class_on_trip", None)
        code = "carry.on_the_way" if code.startswith(("carry.isolated", "carry.class")) else code
        code = "slot.stair_full" if code.startswith(("slot.risk", "slot.slow")) else code
    begins = row.wave.starts_at + timedelta(seconds=row.why["at_s"]) if "at_s" in row.why else None
    return Why(
        row.mode, "" if hidden or path not in rules.rules else path,
        "" if hidden or path not in rules.rules else rules.source(path), rules.name, code, facts, begins,
        row.trip.number if row.trip_id else 0, row.trip.carrier_no if row.trip_id else 0, row.position,
        str(row.why.get("excused", "")),
    )  # fmt: skip


def changed_since(actor: Actor, wave: Wave) -> list[Stop]:
    """Stops still due whose zone or need has changed since they were planned, so that they go to the wrong place now."""
    rules = places.rule_set(wave.subdistrict_id)
    needs = delivery_needs(wave.compound_id, clock.now())
    found = []
    for row in of_wave(actor, wave):
        if row.state != StopState.DUE:
            continue
        need = needs.get(row.household_id, NO_NEEDS)
        mode, path = decide.mode_of(
            rules,
            zone=row.wave.compound.zone,
            home_observed=need.home_observed,
            cannot_come_down=need.cannot_come_down,
        )
        if mode != row.mode or decide.speaks_of_health(path) != decide.speaks_of_health(
            str(row.why.get("mode", ""))
        ):
            found.append(row)
    return found


def counts(wave: Wave) -> dict[str, int]:
    """{mode: stops} of one wave."""
    rows = Stop.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id)
    return dict(rows.values_list("mode").annotate(n=Count("id")).order_by())


def last_run(wave: Wave) -> PlanRun | None:
    """The run that was asked for last, when it is not the one in force."""
    run = wave.run
    return run if run is not None and run.state != RunState.APPLIED else None
