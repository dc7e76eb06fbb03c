"""Who is called down from which stair, and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from anxin.planning.common import Block, Cost, ceil_div

SLOW_PER_STAIR_SLOT = 2


@dataclass(frozen=True, slots=True)
class Stair:
    """A 单元. Stairs with the same `entrance` share a lobby; None = a door of its own."""

    key: str
    entrance: str | None = None

    @property
    def lobby(self) -> str:
        return self.key if self.entrance is None else f"entrance:{self.entrance}"


@dataclass(frozen=True, slots=True)
class Household:
    """`slow`: needs more time on the way; `risk`: must not be met by other floors."""

    key: str
    stair: str
    floor: int = 1
    slow: bool = False
    risk: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """`below_cap`: most households below in one slot; `risk_gap_slots`: empty slots of the stair around a risk floor."""

    stairs: tuple[Stair, ...]
    households: tuple[Household, ...]
    per_stair_slot: int
    below_cap: int
    risk_gap_slots: int = 0
    slow_per_stair_slot: int = SLOW_PER_STAIR_SLOT
    slot_s: int = 180
    key: str = ""

    def __post_init__(self) -> None:
        stairs = {s.key for s in self.stairs}
        if len(stairs) != len(self.stairs) or len({h.key for h in self.households}) != len(self.households):
            raise ValueError("stairs and households: keys must be unique")
        if any(h.stair not in stairs for h in self.households):
            raise ValueError("households: unknown stair")
        if min(self.per_stair_slot, self.below_cap, self.slow_per_stair_slot) < 1 or self.risk_gap_slots < 0:
            raise ValueError("limits: at least one household per slot")

    def by_stair(self) -> dict[str, list[Household]]:
        found: dict[str, list[Household]] = defaultdict(list)
        for household in self.households:
            found[household.stair].append(household)
        return found

    def calls_needed(self, households: list[Household]) -> int:
        """Slots that so many households without risk need at least in one stair."""
        slow = sum(h.slow for h in households)
        most = min(self.per_stair_slot, self.below_cap)
        return max(ceil_div(len(households), most), ceil_div(slow, min(most, self.slow_per_stair_slot)))


@dataclass(frozen=True, slots=True)
class Call:
    """One household called down in one slot, counted from 0."""

    household: str
    stair: str
    slot: int


@dataclass(frozen=True, slots=True)
class Plan:
    calls: tuple[Call, ...]
    solver: str
    seed: int
    iterations: int
    cost: Cost


def cost_of(calls: tuple[Call, ...]) -> Cost:
    """`slots` = highest slot + 1; `sum_slot` = sum of all slot numbers; stairs called per slot at most."""
    stairs: dict[int, set[str]] = defaultdict(set)
    for call in calls:
        stairs[call.slot].add(call.stair)
    return (
        Block("slots", max((c.slot for c in calls), default=-1) + 1, "slots"),
        Block("sum_slot", sum(c.slot for c in calls), "slots"),
        Block("stairs_at_once", max((len(s) for s in stairs.values()), default=0), "stairs"),
    )
