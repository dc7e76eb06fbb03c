"""What is to be carried: the goods given to each household of one compound in one round."""

from __future__ import annotations

from anxin.access.actor import Actor, system
from anxin.delivery.models import Wave
from anxin.kernel.errors import NotYours
from anxin.supply.queries.goods import OrderGoods, to_deliver

__all__ = ["OrderGoods", "contents", "to_carry"]


def to_carry(round_id: int, compound_id: int) -> list[OrderGoods]:
    """For plans, whoever asks: the same orders give the same snapshot. Serves no page."""
    try:
        return to_deliver(system(), round_id, compound_id)
    except NotYours:
        return []


def contents(actor: Actor, wave: Wave) -> dict[int, OrderGoods]:
    """{order id: goods} in the actor's language. The wave was found by the actor's own area, its stops too."""
    reader = Actor(kind="system", id=0, door=actor.door, language=actor.language)
    return {goods.order_id: goods for goods in to_deliver(reader, wave.round_id, wave.compound_id)}
