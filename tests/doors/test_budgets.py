"""Pages that carry the day ask few questions of the database, and no more of them when more rows are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anxin.delivery.actions import handovers
from anxin.delivery.actions.handovers import Tick
from anxin.delivery.models import Wave
from anxin.flows import chat_orders
from anxin.households.actions import cards
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.places.models import Compound
from anxin.supply.actions import complaints, orders, payments
from anxin.supply.models import Order, Round
from anxin.supply.terms import ComplaintKind, PaymentKind, Source
from tests.market import item, open_round
from tests.rooms.delivery import carried
from tests.rooms.supply.steps import homes
from tests.world import World

MOST = 25
LITTLE, MUCH = 4, 20
pytestmark = pytest.mark.django_db


@dataclass
class Day:
    """One compound with an open round with chat, and a round that is being carried."""

    compound: Compound
    open: Round
    carried: Round
    wave: Wave
    home: Household
    card: str


def a_day(world: World, compound: Compound, count: int) -> Day:
    chosen = homes(compound, count)
    talk = chat(world, compound, chosen)
    round_ = open_round(world, compounds=[compound.id], title=f"今天 {compound.name}")
    for home in chosen:
        wishes = [orders.Wish(item(round_, code).id, 1000) for code in "ABC"]
        orders.say(
            by=world.actor("wei"),
            round_id=round_.id,
            household_id=home.id,
            wishes=wishes,
            source=Source.WORKER,
        )
    carried.share(round_)
    money(world, round_)
    wave = carried.published(world, compound, round_)
    hand_over(world, wave)
    card = cards.issue(by=world.actor("wei"), household_id=chosen[0].id)
    return Day(compound, talk, round_, wave, chosen[0], f"FN-{card.token}")


def chat(world: World, compound: Compound, chosen: list[Household]) -> Round:
    """Half of the rows are sure, half wait; two sources disagree about the first."""
    round_ = open_round(world, compounds=[compound.id], title=f"明天 {compound.name}")
    lines = [
        f"{number}. {door(home)} 蔬菜包1份 肉蛋包1份" if number % 2 else f"{number}. {door(home)} 蔬菜包几份"
        for number, home in enumerate(chosen, 1)
    ]
    text = "#接龙\nA蔬菜包50元 B肉蛋包60元\n" + "\n".join(lines)
    chat_orders.take(by=world.actor("li"), round_id=round_.id, compound_id=compound.id, text=text)
    for home in chosen[:1]:
        orders.say(
            by=world.actor("li"), round_id=round_.id, household_id=home.id, source=Source.WORKER, partial=True,
            wishes=[orders.Wish(item(round_, "A").id, 2000)],
        )  # fmt: skip
    return round_


def door(home: Household) -> str:
    stair = home.door.stair
    return "-".join(part for part in (stair.building.label, stair.label, home.door.room) if part)


def money(world: World, round_: Round) -> None:
    """A third paid too much and is owed, a third paid nothing, everybody complained."""
    wei = world.actor("wei")
    for number, order in enumerate(Order.objects.filter(round_id=round_.id).order_by("path")):
        complaints.open(by=wei, order_id=order.id, kind=ComplaintKind.WRONG, words="少了一份")
        if number % 3 < 2:
            fen = order.goods_fen + order.fee_fen + 100 * (number % 3)
            payments.record(
                by=wei, order_id=order.id, kind=PaymentKind.ONLINE, fen=fen, key=f"k{order.id}", reference="T"
            )


def hand_over(world: World, wave: Wave) -> None:
    """Half delivered, a quarter held, the others due."""
    at = clock.now() - timedelta(minutes=9)
    outcomes = {0: "delivered", 1: "delivered", 2: "no_answer"}
    ticks = [
        Tick(f"tick-{stop.id}", stop.id, outcomes[number % 4], at)
        for number, stop in enumerate(carried.stops(wave))
        if number % 4 in outcomes
    ]
    answer = handovers.record_many(by=world.actor("li"), ticks=ticks)
    assert not answer.refused


def desk(day: Day) -> dict[str, str]:
    carried_, open_ = {"round_id": day.carried.id}, {"round_id": day.open.id}
    wave = {"wave_id": day.wave.id}
    return {
        "today": reverse("today"),
        "rounds": reverse("rounds"),
        "round": reverse("round", kwargs=open_),
        "order_grid": reverse("order_grid", kwargs=open_),
        "waiting_list": reverse("waiting_list", kwargs=open_),
        "review": reverse("review", kwargs=open_),
        "households": reverse("households"),
        "compounds": reverse("compounds"),
        "payments": reverse("payments") + f"?round={day.carried.id}",
        "refunds": reverse("refunds"),
        "complaints": reverse("complaints"),
        "buying": reverse("buying", kwargs=open_),
        "sharing": reverse("sharing", kwargs=carried_),
        "settlement": reverse("settlement", kwargs=carried_),
        "unloading": reverse("unloading"),
        "waves": reverse("waves"),
        "wave": reverse("wave", kwargs=wave),
        "holds": reverse("holds"),
        "field_list": reverse("field_list"),
        "field_area": reverse("field_area") + f"?wave={day.wave.id}",
        "caller": reverse("caller", kwargs=wave),
    }


def doorstep(day: Day) -> dict[str, str]:
    """Without an account: the household's card, the boards."""
    order = Order.objects.get(round_id=day.carried.id, household_id=day.home.id)
    card = {"card": day.card}
    return {
        "card_home": reverse("card_home", kwargs=card),
        "card_offer": reverse("card_offer", kwargs={**card, "round_id": day.open.id}),
        "card_orders": reverse("card_orders", kwargs=card),
        "card_order": reverse("card_order", kwargs={**card, "order_id": order.id}),
        "public_compound": reverse("public_compound", kwargs={"place": f"FN-{day.compound.ref}"}),
        "public_round": reverse("public_round", kwargs={"share": f"FN-{day.open.ref}"}),
    }


def counted(world: World, day: Day) -> Iterator[tuple[str, list[str]]]:
    """(page, its queries), each page opened once before so that what is loaded once is loaded."""
    client, bare = Client(), Client()
    client.force_login(world.users["li"], backend="django.contrib.auth.backends.ModelBackend")
    for visitor, pages in ((client, desk(day)), (bare, doorstep(day))):
        for name, address in pages.items():
            assert visitor.get(address).status_code == 200, name
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                assert visitor.get(address).status_code == 200, name
            yield name, [query["sql"] for query in asked.captured_queries]


def test_pages_ask_few_queries_and_no_more_with_more_rows(world: World) -> None:
    """The tower has six homes, the walk-up twenty-four; lists hold both in the end."""
    few = dict(counted(world, a_day(world, world.maple, LITTLE)))
    many = dict(counted(world, a_day(world, world.willow, MUCH)))
    grown = {name: (len(few[name]), len(many[name])) for name in many if len(many[name]) > len(few[name])}
    over = {name: len(asked) for name, asked in many.items() if len(asked) > MOST}
    assert (grown, over) == ({}, {})


@pytest.mark.parametrize("outcome", ["delivered", "no_answer"])
def test_an_array_of_ticks_asks_no_more_than_one_tick(world: World, outcome: str) -> None:
    round_ = carried.shared_round(world, world.willow)
    stops = carried.stops(carried.published(world, world.willow, round_))
    li, numbers = world.actor("li"), []
    for chosen in (stops[:1], stops[1:]):
        ticks = [Tick(f"{outcome}-{stop.id}", stop.id, outcome, clock.now()) for stop in chosen]
        with CaptureQueriesContext(connection) as asked:
            assert len(handovers.record_many(by=li, ticks=ticks).new) == len(chosen)
        numbers.append(len(asked))
    assert numbers[1] <= numbers[0] <= MOST


def test_money_for_many_orders_asks_no_more_than_for_one(
    world: World, django_assert_max_num_queries: Any
) -> None:
    round_ = carried.shared_round(world, world.willow)
    ids = list(Order.objects.filter(round_id=round_.id).values_list("id", flat=True))
    for chosen in (ids[:1], ids[1:]):
        with django_assert_max_num_queries(MOST):
            done = payments.record_many(
                by=world.actor("wei"), round_id=round_.id, order_ids=chosen, kind=PaymentKind.CASH, key="m"
            )
        assert done == len(chosen)


def test_an_order_of_three_lines_asks_no_more_than_of_one(world: World) -> None:
    round_, numbers = open_round(world), []
    for home, codes in zip(homes(world.willow, 2), ("A", "ABC"), strict=True):
        wishes = [orders.Wish(item(round_, code).id, 1000) for code in codes]
        with CaptureQueriesContext(connection) as asked:
            orders.say(
                by=world.actor("li"),
                round_id=round_.id,
                household_id=home.id,
                wishes=wishes,
                source=Source.WORKER,
            )
        numbers.append(len(asked))
    assert numbers[1] <= numbers[0] <= 18
