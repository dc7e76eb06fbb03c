"""The demo from an empty database to a day under way."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from anxin.access.actor import Actor
from anxin.access.queries import actor_of_user, demo_user
from anxin.flows.demo import carrying, goods, ground, people, rounds
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.places.models import Area, Compound
from anxin.supply.models import Round

SEED = 20220330  # the day of article D
HOUR = timedelta(hours=1)
YESTERDAY = "蔬菜肉蛋奶 第11轮"


@dataclass
class Teller:
    """What every chapter needs."""

    area: Area
    by: Actor
    shelf: goods.Shelf
    compounds: list[Compound]
    homes: dict[int, list[Household]]
    dice: random.Random


def tell(size: str, say: Callable[[str], None], seed: int = SEED) -> Area | None:
    """The ground and the day under way: enough for the first page. `rest` tells what was before.

    Nothing happens when there is a subdistrict already: nobody's data is ever touched by the demo.
    """
    if Area.objects.exists():
        return None
    chapter = chapters(say)
    chapter(f"laying out the invented subdistrict ({size})")
    area = ground.lay_out(size, seed)
    people.employ(area)
    goods.stock_up(officer(), area.id)
    teller = prepare(area, seed)
    chapter("the round carried today")
    today(teller)
    chapter("the round still open, with its chat")
    still_open(teller)
    chapter("ready")
    return area


def rest(say: Callable[[str], None], seed: int = SEED) -> None:
    """Yesterday's round, once; told while the first pages are being looked at."""
    area = Area.objects.filter(kind="subdistrict", demo=True).first()
    if area is None or Round.objects.filter(subdistrict_id=area.id, title=YESTERDAY).exists():
        return
    chapter = chapters(say)
    yesterday(prepare(area, seed + 1))
    chapter("the round settled yesterday is there too")


def chapters(say: Callable[[str], None]) -> Callable[[str], None]:
    began = time.monotonic()
    return lambda title: say(f"· {title} ({time.monotonic() - began:.0f} s)")


def officer() -> Actor:
    user = demo_user("wei")
    assert user is not None  # people.employ made the account
    return actor_of_user(user.pk, door="cli")


def prepare(area: Area, seed: int) -> Teller:
    compounds = list(
        Compound.objects.filter(subdistrict_id=area.id).select_related("community").order_by("path")
    )
    return Teller(
        area, officer(), goods.shelf(area.id), compounds, rounds.homes_of(area), random.Random(seed)
    )


def yesterday(t: Teller) -> None:
    """One community, everything done: ordered, bought, carried, settled."""
    path = t.compounds[0].community.path
    compounds = [compound for compound in t.compounds if compound.path.startswith(path)]
    with clock.moved(-56 * HOUR):
        round_ = rounds.open_round(t.by, path, t.shelf, YESTERDAY)
    with clock.moved(-52 * HOUR):
        rounds.say_all(t.by, round_, {c.id: t.homes[c.id] for c in compounds}, 0.12, t.dice)
    with clock.moved(-48 * HOUR):
        rounds.buy(t.by, round_)
        rounds.pay_most(t.by, round_, 1.0, t.dice)
    with clock.moved(-28 * HOUR):
        rounds.unload(t.by, round_, compounds)
        rounds.share(t.by, round_)
        planned = carrying.publish(t.by, carrying.plan_all(t.by, round_))
    with clock.moved(-24 * HOUR):
        for wave in planned:
            carrying.hand_over(t.by, wave, 1.0, t.dice)
        rounds.finish(t.by, round_)


def today(t: Teller) -> None:
    """Meat and eggs came short: shared out by the rule, the difference owed back."""
    with clock.moved(-30 * HOUR):
        round_ = rounds.open_round(t.by, t.area.path, t.shelf, "蔬菜肉蛋奶 第12轮")
    with clock.moved(-26 * HOUR):
        rounds.say_all(t.by, round_, t.homes, 0.08, t.dice)
    with clock.moved(-22 * HOUR):
        rounds.buy(t.by, round_)
    items = {item.code: item.id for item in round_.items.all()}
    with clock.moved(-6 * HOUR):
        rounds.pay_most(t.by, round_, 0.93, t.dice)
        rounds.unload(t.by, round_, t.compounds[-4:-2], {items["B"]: 0.7})
    with clock.moved(-3 * HOUR):
        rounds.unload(t.by, round_, t.compounds[:-4], {items["B"]: 0.7})
        rounds.share(t.by, round_)
        rounds.pay_refunds(round_, t.by, leave=40)
    with clock.moved(-2.5 * HOUR):
        planned = carrying.plan_all(t.by, round_)
        published = carrying.publish(t.by, planned[:-4])
    with clock.moved(-HOUR):
        for number, wave in enumerate(published[:-3]):
            carrying.hand_over(
                t.by, wave, 0.55 if number < 4 else t.dice.choice((1.0, 0.8, 0.4)), t.dice, misses=0.04
            )
    for wave in published[:12]:
        carrying.confirm(wave, 0.5, t.dice)
    rounds.complain(round_, t.compounds[0])


def still_open(t: Teller) -> None:
    with clock.moved(-5 * HOUR):
        round_ = rounds.open_round(t.by, t.area.path, t.shelf, "蔬菜肉蛋奶 第13轮")
    with clock.moved(-3 * HOUR):
        rounds.say_all(t.by, round_, t.homes, 0.02, t.dice)
    with clock.moved(-HOUR):
        rounds.paste(t.by, round_, t.compounds[:6], t.homes, t.dice)
    rounds.disagree(round_, t.dice)


def accounts() -> list[str]:
    lines = [f"  {account.username:<6} {account.name}" for account in people.ACCOUNTS]
    return ["accounts of the demo (password " + people.PASSWORD + "):", *lines]
