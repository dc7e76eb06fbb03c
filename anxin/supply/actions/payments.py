"""Money that came in, per order. Recorded twice, counted once; more than is due is a slip unless it really came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor, system
from anxin.access.book import line, own_key, write_lines
from anxin.access.book import record as note
from anxin.access.models import Event
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply import providers
from anxin.supply.actions.refunds import even_out, take_order
from anxin.supply.models import Order, Payment, Refund
from anxin.supply.queries import money
from anxin.supply.terms import PaymentKind, RefundState

AT_ONCE = 200
"""Orders of one transaction when many are paid together."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one hand says of many orders."""

    kind: PaymentKind
    key: str
    reference: str


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
    key = own_key(by, key, provider)
    before = Payment.objects.filter(subdistrict_id=order.subdistrict_id, key=key).first()
    if before is not None:
        if (before.order_id, before.fen, before.kind) != (order.id, fen, kind):
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

    Short transactions of a few hundred orders; sent again with the same `key`, nothing is counted twice.
    Refuses `payment.reference_missing` (transfer, online), `payment.key_reused`; chunks before the refused one stand.
    """
    owing = money.accounts(by, round_id, to=Permission.MONEY_RECORD, only="unpaid")
    ids = sorted(owing.filter(id__in=list(order_ids)).order_by().values_list("id", flat=True))
    if ids and kind is not PaymentKind.CASH and not reference.strip():
        raise Refusal("payment.reference_missing")
    said = Said(kind, key, reference.strip()[:60])
    return sum(
        _record_chunk(by, round_id, ids[start : start + AT_ONCE], said)
        for start in range(0, len(ids), AT_ONCE)
    )


@transaction.atomic
def _record_chunk(by: Actor, round_id: int, ids: Sequence[int], said: Said) -> int:
    owing = money.accounts(by, round_id, to=Permission.MONEY_RECORD, only="unpaid").filter(id__in=ids)
    # Taken in one order, then read again: what another hand paid meanwhile is no longer owing.
    held = (
        Order.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in owing]).order_by("id")
    )
    if not list(held.values_list("id", flat=True)):
        return 0
    orders = list(owing.all())
    rows = _new_rows(by, orders, said)
    paid = {row.order_id: row.fen for row in rows}
    changed = [order for order in orders if order.id in paid]
    for order in changed:
        order.paid_fen += paid[order.id]
        order.version += 1
    Payment.objects.bulk_create(rows)
    if changed:
        Order.objects.bulk_create(
            changed,
            update_conflicts=True,
            update_fields=["paid_fen", "version"],
            unique_fields=["subdistrict_id", "id"],
        )
    write_lines(_line(by, order, row) for order, row in zip(changed, rows, strict=True))
    _even_out_all(by, changed)
    return len(orders)


def _new_rows(by: Actor, orders: Sequence[Any], said: Said) -> list[Payment]:
    """A payment for each order whose key is new; a key that was used for another amount is refused."""
    keys = {order.id: own_key(by, said.key, order.id) for order in orders}
    tenants = {order.subdistrict_id for order in orders}
    known = Payment.objects.filter(subdistrict_id__in=tenants, key__in=list(keys.values()))
    before = {row.key: (row.order_id, row.fen) for row in known}
    now, rows = clock.now(), []
    for order in orders:
        key = keys[order.id]
        if key in before:
            if before[key] != (order.id, order.unpaid_fen):
                raise Refusal("payment.key_reused")
            continue
        rows.append(
            Payment(
                subdistrict_id=order.subdistrict_id, order_id=order.id, kind=said.kind, fen=order.unpaid_fen,
                reference=said.reference, provider="offline", key=key, by=by.label, at=now, path=order.path,
            )
        )  # fmt: skip
    return rows


def _line(by: Actor, order: Order, row: Payment) -> Event:
    return line(
        "payment.recorded", by=by, subdistrict_id=order.subdistrict_id, about=f"order:{order.id}", path=order.path,
        fen=row.fen, kind=str(row.kind),
    )  # fmt: skip


def _even_out_all(by: Actor, orders: Sequence[Order]) -> None:
    """Who paid what was owing is owed nothing; rows that still say so are put right one by one."""
    owed = Refund.objects.filter(
        subdistrict_id__in={order.subdistrict_id for order in orders}, order_id__in=[order.id for order in orders],
        state=RefundState.OWED,
    )  # fmt: skip
    for pk in {(row.subdistrict_id, row.order_id) for row in owed}:
        even_out(by=by, order=Order.objects.get(pk=pk), why="overpaid")


def confirm(*, callback: Mapping[str, str], provider: str = "") -> Payment:
    """A provider says that money came. It is asked before any transaction begins; its word may come twice.

    Refuses what the provider does not sign for (`payment.callback_wrong`) and `not_found`.
    """
    fact = providers.chosen(provider).confirm(callback)
    by = system()
    order = money.order_by_ref(by, fact.subdistrict_id, fact.order_ref)
    return record(
        by=by, order_id=order.id, kind=PaymentKind.ONLINE, fen=fact.fen, key=fact.key,
        reference=fact.reference, provider=fact.provider,
    )  # fmt: skip
