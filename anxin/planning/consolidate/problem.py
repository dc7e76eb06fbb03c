"""What is wanted, who offers it, and what is bought."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from anxin.planning.common import Cost

COVER, FILL = "cover", "fill"


@dataclass(frozen=True, slots=True)
class Product:
    """`short_fen`: what one unit not given counts in fen; large, so that need comes before money."""

    key: str
    short_fen: int = 100_000


@dataclass(frozen=True, slots=True)
class Demand:
    """Units wished at a site (a compound). `tolerance`: units more that would be taken to fill a case."""

    product: str
    site: str
    units: int
    tolerance: int = 0
    cls: int = 6


@dataclass(frozen=True, slots=True)
class Supplier:
    key: str
    min_order_fen: int = 0
    delivery_fen: int = 0
    max_cases: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Tier:
    """From `from_cases` cases on, every case of the line costs `fen`."""

    from_cases: int
    fen: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Whole cases of `case_units` units. `stock_cases` None = as many as wanted."""

    supplier: str
    product: str
    case_units: int
    tiers: tuple[Tier, ...]
    min_cases: int = 0
    stock_cases: int | None = None

    def fen(self, cases: int) -> int:
        """Price of the line: all its cases at the price of the highest tier reached."""
        return cases * max((t for t in self.tiers if t.from_cases <= cases), key=lambda t: t.from_cases).fen


@dataclass(frozen=True, slots=True)
class Substitute:
    """`give` may be given where `want` was wished, at `penalty_fen` a unit."""

    want: str
    give: str
    penalty_fen: int


@dataclass(frozen=True, slots=True)
class Problem:
    """`rounding`: `cover` rounds up and states the surplus; `fill` buys only cases that wishes and tolerance fill."""

    products: tuple[Product, ...]
    demands: tuple[Demand, ...]
    suppliers: tuple[Supplier, ...]
    offers: tuple[Offer, ...]
    substitutes: tuple[Substitute, ...] = ()
    rounding: str = COVER
    key: str = ""

    def __post_init__(self) -> None:
        products, suppliers = {p.key for p in self.products}, {s.key for s in self.suppliers}
        if len(products) != len(self.products) or len(suppliers) != len(self.suppliers):
            raise ValueError("products and suppliers: keys must be unique")
        if len({(o.supplier, o.product) for o in self.offers}) != len(self.offers):
            raise ValueError("offers: one per supplier and product")
        for offer in self.offers:
            if offer.supplier not in suppliers or offer.product not in products:
                raise ValueError(f"offers: unknown supplier or product {offer.supplier}, {offer.product}")
            if offer.case_units < 1 or not offer.tiers or min(t.from_cases for t in offer.tiers) > 0:
                raise ValueError("offers: a case holds a unit, the first tier starts at 0")
        if any(d.product not in products or d.units < 0 or d.tolerance < 0 for d in self.demands):
            raise ValueError("demands: unknown product or negative units")
        if any(s.want not in products or s.give not in products for s in self.substitutes):
            raise ValueError("substitutes: unknown product")
        if self.rounding not in (COVER, FILL):
            raise ValueError("rounding: cover or fill")

    def wanted(self) -> dict[str, int]:
        """Units wished per product, all sites together."""
        total = {p.key: 0 for p in self.products}
        for demand in self.demands:
            total[demand.product] += demand.units
        return total

    def tolerated(self) -> dict[str, int]:
        """Tolerance per product, all sites together."""
        total = {p.key: 0 for p in self.products}
        for demand in self.demands:
            total[demand.product] += demand.tolerance
        return total

    def offers_of(self) -> dict[str, list[Offer]]:
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer in self.offers:
            found[offer.product].append(offer)
        return found


@dataclass(frozen=True, slots=True)
class Line:
    supplier: str
    product: str
    cases: int
    units: int
    fen: int


@dataclass(frozen=True, slots=True)
class Give:
    """`units` of `give` go to those who wished `want` (the same product when nothing is substituted)."""

    want: str
    give: str
    units: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one site gets of `give` for its wish of `want`; `from_tolerance` of it beyond the wish."""

    site: str
    want: str
    give: str
    units: int
    from_tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """`surplus`: units bought and given to nobody, per product; `unmet`: units wished and not given."""

    lines: tuple[Line, ...]
    gives: tuple[Give, ...]
    shares: tuple[Share, ...]
    surplus: tuple[tuple[str, int], ...]
    unmet: tuple[tuple[str, int], ...]
    solver: str
    seed: int
    iterations: int
    cost: Cost
