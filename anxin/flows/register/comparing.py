"""The register beside what is there: what would be new, what would change, what is for a person to settle.

Nothing is taken away by a register: a door it does not name stays, an empty cell says nothing, 否 under 居家观察
ends no observation. Only people who were replaced by others (name and number both new) move out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from anxin.access.actor import Actor
from anxin.access.terms import Permission
from anxin.flows.register.known import HomeRow, Known, community_key
from anxin.flows.register.reading import Fault, Line
from anxin.households.rules import is_another_family
from anxin.households.terms import Flag
from anxin.kernel.secrets import keyed_hash
from anxin.places.terms import CompoundKind

BuildingKey = tuple[str, str]
StairKey = tuple[str, str, str]
DoorKey = tuple[str, str, str, str]
Fields = dict[str, Any]
FLAGS = (("home_observed", Flag.HOME_OBSERVED), ("cannot_come_down", Flag.CANNOT_COME_DOWN))


@dataclass
class Difference:
    """By natural key what is new, by id what changes. `lines` are those without fault, merged per home."""

    communities: dict[str, str] = field(default_factory=dict)  # key -> name as written
    compounds: dict[str, Line] = field(default_factory=dict)
    buildings: dict[BuildingKey, Fields] = field(default_factory=dict)
    stairs: dict[StairKey, Fields] = field(default_factory=dict)
    doors: dict[DoorKey, int] = field(default_factory=dict)  # floor
    homes: dict[DoorKey, Line] = field(default_factory=dict)
    moved: dict[DoorKey, int] = field(
        default_factory=dict
    )  # household that leaves; the new one is in `homes`
    flags: list[tuple[DoorKey, Flag]] = field(default_factory=list)
    changed: dict[str, dict[int, Fields]] = field(
        default_factory=lambda: {kind: {} for kind in ("compounds", "buildings", "stairs", "doors", "homes")}
    )
    same: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """Rows to write: what the progress bar counts."""
        ground = len(self.communities) + len(self.compounds) + len(self.buildings) + len(self.stairs)
        people = len(self.doors) + len(self.homes) + len(self.flags)
        return ground + people + sum(len(rows) for rows in self.changed.values())

    def counts(self, rows: int) -> dict[str, Any]:
        """For the page and for the row that follows the import."""
        kinds = ("communities", "compounds", "buildings", "stairs", "doors", "homes")
        counted: dict[str, Any] = {
            kind: {
                "new": len(getattr(self, kind)) - (len(self.moved) if kind == "homes" else 0),
                "changed": len(self.changed.get(kind, {})),
                "same": self.same[kind],
            }
            for kind in kinds
        }
        counted["homes"]["moved"] = len(self.moved)
        counted["flags"] = {"new": len(self.flags), "changed": 0, "same": self.same["flags"]}
        return {**counted, "rows": rows, "faulty": len(self.faults)}


def compare(lines: list[Line], known: Known, by: Actor) -> Difference:
    """Faults of permission and of contradiction are added here; those of single cells came with the reading."""
    found = Difference()
    good = _allowed(lines, known, by, found)
    _compounds(good, known, found)
    _buildings(good, known, found)
    _stairs(good, known, found)
    _doors(good, known, found)
    _homes(good, known, found)
    return found


# --- who may, and where


def _allowed(lines: list[Line], known: Known, by: Actor, found: Difference) -> list[Line]:
    """Lines whose compound is inside the area, under the compound's own name."""
    verdicts: dict[tuple[str, str], tuple[str, str]] = {}
    named = {line.compound: line.community for line in lines if line.community}
    own = [c for c in known.communities.values() if by.may(Permission.REGISTER_IMPORT, c.path)]
    good: list[Line] = []
    for line in lines:
        line.community = line.community or named.get(line.compound, "")
        if not line.community and len(own) == 1:
            line.community = own[0].name if line.compound not in known.compounds else ""
        question = (line.compound, line.community)
        if question not in verdicts:
            verdicts[question] = _verdict(*question, known, by)
        fault, path = verdicts[question]
        if not fault and (line.home_observed or line.cannot_come_down):
            fault = "" if by.may(Permission.HEALTH_SEE, path) else "register.flag_not_yours"
        if fault:
            found.faults.append(Fault(line.sheet, line.row, fault, {"column": "compound"}))
            continue
        if line.compound in known.compounds:
            line.compound = known.compounds[line.compound].name
        good.append(line)
    return good


def _verdict(compound: str, community: str, known: Known, by: Actor) -> tuple[str, str]:
    """(fault or "", path of the area it lies in)."""
    row = known.compounds.get(compound)
    home = known.communities.get(community_key(community)) if community else None
    path = row.path if row else home.path if home else known.area.path
    if row is None and not community:
        return "register.community_missing", path
    if not by.may(Permission.REGISTER_IMPORT, path):
        return "register.outside", path
    if row is not None and community and (home is None or home.id != row.community_id):
        return "register.other_community", path
    return "", path


# --- level by level


def _compounds(lines: list[Line], known: Known, found: Difference) -> None:
    said: dict[str, Line] = {}
    for line in lines:
        first = said.setdefault(line.compound, line)
        if first is not line:
            first.kind, first.firm = first.kind or line.kind, first.firm or line.firm
            first.aliases = first.aliases or line.aliases
            first.lifts = first.lifts if first.lifts is not None else line.lifts
    for name, line in said.items():
        row = known.compounds.get(name)
        if row is None:
            found.compounds[name] = line
            key = community_key(line.community)
            if line.community and key not in known.communities:
                found.communities.setdefault(key, line.community)
            continue
        told: Fields = {"kind": line.kind, "property_firm": line.firm}
        if line.aliases and not set(line.aliases) <= {*row.aliases, row.name}:
            told["aliases"] = [*row.aliases, *(a for a in line.aliases if a not in row.aliases)]
        _changes(found, "compounds", row.id, {n: (v, getattr(row, n)) for n, v in told.items()})
    found.same["communities"] = len(known.communities)


def _buildings(lines: list[Line], known: Known, found: Difference) -> None:
    said: dict[BuildingKey, Fields] = {}
    for line in lines:
        if not line.building:
            continue
        row = _building(known, line)
        if row is not None:
            line.building = row.label
        key = (line.compound, line.building)
        fields = said.setdefault(key, {"floors": None, "grid": "", "highest": 1})
        fields["floors"] = fields["floors"] or line.floors
        fields["grid"] = fields["grid"] or line.grid
        fields["highest"] = max(fields["highest"], line.floor or 1)
    for key, fields in said.items():
        compound = known.compounds.get(key[0])
        row = known.buildings.get((compound.id, key[1])) if compound else None
        if row is None:
            found.buildings[key] = {
                "floors": fields["floors"] or fields["highest"], "grid": fields["grid"]
            }  # fmt: skip
        else:
            told = {name: (fields[name], getattr(row, name)) for name in ("floors", "grid")}
            _changes(found, "buildings", row.id, told)


def _building(known: Known, line: Line) -> Any:
    compound = known.compounds.get(line.compound)
    return known.buildings.get((compound.id, line.building)) if compound else None


def _stairs(lines: list[Line], known: Known, found: Difference) -> None:
    """A row of a building alone brings no stair; a row with a stair or a room does."""
    said: dict[StairKey, Fields] = {}
    for line in lines:
        if not line.building or not (line.stair or line.room or line.lifts is not None):
            continue
        fields = said.setdefault((line.compound, line.building, line.stair), {"lifts": None, "entrance": ""})
        fields["lifts"] = line.lifts if fields["lifts"] is None else fields["lifts"]
        fields["entrance"] = fields["entrance"] or line.entrance
    for key, fields in said.items():
        row = _stair(known, key)
        if row is None:
            found.stairs[key] = {"lifts": fields["lifts"] or 0, "entrance": fields["entrance"]}
        else:
            told = {name: (fields[name], getattr(row, name)) for name in ("lifts", "entrance")}
            _changes(found, "stairs", row.id, told)


def _stair(known: Known, key: StairKey) -> Any:
    compound = known.compounds.get(key[0])
    building = known.buildings.get((compound.id, key[1])) if compound else None
    return known.stairs.get((building.id, key[2])) if building else None


def _doors(lines: list[Line], known: Known, found: Difference) -> None:
    said: dict[DoorKey, int | None] = {}
    for line in lines:
        if line.room:
            said[line.door] = said.get(line.door) or line.floor
    stairs: dict[StairKey, Any] = {}
    for key, floor in said.items():
        stair_key = key[:3]
        if stair_key not in stairs:
            stairs[stair_key] = _stair(known, stair_key)
        stair = stairs[stair_key]
        door = known.doors.get((stair.id, key[3])) if stair else None
        if door is None:
            found.doors[key] = floor or 1
        else:
            _changes(found, "doors", door[0], {"floor": (floor, door[1])})


def _homes(lines: list[Line], known: Known, found: Difference) -> None:
    said: dict[DoorKey, Line] = {}
    for line in lines:
        if line.room:
            first = said.setdefault(line.door, line)
            if first is not line:
                _merge(first, line)
    for key, line in said.items():
        home = home_of(known, key)
        if home is None:
            if line.lived_in:
                found.homes[key] = line
        elif is_another_family(home.head, home.phone_hash, line.head, _hash(line)):
            found.homes[key] = line
            found.moved[key] = home.id
            home = None
        else:
            _changes(found, "homes", home.id, _told(line, home))
        _flags(key, line, home, known, found)


def home_of(known: Known, key: DoorKey) -> HomeRow | None:
    stair = _stair(known, key[:3])
    door = known.doors.get((stair.id, key[3])) if stair else None
    return known.homes.get(door[0]) if door else None


def _merge(first: Line, later: Line) -> None:
    """Two sheets about one home: what the first does not say, the later one may."""
    for name in ("head", "phone", "chat_name", "note", "language"):
        setattr(first, name, getattr(first, name) or getattr(later, name))
    for name in ("persons", "smartphone", "home_observed", "cannot_come_down"):
        if getattr(first, name) is None:
            setattr(first, name, getattr(later, name))


def _told(line: Line, home: HomeRow) -> dict[str, tuple[Any, Any]]:
    told: dict[str, tuple[Any, Any]] = {
        "head": (line.head, home.head),
        "persons": (line.persons, home.persons),
        "chat_name": (line.chat_name, home.chat_name),
        "smartphone": (line.smartphone, home.smartphone),
        "delivery_note": (line.note, home.delivery_note),
        "language": (line.language, home.language),
    }
    if (hashed := _hash(line)) and hashed != home.phone_hash:
        told["phone"] = (line.phone, "")
        told["phone_hash"] = (hashed, home.phone_hash)
    return told


def _flags(key: DoorKey, line: Line, home: HomeRow | None, known: Known, found: Difference) -> None:
    for name, flag in FLAGS:
        if getattr(line, name) and (home is not None or key in found.homes):
            if home is not None and (home.id, flag) in known.flags:
                found.same["flags"] += 1
            else:
                found.flags.append((key, flag))


def _hash(line: Line) -> str:
    return keyed_hash(line.phone) if line.phone else ""


def _changes(found: Difference, kind: str, row_id: int, told: dict[str, tuple[Any, Any]]) -> None:
    """Fields that were said and differ; {name: (said, is)}."""
    fields = {name: new for name, (new, old) in told.items() if new not in (None, "") and new != old}
    if fields:
        found.changed[kind][row_id] = fields
    else:
        found.same[kind] += 1


def guessed_kind(line: Line) -> CompoundKind:
    """What an office did not say: with lifts a tower, without a word of either, mixed."""
    if line.kind:
        return line.kind
    return CompoundKind.TOWER if line.lifts else CompoundKind.MIXED
