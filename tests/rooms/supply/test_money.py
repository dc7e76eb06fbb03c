"""Payments, refunds, complaints, settlement: idempotent, in balance, and closed only when nothing is open."""

from __future__ import annotations

import pytest

from anxin.kernel.errors import NotYours, Refusal
from anxin.supply.actions import complaints, orders, payments, refunds, settlements, sharings, stock
from anxin.supply.models import Complaint, Order, Payment, Refund, Round
from anxin.supply.queries import ledger, money
from anxin.supply.terms import ComplaintKind, ComplaintState, PaymentKind, RefundState, RoundState
from tests.market import card, open_round, refused
from tests.rooms.supply.steps import arrive, buy, fresh, homes, line, say
from tests.world import World

CASH, TRANSFER, ONLINE = PaymentKind.CASH, PaymentKind.TRANSFER, PaymentKind.ONLINE


@pytest.fixture
def round_(world: World) -> Round:
    return open_round(world, compounds=[world.willow.id])


@pytest.fixture
def order(world: World, round_: Round) -> Order:
    """One home wants two packs: 100.00 yuan."""
    return say(world, round_, homes(world.willow, 1)[0], {"A": 2000})


def pay(
    world: World, order: Order, fen: int, key: str = "k", kind: PaymentKind = CASH, reference: str = ""
) -> Payment:
    return payments.record(
        by=world.actor("wei"), order_id=order.id, kind=kind, fen=fen, key=key, reference=reference
    )


def test_a_payment_sent_twice_counts_once(world: World, order: Order) -> None:
    first, again = pay(world, order, 4000), pay(world, order, 4000)
    assert first.pk == again.pk
    assert fresh(order).paid_fen == 4000
    with refused("payment.key_reused"):
        pay(world, order, 5000)


def test_cash_above_what_is_due_is_a_slip_and_refused(world: World, order: Order) -> None:
    with refused("payment.more_than_due"):
        pay(world, order, 10_001)
    assert fresh(order).paid_fen == 0


def test_online_money_above_what_is_due_has_come_and_is_owed_back(world: World, order: Order) -> None:
    pay(world, order, 12_000, kind=ONLINE, reference="T1")
    row = Refund.objects.get()
    assert (row.fen, row.why, row.state) == (2000, "overpaid", RefundState.OWED)
    assert fresh(order).paid_fen == 12_000


@pytest.mark.parametrize("kind", [TRANSFER, ONLINE])
def test_money_without_hands_needs_a_reference(world: World, order: Order, kind: PaymentKind) -> None:
    with refused("payment.reference_missing"):
        pay(world, order, 1000, kind=kind)


def test_many_at_once_and_again(world: World, round_: Round) -> None:
    rows = [say(world, round_, home, {"A": 1000}) for home in homes(world.willow, 3)]
    for expected in (3, 0):
        done = payments.record_many(
            by=world.actor("wei"), round_id=round_.id, order_ids=[row.id for row in rows], kind=CASH, key="m"
        )
        assert done == expected
    assert money.totals(world.actor("wei"), round_.id).unpaid == 0


def test_cancelling_a_paid_order_owes_it_back(world: World, order: Order) -> None:
    pay(world, order, 10_000)
    orders.cancel(by=world.actor("wei"), order_id=order.id)
    assert Refund.objects.get().fen == 10_000
    assert money.totals(world.actor("wei"), order.round_id).balances


def test_a_smaller_wish_owes_back_and_a_larger_one_uses_it_up(
    world: World, round_: Round, order: Order
) -> None:
    home = homes(world.willow, 1)[0]
    pay(world, order, 10_000)
    say(world, round_, home, {"A": 1000})
    assert Refund.objects.get().fen == 5000
    say(world, round_, home, {"A": 2000})
    assert not Refund.objects.exists()
    assert money.standing(fresh(order)).over == 0


def test_a_refund_is_paid_once_and_with_a_reference(world: World, order: Order) -> None:
    wei = world.actor("wei")
    pay(world, order, 10_000)
    orders.cancel(by=wei, order_id=order.id)
    row = Refund.objects.get()
    with refused("refund.reference_missing"):
        refunds.pay(by=wei, refund_id=row.id, kind=TRANSFER)
    refunds.pay(by=wei, refund_id=row.id, kind=TRANSFER, reference="R-1")
    with refused("refund.not_owed"):
        refunds.pay(by=wei, refund_id=row.id, kind=CASH)
    assert fresh(order).paid_fen == 0


def test_a_household_may_give_the_money_up_with_a_word(world: World, order: Order) -> None:
    wei = world.actor("wei")
    pay(world, order, 10_000)
    orders.cancel(by=wei, order_id=order.id)
    with refused("refund.words_missing"):
        refunds.waive(by=wei, refund_id=Refund.objects.get().id, words=" ")
    refunds.waive(by=wei, refund_id=Refund.objects.get().id, words="捐给志愿者")
    sums = money.totals(wei, order.round_id)
    assert (sums.waived, sums.owed, sums.balances) == (10_000, 0, True)


def shared(world: World, order: Order, came: int = 2000) -> Order:
    round_ = Round.objects.get(pk=(order.subdistrict_id, order.round_id))
    buy(world, round_)
    arrive(world, round_, world.willow, "A", came)
    sharings.share_out(by=world.actor("wei"), round_id=round_.id)
    return fresh(order)


def test_a_complaint_settled_lowers_what_is_due_or_owes_it_back(world: World, order: Order) -> None:
    wei, me = world.actor("wei"), card(homes(world.willow, 1)[0])
    order = shared(world, order)
    first = complaints.open(by=me, order_id=order.id, kind=ComplaintKind.SPOILED, line_id=line(order).id)
    assert (
        complaints.open(by=me, order_id=order.id, kind=ComplaintKind.SPOILED, line_id=line(order).id).pk
        == first.pk
    )
    complaints.settle(by=wei, complaint_id=first.id, fen=1000)
    assert money.standing(fresh(order)).due == 9000
    assert not Refund.objects.exists()
    pay(world, order, 9000)
    second = complaints.open(by=me, order_id=order.id, kind=ComplaintKind.MISSED, line_id=line(order).id)
    complaints.settle(by=wei, complaint_id=second.id, fen=4000)
    assert Refund.objects.get().fen == 4000
    with refused("complaint.answered"):
        complaints.settle(by=wei, complaint_id=second.id, fen=1)
    third = complaints.open(by=me, order_id=order.id, kind=ComplaintKind.WRONG, line_id=line(order).id)
    with refused("refund.more_than_worth"):
        complaints.settle(by=wei, complaint_id=third.id, fen=5001)
    assert Complaint.objects.get(pk=third.pk).state == ComplaintState.OPEN


def test_a_card_complains_for_its_own_order_only(world: World, order: Order) -> None:
    order = shared(world, order)
    with pytest.raises(NotYours):
        complaints.open(by=card(homes(world.willow, 2)[1]), order_id=order.id, kind=ComplaintKind.MISSED)


def test_a_round_is_settled_when_goods_and_money_balance(world: World, order: Order) -> None:
    wei = world.actor("wei")
    order = shared(world, order, came=1000)
    with pytest.raises(Refusal) as caught:
        settlements.settle(by=wei, round_id=order.round_id)
    assert caught.value.facts["points"] == {"lying": 1, "unpaid": 1}
    pay(world, order, 5000)
    stock.hand_over(by=wei, order_id=order.id, about="handover:7")
    settlements.settle(by=wei, round_id=order.round_id)
    assert Round.objects.get(id=order.round_id).state == RoundState.SETTLED
    with refused("settlement.done"):
        settlements.settle(by=wei, round_id=order.round_id)


def test_money_that_will_not_come_is_left_open_with_a_reason_goods_are_not(
    world: World, order: Order
) -> None:
    wei = world.actor("wei")
    order = shared(world, order)
    with refused("settlement.open"):
        settlements.settle(by=wei, round_id=order.round_id, unpaid_because="已搬走")
    stock.hand_over(by=wei, order_id=order.id, about="handover:7")
    settlements.settle(by=wei, round_id=order.round_id, unpaid_because="已搬走")
    assert Round.objects.get(id=order.round_id).state == RoundState.SETTLED


def test_the_offline_provider_signs_for_nothing(db: None) -> None:
    with refused("payment.callback_wrong"):
        payments.confirm(callback={"order": "X"})
    with refused("payment.provider_unknown"):
        payments.confirm(callback={}, provider="nobody")


def test_other_areas_see_no_money(world: World, order: Order) -> None:
    pay(world, order, 1000)
    wang = world.actor("wang")
    assert not money.accounts(wang, order.round_id).exists()
    assert not money.payments(wang, order.round_id).exists()
    with pytest.raises(NotYours):
        payments.record(by=wang, order_id=order.id, kind=CASH, fen=1, key="x")
    with pytest.raises(NotYours):
        ledger.balances(wang, order.round_id)
