"""The demo from an empty database to a day under way."""

from __future__ import annotations

import time
from collections.abc import Callable

from anxin.flows.demo import ground, people
from anxin.places.models import Area

SEED = 20220330  # the day of article D


def tell(size: str, say: Callable[[str], None], seed: int = SEED) -> Area | None:
    """Nothing happens when there is a subdistrict already: nobody's data is ever touched by the demo."""
    if Area.objects.exists():
        return None
    began = time.monotonic()
    say(f"laying out the invented subdistrict ({size}) …")
    area = ground.lay_out(size, seed)
    people.employ(area)
    say(f"the demo is ready after {time.monotonic() - began:.0f} s")
    return area


def accounts() -> list[str]:
    lines = [f"  {account.username:<6} {account.name}" for account in people.ACCOUNTS]
    return ["accounts of the demo (password " + people.PASSWORD + "):", *lines]
