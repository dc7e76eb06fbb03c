"""Money that came in, per order. Recorded twice, counted once; more than is due is a slip unless it really came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor, system
from anxin.access.book import record as note
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply import providers
from anxin.supply.actions.refunds import even_out, take_order
from anxin.supply.models import Order, Payment
from anxin.supply.queries import money
from anxin.supply.terms import PaymentKind


@transaction.atomic
def record(
    *,
    by: Actor,
    order_id: int,
    kind: PaymentKind,
    fen: int,
    key: str,
    reference: str = "",
    provider: str = "offline",
) -> Payment:
    """Cash, a transfer seen in the account, or money a provider has confirmed. The same `key` gives the same row back.

    A worker's record above what is due is refused (`payment.more_than_due`): a typing slip is likelier than a gift.
    Online money above it is taken and the rest owed back at once: it has really come. Refuses also
    `payment.amount_wrong`, `payment.reference_missing` (transfer, online), `payment.key_reused`.
    """
    order = take_order(money.order(by, order_id, Permission.MONEY_RECORD))
    before = Payment.objects.filter(subdistrict_id=order.subdistrict_id, key=key).first()
    if before is not None:
        if (before.order_id, before.fen) != (order.id, fen):
            raise Refusal("payment.key_reused")
        return before
    if fen <= 0:
        raise Refusal("payment.amount_wrong")
    if kind is not PaymentKind.CASH and not reference.strip():
        raise Refusal("payment.reference_missing")
    unpaid = money.standing(order).unpaid
    if fen > unpaid and kind is not PaymentKind.ONLINE:
        raise Refusal("payment.more_than_due", yuan=f"{unpaid // 100}.{unpaid % 100:02d}")
    row = Payment.objects.create(
        subdistrict_id=order.subdistrict_id, order_id=order.id, kind=kind, fen=fen,
        reference=reference.strip()[:60], provider=provider, key=key, by=by.label, at=clock.now(), path=order.path,
    )  # fmt: skip
    Order.objects.filter(pk=order.pk).update(paid_fen=F("paid_fen") + fen)
    note(
        "payment.recorded", by=by, subdistrict_id=order.subdistrict_id, about=f"order:{order.id}", path=order.path,
        fen=fen, kind=str(kind),
    )  # fmt: skip
    even_out(by=by, order=Order.objects.get(pk=order.pk), why="overpaid")
    return row


def record_many(
    *, by: Actor, round_id: int, order_ids: Sequence[int], kind: PaymentKind, key: str, reference: str = ""
) -> int:
    """Each of these orders paid what it still owes: the money a building chief brought. Returns how many.

    One short transaction per order; sent again with the same `key`, nothing is counted twice.
    """
    rows = money.accounts(by, round_id, to=Permission.MONEY_RECORD, only="unpaid").filter(
        id__in=list(order_ids)
    )
    amounts = [(order.id, order.unpaid_fen) for order in rows]
    for order_id, fen in amounts:
        record(
            by=by, order_id=order_id, kind=kind, fen=fen, key=f"{key}:{order_id}"[:64], reference=reference
        )
    return len(amounts)


def confirm(*, callback: Mapping[str, str], provider: str = "") -> Payment:
    """A provider says that money came. It is asked before any transaction begins; its word may come twice.

    Refuses what the provider does not sign for (`payment.callback_wrong`) and `not_found`.
    """
    fact = providers.chosen(provider).confirm(callback)
    by = system()
    order = money.order_by_ref(by, fact.subdistrict_id, fact.order_ref)
    return record(
        by=by, order_id=order.id, kind=PaymentKind.ONLINE, fen=fact.fen, key=f"{fact.provider}:{fact.key}"[:64],
        reference=fact.reference, provider=fact.provider,
    )  # fmt: skip
