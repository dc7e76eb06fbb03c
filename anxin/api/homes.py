"""Households: found by door, code or telephone number, shown masked. Every look is written down."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from anxin.access.book import note_read
from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Id, Out, Page, Window, Word, page
from anxin.households import queries as households
from anxin.places.rules import door_name

router = Router(tags=["households"])
P = Permission


class Household(Out):
    """No telephone number and no whole name: who needs them opens the home's page at the desk."""

    id: Id
    ref: str
    compound_id: Id
    compound: str
    door: str
    floor: int
    head: str
    persons: int
    smartphone: bool
    language: str
    version: int


class HouseholdsWanted(Window):
    words: Word = ""
    compound_id: Id | None = None


def masked_name(name: str) -> str:
    """The surname: enough to tell two homes apart, not enough to find somebody."""
    return name[:1] + "*" * min(2, max(0, len(name) - 1))


def household_out(row: Any, language: str) -> Household:
    stair = row.stair
    return Household(
        id=row.id, ref=row.ref, compound_id=row.compound_id, compound=row.compound.name,
        door=door_name(stair.building.label, stair.label, row.door.room, language), floor=row.door.floor,
        head=masked_name(row.head), persons=row.persons, smartphone=row.smartphone, language=row.language,
        version=row.version,
    )  # fmt: skip


@router.get("/households", response=Page[Household], auth=needs(P.HOUSEHOLD_SEE))
def list_households(request: Asked, wanted: Query[HouseholdsWanted]) -> Any:
    """`words`: a door ("3-2-501"), a short code, a telephone number or the head's name."""
    rows = households.search(request.auth, wanted.words)
    if wanted.compound_id is not None:
        rows = rows.filter(compound_id=wanted.compound_id)
    found = page(rows.order_by(*households.WALK), wanted, lambda row: row)
    shown = found["items"]
    if shown:
        note_read(
            by=request.auth, subdistrict_id=shown[0].subdistrict_id, about="household:list", why="api.list",
            count=len(shown), path=shown[0].path,
        )  # fmt: skip
    return {**found, "items": [household_out(row, request.auth.language) for row in shown]}


@router.get("/households/{household_id}", response=Household, auth=needs(P.HOUSEHOLD_SEE))
def get_household(request: Asked, household_id: Id) -> Any:
    row = households.household(request.auth, household_id)
    households.opened(request.auth, row, "api.get")
    return household_out(row, request.auth.language)


@router.get("/households/by-ref/{ref}", response=Household, auth=needs(P.HOUSEHOLD_SEE))
def get_household_by_ref(request: Asked, ref: Word) -> Any:
    """By the short code on a label, as typed."""
    row = households.household_by_ref(request.auth, ref)
    households.opened(request.auth, row, "api.get")
    return household_out(row, request.auth.language)
