"""Amendments: which words set, add, lessen or drop, and what that makes of each line."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal

from anxin.chat.binding import Bound, amount
from anxin.chat.grammar import ZH, bounded
from anxin.chat.sheet import Mark, Quantity, Sheet
from anxin.chat.terms import Line

_KINDS = ("set", "less", "drop", "add")
_WAS = bounded(r"(?:不是|而不是|原来|原|之前|由|从)\s*$")
_BREAK = bounded("[,，。;、]")


def claim_changes(sheet: Sheet) -> None:
    """Claim the words that change an earlier order."""
    for kind in _KINDS:
        for match in list(ZH.intent[kind].finditer(sheet.left)):
            if match.end() > match.start():
                sheet.claim(match.start(), match.end(), "op", kind)


def claim_drops(sheet: Sheet) -> None:
    """不要牛奶了: a product dropped, not an ingredient left out."""
    for match in list(ZH.intent["drop_before"].finditer(sheet.left)):
        sheet.claim(match.start(), match.start("what"), "op", "drop")


def drop_old_amounts(sheet: Sheet) -> None:
    """2份改成3份, 是1箱不是2箱: the amount that no longer counts."""
    setting = {op.start for op in sheet.of("op") if op.value == "set"}
    for mark in list(sheet.of("qty")):
        before, after = (
            sheet.text.norm[max(0, mark.start - 12) : mark.start],
            sheet.text.norm[mark.end : mark.end + 8],
        )
        follows = mark.end + len(after) - len(after.lstrip()) in setting
        was = bool(_WAS.search(before[-4:])) and (follows or "是" in after or "是" in before)
        if follows or was:
            mark.field = "number"
            mark.value = None


def changed(sheet: Sheet, bound: list[Bound], lines: list[Line]) -> list[Line]:
    """The lines with their op."""
    ops = sorted(sheet.of("op"), key=lambda mark: mark.start)
    starts = [op.start for op in ops]
    last = max((each.start for each in bound), default=0)
    return [_one(sheet, each, line, ops, starts, last) for each, line in zip(bound, lines, strict=True)]


def _one(sheet: Sheet, each: Bound, line: Line, ops: list[Mark], starts: list[int], last: int) -> Line:
    """`last` is where the last product of the message stands: 土豆换成红薯 drops what stands before the change."""
    end = max(mark.end for mark in each.marks)
    qty, unit = amount(each.quantity)
    none = replace(line, qty=Decimal(0), unit=None, op="set")
    after = ops[bisect_left(starts, end)] if bisect_left(starts, end) < len(ops) else None
    if after is not None and after.value == "drop":
        between = sheet.text.norm[end : after.start]
        if len(between) <= 4 and not _BREAK.search(between.strip()):
            return none
    place = bisect_left(starts, max(mark.start for mark in each.marks))
    nearest = ops[place - 1] if place else None
    if nearest is None and after is not None and after.value == "set" and last > after.start:
        return none
    if nearest is None or nearest.value == "set":
        return replace(line, qty=qty, unit=unit, op="set")
    if nearest.value in ("drop", "less") and each.quantity is None:
        return none
    if nearest.value in ("less", "drop"):
        return replace(line, qty=None if qty is None else -qty, unit=unit, op="add")
    return replace(line, qty=qty, unit=unit, op="add")


def is_addition_to_same_message(sheet: Sheet, bound: list[Bound]) -> bool:
    """土豆2斤，再加一盒鸡蛋 is one order: lines stand before the first 再加."""
    ops = sorted(sheet.of("op"), key=lambda mark: mark.start)
    if any(op.value != "add" for op in ops) or not ops:
        return False
    return any(
        isinstance(each.quantity, Quantity) and max(m.end for m in each.marks) <= ops[0].start
        for each in bound
    )
