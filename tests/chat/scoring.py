"""How close a reading comes to its label: what the data contract calls right, in a few lines."""

from __future__ import annotations

from collections import Counter
from typing import Any

Key = tuple[Any, ...]


def address(entry: dict[str, Any]) -> Key | None:
    parts = entry["address"] or {}
    found = tuple(parts.get(name) or None for name in ("building", "unit", "room"))
    return found if any(found) else None


def lines(entry: dict[str, Any]) -> Counter[Key]:
    return Counter((line["product"], line["qty"], line["unit"], line.get("op")) for line in entry["lines"])


def said(entry: dict[str, Any]) -> Key:
    """Everything that must be right for an entry to be exact."""
    return (
        address(entry),
        entry["intent"],
        frozenset(lines(entry).items()),
        frozenset(entry["needs"]),
        entry["temperature"],
    )


def f1(pairs: list[tuple[list[dict[str, Any]], list[dict[str, Any]]]]) -> float:
    """Of (address, product, qty, unit) over all messages."""
    hit = gold_count = read_count = 0
    for gold, read in pairs:
        left = Counter((address(entry), *key[:3]) for entry in gold for key in lines(entry).elements())
        right = Counter((address(entry), *key[:3]) for entry in read for key in lines(entry).elements())
        hit += sum((left & right).values())
        gold_count += sum(left.values())
        read_count += sum(right.values())
    return 2 * hit / (gold_count + read_count) if gold_count + read_count else 1.0
