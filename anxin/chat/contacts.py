"""Who wrote it: honorific names, the nickname zone of a relay row, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Container

from anxin.chat.grammar import ZH, bounded
from anxin.chat.numerals import HAN
from anxin.chat.sheet import TAKEN, Product, Sheet
from anxin.chat.terms import Contact

_TOKEN = bounded(r"[^\s,，。;:、()\x00]+")
_NOT_A_NAME = bounded(
    r"谢谢|感谢|辛苦|麻烦|[要买订]|来[一两\d]|不|取消|正常|平安|同上|一样|改成|加[一两\d]|体温|需要|帮|请|备注|送|放|独居|老人家|份|"
    r"各|\+|套餐|接龙|报名|[?!？！]|已|没|咨询|漏水|垃圾|退|\d"
)
_INTRODUCED = bounded(
    r"(?:我是|本人|联系人[:是]?|姓名[:是]?|收货人[:是]?)\s*(?P<who>[\u4e00-\u9fffA-Za-z]{2,4})"
)
_ACTING = bounded(
    r"^(?P<who>(?:[小阿老大][\u4e00-\u9fff]|[A-Za-z]{2,12}))(?=\s?(?:改成?|加|取消|要|退|再|\+|说|来|订))"
)
_MENTION = bounded(r"@\S+")
_FULL_NAME = bounded(rf"[{ZH.table['names']['surnames']}][\u4e00-\u9fff]{{1,2}}")
_PLACE = bounded(r"[\u4e00-\u9fffA-Z]{2,8}(?:小区|花园|家园|公寓|新村|苑|里|府|庭|湾|城)$")


def claim_phones(sheet: Sheet) -> None:
    for match in list(ZH.claims["phone"].finditer(sheet.left)):
        digits = re.sub(r"[^\d*]", "", match.group())
        if digits.startswith("86") and len(digits) > 11:
            digits = digits[2:]
        sheet.claim(match.start(), match.end(), "phone", digits)
    for match in list(ZH.claims["tail"].finditer(sheet.left)):
        sheet.claim(match.start(), match.end(), "phone", match["tail"])


def claim_names(
    sheet: Sheet, *, row: bool, names_first: bool, defaulted: bool = False, unlike: Container[str] = ()
) -> None:
    """Claim the writer's name, and free it from the product names it may hold."""
    spot = _zone(sheet, names_first, defaulted) if row else None
    if spot is None:
        spot = _honorific(sheet) or _introduced(sheet) or _beside_address(sheet, defaulted, unlike)
    if spot is not None:
        _take(sheet, *spot, "contact")


def claim_mentions(sheet: Sheet) -> None:
    """@团长, @3-501: the one spoken to, never the one who orders."""
    for match in list(_MENTION.finditer(sheet.text.norm)):
        _take(sheet, match.start(), match.end(), "number")


def contact_of(sheet: Sheet) -> Contact | None:
    names = [sheet.text.written(mark.start, mark.end).strip() for mark in sheet.of("contact")]
    phones = [str(mark.value) for mark in sheet.of("phone")]
    if not names and not phones:
        return None
    return Contact(names[0] if names else None, phones[0] if phones else None)


def _take(sheet: Sheet, start: int, end: int, field: str) -> None:
    """A name owns its characters: 小柚子 is a person, not fruit."""
    for mark in list(sheet.marks):
        if mark.field == "product" and start <= mark.start and mark.end <= end:
            sheet.release(mark)
    if sheet.is_free(start, end):
        sheet.claim(start, end, field)


def _zone(sheet: Sheet, names_first: bool, defaulted: bool) -> tuple[int, int] | None:
    """The stretch of a row before the first space or the address."""
    norm = sheet.text.norm
    lead = len(norm) - len(norm.lstrip(" "))
    address = next(iter(sorted(sheet.of("address"), key=lambda mark: mark.start)), None)
    stop = re.search(r"[\s,，、:;。]", norm[lead:])
    end = lead + stop.start() if stop else len(norm)
    if address is not None and address.start <= lead:
        return None
    if address is not None and address.start <= end + 1:
        end = address.start
        while end > lead and norm[end - 1] in " ,:-(":
            end -= 1
        word = norm[lead:end]
        tail = sheet.left[address.end :].strip(" ,。" + TAKEN)
        held = any(isinstance(mark.value, Product) and mark.start < end for mark in sheet.marks)
        if _PLACE.search(word):
            return None
        if held and re.search(r"\d", word) and not tail:
            return None
        plain_word = not re.search(r"[要订买]\s*$|取消|帮|同上|需要|更正|\d[斤份盒]", word)
        rest = bool(tail) or any(mark.start > address.end for mark in sheet.of("product"))
        return (lead, end) if 0 < len(word) <= 16 and plain_word and (rest or not held) else None
    word = norm[lead:end]
    return (lead, end) if _reads_as_name(sheet, word, lead, end, names_first, defaulted) else None


def _reads_as_name(sheet: Sheet, word: str, start: int, end: int, names_first: bool, defaulted: bool) -> bool:
    if not 0 < len(word) <= 12:
        return False
    held = [mark for mark in sheet.of("product") if mark.start < end]
    rest = sheet.text.norm[end:].strip()
    if names_first and rest and not re.search(r"\d", word) and not re.match(r"\d|[*x+]|[一二两三半]", rest):
        return not re.search("取消|同上|不要", word)
    one_product = len(held) == 1 and held[0].start == start and held[0].end == end
    if names_first and defaulted and rest and not one_product:
        return not re.search("取消|同上|不要|改成", word)
    if _NOT_A_NAME.search(word):
        return False
    if re.search(ZH.unit + "$", word) and re.match("[一二两三四五六七八九十半]", word):
        return False
    if not held:
        return True
    whole = held[0].start == start and held[-1].end == end
    return not whole and bool(rest) and held[0].start > start and word[0] in "小阿老大爱我是"


def _honorific(sheet: Sheet) -> tuple[int, int] | None:
    for match in ZH.patterns["honorific"].finditer(sheet.left):
        start = match.start()
        while start < match.end() - 2 and sheet.left[start] in "我是找给帮的请要和楼室房家叫有户号送":
            start += 1
        word = sheet.left[start : match.end()]
        if not re.search("老师们|团长|志愿|群主|各位|这位|那位|医生$", word):
            return (start, match.end())
    return None


def _introduced(sheet: Sheet) -> tuple[int, int] | None:
    match = _INTRODUCED.search(sheet.left) or _ACTING.search(sheet.left)
    return match.span("who") if match else None


def _beside_address(sheet: Sheet, defaulted: bool, unlike: Container[str]) -> tuple[int, int] | None:
    """3-501 小雨 蔬菜包两份: a short free word next to the door that is nothing else."""
    for address in sheet.of("address"):
        match = _TOKEN.match(sheet.text.norm, address.end + 1)
        if match is None or sheet.text.norm[address.end] not in " ,\n":
            continue
        word = match.group()
        if (
            len(word) > 6
            or word in unlike
            or re.search(rf"[{HAN}半]\s*(?:{ZH.unit})", word)
            or _NOT_A_NAME.search(word)
            or TAKEN in sheet.left[match.start() : match.end()].strip(TAKEN)
        ):
            continue
        held = [mark for mark in sheet.of("product") if match.start() <= mark.start < match.end()]
        free = sheet.left[match.start() : match.end()]
        later = any(mark.start > match.end() for mark in sheet.of("product"))
        later = later or (defaulted and _FULL_NAME.fullmatch(word) is not None)
        if held and not (later and word[0] in "小阿老大" and held[0].start > match.start()):
            continue
        if (
            re.fullmatch(r"[\u4e00-\u9fff]{1,4}|[A-Za-z]{2,12}.?", word)
            and (not held or TAKEN in free)
            and later
        ):
            return match.span()
    return None
