"""Communities: the areas of residents' committees."""

from __future__ import annotations

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours, Refusal
from anxin.places import queries
from anxin.places.actions.paths import settle
from anxin.places.models import Area, Community
from anxin.places.terms import AreaKind


@transaction.atomic
def add(*, by: Actor, subdistrict_id: int, name: str) -> Community:
    """Refuses `community.name_taken`."""
    area = Area.objects.filter(pk=subdistrict_id, kind=AreaKind.SUBDISTRICT).first()
    if area is None or not by.may(Permission.AREA_EDIT, area.path):
        raise NotYours("area")
    name = name.strip()
    siblings = Community.objects.filter(subdistrict_id=subdistrict_id)
    if siblings.filter(name=name).exists():
        raise Refusal("community.name_taken")
    row = settle(
        "c",
        lambda: siblings.values_list("path", flat=True),
        lambda segment: Community.objects.create(
            subdistrict_id=subdistrict_id, name=name, path=f"{area.path}{segment}"
        ),
    )
    record(
        "community.added", by=by, subdistrict_id=subdistrict_id, about=f"community:{row.id}", path=row.path
    )
    return row


@transaction.atomic
def change(*, by: Actor, community_id: int, name: str) -> Community:
    """A new name for the same place. Refuses `community.name_taken`."""
    row = queries.community(by, community_id)
    need(by, Permission.AREA_EDIT, row.path)
    name = name.strip()
    same = Community.objects.filter(subdistrict_id=row.subdistrict_id, name=name).exclude(id=row.id)
    if same.exists():
        raise Refusal("community.name_taken")
    row.name = name
    row.save(update_fields=["name"])
    record(
        "community.changed",
        by=by,
        subdistrict_id=row.subdistrict_id,
        about=f"community:{row.id}",
        path=row.path,
    )
    return row
