"""What is to be carried: the goods given to each household of one compound in one round."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from anxin.access.actor import Actor, system
from anxin.supply.models import Order, OrderLine
from anxin.supply.terms import LineState, OrderState


@dataclass(frozen=True, slots=True)
class GoodsLine:
    name: str
    qty_milli: int
    unit: str


@dataclass(frozen=True, slots=True)
class OrderGoods:
    """What one household is handed: no reason, no state, no money. `path` is the household's."""

    order_id: int
    household_id: int
    ref: str
    path: str
    boxes: int
    lines: tuple[GoodsLine, ...] = ()


def to_carry(round_id: int, compound_id: int) -> list[OrderGoods]:
    """For plans, whoever asks: the same orders give the same snapshot. Serves no page."""
    return contents(system(), round_id, compound_id)


def contents(actor: Actor, round_id: int, compound_id: int) -> list[OrderGoods]:
    """As this actor reads it, in the order of doors; the caller has found the wave by the actor's own areas."""
    given: dict[int, list[OrderLine]] = defaultdict(list)
    lines = OrderLine.objects.filter(
        order__round_id=round_id, order__compound_id=compound_id, order__state=OrderState.ACTIVE,
        state=LineState.SHARED, given_milli__gt=0,
    )  # fmt: skip
    for line in lines.select_related("item__product").order_by("item__order", "item__code"):
        given[line.order_id].append(line)
    orders = Order.objects.filter(round_id=round_id, compound_id=compound_id).order_by("path")
    return [
        OrderGoods(
            order.id, order.household_id, order.ref, order.path,
            max(1, -(-sum(x.given_milli or 0 for x in given[order.id] if x.item.unit == "份") // 1000)),
            tuple(GoodsLine(x.item.product.name, x.given_milli or 0, x.item.unit) for x in given[order.id]),
        )
        for order in orders
        if order.id in given
    ]  # fmt: skip
