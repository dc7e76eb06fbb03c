"""A file as lines. Each line is a plain value with the place it came from; what cannot be read is a fault of that row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from anxin.flows.register import columns
from anxin.flows.register.columns import COLUMNS, Unreadable, clean
from anxin.paper.tables import (
    Column,
    Header,
    Sheet,
    Table,
    TableError,
    as_text,
    find_header,
    is_example,
    read_table,
)
from anxin.places.rules import floor_of, plain_building, plain_room, plain_stair, read_door
from anxin.places.terms import CompoundKind

PLACED = frozenset({"compound", "building", "room", "address"})
building_label = lru_cache(maxsize=16_384)(plain_building)
stair_label = lru_cache(maxsize=4_096)(plain_stair)
room_number = lru_cache(maxsize=65_536)(plain_room)


@dataclass(slots=True)
class Line:
    """One row. "" and None mean: this row does not say, so what is there stays."""

    sheet: int
    row: int
    community: str = ""
    compound: str = ""
    kind: CompoundKind | None = None
    firm: str = ""
    aliases: tuple[str, ...] = ()
    building: str = ""
    floors: int | None = None
    grid: str = ""
    stair: str = ""
    lifts: int | None = None
    entrance: str = ""
    room: str = ""
    floor: int | None = None
    head: str = ""
    relation: str = ""
    persons: int | None = None
    phone: str = ""
    chat_name: str = ""
    smartphone: bool | None = None
    home_observed: bool | None = None
    cannot_come_down: bool | None = None
    note: str = ""
    language: str = ""

    @property
    def door(self) -> tuple[str, str, str, str]:
        return self.compound, self.building, self.stair, self.room

    @property
    def lived_in(self) -> bool:
        """Whether the row speaks of people, not only of a door."""
        return bool(self.head or self.persons or self.phone or self.chat_name or self.home_observed)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is left out: a stable code with plain facts. Rows count from 0 as in `Sheet.rows`."""

    sheet: int
    row: int
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reading:
    """Everything one file says. `headers[i]` is None for a sheet without a heading we know."""

    table: Table
    headers: list[Header | None]
    lines: list[Line]
    faults: list[Fault]


def read(content: bytes, filename: str, *, default_compound: str = "") -> Reading:
    """Raises TableError for a file that cannot be taken as a whole.

    A sheet without a column for the compound takes `default_compound`, else its own name: offices keep one sheet
    per compound.
    """
    table = read_table(content, filename)
    reading = Reading(table, [_header(sheet) for sheet in table.sheets], [], [])
    if not any(reading.headers):
        find_header(next((s for s in table.sheets if not s.hidden), table.sheets[0]), _REQUIRED)
    for number, (sheet, header) in enumerate(zip(table.sheets, reading.headers, strict=True)):
        if header is not None:
            _read_sheet(reading, number, sheet, header, default_compound)
    _join_members(reading)
    return reading


_REQUIRED = tuple(Column(column.key, column.names, column.key in {"building", "room"}) for column in COLUMNS)


def _header(sheet: Sheet) -> Header | None:
    if sheet.hidden:
        return None
    try:
        header = find_header(sheet, COLUMNS)
    except TableError:
        return None
    return header if len(header.mapping) > 1 and PLACED & header.mapping.keys() else None


def _read_sheet(reading: Reading, number: int, sheet: Sheet, header: Header, default_compound: str) -> None:
    named = "" if "compound" in header.mapping else default_compound or _sheet_compound(reading, sheet.name)
    seen: dict[tuple[str, str, str, str], Line] = {}
    for index in range(header.first_row, len(sheet.rows)):
        row = sheet.rows[index]
        if all(cell == "" for cell in row) or is_example(row):
            continue
        try:
            line = _line(number, index, header, row, named or default_compound)
            _only_once(line, seen, per_person="relation" in header.mapping)
        except Unreadable as wrong:
            reading.faults.append(Fault(number, index, wrong.code, wrong.facts))
        else:
            reading.lines.append(line)


def _sheet_compound(reading: Reading, name: str) -> str:
    """The sheet's own name, unless it is a file's, one that a program gave it or a word for what it holds."""
    plain = "" if reading.table.kind == "csv" else clean(name)
    given = plain.lower().startswith(("sheet", "工作表")) or plain in {
        "户",
        "住户",
        "楼栋",
        "住户登记",
        "名册",
    }
    return "" if given else plain[:60]


def _line(sheet: int, index: int, header: Header, row: Sequence[Any], compound: str) -> Line:
    says = {key: clean(as_text(row[at])) for key, at in header.mapping.items() if at < len(row)}
    for key, text in says.items():
        if text[:1] == "#" and text in columns.FORMULA_ERRORS:
            raise Unreadable("register.formula_error", key)
        if key in columns.LONGEST:
            columns.short(text, key)
    line = Line(sheet, index, community=says.get("community", ""), compound=says.get("compound") or compound)
    line.firm, line.grid, line.entrance = says.get("firm", ""), says.get("grid", ""), says.get("entrance", "")
    line.head, line.chat_name, line.note = (
        says.get("head", ""),
        says.get("chat_name", ""),
        says.get("note", ""),
    )
    line.relation = says.get("relation", "")
    line.kind = columns.kind(says.get("kind", ""))
    line.aliases = tuple(part for part in says.get("aliases", "").replace(",", "、").split("、") if part)
    _place(line, says)
    line.floors = columns.whole_number(says.get("floors", ""), "floors", largest=150)
    line.lifts = columns.lifts(says.get("lifts", ""))
    line.persons = columns.whole_number(says.get("persons", ""), "persons", largest=99)
    line.phone = columns.phone(says.get("phone", ""))
    line.language = columns.language(says.get("language", ""))
    for key in ("smartphone", "home_observed", "cannot_come_down"):
        setattr(line, key, columns.yes_or_no(says.get(key, ""), key))
    if not line.compound:
        raise Unreadable("register.compound_missing", "compound")
    return line


def _place(line: Line, says: dict[str, str]) -> None:
    """Building, stair, room and floor, from their own columns or from one cell ("3-2-501")."""
    building, stair, room = says.get("building", ""), says.get("stair", ""), says.get("room", "")
    whole = says.get("address", "")
    if not (building and room) and (whole or (room and not building)):
        found = read_door(whole or room)
        if found is None:
            raise Unreadable("register.door_unreadable", "address" if whole else "room")
        line.building, line.stair, line.room = found
    else:
        line.building, line.stair = building_label(building), stair_label(stair)
        inside = read_door(room) if "-" in room else None  # 3 | 2 | 3-2-501: the room repeats where it is
        line.room = inside[2] if inside and inside[0] == line.building else room_number(room)
    if len(line.building) > 20 or len(line.room) > 20 or len(line.stair) > 20:
        raise Unreadable("register.door_unreadable", "address")
    floor = columns.whole_number(says.get("floor", "").lstrip("第"), "floor", largest=150)
    line.floor = floor or (floor_of(line.room) if line.room else None)
    if not line.building and (line.room or line.stair):
        raise Unreadable("register.building_missing", "building")
    if not line.room and (line.head or line.phone or line.persons):
        raise Unreadable("register.room_missing", "room")


def _only_once(line: Line, seen: dict[tuple[str, str, str, str], Line], *, per_person: bool) -> None:
    """A door twice with different people is for a person to settle; a sheet with one row per person is expected to."""
    if not line.room:
        return
    first = seen.setdefault(line.door, line)
    if first is line or per_person or not line.lived_in:
        return
    if (first.head, first.phone) != (line.head, line.phone):
        raise Unreadable("register.door_twice", "room", first_row=first.row + 1)


def _join_members(reading: Reading) -> None:
    """One row per person becomes one line per home: the head's row (else the first), with the number of rows."""
    kept: list[Line] = []
    homes: dict[tuple[int, tuple[str, str, str, str]], list[Line]] = {}
    per_person = {
        number for number, header in enumerate(reading.headers) if header and "relation" in header.mapping
    }
    for line in reading.lines:
        if line.sheet in per_person and line.room:
            homes.setdefault((line.sheet, line.door), []).append(line)
        else:
            kept.append(line)
    for rows in homes.values():
        first = next((row for row in rows if row.relation in columns.HEAD_OF_HOME), rows[0])
        first.persons = first.persons or len(rows)
        for flag in ("home_observed", "cannot_come_down"):
            if any(getattr(row, flag) for row in rows):
                setattr(first, flag, True)
        kept.append(first)
    reading.lines = sorted(kept, key=lambda line: (line.sheet, line.row)) if homes else kept
