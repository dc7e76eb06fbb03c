"""A relay is a snapshot: every copy repeats all rows. What changed since the last one?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from anxin.chat.terms import Entry

ChangeKind = Literal["added", "changed", "withdrawn", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the old and the new copy: before is None when added, after is None when withdrawn."""

    kind: ChangeKind
    before: Entry | None
    after: Entry | None


def compare(previous: Sequence[Entry], current: Sequence[Entry]) -> list[Change]:
    """Match rows by author, else door and nickname, else door, else nickname, else order among those nameless.

    Changes come in the order of `current`; withdrawn rows follow in their own order.
    """
    partner: dict[int, int] = {}
    for key in (_author, _door_and_name, _door, _name):
        _match(previous, current, key, partner)
    _match_in_order(previous, current, partner)
    changes = [
        _change(previous[partner[place]] if place in partner else None, entry)
        for place, entry in enumerate(current)
    ]
    kept = set(partner.values())
    gone = [Change("withdrawn", entry, None) for place, entry in enumerate(previous) if place not in kept]
    return changes + gone


def _match(
    previous: Sequence[Entry],
    current: Sequence[Entry],
    key: Callable[[Entry], Hashable | None],
    partner: dict[int, int],
) -> None:
    """Pair rows of equal key, first with first; a row paired earlier stays paired."""
    used = set(partner.values())
    waiting: dict[Hashable, list[int]] = {}
    for place, entry in enumerate(previous):
        name = key(entry)
        if place not in used and name is not None:
            waiting.setdefault(name, []).append(place)
    for place, entry in enumerate(current):
        queue = waiting.get(key(entry)) if place not in partner and key(entry) is not None else None
        if queue:
            partner[place] = queue.pop(0)


def _match_in_order(previous: Sequence[Entry], current: Sequence[Entry], partner: dict[int, int]) -> None:
    """Rows that say neither who nor where are the same row only under the same number."""
    used = set(partner.values())
    nameless = {
        entry.row_number: place for place, entry in enumerate(previous)
        if place not in used and entry.row_number is not None and _is_nameless(entry)
    }  # fmt: skip
    for place, entry in enumerate(current):
        if place not in partner and _is_nameless(entry) and entry.row_number in nameless:
            partner[place] = nameless.pop(entry.row_number)


def _change(before: Entry | None, after: Entry) -> Change:
    if before is None:
        return Change("added", None, after)
    return Change("same" if _said(before) == _said(after) else "changed", before, after)


def _said(entry: Entry) -> tuple[object, ...]:
    """What a row means, without where it stands."""
    lines = tuple((line.product, line.qty, line.unit, line.op, line.note) for line in entry.lines)
    return (entry.address, entry.contact, entry.intent, lines, entry.needs, entry.temperature, entry.note)


def _author(entry: Entry) -> Hashable | None:
    return entry.author


def _door(entry: Entry) -> Hashable | None:
    return entry.address


def _name(entry: Entry) -> Hashable | None:
    return entry.contact.name if entry.contact else None


def _door_and_name(entry: Entry) -> Hashable | None:
    name = _name(entry)
    return (entry.address, name) if entry.address is not None and name else None


def _is_nameless(entry: Entry) -> bool:
    return entry.author is None and entry.address is None and _name(entry) is None
