"""The sheet a volunteer carries: trips and stops in walking order, a box to tick at each door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.parts import Item
from anxin.paper.press import Sheet
from anxin.paper.words import gettext_noop


@dataclass(frozen=True)
class Stop:
    """One door: stair ("3号楼 2单元") and room ("1101"); `note` says what to do, never why."""

    place: str
    floor: str
    door: str
    code: str
    contents: tuple[Item, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Trip:
    """One cart load, `stops` in walking order; stops of one place that follow each other share a heading."""

    no: int
    boxes: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, kw_only=True)
class RunSheet(Sheet):
    """One person's trips in one wave. Each trip begins on a new page so that two people can share them."""

    TEMPLATE: ClassVar[str] = "run_sheet.typ"
    WORDS: ClassVar[Mapping[str, str]] = {
        "carrier": gettext_noop("配送员"),
        "trip": gettext_noop("第 {no} 趟"),
        "boxes": gettext_noop("{count} 箱"),
        "doors": gettext_noop("{count} 户"),
        "floor": gettext_noop("楼层"),
        "door": gettext_noop("门牌"),
        "code": gettext_noop("短码"),
        "contents": gettext_noop("物品"),
        "handed": gettext_noop("已交"),
        "no_answer": gettext_noop("没应门"),
        "note": gettext_noop("说明"),
        "left": gettext_noop("出发时间"),
        "back": gettext_noop("返回时间"),
        "signed": gettext_noop("签名"),
        "keep": gettext_noop("本单有门牌，请勿拍照外传；用完请交回服务点。"),
        "page": gettext_noop("第 {page} 页，共 {pages} 页"),
    }

    title: str
    compound: str
    person: str
    trips: tuple[Trip, ...]
