"""The order sheet of one stair, filled by hand at the notice board and typed in afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.press import Sheet
from anxin.paper.words import gettext_noop


@dataclass(frozen=True)
class OfferedProduct:
    """A column of the sheet. `price_fen` is what the household pays for one."""

    name: str
    spec: str
    price_fen: int


@dataclass(frozen=True)
class Room:
    """A row of the sheet."""

    door: str
    code: str


@dataclass(frozen=True)
class Stair:
    compound: str
    stair: str
    rooms: tuple[Room, ...]


@dataclass(frozen=True, kw_only=True)
class StairSheets(Sheet):
    """One sheet per stair. More than eight products turn the paper sideways; the 15th begins a new page."""

    TEMPLATE: ClassVar[str] = "stair_sheet.typ"
    WORDS: ClassVar[Mapping[str, str]] = {
        "how": gettext_noop("在自己门牌一行填写数量，不要的留空。请勿填写姓名。"),
        "cut_off": gettext_noop("截单"),
        "arrival": gettext_noop("预计到货"),
        "door": gettext_noop("门牌"),
        "code": gettext_noop("短码"),
        "note": gettext_noop("备注"),
        "sum": gettext_noop("合计"),
        "typed": gettext_noop("录入人 / 时间"),
        "page": gettext_noop("第 {page} 页，共 {pages} 页"),
    }

    round: str
    cut_off: str
    arrival: str = ""
    products: tuple[OfferedProduct, ...]
    stairs: tuple[Stair, ...]
