"""Decisions on goods and their money, on plain values. Quantities in thousandths, money in fen.

The money of one order, said once:
    due     = what its lines are worth (goods and fees), less what each line is credited (short, a settled
              complaint), plus the delivery share; nothing for an order that is not active
    over    = paid - due - waived        (paid: payments less refunds already paid back)
    owed    = over where it is positive: money that must go back
    unpaid  = -over where it is negative: money still to come
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any

from anxin.supply.rules.ordering import price

MILLI = 1000
PACK_CATEGORIES = frozenset({"pack"})


def worth(qty_milli: int, supplier_fen: int, fee_fen: int) -> tuple[int, int]:
    """(goods, fees) of an amount: the two columns of the price card, each rounded as the order rounds it."""
    return price(qty_milli, supplier_fen), price(qty_milli, fee_fen)


@dataclass(frozen=True, slots=True)
class Credit:
    """What a household need not pay of a line, by column of the price card."""

    goods: int = 0
    fees: int = 0

    @property
    def fen(self) -> int:
        return self.goods + self.fees

    def __add__(self, other: Credit) -> Credit:
        return Credit(self.goods + other.goods, self.fees + other.fees)


def short_credit(qty_milli: int, given_milli: int, supplier_fen: int, fee_fen: int) -> Credit:
    """The worth of what was ordered less the worth of what was given."""
    ordered, given = worth(qty_milli, supplier_fen, fee_fen), worth(given_milli, supplier_fen, fee_fen)
    return Credit(ordered[0] - given[0], ordered[1] - given[1])


def grain_milli(amounts: Iterable[int]) -> int:
    """The largest step in which all amounts can be counted; at most one unit. 1500 and 2000 give 500."""
    return gcd(MILLI, *amounts)


@dataclass(frozen=True, slots=True)
class Money:
    """How one order stands, in fen."""

    due: int
    paid: int
    waived: int = 0

    @property
    def over(self) -> int:
        return self.paid - self.due - self.waived

    @property
    def owed(self) -> int:
        return max(0, self.over)

    @property
    def unpaid(self) -> int:
        return max(0, -self.over)


def due_fen(*, active: bool, goods_fen: int, fee_fen: int) -> int:
    return goods_fen + fee_fen if active else 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A minimum that is not reached: `what` is "item" or "supplier"; units for items, fen for suppliers."""

    what: str
    key: str
    has: int
    needs: int

    @property
    def short(self) -> int:
        return self.needs - self.has


def missing_minimums(
    items: Iterable[tuple[str, str, int, int, int, int]], suppliers: Mapping[str, int]
) -> list[Missing]:
    """Which minimums the wishes of all compounds together do not reach, cases rounded up.

    items: (key, supplier, wanted milli, case units, minimum units, fen per unit); suppliers: key -> minimum fen.
    """
    found: list[Missing] = []
    spent: dict[str, int] = {}
    for key, supplier, wanted, case_units, least, fen in items:
        units = cases_for(wanted, case_units) * case_units
        spent[supplier] = spent.get(supplier, 0) + units * fen
        if wanted and units < least:
            found.append(Missing("item", key, units, least))
    found += [
        Missing("supplier", key, fen, suppliers[key])
        for key, fen in spent.items()
        if 0 < fen < suppliers[key]
    ]
    return found


def cases_for(wanted_milli: int, case_units: int) -> int:
    """Whole cases that cover a wish."""
    return -(-wanted_milli // (case_units * MILLI))


def unload(shares: Mapping[int, int], bought_milli: int) -> dict[int, int]:
    """Shares per compound made to add up to what is bought: what is over is unloaded where most is wanted."""
    rest = bought_milli - sum(shares.values())
    if not shares or rest == 0:
        return dict(shares)
    most = max(shares, key=lambda key: (shares[key], -key))
    return {key: milli + (rest if key == most else 0) for key, milli in shares.items()}


def batch_amounts_fit(*, state: str, came_milli: int, spoiled_milli: int, substitute: bool) -> bool:
    """A state and its amounts say the same thing."""
    if not 0 <= spoiled_milli <= came_milli:
        return False
    if (state == "spoiled" and not spoiled_milli) or (
        spoiled_milli and state not in ("spoiled", "substituted")
    ):
        return False
    return (state == "substituted") == substitute


@dataclass(frozen=True, slots=True)
class Shared:
    """What one line got: `rule` and `facts` are printed beside it and never tell who is observed at home."""

    line: int
    order: int
    qty: int
    given: int
    rule: str
    facts: tuple[tuple[str, int], ...] = ()

    @property
    def short(self) -> int:
        return self.qty - self.given


def told_rule(rule: str) -> str:
    """The step as it may stand on a line. That somebody came first because of the zone or a state stays in the house."""
    return "share.first_only" if rule == "share.isolated_first" else rule


def snapshot_hash(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Balance:
    """The goods of one item in thousandths; every number is a sum of rows."""

    ordered: int = 0
    given: int = 0
    short: int = 0
    unshared: int = 0
    bought: int = 0
    received: int = 0
    spoiled: int = 0
    handed_over: int = 0
    surplus: int = 0

    @property
    def lying(self) -> int:
        return self.received - self.spoiled - self.handed_over - self.surplus

    @property
    def closed(self) -> bool:
        """Every wish has an end and nothing lies about."""
        return self.ordered == self.given + self.short and not self.unshared and self.lying == 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """One kind of goods in a bag."""

    qty_milli: int
    category: str
    gram: int


def boxes(goods: Sequence[Weighed], *, per_pack: int, box_gram: int) -> int:
    """Boxes one household takes on a cart: `per_pack` for each pack, articles together by weight. At least one."""
    packs = sum(-(-g.qty_milli // MILLI) for g in goods if g.category in PACK_CATEGORIES)
    loose = sum(g.qty_milli * g.gram // MILLI for g in goods if g.category not in PACK_CATEGORIES)
    return max(1, packs * per_pack + -(-loose // box_gram))


def full_shown(households: int, short: int, limit: int) -> str:
    """How many got all they ordered, told so that a small number of short ones cannot be computed from it."""
    if 0 < short <= limit:
        return f"{households - limit}-{households - 1}" if households > limit else f"0-{limit}"
    return str(households - short)
