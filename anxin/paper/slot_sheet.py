"""The caller's list: which stair comes down when, which doors, a box for who came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.press import Sheet
from anxin.paper.words import gettext_noop


@dataclass(frozen=True)
class CalledDoor:
    door: str
    code: str


@dataclass(frozen=True)
class Slot:
    """`doors` of one stair called down together between `begins` and `ends` (local clock times as text)."""

    begins: str
    ends: str
    stair: str
    doors: tuple[CalledDoor, ...]


@dataclass(frozen=True, kw_only=True)
class SlotSheet(Sheet):
    TEMPLATE: ClassVar[str] = "slot_sheet.typ"
    WORDS: ClassVar[Mapping[str, str]] = {
        "point": gettext_noop("取货点"),
        "caller": gettext_noop("叫号人"),
        "doors": gettext_noop("{count} 户"),
        "came": gettext_noop("来了打勾"),
        "keep": gettext_noop("本单有门牌，请勿拍照外传；用完请交回服务点。"),
        "page": gettext_noop("第 {page} 页，共 {pages} 页"),
    }

    title: str
    compound: str
    point: str
    caller: str = ""
    slots: tuple[Slot, ...]
