"""Moves of goods out of the point: handed over, taken back, given on. Each deed moves once, by its `about`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import own_key, record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.actions.batches import follow_stock, take_site
from anxin.supply.models import Order, OrderLine, StockMove
from anxin.supply.queries import goods
from anxin.supply.terms import LineState, MoveKind


@dataclass(frozen=True, slots=True)
class Move:
    """Everything given on this order leaves the point or comes back. `about` names the deed ("handover:…")."""

    order_id: int
    about: str
    kind: MoveKind


def hand_over(*, by: Actor, order_id: int, about: str) -> bool:
    """Everything given on this order leaves the point. False: done before."""
    return bool(move_many(by=by, moves=[Move(order_id, about, MoveKind.HANDED_OVER)]))


def take_back(*, by: Actor, order_id: int, about: str) -> bool:
    """The goods of this order are back at the point (nobody answered, wrong goods). False: done before."""
    return bool(move_many(by=by, moves=[Move(order_id, about, MoveKind.RETURNED)]))


@transaction.atomic
def move_many(*, by: Actor, moves: Sequence[Move]) -> int:
    """Goods of many orders in three statements; returns the rows written. What was moved before is left out.

    Delivery calls this in its own transaction and writes the book there. NotYours when one order is not the actor's.
    """
    if not moves:
        return 0
    orders = goods.orders_to(by, {move.order_id for move in moves}, Permission.HANDOVER_RECORD)
    lines = _given(orders)
    done = _moved(orders, moves)
    now = clock.now()
    rows = [
        StockMove(
            subdistrict_id=order.subdistrict_id, round_id=order.round_id, item_id=line.item_id,
            compound_id=order.compound_id, kind=move.kind, about=move.about, by=by.label, at=now, path=order.path,
            qty_milli=(line.given_milli or 0) * (-1 if move.kind is MoveKind.HANDED_OVER else 1),
        )
        for move in moves
        for order in [orders[move.order_id]]
        for line in lines.get(move.order_id, ())
        if (move.about, move.kind) not in done
    ]  # fmt: skip
    # Two phones at once: the constraint lets one of them write and the other writes nothing.
    StockMove.objects.bulk_create(rows, ignore_conflicts=True)
    for sid, round_id, compound_id in {(row.subdistrict_id, row.round_id, row.compound_id) for row in rows}:
        follow_stock(sid, round_id, compound_id)
    return len(rows)


def _given(orders: Mapping[int, Order]) -> dict[int, list[OrderLine]]:
    rows = OrderLine.objects.filter(
        subdistrict_id__in={order.subdistrict_id for order in orders.values()}, order_id__in=list(orders),
        state=LineState.SHARED, given_milli__gt=0,
    )  # fmt: skip
    found: dict[int, list[OrderLine]] = {}
    for row in rows:
        found.setdefault(row.order_id, []).append(row)
    return found


def _moved(orders: Mapping[int, Order], moves: Sequence[Move]) -> set[tuple[str, str]]:
    rows = StockMove.objects.filter(
        subdistrict_id__in={order.subdistrict_id for order in orders.values()},
        about__in={move.about for move in moves},
    )
    return set(rows.values_list("about", "kind"))


@transaction.atomic
def give_on(*, by: Actor, round_id: int, compound_id: int, item_id: int, milli: int, key: str) -> None:
    """Goods left over, or come back for good, go to others: a move, never a silent loss.

    Refuses `stock.not_enough` for more than lies there.
    """
    site = goods.site(by, round_id, compound_id, Permission.SHARE_OUT)
    take_site(site)
    about = f"surplus:{own_key(by, key, round_id, compound_id)[:40]}"
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
