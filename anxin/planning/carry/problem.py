"""One compound, one wave: the supply point, stairs with their doors, people with carts; and who carries what when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from anxin.planning.common import Cost

DEDICATED, LAST = "dedicated", "last"
CART_BOXES = (28, 36)  # article D: "28 boxes, 36 boxes, bring more trolleys"


@dataclass(frozen=True, slots=True)
class Params:
    """Whole seconds, millimetres per second, per cent. `loading_bays` 0 = as many as workers.

    `isolated_policy`: `dedicated` = who serves an isolated door serves no other kind; else isolated doors come last.
    """

    walk_mmps: int = 1000
    detour_pct: int = 130
    load_fixed_s: int = 40
    load_per_box_s: int = 2
    drop_fixed_s: int = 22
    drop_per_box_s: int = 3
    corridor_s: int = 6
    iso_extra_s: int = 60
    hand_boxes: int = 4
    loading_bays: int = 0
    isolated_policy: str = DEDICATED


@dataclass(frozen=True, slots=True)
class Unit:
    """A stair (单元) with its entrance at `xy`; `elevators` 0 = stairs. Seconds per ride, stop and floor."""

    key: str
    xy: tuple[float, float]
    elevators: int = 0
    wait_first_s: int = 0
    wait_next_s: int = 0
    stop_s: int = 0
    per_floor_s: int = 0
    stairs_up_s: int = 0
    stairs_down_s: int = 0


@dataclass(frozen=True, slots=True)
class Door:
    """`floor` 1 = entrance level; `cls` 1 (first) to 6 of the household behind it."""

    key: str
    unit: str
    floor: int
    boxes: int
    isolated: bool = False
    cls: int = 4


@dataclass(frozen=True, slots=True)
class Worker:
    """One person (or pair) with a cart of `cart_boxes`; `suited` may serve isolated doors."""

    key: str
    cart_boxes: int
    suited: bool = False
    start_s: int = 0
    end_s: int = 4 * 3600


@dataclass(frozen=True, slots=True)
class Problem:
    supply_point: tuple[float, float]
    params: Params
    units: tuple[Unit, ...]
    doors: tuple[Door, ...]
    workers: tuple[Worker, ...]
    key: str = ""

    def __post_init__(self) -> None:
        for name, keys in (
            ("units", [u.key for u in self.units]),
            ("doors", [d.key for d in self.doors]),
            ("workers", [w.key for w in self.workers]),
        ):
            double = [key for key, n in Counter(keys).items() if n > 1]
            if double:
                raise ValueError(f"{name}: twice {double[0]}")
        units = {u.key for u in self.units}
        for door in self.doors:
            if door.unit not in units or door.floor < 1 or door.boxes < 0:
                raise ValueError(f"doors: {door.key}: unknown unit, floor below 1 or negative boxes")
        if self.params.walk_mmps < 1 or self.params.hand_boxes < 1:
            raise ValueError("params: walking and carrying must be possible")

    @property
    def dedicated(self) -> bool:
        return self.params.isolated_policy == DEDICATED


@dataclass(frozen=True, slots=True)
class Leg:
    """Into one unit and out again: doors in the order they are served. Without elevator a leg is one climb."""

    unit: str
    doors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trip:
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Route:
    worker: str
    trips: tuple[Trip, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`unserved`: doors nobody could reach in time or was allowed to; `check` names each of them."""

    routes: tuple[Route, ...]
    unserved: tuple[str, ...]
    solver: str
    seed: int
    iterations: int
    cost: Cost
