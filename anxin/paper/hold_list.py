"""Goods that could not be handed over: where they wait and when they are tried again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.parts import Item
from anxin.paper.press import Sheet
from anxin.paper.words import gettext_noop


@dataclass(frozen=True)
class Hold:
    """`reason` is about the handover ("没应门"), never about the people."""

    door: str
    code: str
    contents: tuple[Item, ...]
    reason: str
    kept_at: str
    tries: int
    next_try: str


@dataclass(frozen=True, kw_only=True)
class HoldList(Sheet):
    TEMPLATE: ClassVar[str] = "hold_list.typ"
    WORDS: ClassVar[Mapping[str, str]] = {
        "door": gettext_noop("门牌"),
        "code": gettext_noop("短码"),
        "contents": gettext_noop("物品"),
        "reason": gettext_noop("原因"),
        "kept_at": gettext_noop("存放"),
        "tries": gettext_noop("已试"),
        "next_try": gettext_noop("下次"),
        "handed": gettext_noop("已交"),
        "doors": gettext_noop("{count} 户"),
        "keep": gettext_noop("本单有门牌，请勿拍照外传；用完请交回服务点。"),
        "page": gettext_noop("第 {page} 页，共 {pages} 页"),
    }

    title: str
    compound: str
    holds: tuple[Hold, ...]
