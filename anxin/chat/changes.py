"""Amendments: which words set, add, lessen or drop, and what that makes of each line."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from anxin.chat.binding import Bound, amount
from anxin.chat.grammar import ZH, bounded
from anxin.chat.sheet import Mark, Quantity, Sheet
from anxin.chat.terms import Line

_KINDS = ("set", "less", "drop", "add")
_WAS = bounded(r"(?:不是|而不是|原来|原|之前|由|从)\s*$")
_IS = bounded(r"(?<!不)是\s*$")


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


def drop_old_amounts(sheet: Sheet) -> bool:
    """2份改成3份, 是1箱不是2箱: the amount that no longer counts. True when one was found."""
    found = False
    for mark in list(sheet.of("qty")):
        before, after = sheet.text.norm[: mark.start], sheet.text.norm[mark.end :]
        follower = next(
            (
                m
                for m in sheet.of("op")
                if m.value == "set"
                and not sheet.text.norm[mark.end : m.start].strip()
                and m.start >= mark.end
            ),
            None,
        )
        was = _WAS.search(before[-4:]) is not None and (
            "是" in after[:8] or _IS.search(before) or follower or "是" in before
        )
        if follower is not None or was:
            sheet.release(mark)
            sheet.claim(mark.start, mark.end, "number")
            found = found or bool(was)
    return found


def changed(sheet: Sheet, bound: list[Bound], lines: list[Line]) -> list[Line]:
    """The lines with their op."""
    ops = sorted(sheet.of("op"), key=lambda mark: mark.start)
    return [_one(sheet, each, line, ops, bound) for each, line in zip(bound, lines, strict=True)]


def _one(sheet: Sheet, each: Bound, line: Line, ops: list[Mark], bound: list[Bound]) -> Line:
    product = each.marks[0]
    quantity = each.marks[1] if len(each.marks) > 1 else None
    end = max(mark.end for mark in each.marks)
    qty, unit = amount(each.quantity)
    for op in ops:
        between = sheet.text.norm[end : op.start]
        if (
            op.value == "drop"
            and op.start >= end
            and len(between) <= 4
            and not re.search("[,，。;、]", between.strip())
        ):
            return replace(line, qty=Decimal(0), unit=None, op="set")
    before = [op for op in ops if op.end <= max(product.start, quantity.start if quantity else 0)]
    nearest = before[-1] if before else None
    after = next((op for op in ops if op.value == "set" and op.start >= end), None)
    if nearest is None and after is not None and any(other.start > after.start for other in bound):
        return replace(line, qty=Decimal(0), unit=None, op="set")
    if nearest is None or nearest.value == "set":
        return replace(line, qty=qty, unit=unit, op="set")
    if nearest.value in ("drop", "less") and each.quantity is None:
        return replace(line, qty=Decimal(0), unit=None, op="set")
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
