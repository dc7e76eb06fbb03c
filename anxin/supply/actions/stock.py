"""Moves of goods out of the point: handed over, taken back, given on. Each deed moves once, by its `about`."""

from __future__ import annotations

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.actions.batches import take_site
from anxin.supply.models import OrderLine, StockMove
from anxin.supply.queries import goods
from anxin.supply.terms import LineState, MoveKind


def hand_over(*, by: Actor, order_id: int, about: str) -> bool:
    """Everything given on this order leaves the point. `about` names the handover ("handover:…"); False: done before.

    Delivery calls this in its own transaction and writes the book there.
    """
    return _move(by=by, order_id=order_id, about=about, kind=MoveKind.HANDED_OVER)


def take_back(*, by: Actor, order_id: int, about: str) -> bool:
    """The goods of this order are back at the point (nobody answered, wrong goods). False: done before."""
    return _move(by=by, order_id=order_id, about=about, kind=MoveKind.RETURNED)


@transaction.atomic
def _move(*, by: Actor, order_id: int, about: str, kind: MoveKind) -> bool:
    order = goods.order_to(by, order_id, Permission.HANDOVER_RECORD)
    sign = -1 if kind is MoveKind.HANDED_OVER else 1
    lines = OrderLine.objects.filter(
        subdistrict_id=order.subdistrict_id, order_id=order.id, state=LineState.SHARED, given_milli__gt=0
    )
    if StockMove.objects.filter(subdistrict_id=order.subdistrict_id, about=about, kind=kind).exists():
        return False
    now = clock.now()
    rows = [
        StockMove(
            subdistrict_id=order.subdistrict_id, round_id=order.round_id, item_id=line.item_id,
            compound_id=order.compound_id, kind=kind, qty_milli=sign * (line.given_milli or 0), about=about,
            by=by.label, at=now, path=order.path,
        )
        for line in lines
    ]  # fmt: skip
    # Two phones at once: the constraint lets one of them write and the other writes nothing.
    StockMove.objects.bulk_create(rows, ignore_conflicts=True)
    return bool(rows)


@transaction.atomic
def give_on(*, by: Actor, round_id: int, compound_id: int, item_id: int, milli: int, key: str) -> None:
    """Goods left over, or come back for good, go to others: a move, never a silent loss.

    Refuses `stock.not_enough` for more than lies there.
    """
    site = goods.site(by, round_id, compound_id, Permission.SHARE_OUT)
    take_site(site)
    about = f"surplus:{key}"[:60]
    if StockMove.objects.filter(subdistrict_id=site.subdistrict_id, about=about, item_id=item_id).exists():
        return
    lying = goods.stock(site.subdistrict_id, round_id, compound_id).get((item_id, compound_id), 0)
    if not 0 < milli <= lying:
        raise Refusal("stock.not_enough")
    StockMove.objects.create(
        subdistrict_id=site.subdistrict_id, round_id=round_id, item_id=item_id, compound_id=compound_id,
        kind=MoveKind.SURPLUS, qty_milli=-milli, about=about, by=by.label, at=clock.now(), path=site.path,
    )  # fmt: skip
    record(
        "stock.given_on", by=by, subdistrict_id=site.subdistrict_id, about=f"round:{round_id}", path=site.path,
        milli=milli,
    )  # fmt: skip
