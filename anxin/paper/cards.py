"""Household cards, ten to an A4: the QR opens the household's page, the code names the door by phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.press import Sheet
from anxin.paper.words import gettext_noop


@dataclass(frozen=True)
class Hotline:
    name: str
    phone: str


@dataclass(frozen=True)
class HouseholdCard:
    """`qr` is the address of the household's page with its token; the card shows no name and no state."""

    compound: str
    door: str
    qr: str
    code: str
    hotlines: tuple[Hotline, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HouseholdCards(Sheet):
    TEMPLATE: ClassVar[str] = "cards.typ"
    WORDS: ClassVar[Mapping[str, str]] = {
        "name": gettext_noop("安心卡"),
        "scan": gettext_noop("扫码订物资、报平安"),
    }

    cards: tuple[HouseholdCard, ...]
