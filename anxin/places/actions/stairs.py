"""Stairs (单元) of a building."""

from __future__ import annotations

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal
from anxin.places import queries
from anxin.places.actions.paths import settle
from anxin.places.models import Stair
from anxin.places.rules import plain_stair


@transaction.atomic
def add(*, by: Actor, building_id: int, label: str, lifts: int = 0, entrance: str = "") -> Stair:
    """Its street door stands where the building stands until somebody says better. Refuses `stair.label_taken`."""
    home = queries.building(by, building_id)
    need(by, Permission.AREA_EDIT, home.path)
    sid, label = home.subdistrict_id, plain_stair(label)
    siblings = Stair.objects.filter(subdistrict_id=sid, building_id=home.id)
    if siblings.filter(label=label).exists():
        raise Refusal("stair.label_taken")
    row = settle(
        "s",
        lambda: siblings.values_list("path", flat=True),
        lambda segment: Stair.objects.create(
            subdistrict_id=sid, building_id=home.id, compound_id=home.compound_id, label=label, lifts=lifts,
            entrance=entrance.strip(), order=siblings.count(), x_m=home.x_m, y_m=home.y_m,
            path=f"{home.path}{segment}",
        ),
    )  # fmt: skip
    record("stair.added", by=by, subdistrict_id=sid, about=f"stair:{row.id}", path=row.path)
    return row


@transaction.atomic
def change(*, by: Actor, stair_id: int, label: str, lifts: int, entrance: str, x_m: int, y_m: int) -> Stair:
    """Every column as it shall be. Refuses `stair.label_taken`."""
    row = queries.stair(by, stair_id)
    need(by, Permission.AREA_EDIT, row.path)
    label = plain_stair(label)
    siblings = Stair.objects.filter(subdistrict_id=row.subdistrict_id, building_id=row.building_id)
    if siblings.filter(label=label).exclude(id=row.id).exists():
        raise Refusal("stair.label_taken")
    row.label, row.lifts, row.entrance, row.x_m, row.y_m = label, lifts, entrance.strip(), x_m, y_m
    row.save(update_fields=["label", "lifts", "entrance", "x_m", "y_m"])
    record("stair.changed", by=by, subdistrict_id=row.subdistrict_id, about=f"stair:{row.id}", path=row.path)
    return row
