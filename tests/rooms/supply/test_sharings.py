"""Sharing out: everybody when there is enough, else the rule; memory; refunds beside it; nothing by halves."""

from __future__ import annotations

import pytest
from django.db.models import F, Sum

from anxin.access.models import Event
from anxin.kernel.errors import NotYours, Stale
from anxin.supply import planner
from anxin.supply.actions import payments, sharings
from anxin.supply.models import Order, OrderLine, Refund, Round, Sharing
from anxin.supply.queries import goods, ledger
from anxin.supply.terms import LineState, PaymentKind, RoundState
from tests.market import open_round, refused
from tests.rooms.supply.steps import arrive, buy, fresh, homes, lying, say
from tests.world import World, observe


@pytest.fixture
def round_(world: World) -> Round:
    """Six homes at 柳岸里 want two packs each."""
    row = open_round(world, compounds=[world.willow.id], delivery_fen=300)
    for home in homes(world.willow, 6):
        say(world, row, home, {"A": 2000})
    return row


def share(world: World, round_: Round, came_milli: int) -> None:
    buy(world, round_)
    arrive(world, round_, world.willow, "A", came_milli)
    sharings.share_out(by=world.actor("wei"), round_id=round_.id)


def given(round_: Round) -> list[int | None]:
    rows = OrderLine.objects.filter(order__round_id=round_.id).order_by("order__path")
    return list(rows.values_list("given_milli", flat=True))


def test_enough_for_all_gives_what_was_ordered_and_the_rest_is_surplus(world: World, round_: Round) -> None:
    share(world, round_, 13_000)
    assert given(round_) == [2000] * 6
    row = Sharing.objects.get()
    assert (row.had_milli, row.wanted_milli, row.given_milli, row.households_short) == (
        13_000,
        12_000,
        12_000,
        0,
    )
    assert lying(round_, world.willow) == 12_000
    assert ledger.balances(world.actor("wei"), round_.id)[0].whole.surplus == 1000
    assert Round.objects.get(pk=round_.pk).state == RoundState.SHARED
    assert Order.objects.filter(goods_fen=9000, fee_fen=1300).count() == 6


def test_nobody_has_a_second_before_everybody_has_a_first(world: World, round_: Round) -> None:
    share(world, round_, 8000)
    assert sorted(given(round_)) == [1000, 1000, 1000, 1000, 2000, 2000]  # type: ignore[type-var]
    assert not OrderLine.objects.exclude(qty_milli=F("given_milli") + F("short_milli")).exists()
    one = OrderLine.objects.filter(given_milli=1000).first()
    assert one is not None
    assert (one.rule, one.refund_fen) == ("share.first_only", 5000)
    assert one.reason == {"code": "share.first_only", "received": 8000, "wanted": 12_000}


def test_isolated_homes_come_first_and_no_line_says_so(world: World, round_: Round) -> None:
    last = homes(world.willow, 6)[-1]
    observe(last)
    share(world, round_, 1000)
    assert given(round_) == [0, 0, 0, 0, 0, 1000]
    got = OrderLine.objects.get(given_milli=1000)
    assert "isolated" not in f"{got.rule} {got.reason}"
    assert Sharing.objects.get().facts["by_class"] == {"2": [1, 1], "5": [5, 5]}


def test_who_was_short_last_time_comes_first_this_time(world: World, round_: Round) -> None:
    share(world, round_, 3000)
    short_before = set(OrderLine.objects.filter(given_milli=0).values_list("order__household_id", flat=True))
    again = open_round(world, compounds=[world.willow.id], title="周四蔬菜")
    for home in homes(world.willow, 6):
        say(world, again, home, {"A": 2000})
    share(world, again, 3000)
    served = OrderLine.objects.filter(order__round_id=again.id, given_milli=1000)
    assert set(served.values_list("order__household_id", flat=True)) == short_before


def test_half_jin_are_shared_in_half_jin(world: World) -> None:
    row = open_round(world, compounds=[world.willow.id])
    for home, milli in zip(homes(world.willow, 3), (1500, 2000, 2500), strict=True):
        say(world, row, home, {"C": milli})
    buy(world, row)
    arrive(world, row, world.willow, "C", 4500)
    sharings.share_out(by=world.actor("wei"), round_id=row.id)
    amounts = [milli or 0 for milli in given(row)]
    assert sum(amounts) == 4500
    assert all(milli >= 1000 and milli % 500 == 0 for milli in amounts)


def test_what_was_paid_for_and_did_not_come_is_owed_back(world: World, round_: Round) -> None:
    orders = list(Order.objects.order_by("path"))
    for order in orders[:4]:
        payments.record(
            by=world.actor("wei"), order_id=order.id, kind=PaymentKind.CASH, fen=10_300, key=f"p{order.id}"
        )
    share(world, round_, 0)
    assert Refund.objects.count() == 4
    assert (
        Refund.objects.aggregate(fen=Sum("fen"))["fen"] == 4 * 10_300
    )  # the delivery share too: nothing was carried
    assert all((fresh(o).goods_fen, fresh(o).fee_fen) == (0, 0) for o in orders)
    assert set(Refund.objects.values_list("why", flat=True)) == {"short"}


def test_nothing_is_shared_before_somebody_said_what_came(world: World, round_: Round) -> None:
    buy(world, round_)
    with refused("sharing.not_arrived"):
        sharings.share_out(by=world.actor("wei"), round_id=round_.id)
    assert not OrderLine.objects.filter(state=LineState.SHARED).exists()


def test_shared_once(world: World, round_: Round) -> None:
    share(world, round_, 12_000)
    with refused("sharing.nothing_to_share"):
        sharings.share_out(by=world.actor("wei"), round_id=round_.id)
    assert Event.objects.filter(what="goods.shared").count() == 1


def test_goods_that_come_while_the_split_is_computed_make_it_stale(
    world: World, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    wei = world.actor("wei")
    buy(world, round_)
    arrive(world, round_, world.willow, "A", 5000)
    plan = planner.share(wei, round_.id, world.willow.id)
    arrive(world, round_, world.willow, "A", 7000)
    monkeypatch.setattr(planner, "share", lambda *_: plan)
    with pytest.raises(Stale):
        sharings.share_out(by=wei, round_id=round_.id)
    assert given(round_) == [None] * 6
    assert not Sharing.objects.exists()


def test_only_those_who_share_out_here_may(world: World, round_: Round) -> None:
    buy(world, round_)
    arrive(world, round_, world.willow, "A", 5000)
    for name in ("wang", "qian", "zhang"):
        with pytest.raises(NotYours):
            sharings.share_out(by=world.actor(name), round_id=round_.id)


def test_the_public_ledger_counts_homes_and_groups_small_numbers(world: World, round_: Round) -> None:
    share(world, round_, 10_000)
    [row] = ledger.public(world.willow)
    assert (row.pack, row.households, row.full, row.short) == ("蔬菜包", "6", "4-5", "1-2")
    assert not any(home.ref in str(row) for home in homes(world.willow))


def test_what_goes_to_a_door_names_goods_and_nothing_else(world: World, round_: Round) -> None:
    observe(homes(world.willow, 1)[0])
    share(world, round_, 8000)
    out = goods.to_deliver(world.actor("wei"), round_.id, world.willow.id)
    assert len(out) == 6
    assert sum(x.qty_milli for one in out for x in one.lines) == 8000
    assert "observed" not in repr(out)
