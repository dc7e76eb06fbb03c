"""Where supply finds a household or a compound: the same door for every action of the room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.households.models import Household
from anxin.kernel.errors import NotYours
from anxin.kernel.paths import within
from anxin.places.models import Area, Compound

Row = TypeVar("Row", bound=Model)


def of_tenants(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Every key begins with the subdistrict: naming them lets a search by id use the key."""
    return rows.filter(subdistrict_id__in=Area.objects.filter(kind="subdistrict").values("id"))


def household(actor: Actor, household_id: int, *, to: Permission) -> Household:
    rows = of_tenants(Household.objects.filter(scope(actor, to), moved_out_at=None))
    row = rows.filter(id=household_id).select_related("door", "stair__building", "compound").first()
    if row is None:
        raise NotYours("household")
    return row


def compounds(actor: Actor, *, to: Permission, path: str = "", ids: Iterable[int] = ()) -> list[Compound]:
    """Compounds of an area, or by id; every one of them must be the actor's, or NotYours."""
    wanted = set(ids)
    rows = Compound.objects.filter(scope(actor, to)).order_by("path")
    found = list(rows.filter(id__in=wanted) if wanted else rows.filter(within((path,))))
    if {row.id for row in found} != wanted if wanted else not path or not actor.may(to, path):
        raise NotYours("compound")
    return found


def touching(actor: Actor, permission: Permission, field: str = "path") -> Q:
    """Rows inside the actor's areas or around them: a building chief meets the round of the whole community."""
    areas = actor.areas(permission)
    above = {
        "/".join(parts[:depth]) + "/"
        for area in areas
        for parts in [area.rstrip("/").split("/")]
        for depth in range(1, len(parts))
    }
    return within(areas, field) | Q(**{f"{field}__in": sorted(above)})
