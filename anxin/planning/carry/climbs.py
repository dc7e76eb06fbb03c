"""What is carried as one: a climb where there are stairs, a floor where there is a lift.

Stairs: from the top floor down, loads as full as a person carries, exact by dynamic programming over the room left
in the climbs begun (pruned when a stair is very large).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from anxin.planning.carry.problem import Door, Unit

WIDTH = 400  # states kept per door; a six-floor stair needs fewer


@dataclass(frozen=True, slots=True)
class Item:
    """Doors that travel together: `level` is the highest, `own_s` the seconds this item costs wherever it goes."""

    unit: str
    level: int
    boxes: int
    own_s: int
    doors: tuple[Door, ...]


def items_of(unit: Unit, doors: Sequence[Door], *, hand_boxes: int, cart_boxes: int) -> list[Item]:
    """The items of one unit, top first. Doors too big for one climb or one cart must be sorted out before."""
    ordered = sorted(doors, key=lambda d: (-d.floor, d.key))
    if unit.elevators:
        return _floors(unit, ordered, cart_boxes)
    up_down = unit.stairs_up_s + unit.stairs_down_s
    # Doors at the entrance cost no climb: each for itself fills the gaps that full climbs leave on a cart.
    below = [Item(unit.key, 1, d.boxes, 0, (d,)) for d in ordered if d.floor == 1]
    ordered = [d for d in ordered if d.floor > 1]
    return below + [
        Item(unit.key, c[0].floor, sum(d.boxes for d in c), up_down * (c[0].floor - 1), tuple(c))
        for c in climbs(ordered, min(hand_boxes, cart_boxes))
    ]


def _floors(unit: Unit, ordered: Sequence[Door], cart_boxes: int) -> list[Item]:
    """One item per floor; a floor of more than half a cart is cut so that carts can be filled."""
    floors: dict[int, list[Door]] = defaultdict(list)
    for door in ordered:
        floors[door.floor].append(door)
    found = []
    for floor, here in floors.items():
        parts: list[list[Door]] = [[]]
        most = max(cart_boxes // 3, max(d.boxes for d in here))
        for door in here:
            if parts[-1] and sum(d.boxes for d in parts[-1]) + door.boxes > most:
                parts.append([])
            parts[-1].append(door)
        own = unit.wait_next_s + unit.stop_s if floor > 1 else 0
        found += [Item(unit.key, floor, sum(d.boxes for d in part), own, tuple(part)) for part in parts]
    return found


def climbs(ordered: Sequence[Door], hand_boxes: int) -> list[list[Door]]:
    """Doors (top first) in climbs of at most `hand_boxes`, the sum of the climbs' top floors the least.

    A door joins a begun climb with room or begins one; what a climb costs is known when it begins, so the state is
    only how much room the begun climbs have left.
    """
    empty: tuple[int, ...] = ()
    states: dict[tuple[int, ...], tuple[int, int]] = {empty: (0, 0)}
    history: list[dict[tuple[int, ...], tuple[tuple[int, ...], int]]] = []
    for door in ordered:
        following: dict[tuple[int, ...], tuple[int, int]] = {}
        came: dict[tuple[int, ...], tuple[tuple[int, ...], int]] = {}
        for rooms, (cost, begun) in states.items():
            for room, key, extra in _choices(rooms, door, hand_boxes):
                value = (cost + extra, begun + (room < 0))
                if key not in following or value < following[key]:
                    following[key], came[key] = value, (rooms, room)
        if len(following) > WIDTH:
            kept = sorted(following.items(), key=lambda kv: (kv[1][0] - sum(kv[0]), kv[0]))[:WIDTH]
            following = dict(kept)
        states = following
        history.append(came)
    return _retrace(ordered, hand_boxes, min(states, key=lambda k: (states[k], k)), history)


def _choices(rooms: tuple[int, ...], door: Door, hand_boxes: int) -> list[tuple[int, tuple[int, ...], int]]:
    """(room of the climb joined or -1, rooms after, added top floor)."""
    found = []
    for room in set(rooms):
        if room >= door.boxes:
            rest = list(rooms)
            rest.remove(room)
            left = room - door.boxes
            found.append((room, tuple(sorted([*rest, left] if left else rest)), 0))
    left = hand_boxes - door.boxes
    found.append((-1, tuple(sorted([*rooms, left])) if left > 0 else rooms, door.floor - 1))
    return found


def _retrace(
    ordered: Sequence[Door],
    hand_boxes: int,
    last: tuple[int, ...],
    history: list[dict[tuple[int, ...], tuple[tuple[int, ...], int]]],
) -> list[list[Door]]:
    joined: list[int] = []
    key = last
    for came in reversed(history):
        key, room = came[key]
        joined.append(room)
    found: list[list[Door]] = []
    room_of: list[int] = []
    for door, room in zip(ordered, reversed(joined), strict=True):
        if room < 0:
            found.append([door])
            room_of.append(hand_boxes - door.boxes)
        else:
            at = room_of.index(room)
            found[at].append(door)
            room_of[at] -= door.boxes
    return found
