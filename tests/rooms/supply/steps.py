"""The day after the orders, step by step, by the actions themselves."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.households.models import Household
from anxin.places.models import Compound
from anxin.supply.actions import batches, orders, purchases, rounds
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Batch, Order, OrderLine, PurchaseOrder, Round
from anxin.supply.queries import goods
from anxin.supply.terms import BatchState, Source
from tests.market import item
from tests.world import World


def homes(compound: Compound, count: int = 0) -> list[Household]:
    rows = list(
        Household.objects.filter(subdistrict_id=compound.subdistrict_id, compound_id=compound.id).order_by(
            "path"
        )
    )
    return rows[:count] if count else rows


def say(world: World, round_: Round, home: Household, wants: Mapping[str, int]) -> Order:
    wishes = [Wish(item(round_, code).id, milli) for code, milli in wants.items()]
    return orders.say(
        by=world.actor("li"), round_id=round_.id, household_id=home.id, wishes=wishes, source=Source.WORKER
    )


def line(order: Order, code: str = "A") -> OrderLine:
    return OrderLine.objects.get(subdistrict_id=order.subdistrict_id, order_id=order.id, item__code=code)


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def buy(world: World, round_: Round) -> list[PurchaseOrder]:
    """Closed, drafted, sent."""
    wei = world.actor("wei")
    rounds.close(by=wei, round_id=round_.id)
    drafts = purchases.draft(by=wei, round_id=round_.id)
    return [purchases.send(by=wei, purchase_id=row.id, version=row.version) for row in drafts]


def arrive(
    world: World,
    round_: Round,
    compound: Compound,
    code: str,
    came_milli: int,
    *,
    spoiled_milli: int = 0,
    key: str = "",
    state: BatchState | None = None,
) -> Batch:
    return batches.record(
        by=world.actor("wei"), round_id=round_.id, compound_id=compound.id, item_id=item(round_, code).id,
        state=state or (BatchState.SPOILED if spoiled_milli else BatchState.SHORT), came_milli=came_milli,
        spoiled_milli=spoiled_milli, key=key or f"{round_.id}{compound.id}{code}{came_milli}",
    )  # fmt: skip


def lying(round_: Round, compound: Compound) -> int:
    return sum(goods.stock(round_.subdistrict_id, round_.id, compound.id).values())
