"""Several processes on one database: the last 500 packs, two people who close the same round, one request sent often."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from anxin.access.actor import Actor, system
from anxin.kernel.errors import Refusal
from anxin.supply.actions import orders, rounds
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Order, OrderLine, RoundSite
from anxin.supply.terms import RoundState, Source
from tests.market import item, open_round
from tests.world import World, make_home, make_world

PROCESSES = 8
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
FORK = multiprocessing.get_context("fork")


def together(work: Callable[..., str], arguments: list[tuple[Any, ...]]) -> Counter[str]:
    """Each in its own process, started at once; what each came to."""
    connections.close_all()  # a connection does not survive a fork
    gate, answers = FORK.Barrier(len(arguments)), FORK.Queue()

    def run(values: tuple[Any, ...]) -> None:
        gate.wait()
        try:
            answers.put(work(*values))
        except Refusal as refusal:
            answers.put(refusal.code)
        except Exception as error:
            answers.put(repr(error))
        finally:
            connections.close_all()

    children = [FORK.Process(target=run, args=(values,)) for values in arguments]
    for child in children:
        child.start()
    found = Counter(answers.get(timeout=120) for _ in children)
    for child in children:
        child.join()
    return found


def many_homes(world: World, number: int) -> list[int]:
    stair = world.household(world.willow, "3", "1", "501").stair
    return [make_home(stair, f"9{n:03d}", 9).id for n in range(number)]


def buy_until_gone(by: Actor, round_id: int, item_id: int, homes: list[int], qty: int) -> str:
    """Order for one home after the other; how many were refused."""
    sold_out = 0
    for home in homes:
        try:
            orders.say(
                by=by, round_id=round_id, household_id=home, wishes=[Wish(item_id, qty)], source=Source.WORKER
            )
        except Refusal as refusal:
            if refusal.code != "order.sold_out":
                raise
            sold_out += 1
    return str(sold_out)


def test_eight_processes_take_the_last_five_hundred_packs() -> None:
    world = make_world()
    round_ = open_round(world, left_milli=500_000)
    homes, offered = many_homes(world, 136), item(round_, "A")
    shares = [homes[n::PROCESSES] for n in range(PROCESSES)]
    found = together(
        buy_until_gone, [(system(), round_.id, offered.id, share, 4000) for share in shares]
    )  # 136 homes want 544
    assert all(answer.isdigit() for answer in found), found
    assert item(round_, "A").left_milli == 0
    lines = OrderLine.objects.filter(item_id=offered.id)
    assert sum(lines.values_list("qty_milli", flat=True)) == 500_000
    assert sum(int(answer) * n for answer, n in found.items()) == 136 - 125
    assert Order.objects.count() == 125
    assert RoundSite.objects.get(round_id=round_.id, compound_id=world.willow.id).orders == 125


def test_two_people_close_the_same_round() -> None:
    world = make_world()
    round_ = open_round(world)
    wei, li = world.actor("wei"), world.actor("li")

    def close(by: Actor) -> str:
        return str(rounds.close(by=by, round_id=round_.id).state)

    found = together(close, [(by,) for by in (wei, li) * 4])
    assert found == {RoundState.CLOSED: 1, "round.already_closed": 7}


def test_no_order_slips_into_a_round_that_was_closed() -> None:
    """What the closer counts right after closing is what there is in the end: the purchase may begin."""
    world = make_world()
    round_ = open_round(world)
    homes, offered = many_homes(world, 70), item(round_, "B")

    def close() -> str:
        rounds.close(by=system(), round_id=round_.id)
        return f"counted {Order.objects.filter(round_id=round_.id, state='active').count()}"

    shares = [homes[n::7] for n in range(7)]
    work = [(buy_until_gone, (system(), round_.id, offered.id, share, 1000)) for share in shares]
    found = together(lambda deed, values: deed(*values), [*work, (close, ())])
    active = Order.objects.filter(round_id=round_.id, state="active").count()
    assert found == {"0": 7, f"counted {active}": 1}
    assert Order.objects.filter(round_id=round_.id).count() == 70


def test_one_request_sent_by_eight_is_carried_out_once() -> None:
    world = make_world()
    round_ = open_round(world, left_milli=50_000)
    home, offered = world.household(world.willow, "3", "1", "501"), item(round_, "A")

    def say() -> str:
        order = orders.say(
            by=system(), round_id=round_.id, household_id=home.id, wishes=[Wish(offered.id, 2000)],
            source=Source.PAGE, key="one-key",
        )  # fmt: skip
        return str(order.id)

    found = together(say, [()] * PROCESSES)
    assert len(found) == 1, found
    assert item(round_, "A").left_milli == 48_000
    assert Order.objects.get().version == 2
