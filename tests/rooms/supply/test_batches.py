"""What came: recorded once, corrected by further rows, found again by batch number."""

from __future__ import annotations

import pytest

from anxin.kernel.errors import NotYours
from anxin.supply.actions import batches, sharings, stock
from anxin.supply.models import Batch, PurchaseOrder, Round, StockMove
from anxin.supply.queries import goods
from anxin.supply.terms import BatchState, PurchaseState, RoundState
from tests.market import item, open_round, refused
from tests.rooms.supply.steps import arrive, buy, homes, lying, say
from tests.world import World


@pytest.fixture
def round_(world: World) -> Round:
    row = open_round(world)
    for home in [*homes(world.maple, 3), *homes(world.willow, 2)]:
        say(world, row, home, {"A": 2000})
    buy(world, row)
    return row


def test_a_batch_moves_goods_and_the_same_key_moves_them_once(world: World, round_: Round) -> None:
    first = arrive(world, round_, world.maple, "A", 6000, spoiled_milli=1000, key="k1")
    again = arrive(world, round_, world.maple, "A", 6000, spoiled_milli=1000, key="k1")
    assert first.pk == again.pk
    assert Batch.objects.count() == 1
    assert lying(round_, world.maple) == 5000
    assert first.line is not None


def test_the_round_has_arrived_when_every_compound_said_what_came(world: World, round_: Round) -> None:
    arrive(world, round_, world.maple, "A", 6000)
    assert Round.objects.get(pk=round_.pk).state == RoundState.BOUGHT
    arrive(world, round_, world.willow, "A", 0)  # nothing came: that is said too
    assert Round.objects.get(pk=round_.pk).state == RoundState.ARRIVED
    assert PurchaseOrder.objects.get().state == PurchaseState.RECEIVED


@pytest.mark.parametrize(
    ("state", "came", "spoiled"),
    [
        (BatchState.SPOILED, 1000, 0),
        (BatchState.FULL, 1000, 500),
        (BatchState.SPOILED, 1000, 2000),
        (BatchState.FULL, -1000, 0),
        (BatchState.SUBSTITUTED, 1000, 0),
    ],
)
def test_amounts_that_contradict_themselves_are_refused(
    world: World, round_: Round, state: BatchState, came: int, spoiled: int
) -> None:
    with refused("batch.amounts_wrong"):
        arrive(world, round_, world.maple, "A", came, spoiled_milli=spoiled, state=state)
    assert not Batch.objects.exists()


def test_a_correction_is_a_further_row(world: World, round_: Round) -> None:
    wei, code = world.actor("wei"), item(round_, "A").id
    arrive(world, round_, world.maple, "A", 6000)
    arrive(world, round_, world.maple, "A", 2000, key="more")
    for _ in range(2):
        batches.write_off(
            by=wei, round_id=round_.id, compound_id=world.maple.id, item_id=code, milli=3000, why="counted_wrong",
            key="w1",
        )  # fmt: skip
    assert lying(round_, world.maple) == 5000
    assert list(StockMove.objects.order_by("id").values_list("qty_milli", flat=True)) == [6000, 2000, -3000]
    with refused("batch.amounts_wrong"):
        batches.write_off(
            by=wei,
            round_id=round_.id,
            compound_id=world.maple.id,
            item_id=code,
            milli=6000,
            why="lost",
            key="w2",
        )


def test_property_staff_record_at_their_own_gate_only(world: World, round_: Round) -> None:
    qian = world.actor("qian")
    row = batches.record(
        by=qian, round_id=round_.id, compound_id=world.willow.id, item_id=item(round_, "A").id,
        state=BatchState.FULL, came_milli=4000, key="q",
    )  # fmt: skip
    assert row.recorded_by == qian.label
    assert [e.came_milli for e in goods.expected(qian, round_.id, world.willow.id)] == [4000]
    with pytest.raises(NotYours):
        batches.record(
            by=qian, round_id=round_.id, compound_id=world.maple.id, item_id=item(round_, "A").id,
            state=BatchState.FULL, came_milli=4000, key="q2",
        )  # fmt: skip


def test_a_recall_names_the_households_that_got_it(world: World, round_: Round) -> None:
    wei = world.actor("wei")
    for compound in (world.maple, world.willow):
        row = batches.record(
            by=wei, round_id=round_.id, compound_id=compound.id, item_id=item(round_, "A").id,
            state=BatchState.FULL, came_milli=4000, key=f"r{compound.id}", batch_no="20261121-7",
        )  # fmt: skip
    sharings.share_out(by=wei, round_id=round_.id)
    found = goods.recall(wei, row.id)
    assert {line.order.compound_id for line in found} == {world.maple.id, world.willow.id}
    assert sum(line.given_milli or 0 for line in found) == 8000
    with pytest.raises(NotYours):
        goods.recall(world.actor("wang"), row.id)


def test_handing_over_moves_once_and_taking_back_returns(world: World, round_: Round) -> None:
    wei = world.actor("wei")
    arrive(world, round_, world.maple, "A", 6000)
    sharings.share_out(by=wei, round_id=round_.id, compound_id=world.maple.id)
    [one, *_] = goods.to_deliver(wei, round_.id, world.maple.id)
    assert (one.boxes, [(x.name, x.qty_milli, x.unit) for x in one.lines]) == (2, [("蔬菜包", 2000, "份")])
    for _ in range(3):
        stock.hand_over(by=wei, order_id=one.order_id, about="handover:1")
    assert lying(round_, world.maple) == 4000
    for _ in range(2):
        stock.take_back(by=wei, order_id=one.order_id, about="handover:1")
    assert lying(round_, world.maple) == 6000


def test_batches_are_cleared_when_nothing_lies_there(world: World, round_: Round) -> None:
    wei = world.actor("wei")
    arrive(world, round_, world.maple, "A", 6000)
    sharings.share_out(by=wei, round_id=round_.id, compound_id=world.maple.id)
    assert [row.lying_milli for row in goods.waiting_at_gate(wei)] == [6000]
    for number, one in enumerate(goods.to_deliver(wei, round_.id, world.maple.id)):
        stock.hand_over(by=wei, order_id=one.order_id, about=f"handover:{number}")
    assert Batch.objects.exclude(cleared_at=None).count() == 1
    assert goods.waiting_at_gate(wei) == []
    assert batches.clear(by=wei, round_id=round_.id, compound_id=world.maple.id) == 0
    stock.take_back(by=wei, order_id=one.order_id, about="handover:0")
    assert Batch.objects.filter(cleared_at=None).count() == 1
