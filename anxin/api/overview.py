"""The picture of the day, and what anybody may see of a compound."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import conditional_page
from ninja import Query, Router
from ninja.decorators import decorate_view

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs, reader
from anxin.api.rounds import PriceCard
from anxin.api.shapes import Id, Out, Page, Window, Word, paged
from anxin.overview import today as day
from anxin.places import queries as places
from anxin.supply.queries import ledger
from anxin.supply.queries import rounds as read

router = Router(tags=["overview"])
SHOWN_ROUNDS = 20


class Wrong(Out):
    kind: str
    count: int
    since: datetime | None
    compound_id: Id | None
    compound: str
    round_id: Id | None
    round: str


class Strip(Out):
    ordered: int
    bought: int
    arrived: int
    shared: int
    carried: int
    held: int
    received: int
    due: int


class CompoundLine(Out):
    id: Id
    name: str
    zone: str
    kind: str
    orders: int
    stops: int
    done: int
    held: int
    wrong: int
    wave_id: Id | None


class Today(Out):
    """What is wrong first, worst on top; then the day as steps, counted in households; then each compound."""

    at: datetime
    wrongs: list[Wrong]
    strip: Strip
    lines: list[CompoundLine]


class LedgerLine(Out):
    """Counts are texts: small ones are grouped."""

    day: date
    round_title: str
    pack: str
    households: str
    full: str
    short: str
    rule: str


@router.get("/today", response=Today, auth=needs(Permission.TODAY_SEE))
def get_today(request: Asked) -> Any:
    return day.today(request.auth)


@router.get("/public/{compound_ref}/rounds", response=list[PriceCard], auth=None)
@decorate_view(conditional_page)
def list_public_rounds(request: HttpRequest, compound_ref: Word) -> Any:
    """Price cards of the rounds under way at a compound, by the ref on its poster."""
    compound = places.compound_by_ref(compound_ref)
    language = reader(request).language
    return [read.price_card(row, language=language) for row in read.by_compound(compound)[:SHOWN_ROUNDS]]


@router.get("/public/{compound_ref}/ledger", response=Page[LedgerLine], auth=None)
@decorate_view(conditional_page)
def get_public_ledger(request: HttpRequest, compound_ref: Word, window: Query[Window]) -> Any:
    """The fairness ledger of a compound, newest first: how many households, which pack, when. No doors."""
    compound = places.compound_by_ref(compound_ref)
    upto = min(window.offset + window.limit + 1, 2000)
    rows = ledger.public(compound, reader(request).language, limit=upto)[window.offset :]
    return paged(rows, window, lambda row: row)
