"""Buying: pooled over compounds, whole cases, minimums, hand changes, sending."""

from __future__ import annotations

import pytest

from anxin.kernel.errors import NotYours, Stale
from anxin.supply.actions import purchases, rounds, suppliers
from anxin.supply.models import PurchaseLine, PurchaseOrder, PurchaseShare, Round, RoundItem, Supplier
from anxin.supply.queries import goods
from anxin.supply.terms import PurchaseState, RoundState
from tests.market import item, open_round, refused
from tests.rooms.supply.steps import buy, homes, say
from tests.world import World


@pytest.fixture
def round_(world: World) -> Round:
    """A: 7 at 枫林苑 and 6 at 柳岸里 (case of ten); C: 1.5 jin at 柳岸里."""
    row = open_round(world)
    for home, units in zip(homes(world.maple, 3), (3000, 2000, 2000), strict=True):
        say(world, row, home, {"A": units})
    for home in homes(world.willow, 2):
        say(world, row, home, {"A": 3000})
    say(world, row, homes(world.willow)[2], {"C": 1500})
    return row


def shares(round_: Round, code: str) -> dict[str, tuple[int, int]]:
    rows = PurchaseShare.objects.filter(line__item_id=item(round_, code).id).exclude(
        line__purchase_order__state=PurchaseState.CANCELLED
    )
    return {row.compound.name: (row.wanted_milli, row.units_milli) for row in rows.select_related("compound")}


def test_draft_pools_compounds_into_whole_cases(world: World, round_: Round) -> None:
    rounds.close(by=world.actor("wei"), round_id=round_.id)
    [row] = purchases.draft(by=world.actor("wei"), round_id=round_.id)
    line = PurchaseLine.objects.get(item_id=item(round_, "A").id)
    assert (line.wanted_milli, line.cases, line.case_units) == (13000, 2, 10)
    assert shares(round_, "A") == {"枫林苑": (7000, 14000), "柳岸里": (6000, 6000)}
    assert PurchaseLine.objects.get(item_id=item(round_, "C").id).cases == 2
    assert row.goods_fen == 20 * 4500 + 2 * 250
    assert row.facts["unmet"] == []


def test_draft_waits_for_the_cut_off(world: World, round_: Round) -> None:
    with refused("purchase.round_open"):
        purchases.draft(by=world.actor("wei"), round_id=round_.id)
    assert not PurchaseOrder.objects.exists()


def test_a_new_draft_replaces_the_old_one_until_it_was_sent(world: World, round_: Round) -> None:
    wei = world.actor("wei")
    rounds.close(by=wei, round_id=round_.id)
    [first] = purchases.draft(by=wei, round_id=round_.id)
    [second] = purchases.draft(by=wei, round_id=round_.id)
    assert PurchaseOrder.objects.get(pk=first.pk).state == PurchaseState.CANCELLED
    purchases.send(by=wei, purchase_id=second.id, version=second.version)
    assert Round.objects.get(pk=round_.pk).state == RoundState.BOUGHT
    with refused("purchase.too_late"):
        purchases.draft(by=wei, round_id=round_.id)


def test_a_minimum_pooled_over_compounds_is_met_and_one_that_is_not_is_said(
    world: World, round_: Round
) -> None:
    wei = world.actor("wei")
    RoundItem.objects.filter(id=item(round_, "A").id).update(
        min_units=20
    )  # 13 wished, two cases: met together
    RoundItem.objects.filter(id=item(round_, "C").id).update(min_units=10)
    rounds.close(by=wei, round_id=round_.id)
    [row] = purchases.draft(by=wei, round_id=round_.id)
    assert row.facts["unmet"] == [{"what": "item", "key": str(item(round_, "C").id), "has": 2, "needs": 10}]
    assert PurchaseLine.objects.get(item_id=item(round_, "C").id).cases == 2  # nobody buys for the bin
    with refused("purchase.below_minimum"):
        purchases.send(by=wei, purchase_id=row.id, version=row.version)
    sent = purchases.send(by=wei, purchase_id=row.id, version=row.version, agreed="电话同意按 2 斤送")
    assert sent.state == PurchaseState.SENT


def test_the_minimum_of_a_supplier_is_in_money(world: World, round_: Round) -> None:
    wei = world.actor("wei")
    Supplier.objects.update(min_order_fen=100_000, delivery_fen=3000)
    rounds.close(by=wei, round_id=round_.id)
    [row] = purchases.draft(by=wei, round_id=round_.id)
    [unmet] = row.facts["unmet"]
    assert (unmet["what"], unmet["has"], unmet["needs"]) == ("supplier", 90_500, 100_000)
    assert row.delivery_fen == 3000


def test_cases_changed_by_hand_keep_the_shares_whole(world: World, round_: Round) -> None:
    wei = world.actor("wei")
    rounds.close(by=wei, round_id=round_.id)
    [row] = purchases.draft(by=wei, round_id=round_.id)
    line = PurchaseLine.objects.get(item_id=item(round_, "A").id)
    less = purchases.change_cases(by=wei, purchase_id=row.id, version=row.version, cases={line.id: 1})
    got = shares(round_, "A")
    assert sum(units for _, units in got.values()) == 10_000
    assert got["枫林苑"][1] == 7000  # 封控 before 管控
    assert less.goods_fen == 10 * 4500 + 2 * 250
    with pytest.raises(Stale):
        purchases.change_cases(by=wei, purchase_id=row.id, version=row.version, cases={line.id: 3})
    purchases.change_cases(by=wei, purchase_id=row.id, version=less.version, cases={line.id: 3})
    assert sum(units for _, units in shares(round_, "A").values()) == 30_000


def test_orders_changed_while_planning_are_noticed(
    world: World, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anxin.supply import planner
    from anxin.supply.actions import orders

    rounds.close(by=world.actor("wei"), round_id=round_.id)
    plan = planner.purchase(world.actor("wei"), round_.id)
    orders.cancel(by=world.actor("wei"), order_id=round_.orders.first().id)  # type: ignore[union-attr]
    monkeypatch.setattr(planner, "purchase", lambda *_: plan)
    with pytest.raises(Stale):
        purchases.draft(by=world.actor("wei"), round_id=round_.id)
    assert not PurchaseOrder.objects.exists()


def test_nothing_is_sent_to_a_blocked_supplier(world: World, round_: Round) -> None:
    wei = world.actor("wei")
    rounds.close(by=wei, round_id=round_.id)
    [row] = purchases.draft(by=wei, round_id=round_.id)
    suppliers.block(by=wei, supplier_id=row.supplier_id, reason="两批变质")
    with refused("purchase.supplier_blocked"):
        purchases.send(by=wei, purchase_id=row.id, version=row.version)


def test_another_subdistrict_sees_no_purchase(world: World, round_: Round) -> None:
    [row] = buy(world, round_)
    assert not goods.purchases(world.actor("wang")).exists()
    with pytest.raises(NotYours):
        goods.purchase(world.actor("wang"), row.id)
    with pytest.raises(NotYours):
        goods.demand(world.actor("wang"), round_.id)
