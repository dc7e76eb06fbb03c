"""A snapshot as the problems the planning core knows.

Flat doors are carried to. At a stair whose homes come down, the boxes are set down at the entrance in small loads, and
the stair is then called. Where the goods wait at the supply point nothing is carried; buildings come one after another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anxin.delivery.terms import Mode
from anxin.planning import carry, slots
from anxin.planning.common import ceil_div

Home = dict[str, Any]
ENTRANCE_CLASS = 5  # after doors that nobody comes down from, class by class


@dataclass(slots=True)
class Carrying:
    """The problem, and which households stand behind each of its doors (a heavy home is several doors)."""

    problem: carry.Problem
    behind: dict[str, list[int]] = field(default_factory=dict)


def homes_of(snapshot: dict[str, Any], mode: Mode) -> list[Home]:
    return [home for home in snapshot["homes"] if home["mode"] == mode]


def carrying(
    snapshot: dict[str, Any], *, carriers: int | None = None, suited: int | None = None, more_s: int = 0
) -> Carrying:
    """`carriers`, `suited`, `more_s`: other people or more time than the settings say, to find what would do."""
    settings = snapshot["settings"]
    crew = _crew(
        settings["carriers"] if carriers is None else carriers,
        settings["suited"] if suited is None else suited,
        settings["cart_boxes"],
        snapshot["allowed_s"] + more_s,
    )
    behind: dict[str, list[int]] = {}
    doors = [*_flat_doors(snapshot, behind), *_entrance_loads(snapshot, behind)]
    used = {door.unit for door in doors}
    units = tuple(
        unit for stair in snapshot["stairs"] for unit in _units(snapshot, stair) if unit.key in used
    )
    problem = carry.Problem(
        (float(snapshot["point"][0]), float(snapshot["point"][1])),
        _params(snapshot),
        units,
        tuple(doors),
        crew,
        str(snapshot["compound"]),
    )
    return Carrying(problem, behind)


def _crew(carriers: int, suited: int, cart: int, end_s: int) -> tuple[carry.Worker, ...]:
    plain = [carry.Worker(str(n + 1), cart, False, 0, end_s) for n in range(carriers)]
    return (*plain, *(carry.Worker(str(carriers + n + 1), cart, True, 0, end_s) for n in range(suited)))


def _params(snapshot: dict[str, Any]) -> carry.Params:
    rules = snapshot["rules"]
    named = {
        name: rules[f"carry.{name}"]
        for name in (
            "walk_mmps", "detour_pct", "load_fixed_s", "load_per_box_s", "drop_fixed_s", "drop_per_box_s", "corridor_s",
            "iso_extra_s",
        )
    }  # fmt: skip
    return carry.Params(
        **named,
        hand_boxes=snapshot["settings"]["hand_boxes"],
        loading_bays=snapshot["bays"],
        isolated_policy=snapshot["policy"],
    )


def _units(snapshot: dict[str, Any], stair: dict[str, Any]) -> tuple[carry.Unit, carry.Unit]:
    """The stair itself, and its entrance: a cart rolls up to the entrance, so no load is carried by hand there."""
    rules, xy = snapshot["rules"], (float(stair["xy"][0]), float(stair["xy"][1]))
    inside = carry.Unit(
        str(stair["id"]), xy, stair["lifts"],
        wait_first_s=rules["lift.wait_first_s"], wait_next_s=rules["lift.wait_next_s"], stop_s=rules["lift.stop_s"],
        per_floor_s=rules["lift.per_floor_s"], stairs_up_s=rules["stairs.up_s"], stairs_down_s=rules["stairs.down_s"],
    )  # fmt: skip
    return inside, carry.Unit(f"e{stair['id']}", xy, elevators=1)


def _flat_doors(snapshot: dict[str, Any], behind: dict[str, list[int]]) -> Iterable[carry.Door]:
    lifts = {stair["id"]: stair["lifts"] for stair in snapshot["stairs"]}
    settings = snapshot["settings"]
    for home in homes_of(snapshot, Mode.FLAT_DOOR):
        most = settings["cart_boxes"]
        if not lifts[home["stair"]]:
            most = min(most, settings["hand_boxes"])
        for part, boxes in enumerate(_parts(home["boxes"], most)):
            key = f"{home['household']}.{part}"
            behind[key] = [home["household"]]
            yield carry.Door(key, str(home["stair"]), home["floor"], boxes, home["apart"], home["cls"])


def _entrance_loads(snapshot: dict[str, Any], behind: dict[str, list[int]]) -> Iterable[carry.Door]:
    """Small loads, whole households, so that carts fill well."""
    cart = snapshot["settings"]["cart_boxes"]
    most = max(1, cart // 4)
    by_stair: dict[int, list[Home]] = defaultdict(list)
    for home in homes_of(snapshot, Mode.UNIT_ENTRANCE):
        by_stair[home["stair"]].append(home)
    for stair, homes in by_stair.items():
        number, boxes, here = 0, 0, list[int]()
        for home in sorted(homes, key=lambda h: (-h["floor"], h["path"])):
            for part in _parts(home["boxes"], cart):
                if here and boxes + part > most:
                    behind[f"e{stair}.{number}"] = here
                    yield carry.Door(f"e{stair}.{number}", f"e{stair}", 1, boxes, False, ENTRANCE_CLASS)
                    number, boxes, here = number + 1, 0, []
                boxes += part
                here = [*here, home["household"]]
        behind[f"e{stair}.{number}"] = here
        yield carry.Door(f"e{stair}.{number}", f"e{stair}", 1, boxes, False, ENTRANCE_CLASS)


def _parts(boxes: int, most: int) -> list[int]:
    """More boxes than one person takes up at once are several ways."""
    whole, rest = divmod(boxes, most)
    return [most] * whole + ([rest] if rest or not whole else [])


def calling(snapshot: dict[str, Any]) -> slots.Problem:
    settings, rules = snapshot["settings"], snapshot["rules"]
    homes = homes_of(snapshot, Mode.UNIT_ENTRANCE)
    used = {home["stair"] for home in homes}
    return slots.Problem(
        tuple(
            slots.Stair(str(s["id"]), f"{s['building']}/{s['entrance']}" if s["entrance"] else None)
            for s in snapshot["stairs"]
            if s["id"] in used
        ),
        tuple(
            slots.Household(str(h["household"]), str(h["stair"]), h["floor"], slow=h["slow"], risk=h["apart"])
            for h in homes
        ),
        settings["per_stair"],
        settings["below_cap"],
        rules["slots.risk_gap_slots"],
        rules["slots.slow_per_stair"],
        settings["slot_minutes"] * 60,
        str(snapshot["compound"]),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """When one building fetches its goods at the supply point: seconds after the wave's start."""

    building: int
    from_s: int
    until_s: int
    households: tuple[int, ...]


def windows(snapshot: dict[str, Any]) -> list[Window]:
    """One building after another in walking order, each as long as its homes need at the most below at once."""
    settings = snapshot["settings"]
    building = {stair["id"]: stair["building"] for stair in snapshot["stairs"]}
    order: dict[int, list[Home]] = {stair["building"]: [] for stair in snapshot["stairs"]}
    for home in homes_of(snapshot, Mode.SUPPLY_POINT):
        order[building[home["stair"]]].append(home)
    found, at = [], 0
    for key, homes in order.items():
        if not homes:
            continue
        length = ceil_div(len(homes), settings["below_cap"]) * settings["slot_minutes"] * 60
        found.append(Window(key, at, at + length, tuple(home["household"] for home in homes)))
        at += length
    return found
