"""One order per household: sources meet, differ, are settled; totals and scarce goods balance."""

from __future__ import annotations

import pytest

from anxin.access.models import Event
from anxin.households.models import Household
from anxin.kernel.errors import NotYours, Refusal
from anxin.supply.actions import orders, payments, rounds
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Claim, Order, OrderLine, Refund, Round, RoundSite
from anxin.supply.terms import LineState, OrderState, PaymentKind, Source
from tests.market import card, item, move_times, open_round, refused
from tests.world import World


@pytest.fixture
def round_(world: World) -> Round:
    return open_round(world)


@pytest.fixture
def home(world: World) -> Household:
    return world.household(world.willow, "3", "1", "501")


def say(
    world: World, round_: Round, home: Household, code: str, qty: int, source: Source, **also: object
) -> Order:
    by = card(home) if source is Source.PAGE else world.actor("li")
    wish = Wish(item(round_, code).id, qty)
    return orders.say(
        by=by,
        round_id=round_.id,
        household_id=home.id,
        wishes=[wish],
        source=source,
        **also,  # type: ignore[arg-type]
    )


def line(order: Order, code: str) -> OrderLine:
    return OrderLine.objects.get(subdistrict_id=order.subdistrict_id, order_id=order.id, item__code=code)


def test_four_ways_meet_in_one_order(world: World, round_: Round, home: Household) -> None:
    for source in (Source.CHAT, Source.PAGE, Source.WORKER, Source.PAPER):
        order = say(world, round_, home, "A", 2000, source)
    assert Order.objects.count() == 1
    assert (order.goods_fen, order.fee_fen) == (9000, 1000)
    assert Claim.objects.count() == 4
    assert line(order, "A").state == LineState.ORDERED
    assert RoundSite.objects.get(compound_id=home.compound_id).orders == 1


def test_two_sources_that_differ_wait_for_a_person(world: World, round_: Round, home: Household) -> None:
    say(world, round_, home, "A", 2000, Source.CHAT)
    order = say(world, round_, home, "A", 3000, Source.PAGE)
    disputed = line(order, "A")
    assert (disputed.state, disputed.qty_milli) == (LineState.CONFLICT, 2000)
    assert {(c.source, c.qty_milli) for c in disputed.claims.all()} == {("chat", 2000), ("page", 3000)}
    assert order.goods_fen == 9000
    order = orders.settle(by=world.actor("li"), line_id=disputed.id, qty_milli=3000)
    assert (line(order, "A").state, line(order, "A").qty_milli) == (LineState.ORDERED, 3000)
    assert order.goods_fen == 13500
    again = say(world, round_, home, "A", 2000, Source.CHAT)  # the same relay pasted once more
    assert line(again, "A").qty_milli == 3000
    newer = say(world, round_, home, "A", 4000, Source.CHAT)  # a new word after the decision
    assert line(newer, "A").qty_milli == 4000


def test_the_same_source_replaces_itself(world: World, round_: Round, home: Household) -> None:
    say(world, round_, home, "A", 2000, Source.PAGE)
    order = say(world, round_, home, "B", 1000, Source.PAGE)
    assert line(order, "A").qty_milli == 0
    order = say(world, round_, home, "A", 1000, Source.PAGE, partial=True)
    assert (line(order, "A").qty_milli, line(order, "B").qty_milli) == (1000, 1000)
    assert (order.goods_fen, order.fee_fen) == (10500, 500)


def test_when_all_agree_again_the_conflict_is_over(world: World, round_: Round, home: Household) -> None:
    say(world, round_, home, "A", 2000, Source.CHAT)
    say(world, round_, home, "A", 3000, Source.PAGE)
    order = say(world, round_, home, "A", 3000, Source.CHAT)
    assert (line(order, "A").state, line(order, "A").qty_milli) == (LineState.ORDERED, 3000)


@pytest.mark.parametrize(
    ("code", "qty", "refusal"),
    [
        ("A", -1000, "order.negative"),
        ("A", 0, "order.empty"),
        ("A", 1_000_000, "order.too_large"),
        ("A", 1500, "order.step"),
        ("B", 4000, "order.over_limit"),
    ],
)
def test_amounts_that_are_refused(
    world: World, round_: Round, home: Household, code: str, qty: int, refusal: str
) -> None:
    with pytest.raises(Refusal) as refused:
        say(world, round_, home, code, qty, Source.WORKER)
    assert refused.value.code == refusal
    assert not Order.objects.exists()
    assert not Event.objects.filter(what="order.said").exists()


def test_a_key_sent_twice_is_carried_out_once(world: World, round_: Round, home: Household) -> None:
    first = say(world, round_, home, "A", 2000, Source.PAGE, key="k1")
    say(world, round_, home, "A", 3000, Source.PAGE, key="k2")
    again = say(world, round_, home, "A", 2000, Source.PAGE, key="k1")
    assert again.id == first.id
    assert line(again, "A").qty_milli == 3000
    assert Event.objects.filter(what="order.said").count() == 2


def test_late_is_taken_and_marked_after_the_hard_close_it_waits(
    world: World, round_: Round, home: Household
) -> None:
    move_times(round_, closes_ago_minutes=5)
    late = say(world, round_, home, "A", 1000, Source.PAGE)
    assert late.state == OrderState.ACTIVE
    assert late.made_at > late.round.closes_at
    move_times(round_, closes_ago_minutes=30)
    with refused("order.too_late"):
        say(world, round_, home, "A", 2000, Source.PAGE)
    other = world.household(world.willow, "3", "1", "502")
    waiting = say(world, round_, other, "A", 1000, Source.WORKER)
    assert (waiting.state, waiting.goods_fen) == (OrderState.WAITING, 0)
    rounds.close(by=world.actor("wei"), round_id=round_.id)
    assert RoundSite.objects.get(compound_id=home.compound_id).orders == 1
    taken = orders.take_waiting(by=world.actor("li"), order_id=waiting.id)
    assert (taken.state, taken.goods_fen) == (OrderState.ACTIVE, 4500)
    assert RoundSite.objects.get(compound_id=home.compound_id).orders == 2
    with refused("order.not_waiting"):
        orders.take_waiting(by=world.actor("li"), order_id=waiting.id)


def test_cancelling_frees_what_was_scarce(world: World, home: Household) -> None:
    round_ = open_round(world, left_milli=5000, delivery_fen=300)
    order = say(world, round_, home, "A", 4000, Source.PAGE)
    assert order.fee_fen == 4 * 500 + 300
    assert item(round_, "A").left_milli == 1000
    other = world.household(world.willow, "3", "1", "502")
    with refused("order.sold_out"):
        say(world, round_, other, "A", 2000, Source.PAGE)
    gone = orders.cancel(by=card(home), order_id=order.id)
    assert (gone.state, gone.goods_fen, gone.fee_fen) == (OrderState.CANCELLED, 0, 0)
    assert item(round_, "A").left_milli == 5000
    assert RoundSite.objects.get(round_id=round_.id, compound_id=home.compound_id).orders == 0
    back = say(world, round_, home, "A", 1000, Source.PAGE)
    assert (back.id, back.state, item(round_, "A").left_milli) == (order.id, OrderState.ACTIVE, 4000)


def test_a_word_taken_back_leaves_the_others(world: World, round_: Round, home: Household) -> None:
    say(world, round_, home, "A", 2000, Source.CHAT)
    order = say(world, round_, home, "A", 2000, Source.WORKER)
    li = world.actor("li")
    order = orders.withdraw(by=li, order_id=order.id, source=Source.CHAT)
    assert line(order, "A").qty_milli == 2000
    order = orders.withdraw(by=li, order_id=order.id, source=Source.WORKER)
    assert (line(order, "A").qty_milli, order.state) == (0, OrderState.CANCELLED)


def test_a_card_speaks_for_its_own_household_only(world: World, round_: Round, home: Household) -> None:
    other = world.household(world.willow, "3", "1", "502")
    wish = [Wish(item(round_, "A").id, 1000)]
    with pytest.raises(NotYours):
        orders.say(by=card(other), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE)
    with refused("order.source"):
        orders.say(by=card(home), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.WORKER)
    with refused("order.source"):
        orders.say(
            by=world.actor("li"), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE
        )
    with pytest.raises(NotYours):
        orders.say(
            by=world.actor("wang"),
            round_id=round_.id,
            household_id=home.id,
            wishes=wish,
            source=Source.WORKER,
        )
    with pytest.raises(NotYours):
        orders.say(
            by=world.actor("zhao"),
            round_id=round_.id,
            household_id=home.id,
            wishes=wish,
            source=Source.WORKER,
        )


def test_a_round_for_other_compounds_or_not_open_is_refused(world: World, home: Household) -> None:
    elsewhere = open_round(world, compounds=[world.maple.id])
    with refused("round.not_for_you"):
        say(world, elsewhere, home, "A", 1000, Source.WORKER)
    mine = open_round(world, title="周五")
    rounds.cancel(by=world.actor("wei"), round_id=mine.id, reason="供货方没有货")
    with refused("round.not_open"):
        say(world, mine, home, "A", 1000, Source.WORKER)


def test_what_was_paid_is_owed_back_when_less_is_due(world: World, round_: Round, home: Household) -> None:
    order = say(world, round_, home, "A", 2000, Source.PAGE)
    payments.record(by=world.actor("li"), order_id=order.id, kind=PaymentKind.CASH, fen=10_000, key="p1")
    order = say(world, round_, home, "A", 1000, Source.PAGE)
    assert Refund.objects.get(state="owed").fen == 5000
    orders.cancel(by=card(home), order_id=order.id)
    assert sum(Refund.objects.filter(state="owed").values_list("fen", flat=True)) == 10_000
