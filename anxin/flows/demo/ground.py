"""Compounds, doors and households, in bulk and from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from anxin.flows.demo import names
from anxin.households.models import Card, CareFlag, Household
from anxin.kernel import clock
from anxin.kernel.ids import new_id, new_ref, new_token
from anxin.kernel.secrets import keyed_hash
from anxin.places.models import (
    Area,
    Building,
    Community,
    Compound,
    Door,
    Gate,
    Stair,
    SupplyPoint,
    ZonePeriod,
)
from anxin.places.terms import AreaKind, CompoundKind, Zone

AVERAGE = {"small": 230, "full": 1_900}  # households per compound; 31 compounds: 8,000 or 60,000
ZONES = (Zone.SEALED,) * 9 + (Zone.CONTROLLED,) * 14 + (Zone.PRECAUTION,) * 8
REASONS = {
    Zone.SEALED: "小区内有确诊住户，按规则足不出户、服务上门（演示）",
    Zone.CONTROLLED: "相邻小区有确诊住户，人不出区、错峰取物（演示）",
    Zone.PRECAUTION: "本街道防范区，个人防护、避免聚集（演示）",
}
REVIEW = {
    Zone.SEALED: timedelta(days=5),
    Zone.CONTROLLED: timedelta(days=4),
    Zone.PRECAUTION: timedelta(days=7),
}


@dataclass
class Rows:
    """What is to be written, table by table, so that 60,000 households take seconds."""

    compounds: list[Compound] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    points: list[SupplyPoint] = field(default_factory=list)
    zones: list[ZonePeriod] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    stairs: list[Stair] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    flags: list[CareFlag] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)

    def write(self) -> None:
        for rows in vars(self).values():
            if rows:
                type(rows[0]).objects.bulk_create(rows, batch_size=1_000)


def lay_out(size: str, seed: int) -> Area:
    """The whole ground in one transaction; returns the subdistrict."""
    dice = random.Random(seed)
    with transaction.atomic():
        hq = Area.objects.create(kind=AreaKind.HEADQUARTERS, name="云汀区", code="YT", path="yt/", demo=True)
        area = Area.objects.create(
            kind=AreaKind.SUBDISTRICT,
            name="福汀街道",
            code="FT",
            parent=hq,
            path="yt/ft/",
            rule_set="cn-2022-03",
            demo=True,
        )
        communities = [
            Community(subdistrict_id=area.id, name=name, path=f"{area.path}c{number}/")
            for number, name in enumerate(names.COMMUNITIES, 1)
        ]
        Community.objects.bulk_create(communities)
        rows = Rows()
        zones = list(ZONES)
        dice.shuffle(zones)
        for number, (name, kind) in enumerate(compound_names()):
            add_compound(
                rows, communities[number % 5], number, name, kind, zones[number], AVERAGE[size], dice
            )
        rows.write()
    return area


def compound_names() -> list[tuple[str, CompoundKind]]:
    kinds = (
        (names.TOWERS, CompoundKind.TOWER), (names.WALK_UPS, CompoundKind.WALK_UP),
        (names.VILLAGES, CompoundKind.URBAN_VILLAGE), (names.MIXED, CompoundKind.MIXED),
    )  # fmt: skip
    return [(name, kind) for listed, kind in kinds for name in listed]


def add_compound(
    rows: Rows,
    community: Community,
    number: int,
    name: str,
    kind: CompoundKind,
    zone: Zone,
    average: int,
    dice: random.Random,
) -> None:
    sid, path = community.subdistrict_id, f"{community.path}k{number + 1}/"
    firm = "" if kind is CompoundKind.URBAN_VILLAGE else dice.choice(names.FIRMS)
    compound = Compound(
        subdistrict_id=sid,
        community_id=community.id,
        name=name,
        kind=kind,
        zone=zone,
        path=path,
        ref=new_ref(),
        property_firm=firm,
    )
    rows.compounds.append(compound)
    rows.gates.append(Gate(subdistrict_id=sid, compound_id=compound.id, name="南门", x_m=0, y_m=-10))
    rows.points.append(
        SupplyPoint(
            subdistrict_id=sid, compound_id=compound.id, name="南门供应点", x_m=0, y_m=0, loading_bays=2
        )
    )
    now = clock.now()
    rows.zones.append(
        ZonePeriod(
            subdistrict_id=sid,
            compound_id=compound.id,
            zone=zone,
            since=now - timedelta(days=dice.randint(2, 6)),
            reason=REASONS[zone],
            rule_set="cn-2022-03",
            rule=f"zones.{zone}",
            decided_by="system:0",
            review_at=now + REVIEW[zone],
            path=path,
        )
    )
    want = int(average * dice.uniform(0.55, 1.45))
    made = 0
    for order, shape in enumerate(shapes(kind, dice), 1):
        if made >= want:
            break
        made += add_building(rows, compound, order, shape, dice)


@dataclass(frozen=True)
class Shape:
    stairs: int
    floors: int
    flats: int
    lifts: int


def shapes(kind: CompoundKind, dice: random.Random) -> Iterator[Shape]:
    """Buildings of a kind, without end."""
    while True:
        tower = Shape(dice.randint(1, 2), dice.choice((11, 18, 24)), dice.choice((2, 3, 4)), 2)
        walk_up = Shape(dice.randint(3, 5), 6, 2, 0)
        if kind is CompoundKind.TOWER:
            yield tower
        elif kind is CompoundKind.WALK_UP:
            yield walk_up
        elif kind is CompoundKind.URBAN_VILLAGE:
            yield Shape(1, dice.randint(5, 7), dice.randint(2, 5), 0)
        else:
            yield dice.choice((tower, walk_up))


def add_building(rows: Rows, compound: Compound, order: int, shape: Shape, dice: random.Random) -> int:
    """Buildings stand in rows of four behind the south gate. Returns the households added."""
    sid = compound.subdistrict_id
    x, y = ((order - 1) % 4 - 1.5) * 70, 40 + (order - 1) // 4 * 55
    building = Building(
        subdistrict_id=sid, compound_id=compound.id, label=str(order), floors=shape.floors, order=order, x_m=int(x), y_m=int(y),
        grid=f"第{(order - 1) // 5 + 1}网格", path=f"{compound.path}b{order}/",
    )  # fmt: skip
    rows.buildings.append(building)
    made = 0
    for number in range(1, shape.stairs + 1):
        stair = Stair(
            subdistrict_id=sid, building_id=building.id, compound_id=compound.id, label=str(number) if shape.stairs > 1 else "",
            lifts=shape.lifts, order=number, x_m=int(x + (number - 1) * 14), y_m=int(y), path=f"{building.path}s{number}/",
        )  # fmt: skip
        rows.stairs.append(stair)
        for floor in range(1, shape.floors + 1):
            for flat in range(1, shape.flats + 1):
                made += add_home(rows, stair, f"{floor}{flat:02d}", floor, dice)
    return made


def add_home(rows: Rows, stair: Stair, room: str, floor: int, dice: random.Random) -> int:
    sid = stair.subdistrict_id
    door = Door(
        subdistrict_id=sid,
        stair_id=stair.id,
        compound_id=stair.compound_id,
        room=room,
        floor=floor,
        path=f"{stair.path}d{room}/",
    )
    rows.doors.append(door)
    if dice.random() > 0.94:  # nobody lives there now
        return 0
    number = len(rows.households)
    phone = names.phone(number)
    elder = dice.random() < 0.07
    home = Household(
        subdistrict_id=sid, door_id=door.id, stair_id=stair.id, compound_id=stair.compound_id, ref=new_ref(), id=new_id(),
        head=names.person(dice), persons=1 if elder else dice.choices((1, 2, 3, 4, 5), (12, 26, 34, 20, 8))[0], phone=phone,
        phone_hash=keyed_hash(phone), chat_name=dice.choice(names.NICKNAMES), smartphone=not elder or dice.random() < 0.4,
        path=f"{door.path}h/",
    )  # fmt: skip
    rows.households.append(home)
    add_flags(rows, home, elder, dice)
    token = new_token()
    rows.cards.append(
        Card(
            subdistrict_id=sid,
            household_id=home.id,
            token=token,
            token_hash=keyed_hash(token),
            made_by="system:0",
            path=home.path,
        )
    )
    return 1


def add_flags(rows: Rows, home: Household, elder: bool, dice: random.Random) -> None:
    """Observed at home: about one in sixty, so that every compound has some."""
    kinds = ["elder_alone"] if elder else []
    kinds += [
        kind
        for kind, share in (("home_observed", 1 / 60), ("cannot_come_down", 1 / 45), ("infant", 1 / 40))
        if dice.random() < share
    ]
    if elder and dice.random() < 0.3 and "cannot_come_down" not in kinds:
        kinds.append("cannot_come_down")
    for kind in kinds:
        since = clock.now() - timedelta(days=dice.randint(1, 10))
        rows.flags.append(
            CareFlag(
                subdistrict_id=home.subdistrict_id,
                household_id=home.id,
                kind=kind,
                since=since,
                said_by="system:0",
                path=home.path,
            )
        )
