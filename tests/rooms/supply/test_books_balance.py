"""Whatever is recorded, shared, paid, refunded and cancelled, in any order: the books balance in units and in fen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from anxin.kernel.errors import Refusal
from anxin.supply.actions import (
    batches,
    complaints,
    orders,
    payments,
    purchases,
    refunds,
    rounds,
    sharings,
    stock,
)
from anxin.supply.models import Order, OrderLine, Refund, Round, StockMove
from anxin.supply.queries import goods, ledger, money
from anxin.supply.rules import goods as rules
from anxin.supply.terms import BatchState, ComplaintKind, LineState, PaymentKind, RefundState
from tests.market import item, open_round
from tests.market import stock as shelf
from tests.rooms.supply.steps import homes, say
from tests.world import World, observe

HOMES = 4

deeds = st.one_of(
    st.tuples(st.just("say"), st.integers(0, HOMES - 1), st.integers(0, 4)),
    st.tuples(st.just("cancel"), st.integers(0, HOMES - 1), st.just(0)),
    st.tuples(st.just("pay"), st.integers(0, HOMES - 1), st.integers(1, 30_000)),
    st.tuples(st.just("online"), st.integers(0, HOMES - 1), st.integers(1, 30_000)),
    st.tuples(st.just("buy"), st.just(0), st.just(0)),
    st.tuples(st.just("came"), st.integers(0, 12), st.integers(0, 3)),
    st.tuples(st.just("off"), st.integers(1, 3), st.just(0)),
    st.tuples(st.just("share"), st.just(0), st.just(0)),
    st.tuples(st.just("hand"), st.integers(0, HOMES - 1), st.integers(0, 2)),
    st.tuples(st.just("back"), st.integers(0, HOMES - 1), st.integers(0, 2)),
    st.tuples(st.just("complain"), st.integers(0, HOMES - 1), st.integers(1, 6000)),
    st.tuples(st.just("refund"), st.integers(0, 5), st.integers(0, 1)),
    st.tuples(st.just("give"), st.integers(1, 3), st.just(0)),
)


class Day:
    """Does one deed after the other; what is refused changes nothing."""

    def __init__(self, world: World) -> None:
        self.world, self.wei, self.done = world, world.actor("wei"), 0
        self.round = open_round(world, compounds=[world.willow.id], delivery_fen=300)
        self.homes = homes(world.willow, HOMES)

    def do(self, deed: str, one: int, two: int) -> None:
        self.done += 1
        try:
            with transaction.atomic():
                getattr(self, deed)(one, two)
        except Refusal:
            pass

    def order(self, home: int) -> Order:
        row = Order.objects.filter(round_id=self.round.id, household_id=self.homes[home].id).first()
        if row is None:
            raise Refusal("none")
        return row

    def say(self, home: int, units: int) -> None:
        say(self.world, self.round, self.homes[home], {"A": units * 1000})

    def cancel(self, home: int, _: int) -> None:
        orders.cancel(by=self.wei, order_id=self.order(home).id)

    def pay(self, home: int, fen: int) -> None:
        key = f"pay{self.done}"
        payments.record(by=self.wei, order_id=self.order(home).id, kind=PaymentKind.CASH, fen=fen, key=key)

    def online(self, home: int, fen: int) -> None:
        payments.record(
            by=self.wei, order_id=self.order(home).id, kind=PaymentKind.ONLINE, fen=fen, key=f"on{self.done}",
            reference="T",
        )  # fmt: skip

    def buy(self, *_: int) -> None:
        rounds.close(by=self.wei, round_id=self.round.id)
        for row in purchases.draft(by=self.wei, round_id=self.round.id):
            purchases.send(by=self.wei, purchase_id=row.id, version=row.version)

    def came(self, units: int, bad: int) -> None:
        batches.record(
            by=self.wei, round_id=self.round.id, compound_id=self.world.willow.id,
            item_id=item(self.round, "A").id, state=BatchState.SPOILED if bad else BatchState.SHORT,
            came_milli=units * 1000, spoiled_milli=bad * 1000, key=f"came{self.done}",
        )  # fmt: skip

    def off(self, units: int, _: int) -> None:
        batches.write_off(
            by=self.wei, round_id=self.round.id, compound_id=self.world.willow.id,
            item_id=item(self.round, "A").id, milli=units * 1000, why="lost", key=f"off{self.done}",
        )  # fmt: skip

    def share(self, *_: int) -> None:
        sharings.share_out(by=self.wei, round_id=self.round.id)

    def hand(self, home: int, time: int) -> None:
        stock.hand_over(by=self.wei, order_id=self.order(home).id, about=f"handover:{home}{time}")

    def back(self, home: int, time: int) -> None:
        stock.take_back(by=self.wei, order_id=self.order(home).id, about=f"handover:{home}{time}")

    def complain(self, home: int, fen: int) -> None:
        order = self.order(home)
        line = OrderLine.objects.get(order_id=order.id)
        row = complaints.open(by=self.wei, order_id=order.id, kind=ComplaintKind.WRONG, line_id=line.id)
        complaints.settle(by=self.wei, complaint_id=row.id, fen=fen)

    def refund(self, which: int, waive: int) -> None:
        rows = list(Refund.objects.order_by("id"))
        if which >= len(rows):
            raise Refusal("none")
        if waive:
            refunds.waive(by=self.wei, refund_id=rows[which].id, words="不要了")
        else:
            refunds.pay(by=self.wei, refund_id=rows[which].id, kind=PaymentKind.CASH)

    def give(self, units: int, _: int) -> None:
        stock.give_on(
            by=self.wei, round_id=self.round.id, compound_id=self.world.willow.id,
            item_id=item(self.round, "A").id, milli=units * 1000, key=f"give{self.done}",
        )  # fmt: skip


def books_balance(day: Day) -> None:
    """Counted from the rows alone, not by the queries under test; then the queries must say the same."""
    for order in Order.objects.all():
        waived, owed, back = (
            Refund.objects.filter(order_id=order.id, state=s).aggregate(n=Sum("fen"))["n"] or 0
            for s in (RefundState.WAIVED, RefundState.OWED, RefundState.PAID)
        )
        came = order.payments.aggregate(n=Sum("fen"))["n"] or 0
        lines = list(OrderLine.objects.filter(order_id=order.id).select_related("item"))
        worth = sum(sum(rules.worth(x.qty_milli, x.item.supplier_fen, x.item.fee_fen)) for x in lines)
        carried = any(x.qty_milli if x.given_milli is None else x.given_milli for x in lines)
        due = 0
        if order.state == "active":
            due = worth - sum(x.refund_fen for x in lines) + (300 if carried else 0)
            assert order.goods_fen + order.fee_fen == due
            assert order.goods_fen >= 0
            assert order.fee_fen >= 0
        assert order.paid_fen == came - back
        assert owed == max(0, order.paid_fen - due - waived)
    assert (
        not OrderLine.objects.filter(state=LineState.SHARED)
        .exclude(qty_milli=F("given_milli") + F("short_milli"))
        .exists()
    )
    assert money.totals(day.wei, day.round.id).balances
    moved = StockMove.objects.aggregate(n=Sum("qty_milli"))["n"] or 0
    for row in ledger.balances(day.wei, day.round.id):
        b = row.whole
        assert b.ordered == b.given + b.short + b.unshared
        assert b.given <= b.received
        if row.item.code == "A":
            assert b.lying == moved
            assert b.received == b.handed_over + b.spoiled + b.surplus + b.lying
    points = {p.code for p in ledger.open_points(day.wei, day.round.id)}
    assert "books" not in points


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(deeds, min_size=4, max_size=24))
def test_any_sequence_of_deeds_keeps_the_books(world: World, steps: list[tuple[str, int, int]]) -> None:
    shelf(world)  # outside the savepoint: filled once
    spot = transaction.savepoint()
    try:
        day = Day(world)
        for deed, one, two in steps:
            day.do(deed, one, two)
            books_balance(day)
    finally:
        transaction.savepoint_rollback(spot)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wants=st.lists(st.integers(1, 4), min_size=HOMES, max_size=HOMES),
    came=st.integers(0, 10),
    then=st.lists(deeds.filter(lambda d: d[0] not in {"say", "cancel", "buy", "share"}), max_size=15),
    paid=st.lists(st.booleans(), min_size=HOMES, max_size=HOMES),
)
def test_the_books_of_a_whole_day_balance(
    world: World, wants: list[int], came: int, then: list[Any], paid: list[bool]
) -> None:
    """As above, but always through buying and sharing out, so that what follows is reached every time."""
    shelf(world)  # outside the savepoint: filled once
    spot = transaction.savepoint()
    try:
        day = Day(world)
        steps: list[Any] = [("say", home, units) for home, units in enumerate(wants)]
        steps += [("pay", home, wants[home] * 5000 + 300) for home in range(HOMES) if paid[home]]
        steps += [("buy", 0, 0), ("came", came, 0), ("share", 0, 0)]
        for deed, one, two in [*steps, *then]:
            day.do(deed, one, two)
        assert Round.objects.get(pk=day.round.pk).state == "shared"
        books_balance(day)
    finally:
        transaction.savepoint_rollback(spot)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wants=st.lists(st.integers(1, 4), min_size=6, max_size=6),
    came=st.integers(0, 24),
    isolated=st.sets(st.integers(0, 5), max_size=3),
)
def test_promises_of_sharing_out(world: World, wants: list[int], came: int, isolated: set[int]) -> None:
    """No isolated home has nothing while another has anything; nobody has a second before everybody has a first;
    nothing idle while somebody is short."""
    assume(came < sum(wants))
    shelf(world)  # outside the savepoint: filled once
    spot = transaction.savepoint()
    try:
        day = Day(world)
        day.homes = homes(world.willow, 6)
        for home in isolated:
            observe(day.homes[home])
        for home, units in enumerate(wants):
            day.say(home, units)
        day.buy()
        day.came(came, 0)
        day.share()
        got = {home: OrderLine.objects.get(order_id=day.order(home).id).given_milli or 0 for home in range(6)}
        assert sum(got.values()) == came * 1000
        if any(got[home] == 0 for home in isolated):
            assert not any(got[home] for home in range(6) if home not in isolated)
        if any(milli == 0 for milli in got.values()):
            assert not any(milli > 1000 for milli in got.values())
    finally:
        transaction.savepoint_rollback(spot)


def test_demand_counts_what_is_given_too(world: World) -> None:
    day = Day(world)
    for step in (("say", 0, 2), ("buy", 0, 0), ("came", 1, 0), ("share", 0, 0)):
        day.do(*step)
    assert goods.demand(day.wei, day.round.id)[0].wanted_milli == 2000
