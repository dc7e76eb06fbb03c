"""Decisions on plain values: standing, agreement of sources, money, units; and any story of words balances."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.kernel.errors import Refusal
from anxin.supply.actions import orders
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Claim, Order, OrderLine, RoundItem, RoundSite
from anxin.supply.rules import ordering
from anxin.supply.rules.ordering import Priced, Said
from anxin.supply.terms import LineState, OrderState, Source
from tests.market import card, item, open_round
from tests.world import World

NOW = datetime(2022, 3, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "minutes", "expected"),
    [
        ("open", -60, "on_time"),
        ("open", 0, "on_time"),
        ("open", 5, "late"),
        ("open", 11, "waiting"),
        ("closed", -60, "waiting"),
        ("bought", 60, "waiting"),
        ("arrived", 60, "over"),
        ("draft", -60, "over"),
        ("cancelled", -60, "over"),
        ("open", -1000, "over"),
    ],
)
def test_what_becomes_of_a_word(state: str, minutes: int, expected: str) -> None:
    found = ordering.standing(
        state=state, opens_at=NOW - timedelta(hours=8), closes_at=NOW, hard_closes_at=NOW + timedelta(minutes=10),
        now=NOW + timedelta(minutes=minutes),
    )  # fmt: skip
    assert found == expected


@given(st.integers(0, 9000), st.lists(st.builds(Said, st.integers(0, 5000), st.booleans()), max_size=4))
def test_sources_that_agree_are_believed_and_others_change_nothing(now: int, words: list[Said]) -> None:
    qty, state = ordering.agree(now, words)
    live = {word.qty_milli for word in words if not word.settled}
    if len(live) == 1:
        assert qty == live.pop()
    elif words:
        assert qty == now
    else:
        assert qty == 0
    assert (state == LineState.CONFLICT) == (len({w.qty_milli for w in words if not w.settled}) > 1)
    assert state == LineState.CONFLICT or (state == LineState.CANCELLED) == (qty == 0)


@given(
    st.lists(st.builds(Priced, st.integers(0, 99_000), st.integers(0, 99_999), st.integers(0, 999))),
    st.integers(0, 999),
)
def test_money_is_never_negative_and_delivery_counts_once(lines: list[Priced], delivery: int) -> None:
    goods, fees = ordering.due(lines, delivery_fen=delivery)
    exact = sum(line.qty_milli * line.supplier_fen for line in lines) / 1000
    assert abs(goods - exact) <= len(lines) / 2 + 0.001
    if not any(line.qty_milli for line in lines):
        assert (goods, fees) == (0, 0)


@pytest.mark.parametrize(
    ("qty", "unit", "item_unit", "units", "pack", "expected"),
    [
        ("2", None, "份", [], True, 2000),
        ("1", "个", "份", [], True, 1000),
        ("1", "箱", "份", [], True, None),
        ("2", "公斤", "斤", ["斤=500g", "公斤=1000g"], False, 4000),
        ("500", "克", "斤", ["斤=500g"], False, 1000),
        ("1", "个", "斤", ["斤=500g", "个≈200g"], False, None),
        ("1", "打", "个", ["打=12个"], False, 12_000),
        ("0.3333", "斤", "斤", [], False, None),
        ("1", "升", "瓶", ["瓶=500ml"], False, 2000),
        ("1", "斤", "瓶", ["瓶=500ml"], False, None),
    ],
)
def test_units_convert_when_the_size_is_exact(
    qty: str, unit: str | None, item_unit: str, units: list[str], pack: bool, expected: int | None
) -> None:
    assert ordering.to_unit(Decimal(qty), unit, item_unit=item_unit, units=units, pack=pack) == expected


STEP = st.tuples(
    st.sampled_from(["chat", "page", "worker", "paper", "settle", "cancel", "withdraw"]),
    st.sampled_from(["A", "B", "C"]),
    st.integers(0, 6).map(lambda n: n * 500),
    st.booleans(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(STEP, min_size=1, max_size=10))
def test_any_story_of_words_balances(world: World, story: list[Any]) -> None:
    """Totals are those of the lines, what is left is what was not taken, the counter counts the active orders."""
    round_ = open_round(world, left_milli=5000, delivery_fen=300, title=str(len(story)))
    homes = [world.household(world.willow, "3", "1", room) for room in ("501", "502")]
    offered = {code: item(round_, code) for code in "ABC"}
    for number, (deed, code, qty, partial) in enumerate(story):
        home = homes[number % 2]
        with contextlib.suppress(Refusal):  # what is refused must leave the balance as it was
            tell(world, round_.id, home, deed, offered[code].id, qty, partial)
        check(round_.id, offered)


def tell(world: World, round_id: int, home: Any, deed: str, item_id: int, qty: int, partial: bool) -> None:
    li = world.actor("li")
    order = Order.objects.filter(round_id=round_id, household_id=home.id).first()
    line = OrderLine.objects.filter(order_id=order.id if order else 0, item_id=item_id).first()
    if deed == "settle" and line:
        orders.settle(by=li, line_id=line.id, qty_milli=qty)
    elif deed == "cancel" and order:
        orders.cancel(by=li, order_id=order.id)
    elif deed == "withdraw" and order:
        orders.withdraw(by=li, order_id=order.id, source=Source.CHAT)
    elif deed in {"chat", "page", "worker", "paper"}:
        orders.say(
            by=card(home) if deed == "page" else li, round_id=round_id, household_id=home.id,
            wishes=[Wish(item_id, qty)], source=Source(deed), partial=partial,
        )  # fmt: skip


def check(round_id: int, offered: dict[str, Any]) -> None:
    active = Order.objects.filter(round_id=round_id, state=OrderState.ACTIVE)
    for order in Order.objects.filter(round_id=round_id):
        lines = [
            Priced(line.qty_milli, line.item.supplier_fen, line.item.fee_fen)
            for line in OrderLine.objects.filter(order_id=order.id).select_related("item")
        ]
        assert (order.goods_fen, order.fee_fen) == ordering.due(lines, delivery_fen=300)
        assert order.state == OrderState.ACTIVE or not any(line.qty_milli for line in lines)
    taken = sum(OrderLine.objects.filter(item_id=offered["A"].id).values_list("qty_milli", flat=True))
    left = RoundItem.objects.get(id=offered["A"].id).left_milli
    assert taken + (left or 0) == 5000
    assert sum(RoundSite.objects.filter(round_id=round_id).values_list("orders", flat=True)) == active.count()
    for line in OrderLine.objects.filter(order__round_id=round_id, state=LineState.CONFLICT):
        assert Claim.objects.filter(line_id=line.id, settled=False).values("qty_milli").distinct().count() > 1
