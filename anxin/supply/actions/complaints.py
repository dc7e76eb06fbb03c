"""漏发、错发、变质: said in two taps, ended by a result or an explanation."""

from __future__ import annotations

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.actions.refunds import credit, take_order
from anxin.supply.models import Complaint, OrderLine
from anxin.supply.queries import goods, money
from anxin.supply.terms import ComplaintKind, ComplaintState, LineState


@transaction.atomic
def open(
    *,
    by: Actor,
    order_id: int,
    kind: ComplaintKind,
    words: str = "",
    photo: str = "",
    line_id: int | None = None,
) -> Complaint:
    """By the household or by somebody for it. The same complaint again, while it is open, is the same row.

    Refuses `complaint.not_shared_yet` before the goods were shared out, `complaint.line_unknown`.
    """
    order = take_order(goods.order_to(by, order_id, Permission.ORDER_OWN, Permission.ORDER_ENTER))
    lines = OrderLine.objects.filter(subdistrict_id=order.subdistrict_id, order_id=order.id)
    if not lines.filter(state=LineState.SHARED).exists():
        raise Refusal("complaint.not_shared_yet")
    if line_id is not None and not lines.filter(id=line_id).exists():
        raise Refusal("complaint.line_unknown")
    before = Complaint.objects.filter(
        subdistrict_id=order.subdistrict_id,
        order_id=order.id,
        line_id=line_id,
        kind=kind,
        state=ComplaintState.OPEN,
    ).first()
    if before is not None:
        return before
    row = Complaint.objects.create(
        subdistrict_id=order.subdistrict_id, order_id=order.id, line_id=line_id, kind=kind,
        words=words.strip()[:300], photo=photo[:80], said_by=by.label, said_at=clock.now(), path=order.path,
    )  # fmt: skip
    record(
        "complaint.opened", by=by, subdistrict_id=order.subdistrict_id, about=f"complaint:{row.id}",
        path=order.path, kind=str(kind),
    )  # fmt: skip
    return row


@transaction.atomic
def answer(*, by: Actor, complaint_id: int, words: str) -> Complaint:
    """An explanation, when nothing can be given back. Refuses `complaint.words_missing`, `complaint.answered`."""
    row = money.complaint(by, complaint_id)
    if not words.strip():
        raise Refusal("complaint.words_missing")
    return _end(by=by, row=row, state=ComplaintState.EXPLAINED, words=words, fen=0)


@transaction.atomic
def settle(
    *, by: Actor, complaint_id: int, fen: int, words: str = "", line_id: int | None = None
) -> Complaint:
    """Settled by taking `fen` off a line: due is lowered, or the money is owed back when it was paid.

    Refuses `complaint.line_missing` when neither the complaint nor the caller names a line, and as `refunds.credit`.
    """
    row = money.complaint(by, complaint_id)
    line = line_id or row.line_id
    if line is None:
        raise Refusal("complaint.line_missing")
    order = take_order(row.order)
    ended = _end(by=by, row=row, state=ComplaintState.SETTLED, words=words, fen=fen)
    credit(by=by, order=order, line_id=line, fen=fen, why="complaint")
    return ended


def _end(*, by: Actor, row: Complaint, state: ComplaintState, words: str, fen: int) -> Complaint:
    changed = Complaint.objects.filter(pk=row.pk, state=ComplaintState.OPEN).update(
        state=state, answer=words.strip()[:300], answered_by=by.label, answered_at=clock.now()
    )
    if not changed:
        raise Refusal("complaint.answered")
    record(
        f"complaint.{state}", by=by, subdistrict_id=row.subdistrict_id, about=f"complaint:{row.id}", path=row.path,
        fen=fen,
    )  # fmt: skip
    return Complaint.objects.get(pk=row.pk)
