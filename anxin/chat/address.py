"""Doors as people write them: 3栋2单元501, 3-2-501, 8#1203, B区7号楼502, 88弄6号302室, 604."""

from __future__ import annotations

import re
from functools import partial

from anxin.chat.grammar import ZH, bounded
from anxin.chat.numerals import HAN, digits
from anxin.chat.sheet import Mark, Sheet
from anxin.chat.terms import Address

_HAN = HAN.replace("百", "").replace("千", "")
_NO_UNIT = "(?!" + ZH.unit.replace("|两", "").replace("两|", "") + "|元|\\.\\d)"
_ZONE = rf"(?:(?P<zone>[A-Za-z]|\d{{1,2}}|[{_HAN}]{{1,2}}|[东南西北中])(?P<kind>区|期|苑)\s*)?"
_BUILDING = rf"(?P<b>[A-Za-z]?\d{{1,4}}|[A-Za-z](?=座|栋|幢|楼|号)|[{_HAN}]{{1,3}}(?=号|栋|幢|座|楼))"
_ROOM = (
    rf"(?P<r>\d{{3,5}}[A-Za-z]?(?![\d*A-Za-z]){_NO_UNIT}|\d{{1,5}}[A-Za-z]?(?=\s*(?:室|房|户))"
    rf"|[{_HAN}]{{3,4}}(?!{ZH.unit})|[{_HAN}]{{1,4}}(?=室))"
)
_ROOM_END = r"(?:\s*(?:号房|房间|室|房|户|号(?!楼)))?"
_WORDS = bounded(
    rf"(?<![\d.*])(?:\d{{1,5}}弄\s*)?{_ZONE}{_BUILDING}\s*(?P<bk>号楼|栋楼?|幢|座|号院|号(?=\s*-?[\d{_HAN}])|#楼?|楼)"
    rf"(?:[-\s,]{{0,2}}(?:第)?(?P<u>\d{{1,2}}|[A-Za-z]|[{_HAN}]{{1,2}})\s*(?:单元|门|梯|座|-(?=\d{{3}})|#(?=\d)))?"
    rf"(?:[-\s,]{{0,2}}(?P<f>\d{{1,2}}|[{_HAN}]{{1,3}})\s*(?:楼|层))?"
    rf"(?:[-\s,]{{0,2}}{_ROOM}{_ROOM_END})?"
)
_UNIT_FIRST = bounded(
    rf"(?<![\d.*])(?P<u>\d{{1,2}}|[{_HAN}]{{1,2}})\s*(?:单元|门(?=\d))[-\s]?(?:\d{{1,2}}(?:楼|层))?{_ROOM}{_ROOM_END}"
)
_THREE = bounded(
    rf"(?<![\d.*A-Za-z-])(?:\d{{1,5}}弄\s*)?{_ZONE}(?P<b>[A-Za-z]?\d{{1,4}}|[A-Za-z])\s?[-_/#.~]\s?(?P<u>\d{{1,2}}|[A-Za-z])"
    rf"(?:单元)?\s?[-_/#.~]?\s?(?<=[-_/#.~ 元])(?P<r>\d{{2,5}}[A-Za-z]?)(?![\d*]|-\d){_NO_UNIT}{_ROOM_END}"
)
_TWO = bounded(
    rf"(?<![\d.*-])(?:\d{{1,5}}弄\s*)?{_ZONE}(?<![A-Za-z])(?P<b>[A-Za-z]?\d{{1,4}}|[A-Za-z])\s?[-_#~]\s?"
    rf"(?P<r>\d{{3,5}}[A-Za-z]?|\d{{1,2}}(?=室|房|\s*$|[\s,，。;、]))(?![\d*]|[-.]\d){_NO_UNIT}{_ROOM_END}"
)
_ROOM_ONLY = bounded(r"(?:房号|门牌号?|房间号?|室号)[:是为]?\s*(?P<r>\d{3,4})(?!\d|-)")
_ROOM_NAMED = bounded(
    rf"(?<![\d.*-])(?:(?P<f>\d{{1,2}})(?:楼|层)\s*)?(?P<r>\d{{2,4}}[A-Za-z]?|[{_HAN}]{{3,4}})(?:室|房(?!间)|户(?!型))"
)
_FLOOR_ROOM = bounded(rf"(?<![\d.*-])(?P<f>\d{{1,2}})(?:楼|层)\s*(?P<r>\d{{3,4}})(?!\d){_NO_UNIT}")
_BARE = bounded(
    rf"(?:^|(?<=[\n]))\s*(?P<r>\d{{3,4}})(?=$|[\s,:、。;\x00\u4e00-\u9fff+]){_NO_UNIT}(?!号|元|度|个|份|年|户|人|弄|第)"
)
_BARE_LAST = bounded(r"(?<=[\s,，。;、])(?P<r>\d{3,4})(?=\s*$)")
_FLOOR = bounded(rf"(?<![\d.*-])(?:\d{{1,2}}|[{_HAN}]{{1,3}})(?:楼|层)(?!\d)")
_ANY = bounded(rf"\d|[{_HAN}A-Za-z东南西北中]\s?(?:栋|号|幢|座|区|期|苑|单元|门|室|楼|层)")
_WRONG = bounded(r"(?:不是|而非|不在|并非|原来是?|写成了?|误写成?)\s*$")
_OTHERS = bounded(r"(?:楼下|楼上|隔壁|对面|邻居)(?:的)?\s*$")


def find_addresses(sheet: Sheet, *, bare: bool) -> list[Mark]:
    """Claim every address, left to right. `bare`: a lone room number at the start may be a door."""
    if not _ANY.search(sheet.left):
        return []
    for pattern in (_WORDS, _THREE, _UNIT_FIRST, _TWO, _ROOM_ONLY, _ROOM_NAMED, _FLOOR_ROOM):
        _claim(sheet, pattern)
    for match in list(_FLOOR.finditer(sheet.left)):
        sheet.claim(match.start(), match.end(), "number")
    found = sorted(sheet.of("address"), key=lambda mark: mark.start)
    if not found and bare:
        for pattern in (_BARE, _BARE_LAST):
            alone = pattern.search(sheet.left)
            if alone and not sheet.left[alone.start("r") - 1 : alone.start("r")].isdigit():
                return [sheet.claim(alone.start("r"), alone.end("r"), "address", _address(alone))]
    return found


def _claim(sheet: Sheet, pattern: re.Pattern[str]) -> None:
    for match in list(pattern.finditer(sheet.left)):
        address = _address(match)
        start, end = match.start(), match.end()
        while end > start and sheet.left[end - 1] in " ,-":
            end -= 1
        if address is not None and sheet.is_free(start, end):
            sheet.claim(start, end, "address", address)


def _address(match: re.Match[str]) -> Address | None:
    part = partial(_part, match.groupdict())
    building, unit, room = part("b"), part("u"), part("r")
    suffix = match.groupdict().get("bk")
    if building and suffix == "楼" and not unit and (room is None or room.startswith(building)):
        return Address(None, None, room) if room else None  # 7楼 alone, or 5楼502: a floor
    if building and suffix == "号" and not (unit or room):
        return None
    zone = part("zone")
    if zone and building:
        kind = match["kind"]
        building = f"{zone}{kind}{building}"
    return Address(building, unit, room)


def _part(groups: dict[str, str | None], name: str) -> str | None:
    written = groups.get(name)
    if not written:
        return None
    lead = written[0] if written[0].isalpha() and written[0].isascii() else ""
    body = written[len(lead) :]
    tail = body[-1] if len(body) > 1 and body[-1].isalpha() and body[-1].isascii() else ""
    body = body[: len(body) - len(tail)]
    return lead.upper() + (digits(body) if body else "") + tail.upper()


def is_wrong_one(sheet: Sheet, mark: Mark) -> bool:
    """Was this address named only to be corrected?"""
    return bool(_WRONG.search(sheet.text.norm[max(0, mark.start - 6) : mark.start]))


def is_of_others(sheet: Sheet, mark: Mark) -> bool:
    """楼下2-302的快递: somebody else's door."""
    return bool(_OTHERS.search(sheet.text.norm[max(0, mark.start - 6) : mark.start]))


def join(parts: list[Address]) -> Address | None:
    """One address from several marks of the same row: 3栋 … 501室."""
    if not parts:
        return None
    first = parts[0]
    for other in parts[1:]:
        if first.room is None and other.building is None and other.room:
            first = Address(first.building, first.unit or other.unit, other.room)
    return first
