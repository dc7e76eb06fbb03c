"""What surrounds an entry: the catalogue, what the header taught, what was ordered before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from anxin.chat.catalogue import Catalogue
from anxin.chat.terms import Address, Line


@dataclass(slots=True)
class Memory:
    """Orders read so far, for 同上, 和2-302一样 and a bare 两份."""

    last: tuple[Line, ...] = ()
    by_door: dict[tuple[str | None, str | None, str | None], tuple[Line, ...]] = field(default_factory=dict)
    by_name: dict[str, tuple[Line, ...]] = field(default_factory=dict)

    def keep(self, address: Address | None, name: str | None, lines: tuple[Line, ...]) -> None:
        if not lines:
            return
        self.last = lines
        if address is not None:
            self.by_door[door(address)] = lines
        if name:
            self.by_name[name] = lines


@dataclass(slots=True)
class Frame:
    """Everything an entry may look at outside its own words."""

    catalogue: Catalogue
    default_product: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    sender: str | None = None
    compound: str | None = None
    memory: Memory = field(default_factory=Memory)
    menu: tuple[str, ...] = ()  # products the header named
    row: bool = False  # a row of a relay: no gate, no address from the sender
    about_else: bool = False  # the relay is a sign-up or a check-in, not an order
    names_first: bool = False  # most rows of this relay begin with a nickname


def door(address: Address) -> tuple[str | None, str | None, str | None]:
    return (address.building, address.unit, address.room)
