"""Buildings, stairs and doors, one at a time and by hand. A whole register goes through actions.ground."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal
from anxin.places import queries
from anxin.places.actions.compounds import tidy
from anxin.places.actions.paths import settle
from anxin.places.models import Building, Stair
from anxin.places.rules import plain_building


@transaction.atomic
def add(
    *,
    by: Actor,
    compound_id: int,
    label: str,
    floors: int,
    grid: str = "",
    aliases: Iterable[str] = (),
    x_m: int = 0,
    y_m: int = 0,
    stairs: Iterable[str] = ("",),
    lifts: int = 0,
) -> Building:
    """With its stairs: a building without units has one stair with an empty label. Refuses `building.label_taken`."""
    home = queries.compound(by, compound_id)
    need(by, Permission.AREA_EDIT, home.path)
    sid, label = home.subdistrict_id, plain_building(label)
    siblings = Building.objects.filter(subdistrict_id=sid, compound_id=home.id)
    if siblings.filter(label=label).exists():
        raise Refusal("building.label_taken")
    row = settle(
        "b",
        lambda: siblings.values_list("path", flat=True),
        lambda segment: Building.objects.create(
            subdistrict_id=sid, compound_id=home.id, label=label, floors=floors, grid=grid.strip(),
            aliases=tidy(aliases), x_m=x_m, y_m=y_m, order=siblings.count(), path=f"{home.path}{segment}",
        ),
    )  # fmt: skip
    for number, stair_label in enumerate(dict.fromkeys(stairs)):
        Stair.objects.create(
            subdistrict_id=sid, building_id=row.id, compound_id=home.id, label=stair_label, lifts=lifts,
            order=number, x_m=x_m, y_m=y_m, path=f"{row.path}s{number + 1}/",
        )  # fmt: skip
    record("building.added", by=by, subdistrict_id=sid, about=f"building:{row.id}", path=row.path)
    return row


@transaction.atomic
def change(
    *,
    by: Actor,
    building_id: int,
    label: str,
    floors: int,
    grid: str,
    aliases: Iterable[str],
    x_m: int,
    y_m: int,
) -> Building:
    """Every column as it shall be; the path stays. Refuses `building.label_taken`."""
    row = queries.building(by, building_id)
    need(by, Permission.AREA_EDIT, row.path)
    label = plain_building(label)
    siblings = Building.objects.filter(subdistrict_id=row.subdistrict_id, compound_id=row.compound_id)
    if siblings.filter(label=label).exclude(id=row.id).exists():
        raise Refusal("building.label_taken")
    row.label, row.floors, row.grid, row.aliases = label, floors, grid.strip(), tidy(aliases)
    row.x_m, row.y_m = x_m, y_m
    row.save(update_fields=["label", "floors", "grid", "aliases", "x_m", "y_m"])
    record(
        "building.changed",
        by=by,
        subdistrict_id=row.subdistrict_id,
        about=f"building:{row.id}",
        path=row.path,
    )
    return row
