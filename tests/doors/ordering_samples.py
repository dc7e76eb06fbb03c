"""What the routes of ordering name."""

from __future__ import annotations

from typing import Any

from anxin.flows import chat_orders
from anxin.supply.models import Entry
from tests.market import open_round
from tests.world import World


def ordering_samples(world: World) -> dict[str, Any]:
    """An open round with an order from the chat and a row that waits for a person."""
    round_ = open_round(world)
    text = "#接龙\nA 蔬菜包 50元/份\n\n1. 1-301 蔬菜包1\n2. 王阿姨 蔬菜包2份\n"
    taken = chat_orders.take(by=world.actor("li"), round_id=round_.id, compound_id=world.maple.id, text=text)
    return {
        "message_id": taken.message_id,
        "entry_id": Entry.objects.get(round_id=round_.id, state="review").id,
        "stair_id": world.household(world.maple, "1", "", "301").stair_id,
    }
