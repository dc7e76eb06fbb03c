"""Order rounds: drafted, opened, closed; price card, text for the group, demand, what is still open."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.views.decorators.http import conditional_page
from ninja import Field, Query, Router, Status
from ninja.decorators import decorate_view

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Count, Fen, Id, In, Milli, Moment, Out, Page, Text, Window, Word, page
from anxin.supply.actions import rounds as actions
from anxin.supply.actions import settlements
from anxin.supply.queries import goods, ledger
from anxin.supply.queries import rounds as read
from anxin.supply.terms import RoundState

router = Router(tags=["rounds"])
P = Permission


class Round(Out):
    id: Id
    ref: str
    title: str
    state: str
    opens_at: datetime
    closes_at: datetime
    hard_closes_at: datetime
    arrives_at: datetime
    delivery_fen: int
    version: int


class Site(Out):
    compound_id: Id
    compound: str
    orders: int


class Figures(Out):
    orders: int
    waiting: int
    late: int
    conflicts: int
    review: int
    goods_fen: int
    fee_fen: int
    paid_fen: int


class RoundWhole(Round):
    sites: list[Site]
    figures: Figures


class Content(Out):
    name: str
    qty_milli: int
    unit: str


class CardRow(Out):
    item_id: Id
    code: str
    name: str
    unit: str
    category: str
    supplier: str
    supplier_fen: int
    fee_fen: int
    total_fen: int
    step_milli: int
    limit_milli: int | None
    left_milli: int | None
    min_units: int
    case_units: int
    contents: list[Content]


class PriceCard(Out):
    """Supplier price, fee and total stand apart; the organiser's number is in the text for the group only."""

    round_id: Id
    title: str
    state: str
    rows: list[CardRow]
    delivery_fen: int
    closes_at: datetime
    hard_closes_at: datetime
    arrives_at: datetime
    organiser: str
    after_sales: str
    note: str


class ShareText(Out):
    text: str


class SiteDemand(Out):
    compound_id: Id
    wanted_milli: int


class Demand(Out):
    item_id: Id
    code: str
    name: str
    unit: str
    wanted_milli: int
    cases: int
    bought_milli: int
    surplus_milli: int
    missing_units: int
    cost_fen: int
    households: int
    conflicts: int
    sites: list[SiteDemand]


class OpenPoint(Out):
    code: str
    count: int


class ItemIn(In):
    product_id: Id
    supplier_id: Id
    code: Annotated[str, Field(pattern="^[A-Z][0-9]?$")]
    unit: Annotated[str, Field(pattern=r"^[^\s\x00]{1,8}$")]
    supplier_fen: Fen
    fee_fen: Fen = 0
    case_units: Annotated[int, Field(ge=1, le=10**6)] = 1
    min_units: Count = 0
    limit_milli: Milli | None = None
    left_milli: Milli | None = None
    step_milli: Annotated[int, Field(ge=1, le=10**6)] = 1000


class RoundIn(In):
    title: Word
    organiser: Annotated[Word, Field(max_length=40)]
    compound_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    opens_at: Moment
    closes_at: Moment
    arrives_at: Moment
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=60)]
    after_sales: Annotated[Text, Field(max_length=120)] = ""
    note: Text = ""
    delivery_fen: Fen = 0


class SettleIn(In):
    unpaid_because: Text = ""


class ReopenIn(In):
    closes_at: Moment


class CancelIn(In):
    reason: Text


class RoundsWanted(Window):
    state: RoundState | None = None


def round_out(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Round.model_fields}


def _whole(request: Asked, row: Any) -> dict[str, Any]:
    sites = [
        Site(compound_id=s.compound_id, compound=s.compound.name, orders=s.orders)
        for s in read.sites(request.auth, row)
    ]
    return {**round_out(row), "sites": sites, "figures": read.figures(request.auth, row)}


@router.get("/rounds", response=Page[Round], auth=needs(P.ROUND_SEE))
def list_rounds(request: Asked, wanted: Query[RoundsWanted]) -> Any:
    """Rounds that reach into your area, newest first."""
    rows = read.rounds(request.auth)
    return page(rows.filter(state=wanted.state) if wanted.state else rows, wanted, round_out)


@router.post("/rounds", response={201: Round}, auth=needs(P.ROUND_EDIT))
def draft_round(request: Asked, said: RoundIn) -> Any:
    """One price card for all the compounds named."""
    row = actions.draft(
        by=request.auth, title=said.title, organiser=said.organiser, compound_ids=said.compound_ids,
        times=actions.Times(said.opens_at, said.closes_at, said.arrives_at),
        items=[actions.ItemTerms(**item.model_dump()) for item in said.items],
        after_sales=said.after_sales, note=said.note, delivery_fen=said.delivery_fen,
    )  # fmt: skip
    return Status(201, round_out(row))


@router.get("/rounds/{round_id}", response=RoundWhole, auth=needs(P.ROUND_SEE))
def get_round(request: Asked, round_id: Id) -> Any:
    return _whole(request, read.get(request.auth, round_id))


@router.post("/rounds/{round_id}/open", response=Round, auth=needs(P.ROUND_EDIT))
def open_round(request: Asked, round_id: Id) -> Any:
    return round_out(actions.open(by=request.auth, round_id=round_id))


@router.post("/rounds/{round_id}/close", response=Round, auth=needs(P.ROUND_EDIT))
def close_round(request: Asked, round_id: Id) -> Any:
    """Of two who close at once one does it; the other is refused `round.already_closed`."""
    return round_out(actions.close(by=request.auth, round_id=round_id))


@router.post("/rounds/{round_id}/reopen", response=Round, auth=needs(P.ROUND_EDIT))
def reopen_round(request: Asked, round_id: Id, said: ReopenIn) -> Any:
    """Closed too early and nothing bought yet: open again until then."""
    return round_out(actions.reopen(by=request.auth, round_id=round_id, closes_at=said.closes_at))


@router.post("/rounds/{round_id}/cancel", response=Round, auth=needs(P.ROUND_EDIT))
def cancel_round(request: Asked, round_id: Id, said: CancelIn) -> Any:
    """The round is off before anything was bought: every order ends, what was paid is owed back."""
    return round_out(actions.cancel(by=request.auth, round_id=round_id, reason=said.reason))


@router.post("/rounds/{round_id}/settle", response=Round, auth=needs(P.ROUND_EDIT))
def settle_round(request: Asked, round_id: Id, said: SettleIn) -> Any:
    """The books are closed: goods and money balance, or `settlement.open` says what does not."""
    row = settlements.settle(by=request.auth, round_id=round_id, unpaid_because=said.unpaid_because)
    return round_out(row)


@router.get("/rounds/{round_id}/card", response=PriceCard, auth=needs(P.ROUND_SEE))
@decorate_view(conditional_page)
def get_price_card(request: Asked, round_id: Id) -> Any:
    """Carries an ETag: ask again with If-None-Match."""
    return read.price_card(read.get(request.auth, round_id), language=request.auth.language)


@router.get("/rounds/{round_id}/text", response=ShareText, auth=needs(P.ROUND_EDIT))
def get_share_text(request: Asked, round_id: Id) -> Any:
    """What the organiser pastes into the group; answers below it come back through POST …/messages."""
    row = read.get(request.auth, round_id, to=P.ROUND_EDIT)
    return {"text": read.share_text(row, request.auth.language)}


@router.get("/rounds/{round_id}/demand", response=list[Demand], auth=needs(P.PURCHASE_SEE))
def get_demand(request: Asked, round_id: Id) -> Any:
    """By product, rounded to cases, with what is missing to minimums. For whoever holds the whole round."""
    return [
        Demand(
            item_id=d.item.id, code=d.item.code, name=read.in_language(d.item.product, request.auth.language),
            unit=d.item.unit, wanted_milli=d.wanted_milli, cases=d.cases, bought_milli=d.bought_milli,
            surplus_milli=d.surplus_milli, missing_units=d.missing_units, cost_fen=d.cost_fen,
            households=d.households, conflicts=d.conflicts,
            sites=[SiteDemand(compound_id=key, wanted_milli=n) for key, n in d.sites.items()],
        )
        for d in goods.demand(request.auth, round_id)
    ]  # fmt: skip


@router.get("/rounds/{round_id}/open-points", response=list[OpenPoint], auth=needs(P.ROUND_EDIT))
def get_open_points(request: Asked, round_id: Id) -> Any:
    """Why the round cannot be settled yet; empty when it can."""
    return [OpenPoint(code=p.code, count=p.count) for p in ledger.open_points(request.auth, round_id)]
