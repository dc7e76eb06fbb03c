"""From the written address to a door of the compound's own register. What is not there is never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from anxin.chat.entries import address_in
from anxin.chat.grammar import bounded
from anxin.chat.normal import plain
from anxin.chat.numerals import HAN, digits
from anxin.chat.terms import Address

Reason = Literal[
    "found",
    "address_missing",
    "address_incomplete",
    "address_not_found",
    "address_ambiguous",
    "address_differs",
]
_SUFFIX = bounded(r"(?:号楼|栋楼?|幢|座|楼|号|单元|门|梯|室|房|户)+$")
_NUMBER = bounded(rf"[{HAN}]+|\d+")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One door: the labels of its building (with aliases), stair and room, and the caller's own key."""

    building: str
    unit: str | None
    room: str
    key: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The door's key, or None with the reason. `nickname_used`: the door came from the nickname alone."""

    door_key: str | None
    reason: Reason
    nickname_used: bool = False


class Register:
    """The doors of one compound, indexed once."""

    def __init__(self, rows: Iterable[RegisterRow]) -> None:
        self._full: dict[tuple[str, str, str], set[str]] = {}
        self._building_room: dict[tuple[str, str], set[str]] = {}
        self._room: dict[str, set[str]] = {}
        self._stairs: dict[tuple[str, str], set[str]] = {}
        self._unit_room: dict[tuple[str, str], set[str]] = {}
        buildings = set()
        for row in rows:
            unit, room = label(row.unit), label(row.room)
            buildings.add(label(row.building))
            for building in {label(row.building), *map(label, row.aliases)}:
                self._full.setdefault((building, unit, room), set()).add(row.key)
                self._building_room.setdefault((building, room), set()).add(row.key)
            self._room.setdefault(room, set()).add(row.key)
            self._unit_room.setdefault((unit, room), set()).add(row.key)
        self.one_building = len(buildings) == 1

    def keys(self, address: Address) -> set[str]:
        """All doors this address could mean."""
        building, unit, room = label(address.building), label(address.unit), label(address.room)
        if building and unit:
            # a building without stairs is often still written with one; the register decides
            return self._full.get((building, unit, room)) or self._full.get((building, "", room)) or set()
        if building:
            return self._building_room.get((building, room), set())
        if not self.one_building:
            return set()
        return self._unit_room.get((unit, room), set()) if unit else self._room.get(room, set())


def label(written: str | None) -> str:
    """One form of a label: 03栋, 3号楼 and 三幢 are 3; A座 is A; 0501室 is 501."""
    if not written:
        return ""
    bare = _SUFFIX.sub("", plain(written).strip())
    return _NUMBER.sub(lambda match: digits(match.group()), bare or plain(written).strip()).upper()


def resolve(address: Address | None, register: Register, nickname: str | None = None) -> Resolution:
    """The door this address names. A missing unit is allowed when the room is unique in the building.

    The nickname speaks only when the text says no room, or contradicts it; a contradiction goes to a person.
    """
    other = _from_nickname(nickname, register)
    if address is None or address.room is None:
        if other and _agrees(address, nickname):
            return Resolution(other, "found", nickname_used=True)
        return Resolution(None, "address_missing" if address is None else "address_incomplete")
    keys = register.keys(address)
    if not keys:
        needs_building = address.building is None and not register.one_building
        return Resolution(None, "address_incomplete" if needs_building else "address_not_found")
    if len(keys) > 1:
        return Resolution(other, "found") if other in keys else Resolution(None, "address_ambiguous")
    key = next(iter(keys))
    if other is not None and other != key:
        return Resolution(None, "address_differs")
    return Resolution(key, "found")


def _from_nickname(nickname: str | None, register: Register) -> str | None:
    address = _address_of(nickname)
    if address is None or address.room is None:
        return None
    keys = register.keys(address)
    return next(iter(keys)) if len(keys) == 1 else None


def _agrees(address: Address | None, nickname: str | None) -> bool:
    """A building said in the text must be the nickname's building."""
    if address is None or address.building is None:
        return True
    other = _address_of(nickname)
    return other is not None and label(other.building) == label(address.building)


def _address_of(nickname: str | None) -> Address | None:
    return address_in(nickname) if nickname else None
