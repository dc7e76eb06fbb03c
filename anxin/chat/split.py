"""One message for several households: 3-501一份，3-502两份."""

from __future__ import annotations

import itertools
from dataclasses import replace

from anxin.chat.address import find_addresses, is_of_others, is_wrong_one
from anxin.chat.frame import Frame
from anxin.chat.grammar import ZH, bounded
from anxin.chat.normal import Text
from anxin.chat.numerals import HAN
from anxin.chat.products import find_names
from anxin.chat.sheet import Sheet
from anxin.chat.terms import Address

_SIGNS = bounded(r"[,，;；。\n]|\s")
_DOORLIKE = bounded(rf"(?:[0-9A-Za-z]|[{HAN}])\s?[-#_~/.栋号幢座弄单室]")
_AMOUNT = bounded(rf"\d|[一二两三四五六七八九十半]\s*(?:{ZH.unit})")
_REFERS = bounded(r"一样|不是|更正|写错|改成|改为")


def households(text: Text, frame: Frame) -> list[Text]:
    """The stretches of the text that belong to one door each; the whole text when there is one door or none."""
    if len(_DOORLIKE.findall(text.norm)) < 2:
        return [text]
    sheet = Sheet(text)
    find_names(sheet, frame.catalogue)
    for name in ("phone", "price", "date", "clock"):
        sheet.claim_all(ZH.claims[name], "number")
    marks = [
        mark for mark in find_addresses(sheet, bare=False)
        if isinstance(mark.value, Address) and mark.value.room
    ]  # fmt: skip
    if len({str(mark.value) for mark in marks}) < 2 or _REFERS.search(text.norm):
        return [text]
    if any(is_wrong_one(sheet, mark) or is_of_others(sheet, mark) for mark in marks):
        return [text]
    head = text.norm[: marks[0].start]
    address_first = not _AMOUNT.search(head)
    cuts = (
        [mark.start for mark in marks[1:]]
        if address_first
        else [_after(text, mark.end) for mark in marks[:-1]]
    )
    edges = [0, *cuts, len(text.norm)]
    return [
        piece(text, start, end) for start, end in itertools.pairwise(edges) if text.norm[start:end].strip()
    ]


def _after(text: Text, end: int) -> int:
    match = _SIGNS.search(text.norm, end)
    return match.end() if match else end


def piece(text: Text, start: int, end: int) -> Text:
    return replace(
        text, norm=text.norm[start:end], lower=text.lower[start:end],
        starts=text.starts[start:end], ends=text.ends[start:end],
    )  # fmt: skip
