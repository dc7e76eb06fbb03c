"""What a wave promises: modes by rule, no rule broken, nothing written from old data, everything once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.delivery import planner
from anxin.delivery.actions import runs, waves
from anxin.delivery.models import PickupSlot, PlanRun, Stop, Trip
from anxin.kernel.errors import NotYours, Refusal
from anxin.places.models import Compound
from anxin.supply.models import OrderLine
from tests.rooms.delivery.carried import planned, settings, shared_round, stops, work
from tests.world import World, observe


def test_a_sealed_compound_is_carried_to_every_door(world: World) -> None:
    wave = planned(world, world.maple)
    assert wave.state == "planned"
    found = stops(wave)
    assert len(found) == 6 == wave.stops_total
    assert {stop.mode for stop in found} == {"flat_door"}
    assert all(stop.trip_id and stop.slot_id is None for stop in found)
    highest_first = sorted(found, key=lambda s: (s.trip.number, s.position))
    assert [s.floor for s in highest_first] == sorted((s.floor for s in found), reverse=True)


def test_a_controlled_compound_is_called_down_after_its_boxes_are_there(world: World) -> None:
    wave = planned(world, world.willow)
    found = stops(wave)
    assert {stop.mode for stop in found} == {"unit_entrance"}
    assert all(stop.slot_id and stop.trip_id for stop in found)
    for slot in PickupSlot.objects.filter(wave_id=wave.id):
        below = [stop for stop in found if stop.slot_id == slot.id]
        assert 1 <= len(below) <= 4
        assert {stop.stair_id for stop in below} == {slot.stair_id}
        for stop in below:
            assert slot.starts_at.timestamp() >= wave.starts_at.timestamp() + stop.why["down_s"]


def test_at_the_supply_point_nothing_is_carried_and_buildings_have_their_time(world: World) -> None:
    wave = planned(world, world.garden)
    found = stops(wave)
    assert {stop.mode for stop in found} == {"supply_point"}
    assert not Trip.objects.filter(wave_id=wave.id).exists()
    assert all(stop.why["facts"]["until_s"] > stop.why["facts"]["from_s"] for stop in found)


def test_two_ways_in_one_wave(world: World) -> None:
    home = world.household(world.willow, "3", "1", "501")
    observe(home)
    wave = planned(world, world.willow)
    by_home = {stop.household_id: stop for stop in stops(wave)}
    assert by_home[home.id].mode == "flat_door"
    assert {stop.mode for key, stop in by_home.items() if key != home.id} == {"unit_entrance"}
    assert by_home[home.id].trip.suited
    assert not any(stop.trip.suited for key, stop in by_home.items() if key != home.id)


@pytest.mark.parametrize("where", ["maple", "willow", "garden"])
def test_the_checker_finds_nothing_in_what_is_written(world: World, where: str) -> None:
    compound: Compound = getattr(world, where)
    observe(
        world.household(
            compound,
            {"maple": "1", "willow": "5", "garden": "7"}[where],
            "2" if where == "willow" else "",
            "201",
        )
    )
    wave = planned(world, compound, shared_round(world, compound, packs=5))
    run = PlanRun.objects.get(id=wave.run_id)
    assert run.state == "applied"
    assert run.violations == []
    assert planner.work_out(run.snapshot, seed=run.seed).plan == run.plan


def test_a_plan_from_old_orders_is_refused(world: World) -> None:
    round_ = shared_round(world, world.maple)
    wave = waves.plan(
        by=world.actor("wei"), round_id=round_.id, compound_id=world.maple.id, settings=settings()
    )
    first = OrderLine.objects.filter(order__round_id=round_.id).order_by("id").first()
    assert first
    OrderLine.objects.filter(id=first.id).update(qty_milli=9000, given_milli=9000)
    assert work(wave) == "plan.stale"
    wave.refresh_from_db()
    assert wave.state == "draft"
    assert not Stop.objects.filter(wave_id=wave.id).exists()
    assert PlanRun.objects.get(id=wave.run_id).state == "refused"


def test_a_plan_is_applied_once(world: World) -> None:
    wave = planned(world, world.maple)
    before = [(stop.id, stop.trip_id) for stop in stops(wave)]
    assert work(wave) == "applied"
    runs.apply(by=world.actor("wei"), run_id=wave.run_id, subdistrict_id=wave.subdistrict_id)
    assert [(stop.id, stop.trip_id) for stop in stops(wave)] == before
    assert Trip.objects.filter(wave_id=wave.id).count() == len({trip for _, trip in before})


def test_a_broken_plan_is_never_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = shared_round(world, world.maple)
    wave = waves.plan(
        by=world.actor("wei"), round_id=round_.id, compound_id=world.maple.id, settings=settings()
    )
    whole = planner.work_out

    def broken(snapshot, *, seed, stop=None):  # type: ignore[no-untyped-def]
        result = whole(snapshot, seed=seed, stop=stop)
        result.violations = [{"family": "carry", "rule": "cart.full", "where": "", "facts": {}}]
        result.why = "plan.violates"
        return result

    monkeypatch.setattr(planner, "work_out", broken)
    assert work(wave) == "plan.violates"
    wave.refresh_from_db()
    assert wave.state == "draft"
    assert not Stop.objects.filter(wave_id=wave.id).exists()


def test_when_it_cannot_be_done_the_least_that_would_do_is_said(world: World) -> None:
    observe(world.household(world.maple, "1", "", "301"))
    wave = planned(world, world.maple, suited=0)
    run = PlanRun.objects.get(id=wave.run_id)
    assert (run.state, run.why) == ("failed", "plan.nobody_suited")
    assert {"code": "more_suited", "count": 1, "suited": 1} in run.plan["relax"]
    assert wave.state == "draft"


def test_pressing_twice_asks_once(world: World) -> None:
    round_ = shared_round(world, world.maple)
    wei = world.actor("wei")
    first = waves.plan(by=wei, round_id=round_.id, compound_id=world.maple.id, settings=settings())
    second = waves.plan(by=wei, round_id=round_.id, compound_id=world.maple.id, settings=settings())
    assert (first.id, first.run_id) == (second.id, second.run_id)
    assert PlanRun.objects.filter(wave_id=first.id).count() == 1


def test_other_settings_make_another_plan_and_stops_keep_their_ids(world: World) -> None:
    round_ = shared_round(world, world.maple)
    wave = planned(world, world.maple, round_)
    before = {stop.household_id: stop.id for stop in stops(wave)}
    again = planned(world, world.maple, round_, cart_boxes=4)
    assert again.id == wave.id
    assert {stop.household_id: stop.id for stop in stops(wave)} == before
    assert Trip.objects.filter(wave_id=wave.id).count() >= 2


def test_one_button_for_the_round(world: World) -> None:
    round_ = shared_round(world, world.maple, world.willow)
    asked = waves.plan_round(by=world.actor("wei"), round_id=round_.id)
    assert {wave.compound_id for wave in asked} == {world.maple.id, world.willow.id}


def test_nothing_to_carry_is_said(world: World) -> None:
    round_ = shared_round(world, world.maple)
    with pytest.raises(Refusal, match="nothing_to_carry"):
        waves.plan(by=world.actor("wei"), round_id=round_.id, compound_id=world.garden.id)


def test_settings_beyond_reason_and_quiet_hours_are_refused(world: World) -> None:
    round_ = shared_round(world, world.maple)
    at = settings().starts_at + timedelta(hours=14, minutes=30)
    for wrong, code in (
        (settings(cart_boxes=900), "settings_range"),
        (settings(carriers=0, suited=0), "nobody_carries"),
        (settings(starts_at=at), "quiet_hours"),
    ):
        with pytest.raises(Refusal, match=code):
            waves.plan(by=world.actor("wei"), round_id=round_.id, compound_id=world.maple.id, settings=wrong)


def test_outside_the_area_there_is_no_wave(world: World) -> None:
    wave = planned(world, world.maple)
    with pytest.raises(NotYours):
        waves.publish(by=world.actor("wang"), wave_id=wave.id)
    with pytest.raises(NotYours):
        waves.plan(by=world.actor("wang"), round_id=wave.round_id, compound_id=world.maple.id)
