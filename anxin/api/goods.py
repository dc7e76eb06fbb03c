"""Buying, what really came, sharing out what is short."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Header, Query, Router, Status

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Id, IdempotencyKey, In, Milli, Out, Page, Text, Version, Window, Word, page
from anxin.supply.actions import batches, purchases, sharings
from anxin.supply.queries import goods as read
from anxin.supply.queries import rounds
from anxin.supply.terms import BatchState

router = Router(tags=["goods"])
P = Permission


class Purchase(Out):
    id: Id
    ref: str
    round_id: Id
    supplier_id: Id
    supplier: str
    state: str
    goods_fen: int
    delivery_fen: int
    sent_at: datetime | None
    version: int


class Share(Out):
    compound_id: Id
    compound: str
    wanted_milli: int
    units_milli: int


class PurchaseLine(Out):
    id: Id
    item_id: Id
    code: str
    name: str
    unit: str
    wanted_milli: int
    cases: int
    case_units: int
    unit_fen: int
    shares: list[Share]


class PurchaseWhole(Purchase):
    lines: list[PurchaseLine]


class Batch(Out):
    id: Id
    round_id: Id
    item_id: Id
    compound_id: Id
    state: str
    came_milli: int
    spoiled_milli: int
    substitute_id: Id | None
    batch_no: str
    producer: str
    expires_on: date | None
    arrived_at: datetime
    cleared_at: datetime | None


class Sharing(Out):
    """The fairness ledger's row: rule, amounts, how many were short. No doors."""

    id: Id
    item_id: Id
    name: str
    compound_id: Id
    rule_set: str
    rule: str
    wanted_milli: int
    had_milli: int
    given_milli: int
    households: int
    households_short: int
    made_at: datetime


class SendIn(In):
    version: Version
    agreed: Text = Field("", description="how the supplier agreed to less than its minimum")


class SeenIn(In):
    version: Version


class BatchIn(In):
    compound_id: Id
    item_id: Id
    state: BatchState
    came_milli: Milli
    spoiled_milli: Milli = 0
    substitute_id: Id | None = None
    batch_no: Annotated[Word, Field(max_length=40)] = ""
    producer: Word = ""
    expires_on: date | None = None
    note: Text = ""


class ShareIn(In):
    compound_id: Id | None = Field(None, description="without: every compound that is ready")


class BatchesWanted(Window):
    compound_id: Id | None = None


def purchase_out(row: Any) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in Purchase.model_fields if name != "supplier"}
    return {**own, "supplier": row.supplier.name}


def batch_out(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Batch.model_fields}


def _sharing_out(row: Any, language: str) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in Sharing.model_fields if name != "name"}
    return {**own, "name": rounds.in_language(row.item.product, language)}


@router.get("/rounds/{round_id}/purchases", response=Page[Purchase], auth=needs(P.PURCHASE_SEE))
def list_purchases(request: Asked, round_id: Id, window: Query[Window]) -> Any:
    rounds.get(request.auth, round_id, to=P.PURCHASE_SEE)
    return page(read.purchases(request.auth, round_id), window, purchase_out)


@router.post("/rounds/{round_id}/purchases", response={201: list[Purchase]}, auth=needs(P.PURCHASE_EDIT))
def draft_purchases(request: Asked, round_id: Id) -> Any:
    """One draft per supplier, whole cases, all compounds pooled; earlier drafts of the round are replaced."""
    return Status(201, [purchase_out(row) for row in purchases.draft(by=request.auth, round_id=round_id)])


@router.get("/purchases/{purchase_id}", response=PurchaseWhole, auth=needs(P.PURCHASE_SEE))
def get_purchase(request: Asked, purchase_id: Id) -> Any:
    row = read.purchase(request.auth, purchase_id)
    lines = [
        PurchaseLine(
            id=line.id, item_id=line.item_id, code=line.item.code, unit=line.item.unit,
            name=rounds.in_language(line.item.product, request.auth.language), wanted_milli=line.wanted_milli,
            cases=line.cases, case_units=line.case_units, unit_fen=line.unit_fen,
            shares=[
                Share(
                    compound_id=s.compound_id, compound=s.compound.name, wanted_milli=s.wanted_milli,
                    units_milli=s.units_milli,
                )
                for s in line.shares.all()
            ],
        )
        for line in read.purchase_lines(row)
    ]  # fmt: skip
    return {**purchase_out(row), "lines": lines}


@router.post("/purchases/{purchase_id}/send", response=Purchase, auth=needs(P.PURCHASE_EDIT))
def send_purchase(request: Asked, purchase_id: Id, said: SendIn) -> Any:
    """Given to the supplier; the round is bought when the last one is sent."""
    row = purchases.send(by=request.auth, purchase_id=purchase_id, version=said.version, agreed=said.agreed)
    return purchase_out(row)


@router.post("/purchases/{purchase_id}/cancel", response={204: None}, auth=needs(P.PURCHASE_EDIT))
def cancel_purchase(request: Asked, purchase_id: Id, said: SeenIn) -> Any:
    purchases.cancel(by=request.auth, purchase_id=purchase_id, version=said.version)
    return Status(204, None)


@router.get("/rounds/{round_id}/batches", response=Page[Batch], auth=needs(P.RECEIPT_RECORD))
def list_batches(request: Asked, round_id: Id, wanted: Query[BatchesWanted]) -> Any:
    """What was unloaded, newest first."""
    rounds.get(request.auth, round_id, to=P.RECEIPT_RECORD)
    return page(read.batches(request.auth, round_id, wanted.compound_id), wanted, batch_out)


@router.post("/rounds/{round_id}/batches", response={201: Batch}, auth=needs(P.RECEIPT_RECORD))
def record_batch(
    request: Asked,
    round_id: Id,
    said: BatchIn,
    key: Annotated[IdempotencyKey, Header(alias="Idempotency-Key")],
) -> Any:
    """What came of one product at one compound; `came_milli` counts good and bad. The same key twice is one batch."""
    row = batches.record(
        by=request.auth, round_id=round_id, compound_id=said.compound_id, item_id=said.item_id,
        state=said.state, came_milli=said.came_milli, key=key, spoiled_milli=said.spoiled_milli,
        substitute_id=said.substitute_id, batch_no=said.batch_no, producer=said.producer,
        expires_on=said.expires_on, note_words=said.note,
    )  # fmt: skip
    return Status(201, batch_out(row))


@router.get("/rounds/{round_id}/sharings", response=Page[Sharing], auth=needs(P.ROUND_SEE))
def list_sharings(request: Asked, round_id: Id, window: Query[Window]) -> Any:
    rounds.get(request.auth, round_id)
    rows = read.sharings(request.auth, round_id)
    return page(rows, window, lambda row: _sharing_out(row, request.auth.language))


@router.post("/rounds/{round_id}/share-out", response=list[Sharing], auth=needs(P.SHARE_OUT))
def share_out(request: Asked, round_id: Id, said: ShareIn) -> Any:
    """By the rule: the isolated first, then the fairest split; each line gets its rule, its amount, its refund."""
    rows = sharings.share_out(by=request.auth, round_id=round_id, compound_id=said.compound_id)
    return [_sharing_out(row, request.auth.language) for row in rows]
