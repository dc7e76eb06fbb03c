"""One object of every kind a route can name, reached by actions as far as they go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from anxin.access.models import Grant
from anxin.delivery.actions import handovers
from anxin.delivery.models import Handover, Hold
from anxin.households.actions import cards, register
from anxin.kernel import clock
from anxin.kernel.ids import new_id
from anxin.places.models import Building
from anxin.supply.actions import complaints, payments, sharings
from anxin.supply.queries import money
from anxin.supply.terms import ComplaintKind, PaymentKind
from tests.doors.ordering_samples import ordering_samples
from tests.market import open_round, stock
from tests.pictures import photo
from tests.rooms.delivery.carried import published, stops
from tests.rooms.supply.steps import arrive, buy, homes, say
from tests.world import World, make_world, observe


@dataclass
class Samples:
    """`of("round_id")` gives the value for a route's argument; a new argument needs a line in `make_samples`."""

    world: World
    values: dict[str, Any] = field(default_factory=dict)

    def of(self, word: str) -> Any:
        if word not in self.values:
            raise AssertionError(f"tests/doors/samples.py has no sample for the route argument {word!r}")
        return self.values[word]


def make_samples() -> Samples:
    world = make_world()
    home = world.household(world.maple, "1", "", "301")
    values = {
        "compound_id": world.maple.id,
        "building_id": Building.objects.get(compound_id=world.maple.id).id,
        "household_id": home.id,
        "card": f"FN-{cards.issue(by=world.actor('wei'), household_id=home.id).token}",
        "place": f"FN-{world.maple.ref}",
        "door_id": home.door_id,
        "flag_id": observe(world.household(world.maple, "1", "", "302")).id,
        "import_id": register.begin(
            by=world.actor("wei"), subdistrict_id=world.sid, import_id=new_id(), filename="名册.xlsx"
        ).id,
        "grant_id": Grant.objects.get(user=world.users["zhang"]).pk,
        "user_id": world.users["zhang"].pk,
    }
    return Samples(world, values | ordering_samples(world) | goods_samples(world) | a_wave_under_way(world))


def goods_samples(world: World) -> dict[str, Any]:
    """A round that was bought, came, was shared out short after somebody had paid, and was complained about."""
    wei = world.actor("wei")
    round_ = open_round(world, compounds=[world.maple.id], title="周四水果")
    rows = [say(world, round_, home, {"A": 2000}) for home in homes(world.maple, 2)]
    for row in rows:
        payments.record(by=wei, order_id=row.id, kind=PaymentKind.CASH, fen=10_000, key=f"s{row.id}")
    [bought] = buy(world, round_)
    batch = arrive(world, round_, world.maple, "A", 2000)
    sharings.share_out(by=wei, round_id=round_.id)
    complaint = complaints.open(by=wei, order_id=rows[0].id, kind=ComplaintKind.WRONG)
    goods, supplier = stock(world)
    return {
        "product_id": goods["肉蛋包"].id, "supplier_id": supplier.id,
        "share": f"FN-{round_.ref}",
        "round_id": round_.id, "order_id": rows[0].id, "purchase_id": bought.id, "batch_id": batch.id,
        "refund_id": money.refunds(wei)[0].id, "complaint_id": complaint.id,
    }  # fmt: skip


def a_wave_under_way(world: World) -> dict[str, Any]:
    """One door delivered with a picture, one held, the others due."""
    wave = published(world, world.maple)
    first, second, third = stops(wave)[:3]
    before = clock.now() - timedelta(minutes=5)
    ticks = [
        handovers.Tick("sample-1", first.id, "delivered", before, photo=photo()),
        handovers.Tick("sample-2", second.id, "no_answer", before),
    ]
    handovers.record_many(by=world.actor("zhang"), ticks=ticks)
    return {
        "wave_id": wave.id,
        "stop_id": third.id,
        "hold_id": Hold.objects.get(stop_id=second.id).id,
        "handover_id": Handover.objects.get(stop_id=first.id).id,
    }
