"""What is shared out, among whom, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from anxin.planning.common import Cost

ISOLATED_CLASSES = (1, 2)


@dataclass(frozen=True, slots=True)
class Product:
    """One article: `received` whole units; `days_milli` = thousandths of a day one unit feeds one person (0 = unknown)."""

    key: str
    received: int
    days_milli: int = 0


@dataclass(frozen=True, slots=True)
class Household:
    """A claimant. `cls` 1 (first) to 6; `memory` = how much it was short last time (any whole scale, more goes first).

    `firsts`: units of a product that count as its first (a household 1; 0 where a point stands for many).
    `isolated`: how many isolated households it stands for; None = 1 in classes 1 and 2, else 0.
    """

    key: str
    cls: int = 6
    persons: int = 1
    memory: int = 0
    firsts: int = 1
    isolated: int | None = None

    @property
    def isolated_units(self) -> int:
        if self.isolated is not None:
            return self.isolated
        return 1 if self.cls in ISOLATED_CLASSES else 0


@dataclass(frozen=True, slots=True)
class Wish:
    household: str
    product: str
    units: int


@dataclass(frozen=True, slots=True)
class Problem:
    products: tuple[Product, ...]
    households: tuple[Household, ...]
    wishes: tuple[Wish, ...]
    key: str = ""

    def __post_init__(self) -> None:
        if len({p.key for p in self.products}) != len(self.products):
            raise ValueError("products: keys must be unique")
        if len({h.key for h in self.households}) != len(self.households):
            raise ValueError("households: keys must be unique")
        if len({(w.household, w.product) for w in self.wishes}) != len(self.wishes):
            raise ValueError("wishes: one per household and product")
        products, households = {p.key for p in self.products}, {h.key for h in self.households}
        for wish in self.wishes:
            if wish.household not in households or wish.product not in products or wish.units < 0:
                raise ValueError(f"wishes: {wish}")
        if any(p.received < 0 or p.days_milli < 0 for p in self.products):
            raise ValueError("products: nothing may be negative")
        if any(not 1 <= h.cls <= 6 or h.persons < 1 or h.firsts < 0 for h in self.households):
            raise ValueError("households: class 1 to 6, at least one person")


@dataclass(frozen=True, slots=True)
class Line:
    """What one household gets of one product; `rule` says which step decided (a code of `reasons`)."""

    household: str
    product: str
    wish: int
    given: int
    short: int
    rule: str


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Line, ...]
    solver: str
    seed: int
    iterations: int
    cost: Cost


def level(product: Product, household: Household, wish: int, units: int) -> Fraction:
    """How well `units` serve: days of food per person where known, else the filled part of the wish."""
    if product.days_milli:
        return Fraction(units * product.days_milli, household.persons)
    return Fraction(units, wish)
