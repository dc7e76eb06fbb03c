"""Who carries which number of the plan."""

from __future__ import annotations

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.delivery.models import Trip
from anxin.delivery.queries import waves as read
from anxin.delivery.terms import WaveState
from anxin.kernel.errors import Refusal


@transaction.atomic
def take(*, by: Actor, wave_id: int, carrier_no: int) -> None:
    """认领: all trips of this number are mine. Twice is once. Refuses `trip.taken`, `wave.not_published`."""
    wave = read.wave(by, wave_id, Permission.HANDOVER_RECORD)
    if wave.state != WaveState.PUBLISHED:
        raise Refusal("wave.not_published")
    mine = Trip.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id, carrier_no=carrier_no)
    free = mine.filter(carrier_id=None).update(carrier_id=by.id)
    if not free and not mine.filter(carrier_id=by.id).exists():
        raise Refusal("trip.taken")
    if free:
        record(
            "trip.taken", by=by, subdistrict_id=wave.subdistrict_id, about=f"wave:{wave.id}", path=wave.path,
            number=carrier_no,
        )  # fmt: skip


@transaction.atomic
def give_back(*, by: Actor, wave_id: int, carrier_no: int) -> None:
    """Somebody else may take the number. Whoever plans may free anybody's, others their own."""
    wave = read.wave(by, wave_id, Permission.HANDOVER_RECORD)
    mine = Trip.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id, carrier_no=carrier_no)
    if not by.may(Permission.WAVE_PLAN, wave.path):
        mine = mine.filter(carrier_id=by.id)
    if mine.update(carrier_id=None):
        record(
            "trip.given_back", by=by, subdistrict_id=wave.subdistrict_id, about=f"wave:{wave.id}", path=wave.path,
            number=carrier_no,
        )  # fmt: skip
