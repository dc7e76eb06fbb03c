"""Invented sealed compounds for tests and the bench: stairs, mid-rise and towers on a grid of buildings."""

from __future__ import annotations

import random
from math import ceil, sqrt

from anxin.planning.carry.problem import CART_BOXES, DEDICATED, Door, Params, Problem, Unit, Worker

WALKUP, MIDRISE, TOWER = "walkup", "midrise", "tower"

# floors, flats per floor, units per building, elevators
SHAPES = {WALKUP: (6, 2, 3, 0), MIDRISE: (11, 2, 2, 1), TOWER: (27, 4, 1, 2)}


def generate(
    *,
    households: int,
    seed: int,
    style: str = WALKUP,
    workers: int | None = None,
    isolated_pct: int = 3,
    policy: str = DEDICATED,
    occupied_pct: int = 92,
    mixed_carts: bool = False,
) -> Problem:
    """A compound with about so many doors to serve. Workers: one for about 75 households unless given."""
    rng = random.Random(seed)
    floors, flats, stairs, lifts = SHAPES[style]
    buildings = max(1, ceil(households * 100 / occupied_pct / (floors * flats * stairs)))
    units, doors = [], []
    wide = max(1, round(sqrt(buildings * 1.2)))
    for b in range(buildings):
        x0, y0 = (
            10 + (b % wide) * (stairs * 14 + 22) + rng.uniform(-4, 4),
            20 + (b // wide) * 38 + rng.uniform(-4, 4),
        )
        for u in range(stairs):
            key = f"B{b + 1}U{u + 1}"
            units.append(_unit(key, (round(x0 + 14 * u, 1), round(y0, 1)), lifts, rng))
            doors += _doors(key, floors, flats, rng, occupied_pct, isolated_pct)
    people = workers or max(3, round(len(doors) / 75))
    cart = rng.choice((CART_BOXES[0], 30, 32, CART_BOXES[1]))
    suited = max(1, round(people * 0.15)) if isolated_pct else 0
    crew = tuple(
        Worker(
            f"W{i + 1}",
            rng.choice((CART_BOXES[0], 32, CART_BOXES[1])) if mixed_carts else cart,
            i < suited,
            0,
            8 * 3600,
        )
        for i in range(people)
    )
    params = Params(loading_bays=max(2, people // 5), isolated_policy=policy)
    return Problem(
        (round(wide * (stairs * 14 + 22) / 2, 1), 0.0),
        params,
        tuple(units),
        tuple(doors),
        crew,
        f"carry-{style}-{households}-s{seed}",
    )


def _unit(key: str, xy: tuple[float, float], lifts: int, rng: random.Random) -> Unit:
    if not lifts:
        return Unit(key, xy, 0, stairs_up_s=rng.choice((10, 11, 12)), stairs_down_s=8)
    return Unit(
        key, xy, lifts, wait_first_s=45 if lifts == 1 else 30, wait_next_s=20, stop_s=14, per_floor_s=2
    )


def _doors(key: str, floors: int, flats: int, rng: random.Random, occupied: int, isolated: int) -> list[Door]:
    found = []
    for floor in range(1, floors + 1):
        for flat in range(1, flats + 1):
            if rng.randrange(100) >= occupied:
                continue
            iso = rng.randrange(100) < isolated
            cls = rng.choice((1, 2)) if iso else rng.choice((3, 4, 4, 4, 4))
            found.append(
                Door(f"{key}-{floor:02d}{flat:02d}", key, floor, rng.choice((1, 1, 1, 2, 2)), iso, cls)
            )
    return found
