"""Decisions on the ground, on plain values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count

from anxin.places.terms import Zone


def door_name(building: str, stair: str, room: str, language: str = "zh-hans") -> str:
    """A door as people there say it: "7号楼 2单元 1101"; English "Building 7, Unit 2, 1101"."""
    if language == "en":
        parts = [f"Building {building}", f"Unit {stair}" if stair else "", room]
        return ", ".join(part for part in parts if part)
    house, unit = ("號樓", "單元") if language == "zh-hant" else ("号楼", "单元")
    parts = [
        f"{building}{house}" if building[-1:].isdigit() else building,
        f"{stair}{unit}" if stair else "",
        room,
    ]
    return " ".join(part for part in parts if part)


def stair_name(building: str, stair: str, language: str = "zh-hans") -> str:
    return door_name(building, stair, "", language)


def door_order(room: str) -> tuple[int, str]:
    """Rooms as people count them: 902 before 1001, 1001 before 1001A."""
    number = "".join(letter for letter in room if letter.isdigit())
    return (int(number) if number else 0, room)


_WORDS = re.compile(
    r"^(?P<building>.{1,12}?)(?:号楼|號樓|栋|棟|幢|座|楼|樓|#)[-\s]*"
    r"(?:(?P<stair>[0-9A-Za-z一二三四五六七八九十东西南北]{1,4})(?:单元|單元|门|門|梯)[-\s]*)?"
    r"(?P<room>[0-9A-Za-z]{1,8})(?:室|房|号|號|户|戶)?$"
)
_DASHES = re.compile(
    r"^(?P<building>[^-\s]{1,12})[-/](?:(?P<stair>[^-\s]{1,6})[-/])?(?P<room>[0-9A-Za-z]{1,8})$"
)
_TAIL = re.compile(r"(号楼|號樓|栋|棟|幢|座|楼|樓|#)$")
_STAIR_TAIL = re.compile(r"(单元|單元|门洞|门|門|梯)$")
_ROOM_TAIL = re.compile(r"(室|房|号|號|户|戶)$")


def read_door(text: str) -> tuple[str, str, str] | None:
    """(building, stair, room) of one cell or one search: "3-2-501", "3号楼2单元501室", "8#1203", "3-501"; else None.

    For registers and search boxes. What people write in a chat is read by the chat room.
    """
    flat = unicodedata.normalize("NFKC", text).strip().replace("—", "-").replace("－", "-").replace(" ", "")
    found = _DASHES.match(flat) or _WORDS.match(flat)
    if found is None:
        return None
    return plain_building(found["building"]), plain_stair(found["stair"] or ""), plain_room(found["room"])


def plain_building(text: str) -> str:
    """A building's label without the word for building: "3号楼", "3栋", "03" -> "3"; "B区7号楼" -> "B区7"."""
    return _unpadded(_TAIL.sub("", _flat(text)))


def plain_stair(text: str) -> str:
    """A stair's label: "2单元", "02" -> "2"; "无", "-", "/" and nothing -> ""."""
    flat = _flat(text)
    return "" if flat in {"无", "無", "-", "/", "0"} else _unpadded(_STAIR_TAIL.sub("", flat))


def plain_room(text: str) -> str:
    """A room's number: "501室", "501" -> "501". Leading noughts stay: 0101 is how some doors are numbered."""
    return _ROOM_TAIL.sub("", _flat(text)).upper()


def floor_of(room: str) -> int | None:
    """The floor a room number speaks of: 501 -> 5, 1203 -> 12, 0101 -> 1; None when it says nothing."""
    digits = room.rstrip("ABCDEFGHJKLMNPQRSTUVWXYZ")
    if not digits.isdecimal() or not 3 <= len(digits) <= 4:
        return None
    floor = int(digits[:-2])
    return floor if 0 < floor < 100 else None


def next_segments(letter: str, taken: Iterable[str]) -> Iterator[str]:
    """Free path segments "k4/", "k5/", … after the highest among the siblings' paths; a number is never used again."""
    highest = 0
    for path in taken:
        own = path.rstrip("/").rsplit("/", 1)[-1]
        if own[:1] == letter and own[1:].isdigit():
            highest = max(highest, int(own[1:]))
    return (f"{letter}{number}/" for number in count(highest + 1))


def zone_fault(zone: str, reason: str, review_at: datetime, now: datetime) -> str | None:
    """Why a zone may not be set so, as a code; None when it may."""
    if zone not in set(Zone):
        return "zone.unknown"
    if not reason.strip():
        return "zone.reason_missing"
    return "zone.review_past" if review_at <= now else None


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").strip()


def _unpadded(label: str) -> str:
    return label.lstrip("0") or "0" if label.isdigit() else label
