"""Flat doors of a stair."""

from __future__ import annotations

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal
from anxin.places import queries
from anxin.places.actions.paths import settle
from anxin.places.models import Door
from anxin.places.rules import floor_of, plain_room


@transaction.atomic
def add(*, by: Actor, stair_id: int, room: str, floor: int | None = None) -> Door:
    """Without a floor the room number says it: 1203 is on the twelfth. Refuses `door.room_taken`."""
    home = queries.stair(by, stair_id)
    need(by, Permission.AREA_EDIT, home.path)
    sid, room = home.subdistrict_id, plain_room(room)
    siblings = Door.objects.filter(subdistrict_id=sid, stair_id=home.id)
    if siblings.filter(room=room).exists():
        raise Refusal("door.room_taken")
    row = settle(
        "d",
        lambda: siblings.values_list("path", flat=True),
        lambda segment: Door.objects.create(
            subdistrict_id=sid, stair_id=home.id, compound_id=home.compound_id, room=room,
            floor=floor or floor_of(room) or 1, path=f"{home.path}{segment}",
        ),
    )  # fmt: skip
    record("door.added", by=by, subdistrict_id=sid, about=f"door:{row.id}", path=row.path)
    return row


@transaction.atomic
def change(*, by: Actor, door_id: int, room: str, floor: int) -> Door:
    """The path stays: what was granted and printed for this door goes on pointing at it. Refuses `door.room_taken`."""
    row = queries.door(by, door_id)
    need(by, Permission.AREA_EDIT, row.path)
    room = plain_room(room)
    siblings = Door.objects.filter(subdistrict_id=row.subdistrict_id, stair_id=row.stair_id)
    if siblings.filter(room=room).exclude(id=row.id).exists():
        raise Refusal("door.room_taken")
    row.room, row.floor = room, floor
    row.save(update_fields=["room", "floor"])
    record("door.changed", by=by, subdistrict_id=row.subdistrict_id, about=f"door:{row.id}", path=row.path)
    return row
