"""Waves, their plan runs and trips."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.delivery.models import PickupSlot, PlanRun, Trip, Wave
from anxin.delivery.terms import RunState, WaveState
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from anxin.places.models import Compound
from anxin.supply.models import Round, RoundSite
from anxin.supply.queries.homes import touching
from anxin.supply.terms import RoundState

SEE = Permission.WAVE_SEE
UNDER_WAY = (RoundState.BOUGHT, RoundState.ARRIVED, RoundState.SHARED)
SHOWN_FOR = timedelta(days=3)


def waves(actor: Actor, to: Permission = SEE) -> QuerySet[Wave]:
    """Waves of compounds that touch the actor's area (a building chief meets the wave of the whole compound)."""
    rows = Wave.objects.filter(touching(actor, to)).exclude(state=WaveState.CANCELLED)
    return rows.select_related("round", "compound", "run").order_by("-starts_at", "path", "-id")


def wave(actor: Actor, wave_id: int, to: Permission = SEE) -> Wave:
    row = waves(actor, to).filter(id=wave_id).first()
    if row is None:
        raise NotYours("wave")
    return row


def whole_wave(actor: Actor, wave_id: int, to: Permission) -> Wave:
    """For deeds on the whole compound: its path must lie in the actor's area."""
    row = Wave.objects.filter(scope(actor, to), id=wave_id).select_related("round", "compound", "run").first()
    if row is None:
        raise NotYours("wave")
    return row


def site(actor: Actor, round_id: int, compound_id: int, to: Permission) -> RoundSite:
    rows = RoundSite.objects.filter(scope(actor, to), round_id=round_id, compound_id=compound_id)
    row = rows.select_related("round", "compound").first()
    if row is None:
        raise NotYours("site")
    return row


def sites(actor: Actor, round_id: int, to: Permission = SEE) -> list[RoundSite]:
    rows = RoundSite.objects.filter(touching(actor, to), round_id=round_id)
    return list(rows.select_related("compound", "round").order_by("path"))


def run(run_id: int, subdistrict_id: int) -> PlanRun | None:
    """For the job, which holds the key already."""
    rows = PlanRun.objects.filter(subdistrict_id=subdistrict_id, id=run_id)
    return rows.select_related("wave__compound", "wave__round").first()


def applied_run(wave: Wave) -> PlanRun | None:
    """The run whose plan the wave follows now; `wave.run` is the last that was asked for."""
    rows = PlanRun.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id, state=RunState.APPLIED)
    return rows.order_by("-finished_at", "-id").first()


def trips(wave: Wave) -> list[Trip]:
    rows = Trip.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id)
    return list(rows.order_by("number"))


def slots(wave: Wave) -> list[PickupSlot]:
    rows = PickupSlot.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id)
    return list(rows.select_related("stair__building").order_by("starts_at", "stair__path"))


# --- the list of waves per round


@dataclass(slots=True)
class Line:
    """One compound of a round: its wave, or none yet."""

    compound: Compound
    orders: int
    wave: Wave | None = None
    trips: int = 0
    slots: int = 0
    boxes: int = 0
    applied: PlanRun | None = None

    @property
    def cost(self) -> dict[str, Any]:
        return self.applied.cost if self.applied else {}

    @property
    def bound(self) -> dict[str, Any]:
        return self.applied.bound if self.applied else {}


@dataclass(slots=True)
class RoundWaves:
    round: Round
    lines: list[Line] = field(default_factory=list)


def by_round(actor: Actor, round_id: int | None = None) -> list[RoundWaves]:
    """Rounds with goods on their way or going out, and those settled these days, newest first, each with all its
    compounds. Six queries."""
    sites_ = RoundSite.objects.filter(touching(actor, SEE)).select_related("round", "compound")
    if round_id is None:
        recent = Q(round__arrives_at__gte=clock.now() - SHOWN_FOR)
        sites_ = sites_.filter(Q(round__state__in=UNDER_WAY) | Q(round__state=RoundState.SETTLED) & recent)
    else:
        sites_ = sites_.filter(round_id=round_id)
    found: dict[int, RoundWaves] = {}
    lines: dict[tuple[int, int], Line] = {}
    for each in sites_.order_by("-round__arrives_at", "-round_id", "path"):
        line = Line(each.compound, each.orders)
        lines[each.round_id, each.compound_id] = line
        found.setdefault(each.round_id, RoundWaves(each.round)).lines.append(line)
    rows = {w.id: w for w in waves(actor).filter(round_id__in=list(found))}
    for row in rows.values():
        if (row.round_id, row.compound_id) in lines:
            lines[row.round_id, row.compound_id].wave = row
    _fill(rows, lines)
    return list(found.values())


def _fill(rows: dict[int, Wave], lines: dict[tuple[int, int], Line]) -> None:
    by_wave = {line.wave.id: line for line in lines.values() if line.wave}
    counts: dict[int, int] = defaultdict(int)
    for wave_id, boxes in Trip.objects.filter(wave_id__in=list(rows)).values_list("wave_id", "boxes"):
        counts[wave_id] += 1
        by_wave[wave_id].boxes += boxes
    for wave_id, n in counts.items():
        by_wave[wave_id].trips = n
    for wave_id in PickupSlot.objects.filter(wave_id__in=list(rows)).values_list("wave_id", flat=True):
        by_wave[wave_id].slots += 1
    runs = PlanRun.objects.filter(wave_id__in=list(rows), state=RunState.APPLIED)
    for row in runs.defer("snapshot", "plan").order_by("finished_at", "id"):
        by_wave[row.wave_id].applied = row
