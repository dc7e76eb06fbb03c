"""Compounds and their zones. Open data, but a list still ends where the reader's area ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Id, In, Moment, Out, Page, Text, Version, Window, Word, page
from anxin.places import queries as places
from anxin.places.actions import zones
from anxin.places.terms import Zone

router = Router(tags=["places"])
P = Permission


class Compound(Out):
    id: Id
    ref: str
    name: str
    kind: str
    zone: str
    property_firm: str
    path: str
    version: int


class Period(Out):
    id: Id
    zone: str
    since: datetime
    until: datetime | None
    review_at: datetime
    reason: str
    rule_set: str
    rule: str


class ZoneIn(In):
    zone: Zone
    reason: Text
    rule: Word
    review_at: Moment
    version: Version | None = None


def compound_out(row: Any) -> Compound:
    return Compound(
        id=row.id, ref=row.ref, name=row.name, kind=row.kind, zone=row.zone, property_firm=row.property_firm,
        path=row.path, version=row.version,
    )  # fmt: skip


def period_out(row: Any) -> Period:
    return Period(
        id=row.id, zone=row.zone, since=row.since, until=row.until, review_at=row.review_at, reason=row.reason,
        rule_set=row.rule_set, rule=row.rule,
    )  # fmt: skip


@router.get("/compounds", response=Page[Compound], auth=needs(P.AREA_SEE))
def list_compounds(request: Asked, window: Query[Window]) -> Any:
    """Compounds of your area, and those in which you have a building or a stair."""
    return page(places.compounds_around(request.auth), window, compound_out)


@router.get("/compounds/{compound_id}", response=Compound, auth=needs(P.AREA_SEE))
def get_compound(request: Asked, compound_id: Id) -> Any:
    return compound_out(places.compound_around(request.auth, compound_id))


@router.get("/compounds/{compound_id}/zones", response=Page[Period], auth=needs(P.AREA_SEE))
def list_zones(request: Asked, compound_id: Id, window: Query[Window]) -> Any:
    """Latest first; the period without an end is in force."""
    return page(places.zone_history(request.auth, compound_id), window, period_out)


@router.put("/compounds/{compound_id}/zone", response=Period, auth=needs(P.ZONE_SET))
def set_zone(request: Asked, compound_id: Id, said: ZoneIn) -> Any:
    """From now on, with reason, rule and the moment it is looked at again."""
    return period_out(
        zones.set_zone(
            by=request.auth, compound_id=compound_id, zone=said.zone, reason=said.reason, rule=said.rule,
            review_at=said.review_at, version=said.version,
        )
    )  # fmt: skip
