"""Money that must go back. What is owed follows from the order's own figures (rules.goods): nobody types it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Sum

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.models import Order, OrderLine, Refund, RoundSite
from anxin.supply.queries import money
from anxin.supply.rules import goods as rules
from anxin.supply.terms import LineState, PaymentKind, RefundState


def take_order(order: Order) -> Order:
    """Make the order's row ours until commit, and read it as it is now."""
    Order.objects.filter(pk=order.pk).update(version=F("version") + 1)
    return Order.objects.get(pk=order.pk)


def even_out(*, by: Actor, order: Order, why: str, line_id: int | None = None) -> int:
    """Bring what is owed back in line with the order; returns the fen owed now. Call with the order taken.

    More is owed: a refund is added. Less (a new wish used the money up): the newest owed refunds shrink.
    """
    stands = money.standing(order)
    rows = Refund.objects.filter(
        subdistrict_id=order.subdistrict_id, order_id=order.id, state=RefundState.OWED
    )
    owed = rows.aggregate(fen=Sum("fen"))["fen"] or 0
    if stands.owed > owed:
        _owe(by=by, order=order, fen=stands.owed - owed, why=why, line_id=line_id)
    elif stands.owed < owed:
        _owe_less(by=by, order=order, fen=owed - stands.owed)
    return stands.owed


def even_out_many(*, by: Actor, site: RoundSite, orders: Sequence[int], why: str) -> None:
    """After a sharing out: only orders that paid something can be owed."""
    for start in range(0, len(orders), 500):
        paid = Order.objects.filter(
            subdistrict_id=site.subdistrict_id, id__in=orders[start : start + 500], paid_fen__gt=0
        )
        for order in paid:
            even_out(by=by, order=order, why=why)


def _owe(*, by: Actor, order: Order, fen: int, why: str, line_id: int | None) -> None:
    row = Refund.objects.create(
        subdistrict_id=order.subdistrict_id, order_id=order.id, line_id=line_id, fen=fen, why=why,
        state=RefundState.OWED, owed_at=clock.now(), path=order.path,
    )  # fmt: skip
    _note(by, order, "refund.owed", refund=str(row.id), fen=fen, why=why)


def _owe_less(*, by: Actor, order: Order, fen: int) -> None:
    rows = Refund.objects.filter(
        subdistrict_id=order.subdistrict_id, order_id=order.id, state=RefundState.OWED
    ).order_by("-owed_at", "-id")
    left = fen
    for row in rows:
        cut = min(left, row.fen)
        if cut == row.fen:
            row.delete()
        else:
            Refund.objects.filter(pk=row.pk).update(fen=F("fen") - cut)
        left -= cut
        if not left:
            break
    _note(by, order, "refund.no_longer_owed", fen=fen)


def _note(by: Actor, order: Order, what: str, **facts: object) -> None:
    record(
        what, by=by, subdistrict_id=order.subdistrict_id, about=f"order:{order.id}", path=order.path, **facts
    )  # fmt: skip


def credit(*, by: Actor, order: Order, line_id: int, fen: int, why: str) -> int:
    """Take something off one line of a taken order: it lowers what is due, or is owed back when it was paid.

    Returns the fen owed now. Refuses `refund.more_than_worth`, `refund.not_shared_yet`.
    """
    line = (
        OrderLine.objects.filter(subdistrict_id=order.subdistrict_id, order_id=order.id, id=line_id)
        .select_related("item")
        .first()
    )
    if line is None or line.state != LineState.SHARED:
        raise Refusal("refund.not_shared_yet")
    most = sum(rules.worth(line.qty_milli, line.item.supplier_fen, line.item.fee_fen)) - line.refund_fen
    if not 0 < fen <= most:
        raise Refusal("refund.more_than_worth", yuan=f"{most // 100}.{most % 100:02d}")
    OrderLine.objects.filter(pk=line.pk).update(refund_fen=F("refund_fen") + fen)
    goods = min(fen, order.goods_fen)
    Order.objects.filter(pk=order.pk).update(
        goods_fen=F("goods_fen") - goods, fee_fen=F("fee_fen") - (fen - goods)
    )
    return even_out(by=by, order=Order.objects.get(pk=order.pk), why=why, line_id=line.id)


@transaction.atomic
def owe(*, by: Actor, order_id: int, line_id: int, fen: int, why: str) -> int:
    """A worker takes something off a line (spoiled in the bag, agreed at the door). Returns the fen owed now."""
    order = take_order(money.order(by, order_id, Permission.MONEY_RECORD))
    return credit(by=by, order=order, line_id=line_id, fen=fen, why=why[:20])


@transaction.atomic
def pay(*, by: Actor, refund_id: int, kind: PaymentKind, reference: str = "") -> Refund:
    """The money went back. A transfer or online refund needs its reference (`refund.reference_missing`).

    Refuses `refund.not_owed` when somebody was quicker.
    """
    row = money.refund(by, refund_id, Permission.MONEY_RECORD)
    if kind is not PaymentKind.CASH and not reference.strip():
        raise Refusal("refund.reference_missing")
    order = take_order(row.order)
    if not Refund.objects.filter(pk=row.pk, state=RefundState.OWED).update(
        state=RefundState.PAID,
        kind=kind,
        reference=reference.strip()[:60],
        paid_at=clock.now(),
        paid_by=by.label,
    ):
        raise Refusal("refund.not_owed")
    paid = Refund.objects.get(pk=row.pk)  # the amount as it was when the row became ours
    Order.objects.filter(pk=order.pk).update(paid_fen=F("paid_fen") - paid.fen)
    _note(by, order, "refund.paid", refund=str(row.id), fen=paid.fen, kind=str(kind))
    return paid


@transaction.atomic
def waive(*, by: Actor, refund_id: int, words: str) -> None:
    """The household gives the money up; what it said is kept. Refuses `refund.words_missing`, `refund.not_owed`."""
    row = money.refund(by, refund_id, Permission.MONEY_RECORD)
    if not words.strip():
        raise Refusal("refund.words_missing")
    order = take_order(row.order)
    if not Refund.objects.filter(pk=row.pk, state=RefundState.OWED).update(
        state=RefundState.WAIVED, reference=words.strip()[:60]
    ):
        raise Refusal("refund.not_owed")
    _note(by, order, "refund.waived", refund=str(row.id))
