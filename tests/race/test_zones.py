"""Two people decide about one compound at the same moment; two people add neighbours at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.places.actions import compounds, zones
from anxin.places.models import Compound, ZonePeriod
from anxin.places.terms import CompoundKind, Zone
from tests.world import make_world

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """How each ended: "done" or a refusal's code. Every deed has its own connection."""

    def one(deed: Callable[[], Any]) -> str:
        try:
            deed()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as hands:
        return list(hands.map(one, deeds))


def test_of_two_deciders_one_wins() -> None:
    world = make_world()
    review = clock.now() + timedelta(days=7)

    def decide(who: str, zone: Zone) -> Callable[[], Any]:
        by = world.actor(who)
        return lambda: zones.set_zone(
            by=by, compound_id=world.willow.id, zone=zone, reason="同时", rule=f"zones.{zone}",
            review_at=review, version=world.willow.version,
        )  # fmt: skip

    ended = at_once(decide("wei", Zone.SEALED), decide("hq", Zone.PRECAUTION))
    assert sorted(ended) == ["done", "stale"]
    running = ZonePeriod.objects.get(compound_id=world.willow.id, until=None)
    assert Compound.objects.get(id=world.willow.id).zone == running.zone
    assert ZonePeriod.objects.filter(compound_id=world.willow.id).count() == 2


def test_neighbours_added_at_once_get_paths_of_their_own() -> None:
    world = make_world()
    li = world.actor("li")

    def add(name: str) -> Callable[[], Any]:
        return lambda: compounds.add(
            by=li, community_id=world.community.id, name=name, kind=CompoundKind.MIXED
        )

    ended = at_once(*(add(f"新村{number}") for number in range(4)))
    assert ended == ["done"] * 4
    paths = list(Compound.objects.filter(name__startswith="新村").values_list("path", flat=True))
    assert len(set(paths)) == 4
