"""Ordering on plain values: when a word still counts, what sources agree on, what it costs, how units convert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from anxin.supply.terms import LineState, RoundState

NOT_SOLD = frozenset({"medicine", "protective"})
"""Categories that are in the catalogue so that the reader knows them, and are never sold in a round."""

MOST_MILLI = 999_000
"""More than this of one thing for one household is a slip of the finger (three figures fit the printed column)."""

Standing = Literal["on_time", "late", "waiting", "over"]


def standing(
    *, state: str, opens_at: datetime, closes_at: datetime, hard_closes_at: datetime, now: datetime
) -> Standing:
    """What becomes of a word said now. `late` is taken and marked; `waiting` joins the list for a person to decide."""
    if state == RoundState.OPEN and now >= opens_at:
        if now <= closes_at:
            return "on_time"
        return "late" if now <= hard_closes_at else "waiting"
    if state in {RoundState.CLOSED, RoundState.BOUGHT}:
        return "waiting"
    return "over"


def amount_fault(qty_milli: int, *, step_milli: int, limit_milli: int | None) -> str | None:
    """The refusal a quantity deserves. Zero is a word too: it takes a line back."""
    if qty_milli < 0:
        return "order.negative"
    if qty_milli > MOST_MILLI:
        return "order.too_large"
    if qty_milli % step_milli:
        return "order.step"
    if limit_milli is not None and qty_milli > limit_milli:
        return "order.over_limit"
    return None


@dataclass(frozen=True, slots=True)
class Said:
    """One source's word on one line; `settled` once a person has decided over it."""

    qty_milli: int
    settled: bool = False


def agree(current_milli: int, words: Sequence[Said]) -> tuple[int, LineState]:
    """(quantity, state) of a line. Words that differ leave the quantity as it is until a person settles it."""
    if not words:
        return 0, LineState.CANCELLED
    live = {word.qty_milli for word in words if not word.settled}
    if len(live) > 1:
        return current_milli, LineState.CONFLICT
    qty = live.pop() if live else current_milli
    return qty, LineState.ORDERED if qty else LineState.CANCELLED


def price(qty_milli: int, unit_fen: int) -> int:
    """Fen for a quantity in thousandths, half a fen rounded up."""
    return (qty_milli * unit_fen + 500) // 1000


@dataclass(frozen=True, slots=True)
class Priced:
    """A line as far as money goes."""

    qty_milli: int
    supplier_fen: int
    fee_fen: int


def due(lines: Iterable[Priced], *, delivery_fen: int) -> tuple[int, int]:
    """(goods, fees) in fen. The delivery share counts once, and only when there is something to deliver."""
    goods = fees = 0
    anything = False
    for line in lines:
        goods += price(line.qty_milli, line.supplier_fen)
        fees += price(line.qty_milli, line.fee_fen)
        anything = anything or line.qty_milli > 0
    return goods, fees + (delivery_fen if anything else 0)


_UNIT = re.compile(r"(?P<name>[^=≈\d]+)(?P<sign>[=≈])(?P<amount>[\d.]+)(?P<measure>.+)")
_GRAMS = {"克": Decimal(1), "两": Decimal(50), "斤": Decimal(500), "公斤": Decimal(1000)}
_MILLILITRES = {"毫升": Decimal(1), "升": Decimal(1000)}
_MEASURES = {"g": ("g", 1), "kg": ("g", 1000), "ml": ("ml", 1), "L": ("ml", 1000)}
_PACK_WORDS = frozenset({"份", "个", "包", "袋", "套", "件"})


_SAID_SIGNS = {ord("＝"): "=", ord("~"): "≈", ord("～"): "≈", ord("约"): "≈"}
_SAID_UNIT = re.compile(
    r"1?(?P<name>[^=≈\d\s]{1,8})(?:(?P<sign>[=≈])(?P<amount>\d{1,6}(?:\.\d{1,3})?)(?P<measure>[^=≈\d\s.]{1,4}))?"
)
_SAID_MEASURES = {
    "g": ("g", 1), "克": ("g", 1), "两": ("g", 50), "斤": ("g", 500), "kg": ("kg", 1), "公斤": ("kg", 1),
    "千克": ("kg", 1), "ml": ("ml", 1), "毫升": ("ml", 1), "l": ("L", 1), "升": ("L", 1),
}  # fmt: skip


def unit_row(text: str) -> str | None:
    """A conversion as an office types it, as the table keeps it: "1袋=5斤" → "袋=2500g", "个约200克" → "个≈200g",
    "份" → "份". None when it cannot be read."""
    plain = re.sub(r"\s+", "", text).translate(_SAID_SIGNS)
    match = _SAID_UNIT.fullmatch(plain.replace("=≈", "≈").replace("≈=", "≈"))
    if match is None:
        return None
    if not match["sign"]:  # a unit nothing converts; longer ones are sentences ("袋是五斤")
        return match["name"] if len(match["name"]) <= 3 or match["name"].isascii() else None
    measure, times = _SAID_MEASURES.get(match["measure"].lower(), (match["measure"], 1))
    amount = Decimal(match["amount"]) * times
    return f"{match['name']}{match['sign']}{amount.normalize():f}{measure}" if amount else None


def grams(unit: str, units: Sequence[str]) -> int:
    """Weight of one unit as the table says, exact or typical; 0 when it does not. Carts are loaded by it."""
    for row in units:
        for sign in "=≈":
            name, found, size = row.partition(sign)
            if found and name == unit:
                for ending, times in (("kg", 1000), ("ml", 1), ("g", 1), ("L", 1000)):
                    if size.endswith(ending):
                        number = size.removesuffix(ending)
                        return int(float(number) * times) if number.replace(".", "").isdigit() else 0
    return 0


def to_unit(
    qty: Decimal, unit: str | None, *, item_unit: str, units: Sequence[str], pack: bool
) -> int | None:
    """A written amount in thousandths of the item's unit; None when only a person can say.

    `units` is the product's table ("斤=500g" exact, "个≈200g" typical): only exact sizes are converted.
    A pack is one pack whatever people call it (份、个、包、袋).
    """
    if unit is None or unit == item_unit or (pack and {unit, item_unit} <= _PACK_WORDS):
        factor = Decimal(1)
    elif unit == "打" and item_unit in {"个", "枚", "只"}:
        factor = Decimal(12)
    else:
        written, offered = _size(unit, units), _size(item_unit, units)
        if written is None or offered is None or written[0] != offered[0]:
            return None
        factor = written[1] / offered[1]
    milli = qty * factor * 1000
    return int(milli) if milli == milli.to_integral_value() else None


def _size(unit: str, units: Sequence[str]) -> tuple[str, Decimal] | None:
    if unit in _GRAMS:
        return "g", _GRAMS[unit]
    if unit in _MILLILITRES:
        return "ml", _MILLILITRES[unit]
    for row in units:
        match = _UNIT.fullmatch(row)
        if match and match["name"] == unit and match["sign"] == "=":
            measure, times = _MEASURES.get(match["measure"], (match["measure"], 1))
            return measure, Decimal(match["amount"]) * times
    return None
