"""What happened at the door: once, whatever the phone does; the goods and the counters follow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import Sum

from anxin.access.actor import Actor
from anxin.delivery import rules as decide
from anxin.delivery.actions import handovers, holds, trips, waves
from anxin.delivery.actions.handovers import Tick
from anxin.delivery.models import Handover, Hold, Stop, Trip, Wave
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.rulebook import load
from anxin.supply.models import StockMove
from tests.market import card
from tests.rooms.delivery.carried import planned, published, settings, stops, work
from tests.world import World


def tick(stop: Stop, outcome: str = "delivered", *, key: str = "", minutes: int = 0) -> Tick:
    at = clock.now() - timedelta(minutes=30 - minutes)
    return Tick(key or f"{stop.id}-{outcome}-{minutes}", stop.id, outcome, at)


def send(by: Actor, *ticks: Tick) -> handovers.Answer:
    return handovers.record_many(by=by, ticks=list(ticks))


def lies(wave: Wave) -> int:
    """What left the supply point by the ledger, thousandths."""
    total = StockMove.objects.filter(round_id=wave.round_id, compound_id=wave.compound_id).aggregate(
        n=Sum("qty_milli")
    )
    return -(total["n"] or 0)


def counters(wave: Wave) -> tuple[int, int, int, str]:
    row = Wave.objects.get(id=wave.id)
    return row.stops_total, row.stops_done, row.stops_held, row.state


def test_the_same_handover_three_times_is_one(world: World) -> None:
    wave = published(world, world.maple)
    first = stops(wave)[0]
    for _ in range(3):
        assert send(world.actor("zhang"), tick(first, key="k1")).accepted == ["k1"]
    assert send(world.actor("zhang"), tick(first, key="k1"), tick(first, key="k1")).accepted == ["k1", "k1"]
    assert Handover.objects.filter(stop_id=first.id).count() == 1
    assert counters(wave) == (6, 1, 0, "published")
    assert lies(wave) == 1000


def test_no_answer_then_delivered(world: World) -> None:
    wave, zhang = published(world, world.maple), world.actor("zhang")
    first = stops(wave)[0]
    send(zhang, tick(first, "no_answer"))
    hold = Hold.objects.get(stop_id=first.id)
    assert (hold.state, hold.outcome, hold.tries, hold.owner) == ("open", "no_answer", 1, zhang.label)
    assert hold.next_try_at > clock.now()
    assert counters(wave) == (6, 0, 1, "published")
    assert lies(wave) == 0
    send(zhang, tick(first, minutes=10))
    hold.refresh_from_db()
    assert (hold.state, hold.closed_how) == ("closed", "delivered")
    assert counters(wave) == (6, 1, 0, "published")
    assert lies(wave) == 1000


def test_the_later_outcome_stands_however_late_the_earlier_arrives(world: World) -> None:
    wave, zhang = published(world, world.maple), world.actor("zhang")
    first = stops(wave)[0]
    send(zhang, tick(first, "delivered", minutes=20))
    send(zhang, tick(first, "no_answer", minutes=5))
    assert Stop.objects.get(id=first.id).state == "delivered"
    assert Handover.objects.filter(stop_id=first.id).count() == 2
    assert counters(wave) == (6, 1, 0, "published")
    assert not Hold.objects.filter(stop_id=first.id).exists()


def test_what_was_delivered_by_mistake_comes_back_to_the_point(world: World) -> None:
    wave, zhang = published(world, world.maple), world.actor("zhang")
    first = stops(wave)[0]
    send(zhang, tick(first, "delivered", minutes=1))
    send(zhang, tick(first, "wrong_goods", minutes=5))
    assert counters(wave) == (6, 0, 1, "published")
    assert lies(wave) == 0
    send(zhang, tick(first, "delivered", minutes=9))
    assert counters(wave) == (6, 1, 0, "published")
    assert lies(wave) == 1000


def test_an_array_is_accepted_in_part(world: World) -> None:
    """Somebody else's door, a word nobody knows and a stop that is gone do not hold back the others."""
    wave, far = published(world, world.maple), published(world, world.willow)
    mine, theirs = stops(wave)[0], stops(far)[0]
    answer = send(
        world.actor("zhang"), tick(mine, key="a"), tick(theirs, key="b"), tick(mine, "eaten", key="c"),
        Tick("d", 12345, "delivered", clock.now()),
    )  # fmt: skip
    assert answer.accepted == ["a"]
    assert {key: refusal.code for key, refusal in answer.refused} == {
        "b": "handover.stop_gone", "c": "handover.outcome", "d": "handover.stop_gone",
    }  # fmt: skip
    assert counters(far)[1] == 0


def test_before_it_is_published_nothing_is_handed_over(world: World) -> None:
    wave = planned(world, world.maple)
    answer = send(world.actor("zhang"), tick(stops(wave)[0], key="a"))
    assert [refusal.code for _, refusal in answer.refused] == ["handover.not_published"]


def test_when_all_is_handed_over_the_wave_is_done(world: World) -> None:
    wave = published(world, world.maple)
    send(world.actor("zhang"), *[tick(stop) for stop in stops(wave)])
    assert counters(wave) == (6, 6, 0, "done")
    send(world.actor("zhang"), tick(stops(wave)[0], "refused", minutes=9))
    assert counters(wave) == (6, 5, 1, "published")


def test_after_the_last_try_the_office_owns_the_hold(world: World) -> None:
    wave, zhang = published(world, world.maple), world.actor("zhang")
    first = stops(wave)[0]
    for n in range(3):
        send(zhang, tick(first, "no_answer", minutes=n))
    hold = Hold.objects.get(stop_id=first.id, state="open")
    assert (hold.tries, hold.owner) == (3, world.actor("wei").label)


@pytest.mark.parametrize(
    ("hour", "expected"), [(9, (12, 0)), (17, (20, 0)), (20, (7, 1)), (23, (7, 1)), (3, (7, 0))]
)
def test_nobody_knocks_at_night(hour: int, expected: tuple[int, int]) -> None:
    at = datetime(2022, 3, 20, hour, 0, tzinfo=clock.LOCAL)
    tried = clock.local(decide.next_try(load("cn-2022-03"), at))
    assert (tried.hour, (tried.date() - at.date()).days) == expected


def test_a_hold_is_tried_again_and_closed_with_a_word(world: World) -> None:
    wave, zhang, wei = published(world, world.maple), world.actor("zhang"), world.actor("wei")
    first, second, third = stops(wave)[:3]
    send(zhang, tick(first, "no_answer"), tick(second, "refused"), tick(third, "no_answer"))
    one, two, three = (Hold.objects.get(stop_id=stop.id) for stop in (first, second, third))
    at = decide.awake(load("cn-2022-03"), clock.now() + timedelta(days=1))
    assert holds.retry(by=wei, hold_id=one.id, at=at).owner == wei.label
    holds.close(by=wei, hold_id=one.id, how="collected")
    holds.close(by=wei, hold_id=two.id, how="donated")
    assert Hold.objects.get(id=two.id).closed_how == "donated"
    assert counters(wave) == (5, 1, 1, "published")
    assert lies(wave) == 1000
    with pytest.raises(Refusal, match="is_closed"):
        holds.close(by=wei, hold_id=one.id, how="donated")
    with pytest.raises(Refusal, match="how_unknown"):
        holds.close(by=wei, hold_id=three.id, how="eaten")
    with pytest.raises(NotYours):
        holds.close(by=world.actor("wang"), hold_id=three.id, how="donated")


def test_the_household_confirms_once_and_for_itself_only(world: World) -> None:
    wave = published(world, world.maple)
    first, second = stops(wave)[:2]
    send(world.actor("zhang"), tick(first))
    me = card(first.household)
    said = handovers.confirm(by=me, stop_id=first.id).confirmed_at
    assert handovers.confirm(by=me, order_id=first.order_id).confirmed_at == said
    with pytest.raises(NotYours):
        handovers.confirm(by=me, stop_id=second.id)
    handovers.confirm(by=card(second.household), stop_id=second.id)
    assert counters(wave) == (6, 2, 0, "published")
    assert lies(wave) == 2000
    send(world.actor("zhang"), tick(second, "no_answer", minutes=29))
    assert Stop.objects.get(id=second.id).state == "delivered"


def test_a_carrier_number_belongs_to_one_person(world: World) -> None:
    wave = published(world, world.maple)
    number = Trip.objects.filter(wave_id=wave.id).values_list("carrier_no", flat=True)[0]
    zhang, zhao, wei = world.actor("zhang"), world.actor("zhao"), world.actor("wei")
    trips.take(by=zhang, wave_id=wave.id, carrier_no=number)
    trips.take(by=zhang, wave_id=wave.id, carrier_no=number)
    with pytest.raises(Refusal, match=r"trip\.taken"):
        trips.take(by=zhao, wave_id=wave.id, carrier_no=number)
    trips.give_back(by=wei, wave_id=wave.id, carrier_no=number)
    trips.take(by=zhao, wave_id=wave.id, carrier_no=number)


def test_excused_stops_do_not_hold_up_the_wave(world: World) -> None:
    wave, wei = published(world, world.maple), world.actor("wei")
    found = stops(wave)
    with pytest.raises(Refusal, match="reason_missing"):
        handovers.excuse(by=wei, stop_id=found[0].id, reason=" ")
    handovers.excuse(by=wei, stop_id=found[0].id, reason="家人已代取")
    send(world.actor("zhang"), *[tick(stop) for stop in found[1:]])
    assert counters(wave) == (5, 5, 0, "done")


def test_what_is_settled_stays_when_the_rest_is_planned_again(world: World) -> None:
    wave = published(world, world.maple)
    found = stops(wave)
    send(world.actor("zhang"), tick(found[0]), tick(found[1], "no_answer"))
    waves.plan(
        by=world.actor("wei"),
        round_id=wave.round_id,
        compound_id=world.maple.id,
        settings=settings(cart_boxes=4),
    )
    wave.refresh_from_db()
    assert work(wave) == "applied"
    assert {stop.id for stop in stops(wave)} == {stop.id for stop in found}
    assert counters(wave) == (6, 1, 1, "published")
    assert Stop.objects.get(id=found[0].id).trip_id == found[0].trip_id
