"""The public fairness ledger as a poster: how many households got which pack, when. No doors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.press import Sheet
from anxin.paper.words import gettext_noop


@dataclass(frozen=True)
class LedgerLine:
    """One pack on one day. `short`: households that got less than ordered; `rule`: how it was shared."""

    day: str
    pack: str
    ordered: int
    received: int
    short: int = 0
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Ledger(Sheet):
    TEMPLATE: ClassVar[str] = "ledger.typ"
    TAGGED: ClassVar[bool] = True
    WORDS: ClassVar[Mapping[str, str]] = {
        "heading": gettext_noop("物资发放公示"),
        "day": gettext_noop("日期"),
        "pack": gettext_noop("物资"),
        "ordered": gettext_noop("订购户数"),
        "received": gettext_noop("已收户数"),
        "short": gettext_noop("缺货户数"),
        "rule": gettext_noop("分配办法"),
        "ask": gettext_noop("有疑问请联系"),
        "page": gettext_noop("第 {page} 页，共 {pages} 页"),
    }

    compound: str
    period: str
    lines: tuple[LedgerLine, ...]
    note: str = ""
    contact: str = ""
    qr: str = ""
