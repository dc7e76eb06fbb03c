"""Orders: said for a household, cancelled, settled by a person where two sources differ."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Header, Query, Router

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Id, IdempotencyKey, In, Milli, Out, Page, Text, Version, Window, Word, paged
from anxin.supply.actions import orders as actions
from anxin.supply.queries import orders as read
from anxin.supply.queries import rounds
from anxin.supply.terms import Source

router = Router(tags=["orders"])
P = Permission


class Said(Out):
    source: str
    qty_milli: int


class Line(Out):
    id: Id
    item_id: Id
    qty_milli: int
    conflict: bool
    said: list[Said]


class Order(Out):
    id: Id
    ref: str
    round_id: Id
    household_id: Id
    compound_id: Id
    state: str
    goods_fen: int
    fee_fen: int
    paid_fen: int
    made_at: datetime
    version: int


class OrderWhole(Order):
    door: str
    lines: list[Line]


class WishIn(In):
    item_id: Id
    qty_milli: Milli


class SayIn(In):
    household_id: Id
    wishes: Annotated[list[WishIn], Field(max_length=60)]
    source: Literal["worker", "paper"] = "worker"
    partial: bool = Field(False, description="true: only these items; false: everything this source wants")
    note: Annotated[Text, Field(max_length=200)] | None = None


class SettleIn(In):
    qty_milli: Milli
    version: Version | None = None


class SeenIn(In):
    version: Version | None = None


class OrdersWanted(Window):
    compound_id: Id | None = None
    words: Word = ""
    show: Literal["all", "conflict", "late", "waiting", "unpaid", "cancelled"] = "all"


def order_out(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Order.model_fields}


def _whole(request: Asked, rows: list[Any], round_: Any) -> list[dict[str, Any]]:
    items = [item.id for item in rounds.items(round_)]
    grid = read.grid(request.auth, round_, rows, items)
    return [
        {
            **order_out(row),
            "door": shown.door,
            "lines": [
                {
                    "id": cell.line_id, "item_id": cell.item_id, "qty_milli": cell.qty_milli,
                    "conflict": cell.conflict, "said": list(cell.words),
                }
                for cell in shown.cells if cell.line_id is not None
            ],
        }
        for row, shown in zip(rows, grid, strict=True)
    ]  # fmt: skip


@router.get("/rounds/{round_id}/orders", response=Page[OrderWhole], auth=needs(P.ORDER_SEE))
def list_orders(request: Asked, round_id: Id, wanted: Query[OrdersWanted]) -> Any:
    """In walking order, with every line and who said what."""
    round_ = rounds.get(request.auth, round_id, to=P.ORDER_SEE)
    narrow = read.Narrow(compound_id=wanted.compound_id, words=wanted.words, show=wanted.show)
    rows = read.with_homes(read.listed(request.auth, round_, narrow))
    found = list(rows[wanted.offset : wanted.offset + wanted.limit + 1])
    return paged(_whole(request, found, round_), wanted, lambda row: row)


@router.post("/rounds/{round_id}/orders", response=Order, auth=needs(P.ORDER_ENTER))
def say_order(
    request: Asked, round_id: Id, said: SayIn, key: Annotated[IdempotencyKey, Header(alias="Idempotency-Key")]
) -> Any:
    """What the household wants, entered for it and marked so. The same key twice is one request.

    After the hard close the order waits (`state` is `waiting`). Another source with another amount makes a conflict.
    """
    return order_out(
        actions.say(
            by=request.auth, round_id=round_id, household_id=said.household_id, source=Source(said.source),
            wishes=[actions.Wish(wish.item_id, wish.qty_milli) for wish in said.wishes],
            key=key, partial=said.partial, note=said.note,
        )
    )  # fmt: skip


@router.get("/orders/{order_id}", response=OrderWhole, auth=needs(P.ORDER_SEE))
def get_order(request: Asked, order_id: Id) -> Any:
    row = read.get(request.auth, order_id)
    return _whole(request, [row], row.round)[0]


@router.post("/orders/{order_id}/cancel", response=Order, auth=needs(P.ORDER_ENTER))
def cancel_order(request: Asked, order_id: Id, said: SeenIn) -> Any:
    """The whole order is off. Cancelling twice is one cancelling."""
    return order_out(actions.cancel(by=request.auth, order_id=order_id, version=said.version))


@router.post("/orders/{order_id}/join", response=Order, auth=needs(P.ROUND_EDIT))
def take_waiting(request: Asked, order_id: Id) -> Any:
    """A late order joins the round after all, while there is enough."""
    return order_out(actions.take_waiting(by=request.auth, order_id=order_id))


@router.post("/lines/{line_id}/settle", response=Order, auth=needs(P.ORDER_ENTER))
def settle_line(request: Asked, line_id: Id, said: SettleIn) -> Any:
    """A person decides a line over all that was said; the words stay."""
    row = actions.settle(by=request.auth, line_id=line_id, qty_milli=said.qty_milli, version=said.version)
    return order_out(row)
