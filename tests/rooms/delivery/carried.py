"""Waves to test with: orders said by the actions, shared out by hand, planned by the job itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import F

from anxin.delivery import tasks
from anxin.delivery.actions import waves
from anxin.delivery.models import Stop, Wave
from anxin.delivery.rules import Settings
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.places.models import Compound
from anxin.supply.actions import orders
from anxin.supply.models import OrderLine, Round
from anxin.supply.terms import Source
from tests.market import item, open_round
from tests.world import World

MORNING = clock.at_local(clock.today() + timedelta(days=1), time(9, 0))


def shared_round(world: World, *compounds: Compound, packs: int = 1) -> Round:
    """A round in which every home of these compounds got what it ordered."""
    round_ = open_round(world)
    pack = item(round_, "A")
    for home in Household.objects.filter(compound_id__in=[each.id for each in compounds]).order_by("path"):
        orders.say(
            by=world.actor("wei"), round_id=round_.id, household_id=home.id,
            wishes=[orders.Wish(pack.id, packs * 1000)], source=Source.WORKER,
        )  # fmt: skip
    share(round_)
    return round_


def share(round_: Round) -> None:
    OrderLine.objects.filter(subdistrict_id=round_.subdistrict_id, order__round_id=round_.id).update(
        state="shared", given_milli=F("qty_milli"), short_milli=0
    )
    Round.objects.filter(subdistrict_id=round_.subdistrict_id, id=round_.id).update(state="shared")


def settings(*, starts_at: datetime = MORNING, **changed: int) -> Settings:
    usual = {
        "carriers": 3, "suited": 1, "cart_boxes": 28, "hand_boxes": 3, "slot_minutes": 5, "minutes": 240, "per_stair": 4,
        "below_cap": 20,
    }  # fmt: skip
    return Settings(starts_at=starts_at, **{**usual, **changed})


def planned(world: World, compound: Compound, round_: Round | None = None, **changed: int) -> Wave:
    """Asked for, worked out and applied."""
    round_ = round_ or shared_round(world, compound)
    wave = waves.plan(
        by=world.actor("wei"), round_id=round_.id, compound_id=compound.id, settings=settings(**changed)
    )
    work(wave)
    wave.refresh_from_db()
    return wave


def work(wave: Wave) -> str:
    return str(tasks.plan_wave.call(subdistrict_id=wave.subdistrict_id, run_id=wave.run_id))


def published(world: World, compound: Compound, round_: Round | None = None, **changed: int) -> Wave:
    wave = planned(world, compound, round_, **changed)
    return waves.publish(by=world.actor("wei"), wave_id=wave.id)


def stops(wave: Wave) -> list[Stop]:
    rows = Stop.objects.filter(subdistrict_id=wave.subdistrict_id, wave_id=wave.id)
    return list(rows.select_related("household", "trip", "slot").order_by("path"))
