"""Money per order: what came in, what is owed back, what was complained about. In fen."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Header, Query, Router, Status

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Id, IdempotencyKey, In, Out, Page, Text, Window, Word, page
from anxin.supply.actions import complaints, payments, refunds
from anxin.supply.queries import money as read
from anxin.supply.queries import rounds
from anxin.supply.terms import ComplaintKind, PaymentKind, RefundState

router = Router(tags=["money"])
P = Permission


class Account(Out):
    order_id: Id
    ref: str
    compound_id: Id
    due_fen: int
    paid_fen: int
    waived_fen: int
    unpaid_fen: int


class Payment(Out):
    id: Id
    order_id: Id
    kind: str
    fen: int
    provider: str
    at: datetime


class Refund(Out):
    id: Id
    order_id: Id
    line_id: Id | None
    fen: int
    why: str
    state: str
    kind: str
    owed_at: datetime
    paid_at: datetime | None


class Complaint(Out):
    id: Id
    order_id: Id
    line_id: Id | None
    kind: str
    words: str
    state: str
    answer: str
    said_at: datetime
    answered_at: datetime | None


class Totals(Out):
    """paid_in = due + refunded + owed + waived - unpaid, always."""

    orders: int
    due: int
    paid_in: int
    refunded: int
    owed: int
    waived: int
    unpaid: int
    unpaid_orders: int
    refunds_owed: int


class PaymentIn(In):
    kind: PaymentKind
    fen: Annotated[int, Field(ge=1, le=10**9)]
    reference: Word = ""


class PayBackIn(In):
    kind: PaymentKind
    reference: Word = ""


class WordsIn(In):
    words: Text


class ComplaintIn(In):
    kind: ComplaintKind
    words: Text = ""
    line_id: Id | None = None


class SettleIn(In):
    fen: Annotated[int, Field(ge=1, le=10**9)]
    words: Text = ""
    line_id: Id | None = None


class AccountsWanted(Window):
    only: Literal["", "unpaid", "paid"] = ""
    compound_id: Id | None = None


class RefundsWanted(Window):
    round_id: Id | None = None
    state: RefundState | None = None


class ComplaintsWanted(Window):
    round_id: Id | None = None
    only_open: bool = True


def _own(shape: Any, row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields}


@router.get("/rounds/{round_id}/accounts", response=Page[Account], auth=needs(P.MONEY_SEE))
def list_accounts(request: Asked, round_id: Id, wanted: Query[AccountsWanted]) -> Any:
    """How each order of a round stands."""
    rounds.get(request.auth, round_id, to=P.MONEY_SEE)
    rows = read.accounts(request.auth, round_id, only=wanted.only, compound_id=wanted.compound_id or 0)
    return page(
        rows, wanted,
        lambda row: Account(
            order_id=row.id, ref=row.ref, compound_id=row.compound_id, due_fen=row.due_fen,
            paid_fen=row.paid_fen, waived_fen=row.waived_fen, unpaid_fen=row.unpaid_fen,
        ),
    )  # fmt: skip


@router.get("/rounds/{round_id}/money", response=Totals, auth=needs(P.MONEY_SEE))
def get_totals(request: Asked, round_id: Id) -> Any:
    rounds.get(request.auth, round_id, to=P.MONEY_SEE)
    return read.totals(request.auth, round_id)


@router.get("/rounds/{round_id}/payments", response=Page[Payment], auth=needs(P.MONEY_SEE))
def list_payments(request: Asked, round_id: Id, window: Query[Window]) -> Any:
    rounds.get(request.auth, round_id, to=P.MONEY_SEE)
    return page(read.payments(request.auth, round_id), window, lambda row: _own(Payment, row))


@router.post("/orders/{order_id}/payments", response={201: Payment}, auth=needs(P.MONEY_RECORD))
def record_payment(
    request: Asked,
    order_id: Id,
    said: PaymentIn,
    key: Annotated[IdempotencyKey, Header(alias="Idempotency-Key")],
) -> Any:
    """Recorded twice with the same key, counted once. More than is due is refused as a slip of the pen."""
    row = payments.record(
        by=request.auth, order_id=order_id, kind=said.kind, fen=said.fen, key=key, reference=said.reference
    )
    return Status(201, _own(Payment, row))


@router.get("/refunds", response=Page[Refund], auth=needs(P.MONEY_SEE))
def list_refunds(request: Asked, wanted: Query[RefundsWanted]) -> Any:
    """Longest owed first."""
    rows = read.refunds(request.auth, round_id=wanted.round_id or 0, state=wanted.state or "")
    return page(rows, wanted, lambda row: _own(Refund, row))


@router.post("/refunds/{refund_id}/pay", response=Refund, auth=needs(P.MONEY_RECORD))
def pay_refund(request: Asked, refund_id: Id, said: PayBackIn) -> Any:
    """The money went back. A transfer or online refund needs its reference."""
    row = refunds.pay(by=request.auth, refund_id=refund_id, kind=said.kind, reference=said.reference)
    return _own(Refund, row)


@router.post("/refunds/{refund_id}/waive", response={204: None}, auth=needs(P.MONEY_RECORD))
def waive_refund(request: Asked, refund_id: Id, said: WordsIn) -> Any:
    """The household gives it up; what it said is kept."""
    refunds.waive(by=request.auth, refund_id=refund_id, words=said.words)
    return Status(204, None)


@router.get("/complaints", response=Page[Complaint], auth=needs(P.COMPLAINT_ANSWER))
def list_complaints(request: Asked, wanted: Query[ComplaintsWanted]) -> Any:
    rows = read.complaints(request.auth, round_id=wanted.round_id or 0, only_open=wanted.only_open)
    return page(rows, wanted, lambda row: _own(Complaint, row))


@router.post("/complaints/{complaint_id}/answer", response=Complaint, auth=needs(P.COMPLAINT_ANSWER))
def answer_complaint(request: Asked, complaint_id: Id, said: WordsIn) -> Any:
    """An explanation, when nothing can be given back."""
    return _own(Complaint, complaints.answer(by=request.auth, complaint_id=complaint_id, words=said.words))


@router.post("/complaints/{complaint_id}/settle", response=Complaint, auth=needs(P.COMPLAINT_ANSWER))
def settle_complaint(request: Asked, complaint_id: Id, said: SettleIn) -> Any:
    """Settled by taking money off a line: due is lowered, or it is owed back when it was paid."""
    row = complaints.settle(
        by=request.auth, complaint_id=complaint_id, fen=said.fen, words=said.words, line_id=said.line_id
    )
    return _own(Complaint, row)


@router.post("/orders/{order_id}/complaints", response={201: Complaint}, auth=needs(P.ORDER_ENTER))
def open_complaint(request: Asked, order_id: Id, said: ComplaintIn) -> Any:
    """For the household, by whoever it told: missed, wrong or spoiled. The same again, while it is open, is one."""
    row = complaints.open(
        by=request.auth, order_id=order_id, kind=said.kind, words=said.words, line_id=said.line_id
    )
    return Status(201, _own(Complaint, row))
