"""What several sheets share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """Something in a bag: `Item("蔬菜包", "2 份")`. The quantity is text, already with its unit."""

    name: str
    qty: str
