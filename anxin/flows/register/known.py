"""What is there already, by the words a register uses. Loaded once per run: a handful of queries, no telephone opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from anxin.households.models import CareFlag, Household
from anxin.places.models import Area, Building, Community, Compound, Door, Stair
from anxin.places.rules import plain_building

COMMUNITY_ENDS = ("社区居委会", "居委会", "社区", "村委会")


def community_key(name: str) -> str:
    """ "丹枫社区", "丹枫居委会" and "丹枫" are one community."""
    for end in COMMUNITY_ENDS:
        if name.endswith(end) and name != end:
            return name.removesuffix(end)
    return name


class HomeRow(NamedTuple):
    id: int
    head: str
    phone_hash: str
    persons: int
    chat_name: str
    smartphone: bool
    delivery_note: str
    language: str
    path: str


class Segments:
    """Free path segments below each parent."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.highest: dict[str, int] = defaultdict(int)

    def take(self, paths: Iterable[str]) -> None:
        for path in paths:
            parent, _, own = path[:-1].rpartition("/")
            if own[:1] == self.letter and own[1:].isdigit():
                self.highest[f"{parent}/"] = max(self.highest[f"{parent}/"], int(own[1:]))

    def below(self, parent: str) -> str:
        self.highest[parent] += 1
        return f"{parent}{self.letter}{self.highest[parent]}/"


@dataclass
class Known:
    """Rows of one subdistrict. Buildings, stairs, doors and homes only of the compounds the register names."""

    area: Area
    communities: dict[str, Community] = field(default_factory=dict)
    compounds: dict[str, Compound] = field(default_factory=dict)
    buildings: dict[tuple[int, str], Building] = field(default_factory=dict)
    stairs: dict[tuple[int, str], Stair] = field(default_factory=dict)
    doors: dict[tuple[int, str], tuple[int, int, str]] = field(default_factory=dict)  # id, floor, path
    homes: dict[int, HomeRow] = field(default_factory=dict)  # by door
    flags: set[tuple[int, str]] = field(default_factory=set)
    segments: dict[str, Segments] = field(default_factory=lambda: {x: Segments(x) for x in "bsdh"})

    def add_compound(self, row: Compound) -> None:
        for name in (*row.aliases, row.name):
            self.compounds[name] = row

    def add_building(self, row: Building) -> None:
        for label in (*map(plain_building, row.aliases), row.label):
            self.buildings[row.compound_id, label] = row


def load(area: Area, names: set[str]) -> Known:
    """`names` are the compounds of the register."""
    known = Known(area)
    sid = area.pk
    for community in Community.objects.filter(subdistrict_id=sid):
        known.communities[community_key(community.name)] = community
    for compound in Compound.objects.filter(subdistrict_id=sid).order_by("id"):
        known.add_compound(compound)
    ids = {row.id for name, row in known.compounds.items() if name in names}
    if ids:
        _load_ground(known, {"subdistrict_id": sid, "compound_id__in": ids})
        _load_homes(known, {"subdistrict_id": sid, "compound_id__in": ids})
    return known


def _load_ground(known: Known, here: dict[str, Any]) -> None:
    for building in Building.objects.filter(**here).order_by("id"):
        known.add_building(building)
        known.segments["b"].take([building.path])
    for stair in Stair.objects.filter(**here):
        known.stairs[stair.building_id, stair.label] = stair
        known.segments["s"].take([stair.path])
    rows = Door.objects.filter(**here).values_list("stair_id", "room", "id", "floor", "path")
    for stair_id, room, key, floor, path in rows.iterator(chunk_size=5_000):
        known.doors[stair_id, room] = (key, floor, path)
        known.segments["d"].take([path])


def _load_homes(known: Known, here: dict[str, Any]) -> None:
    rows = Household.objects.filter(**here)
    known.segments["h"].take(rows.exclude(moved_out_at=None).values_list("path", flat=True))
    columns = ("door_id", *HomeRow._fields)
    for door_id, *rest in rows.filter(moved_out_at=None).values_list(*columns).iterator(chunk_size=5_000):
        home = HomeRow(*rest)
        known.homes[door_id] = home
        known.segments["h"].take([home.path])
    flags = CareFlag.objects.filter(
        subdistrict_id=here["subdistrict_id"], until=None, household__compound_id__in=here["compound_id__in"]
    )
    known.flags = set(flags.values_list("household_id", "kind"))
