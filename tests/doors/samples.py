"""One object of every kind a route can name, reached by actions as far as they go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from anxin.access.models import Grant
from anxin.places.models import Building
from tests.world import World, make_world


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
        "grant_id": Grant.objects.get(user=world.users["zhang"]).pk,
        "user_id": world.users["zhang"].pk,
    }
    return Samples(world, values)
