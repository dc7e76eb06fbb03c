"""Reads of places. The ground carries no personal data, but a list still ends where the reader's area ends.

Rows are open data; the functions without an actor say so and are for pages anybody may see, for cards and for jobs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from anxin import rulebook
from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours
from anxin.kernel.paths import within
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
from anxin.places.rules import door_order, stair_name
from anxin.places.terms import AreaKind

SEE = Permission.AREA_SEE


# --- areas: a reference table


def areas(actor: Actor) -> QuerySet[Area]:
    """Areas inside the actor's own."""
    return Area.objects.filter(scope(actor, SEE)).order_by("path")


def area(actor: Actor, area_id: int, to: Permission = SEE) -> Area:
    row = Area.objects.filter(scope(actor, to), pk=area_id).first()
    if row is None:
        raise NotYours("area")
    return row


def subdistrict(subdistrict_id: int) -> Area:
    """The area a row's `subdistrict_id` names. Open data: for whoever already holds such a row."""
    return Area.objects.get(pk=subdistrict_id)


def subdistrict_by_code(code: str) -> Area | None:
    """By the first part of a card's address."""
    return Area.objects.filter(code=code.upper(), kind=AreaKind.SUBDISTRICT).first()


def subdistricts(actor: Actor) -> QuerySet[Area]:
    """Every subdistrict the actor works in, wholly or in one building of it."""
    if actor.kind == "system":
        return Area.objects.filter(kind=AreaKind.SUBDISTRICT).order_by("path")
    held = {grant.path for grant in actor.held}
    return Area.objects.filter(_around(held), kind=AreaKind.SUBDISTRICT).order_by("path")


def subdistrict_of(actor: Actor, path: str) -> Area:
    """The subdistrict in which a path of the actor's area lies."""
    for row in subdistricts(actor):
        if path.startswith(row.path):
            return row
    raise NotYours("area")


def rule_set(subdistrict_id: int) -> rulebook.RuleSet:
    """The rule set in force there."""
    return rulebook.load(subdistrict(subdistrict_id).rule_set)


# --- communities and compounds


def communities(actor: Actor, to: Permission = SEE) -> QuerySet[Community]:
    return Community.objects.filter(scope(actor, to)).order_by("subdistrict_id", "id")


def community(actor: Actor, community_id: int, to: Permission = SEE) -> Community:
    row = communities(actor, to).filter(id=community_id).first()
    if row is None:
        raise NotYours("community")
    return row


def compounds(actor: Actor, to: Permission = SEE) -> QuerySet[Compound]:
    """Compounds wholly inside the areas where the actor holds the permission, in the order they were entered."""
    return Compound.objects.filter(scope(actor, to)).order_by("subdistrict_id", "community_id", "id")


def compounds_around(actor: Actor, to: Permission = SEE) -> QuerySet[Compound]:
    """Those, and the ones in which the actor holds it for a building or a stair only (building chiefs)."""
    return Compound.objects.filter(_around(actor.areas(to))).order_by("subdistrict_id", "community_id", "id")


def compound(actor: Actor, compound_id: int, to: Permission = SEE) -> Compound:
    row = compounds(actor, to).filter(id=compound_id).first()
    if row is None:
        raise NotYours("compound")
    return row


def compound_around(actor: Actor, compound_id: int, to: Permission = SEE) -> Compound:
    row = compounds_around(actor, to).filter(id=compound_id).first()
    if row is None:
        raise NotYours("compound")
    return row


def compound_by_ref(ref: str, code: str = "") -> Compound:
    """For the public page: open data, no actor. `code` of the subdistrict settles the rare double ref."""
    rows = Compound.objects.filter(ref=ref)
    if code:
        known = subdistrict_by_code(code)
        rows = rows.filter(subdistrict_id=known.pk if known else 0)
    row = rows.order_by("subdistrict_id").first()
    if row is None:
        raise NotYours("compound")
    return row


def compound_row(subdistrict_id: int, compound_id: int) -> Compound:
    """Open data, no actor: for a card's page and for jobs that hold the compound's key already."""
    row = Compound.objects.filter(subdistrict_id=subdistrict_id, id=compound_id).first()
    if row is None:
        raise NotYours("compound")
    return row


def names_of(paths: Iterable[str], language: str = "zh-hans") -> dict[str, str]:
    """Areas as people call them, by path: subdistrict, community, compound, "枫林苑 3号楼 2单元". Open data."""
    wanted = list(paths)
    named = dict(Area.objects.filter(path__in=wanted).values_list("path", "name"))
    named.update(Community.objects.filter(path__in=wanted).values_list("path", "name"))
    named.update(Compound.objects.filter(path__in=wanted).values_list("path", "name"))
    houses = Building.objects.filter(path__in=wanted).values_list("path", "compound__name", "label")
    named.update((path, f"{name} {stair_name(label, '', language)}") for path, name, label in houses)
    rows = Stair.objects.filter(path__in=wanted).values_list(
        "path", "compound__name", "building__label", "label"
    )
    named.update((path, f"{name} {stair_name(house, label, language)}") for path, name, house, label in rows)
    return named


# --- inside a compound


def gates(actor: Actor, compound_id: int) -> QuerySet[Gate]:
    home = compound_around(actor, compound_id)
    return Gate.objects.filter(subdistrict_id=home.subdistrict_id, compound_id=home.id).order_by("name")


def supply_points(actor: Actor, compound_id: int) -> QuerySet[SupplyPoint]:
    home = compound_around(actor, compound_id)
    rows = SupplyPoint.objects.filter(subdistrict_id=home.subdistrict_id, compound_id=home.id)
    return rows.order_by("name")


def buildings(actor: Actor, compound_id: int, to: Permission = SEE) -> QuerySet[Building]:
    """In walking order."""
    return Building.objects.filter(_around(actor.areas(to)), compound_id=compound_id).order_by(
        "order", "label", "id"
    )


def building(actor: Actor, building_id: int, to: Permission = SEE) -> Building:
    row = Building.objects.filter(scope(actor, to), id=building_id).select_related("compound").first()
    if row is None:
        raise NotYours("building")
    return row


def stairs(actor: Actor, compound_id: int, to: Permission = SEE) -> QuerySet[Stair]:
    """In walking order, each with its building."""
    rows = Stair.objects.filter(_around(actor.areas(to)), compound_id=compound_id)
    return rows.select_related("building").order_by("building__order", "building__label", "order", "label")


def stair(actor: Actor, stair_id: int, to: Permission = SEE) -> Stair:
    row = Stair.objects.filter(scope(actor, to), id=stair_id).select_related("building").first()
    if row is None:
        raise NotYours("stair")
    return row


def doors(actor: Actor, compound_id: int, to: Permission = SEE) -> QuerySet[Door]:
    """Stair by stair, from the ground up, each with its stair and building."""
    rows = Door.objects.filter(scope(actor, to), compound_id=compound_id)
    return rows.select_related("stair__building").order_by(
        "stair__building__order", "stair__building__label", "stair__order", "stair__label", "floor", "room"
    )


def door(actor: Actor, door_id: int, to: Permission = SEE) -> Door:
    row = Door.objects.filter(scope(actor, to), id=door_id).select_related("stair__building").first()
    if row is None:
        raise NotYours("door")
    return row


def zone_history(actor: Actor, compound_id: int) -> QuerySet[ZonePeriod]:
    """Latest first; the one without `until` is in force."""
    home = compound_around(actor, compound_id)
    rows = ZonePeriod.objects.filter(subdistrict_id=home.subdistrict_id, compound_id=home.id)
    return rows.order_by("-since", "-id")


def zone_period(subdistrict_id: int, compound_id: int) -> ZonePeriod | None:
    """The one in force. Open data: it hangs at the gate."""
    rows = ZonePeriod.objects.filter(subdistrict_id=subdistrict_id, compound_id=compound_id, until=None)
    return rows.first()


# --- the ground as plain values, for drawings, counts and plans


@dataclass(frozen=True, slots=True)
class Spot:
    """A gate or a supply point; metres from the compound's corner."""

    name: str
    x_m: int
    y_m: int


@dataclass(frozen=True, slots=True)
class GroundDoor:
    id: int
    room: str
    floor: int


@dataclass(frozen=True, slots=True)
class GroundStair:
    id: int
    label: str
    lifts: int
    entrance: str
    x_m: int
    y_m: int
    doors: tuple[GroundDoor, ...]

    @property
    def floors(self) -> tuple[tuple[int, tuple[GroundDoor, ...]], ...]:
        """Top floor first, as a building is drawn."""
        rows: dict[int, list[GroundDoor]] = defaultdict(list)
        for each in self.doors:
            rows[each.floor].append(each)
        return tuple((floor, tuple(rows[floor])) for floor in sorted(rows, reverse=True))


@dataclass(frozen=True, slots=True)
class GroundBuilding:
    id: int
    label: str
    floors: int
    grid: str
    x_m: int
    y_m: int
    stairs: tuple[GroundStair, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One compound: what stands where. No person in it."""

    compound_id: int
    name: str
    kind: str
    zone: str
    gates: tuple[Spot, ...]
    supply_points: tuple[Spot, ...]
    buildings: tuple[GroundBuilding, ...]


def ground_of(actor: Actor, compound_id: int) -> Ground:
    """The whole compound for whoever works in any part of it: a chief finds the way with the same drawing."""
    home = compound_around(actor, compound_id)
    here = {"subdistrict_id": home.subdistrict_id, "compound_id": home.id}
    doors_by_stair: dict[int, list[GroundDoor]] = defaultdict(list)
    for key, stair_id, room, floor in Door.objects.filter(**here).values_list(
        "id", "stair_id", "room", "floor"
    ):
        doors_by_stair[stair_id].append(GroundDoor(key, room, floor))
    stairs_by_building: dict[int, list[GroundStair]] = defaultdict(list)
    for row in Stair.objects.filter(**here).order_by("order", "label"):
        own = sorted(doors_by_stair[row.id], key=lambda each: (each.floor, door_order(each.room)))
        stairs_by_building[row.building_id].append(
            GroundStair(row.id, row.label, row.lifts, row.entrance, row.x_m, row.y_m, tuple(own))
        )
    blocks = tuple(
        GroundBuilding(b.id, b.label, b.floors, b.grid, b.x_m, b.y_m, tuple(stairs_by_building[b.id]))
        for b in Building.objects.filter(**here).order_by("order", "label", "id")
    )
    gate_spots = tuple(Spot(g.name, g.x_m, g.y_m) for g in Gate.objects.filter(**here).order_by("name"))
    points = tuple(Spot(p.name, p.x_m, p.y_m) for p in SupplyPoint.objects.filter(**here).order_by("name"))
    return Ground(home.id, home.name, home.kind, home.zone, gate_spots, points, blocks)


def counts_of(actor: Actor) -> dict[int, tuple[int, int]]:
    """Buildings and doors of each compound the actor sees: {compound id: (buildings, doors)}. Two queries."""
    seen = scope(actor, SEE)
    houses = Building.objects.filter(seen).values_list("compound_id").annotate(n=Count("id")).order_by()
    flats = dict(Door.objects.filter(seen).values_list("compound_id").annotate(n=Count("id")).order_by())
    return {compound_id: (number, flats.get(compound_id, 0)) for compound_id, number in houses}


def _around(paths: set[str] | tuple[str, ...]) -> Q:
    """Rows inside the areas, and the rows that contain them."""
    if "" in paths:
        return Q()
    above = {path[: at + 1] for path in paths for at, letter in enumerate(path) if letter == "/"}
    return within(tuple(paths)) | Q(path__in=above)
