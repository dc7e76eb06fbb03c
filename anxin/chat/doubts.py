"""Why a person should look: stable reason codes, and a confidence that is a product of fixed factors."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from anxin.chat.frame import Frame
from anxin.chat.grammar import ZH, bounded
from anxin.chat.numerals import NUMBER
from anxin.chat.sheet import TAKEN, Mark, Sheet
from anxin.chat.terms import Address, Line

FEVER = Decimal("37.3")
LARGE = {1: Decimal(20), 2: Decimal(24), 3: Decimal(12), 4: Decimal(10), 5: Decimal(6)}
LARGE_OTHER = Decimal(60)
FACTORS = {
    "qty_missing": 0.6, "product_unknown": 0.6, "product_corrected": 0.8, "address_missing": 0.7,
    "address_incomplete": 0.7, "address_differs": 0.6, "address_ambiguous": 0.6, "number_unclaimed": 0.5,
    "number_claimed_twice": 0.5, "text_left_over": 0.75, "reference_without_target": 0.4, "need_urgent": 0.7, "fever": 0.7,
    "unit_not_allowed": 0.8, "qty_large": 0.7, "order_doubtful": 0.5, "negative_total": 0.6, "row_unread": 0.4,
}  # fmt: skip
_URGENT = {"medical", "medicine", "food"}
_NUMERAL = bounded(rf"\d+|{NUMBER}\s*(?:{ZH.unit})")
_HAN = bounded(r"[\u4e00-\u9fff]{2,}")
_COURTESY = bounded(
    rf"{'|'.join(ZH.words('courtesy') + ZH.words('brand'))}|[\u4e00-\u9fff]{{2,6}}(?:小区|花园|家园|公寓|新村|苑)(?=[{TAKEN}])"
)
_POLITE = bounded(
    "(?:麻烦|谢谢|多谢|感谢|您好|你好|团长|群主|老师|管家|我家|我们家|我们|需要|想要|我要|给我|帮我|帮忙|一下|还有|另外|以及|"
    "加上|再来|各位|请问|下单|预订|预定|订购|购买|收货人|地址|电话|手机|房号|需求|备注|数量|顺便|可以|辛苦|正常|体温|温度|"
    "一共|总共|合计|左右|大家|好的|今天|明天|室|号|楼|栋|订|买|要|来|和|跟|与|及|请|帮|我|的|了|吧|啊|哦|呀|呢|个|再|还|也|就|份|接龙|报名)"
)


def doubts(
    sheet: Sheet,
    frame: Frame,
    intent: str,
    lines: Sequence[Line],
    lonely: Sequence[Mark],
    needs: Sequence[str],
    temperature: Decimal | None,
    address: Address | None,
) -> list[str]:
    """Reason codes in a fixed order."""
    found = [*_line_doubts(frame, lines)]
    if intent in ("order", "amend", "cancel", "help") or temperature is not None:
        found += _address_doubts(address)
    if lines:
        found += _accounting(sheet, lonely, needs)
    if temperature is not None and temperature >= FEVER:
        found.append("fever")
    if intent == "help" and _URGENT & set(needs):
        found.append("need_urgent")
    return found


def confidence_of(reasons: Sequence[str]) -> float:
    score = 0.99
    for reason in reasons:
        score *= FACTORS.get(reason, 0.7)
    return round(score, 4)


def _line_doubts(frame: Frame, lines: Sequence[Line]) -> list[str]:
    found = []
    for line in lines:
        item = frame.catalogue.find(line.product) if line.code else None
        if line.qty is None:
            found.append("qty_missing")
        if line.code is None:
            found.append("product_unknown")
        if item is not None and line.unit and line.unit not in item.units and line.unit != "斤":
            found.append("unit_not_allowed")
        if line.qty is not None and line.qty > LARGE.get(ZH.rank.get(line.unit or "", 0), LARGE_OTHER):
            found.append("qty_large")
        if line.qty == 0 and line.op is None:
            found.append("qty_missing")
    return found


def _address_doubts(address: Address | None) -> list[str]:
    if address is None:
        return ["address_missing"]
    return ["address_incomplete"] if address.room is None else []


def _accounting(sheet: Sheet, lonely: Sequence[Mark], needs: Sequence[str]) -> list[str]:
    """Every number belongs to exactly one span; what nobody claimed is a reason to look."""
    found = []
    if lonely or _NUMERAL.search(sheet.left):
        found.append("number_unclaimed")
    seen: set[int] = set()
    for mark in sheet.marks:
        if mark.field == "qty":
            if mark.start in seen:
                found.append("number_claimed_twice")
            seen.add(mark.start)
    loose = sheet.left
    for need in needs:
        loose = ZH.needs[need].sub(TAKEN, loose)
    loose = _POLITE.sub(TAKEN, _COURTESY.sub(TAKEN, loose))
    if _HAN.search(loose):
        found.append("text_left_over")
    return found
