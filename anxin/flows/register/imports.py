"""Importing a register, as a person meets it: put it in, see what would happen, say yes, follow it, fetch the faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from anxin.access.actor import Actor
from anxin.access.queries import actor_of_user
from anxin.flows.register import shelf
from anxin.flows.register.columns import COLUMNS
from anxin.flows.register.comparing import Difference, compare
from anxin.flows.register.known import Known, load
from anxin.flows.register.reading import Reading, read
from anxin.flows.register.writing import Writing
from anxin.households import queries as households
from anxin.households.actions import register as rows
from anxin.households.models import RegisterImport
from anxin.kernel.errors import NotYours, Refusal
from anxin.kernel.ids import new_id
from anxin.kernel.jobs import job
from anxin.paper.tables import LIMITS, NewSheet, TableError, template, write_back, write_table
from anxin.places import queries as places

Said = Callable[[str, Mapping[str, Any]], str]
"""A fault's code and facts -> the sentence in the reader's language. The doors know the sentences."""


def take(
    *, by: Actor, subdistrict_id: int, content: bytes, filename: str, compound_id: int | None = None
) -> RegisterImport:
    """Put a file in and let the dry run begin. Refuses `import.too_large` and `import.empty` at once."""
    if len(content) > LIMITS.bytes:
        raise Refusal("import.too_large", megabytes=LIMITS.bytes // 2**20)
    if not content.strip():
        raise Refusal("import.empty")
    import_id = new_id()
    shelf.put(import_id, content)
    try:
        with transaction.atomic():
            row = rows.begin(
                by=by, subdistrict_id=subdistrict_id, import_id=import_id, filename=filename,
                compound_id=compound_id,
            )  # fmt: skip
            look.enqueue(subdistrict_id, import_id)
    except BaseException:
        shelf.take_away(import_id)
        raise
    return row


def confirm(*, by: Actor, import_id: int) -> RegisterImport:
    """Say yes to what the dry run showed."""
    with transaction.atomic():
        row = rows.confirm(by=by, import_id=import_id)
        carry_out.enqueue(row.subdistrict_id, import_id)
    return row


def drop(*, by: Actor, import_id: int) -> None:
    """Say no; the file goes at once."""
    rows.drop(by=by, import_id=import_id)
    shelf.take_away(import_id)


def resume(*, by: Actor, import_id: int) -> None:
    """For an import that stands still because its worker died: run it again, it writes only what is missing."""
    row = households.register_import(by, import_id)
    if row.state != "running":
        raise Refusal("import.not_ready")
    with transaction.atomic():
        carry_out.enqueue(row.subdistrict_id, import_id)


@job
def look(subdistrict_id: int, import_id: int) -> None:
    """The dry run. Reads only; may run twice."""
    by, row = _whose(subdistrict_id, import_id)
    try:
        reading, _, found = _difference(by, row)
    except (TableError, Refusal) as wrong:
        code = f"table.{wrong.code}" if isinstance(wrong, TableError) else wrong.code
        fault = {"code": code, "facts": {name: _plain(value) for name, value in wrong.facts.items()}}
        rows.looked(by=by, row=row, counts={}, faults=[], fault=fault)
        return
    faults = _sorted_faults(reading, found)
    rows.looked(by=by, row=row, counts=_counts(reading, found), faults=faults)


@job
def carry_out(subdistrict_id: int, import_id: int) -> None:
    """The import. Each chunk stands by itself; run again, it compares again and writes only what is missing."""
    by, row = _whose(subdistrict_id, import_id)
    if row.state != "running":
        return
    for _ in range(3):
        _, known, found = _difference(by, row)
        total, done = found.writes, 0

        def step(written: int, total: int = total) -> None:
            nonlocal done
            done += written
            rows.progressed(by=by, row=row, done=done, total=total)

        step(0)
        try:
            Writing(by, known, found, step).carry_out()
        except IntegrityError:
            continue  # somebody entered the same door by hand meanwhile: compare once more
        except (
            Refusal
        ) as refusal:  # their right ended, or somebody took a name, between the yes and the write
            rows.stopped(by=by, row=row, fault={"code": refusal.code, "facts": refusal.facts})
            return
        rows.ended(by=by, row=row, counts=row.counts)
        return
    raise RuntimeError("the register changes faster than it can be imported")


def faulty_rows(actor: Actor, import_id: int, said: Said, *, heading: str, watermark: str = "") -> bytes:
    """The faulty rows in the sheet they came in, with the reason beside each; XLSX."""
    row = households.register_import(actor, import_id)
    content = shelf.get(row.id)
    if content is None:
        raise Refusal("import.file_gone")
    households.note_import_read(actor, row)
    reading = read(content, row.filename, default_compound=_default_compound(row))
    sheets: dict[int, dict[int, str]] = {}
    for sheet, index, code, facts in row.faults:
        sheets.setdefault(sheet, {})[index] = said(code, facts)
    if len(sheets) == 1:
        number, reasons = next(iter(sheets.items()))
        return write_back(
            reading.table.sheets[number], _header(reading, number), reasons, heading=heading, faulty_only=True,
            watermark=watermark or None,
        )  # fmt: skip
    return write_table(
        [_with_reasons(reading, number, sheets[number], heading) for number in sorted(sheets)],
        watermark=watermark or None,
    )


def empty_template(*, name: str) -> bytes:
    """The sheet to fill, with two sample rows."""
    return template(COLUMNS, [_sample("2", "501", "梁某某", 3), _sample("2", "502", "吕某某", 1)], name=name)


# --- how it is done


def _whose(subdistrict_id: int, import_id: int) -> tuple[Actor, RegisterImport]:
    """The job acts as the person who put the file in, with the rights they hold now."""
    row = RegisterImport.objects.get(subdistrict_id=subdistrict_id, id=import_id)
    return actor_of_user(row.by_user, door="task", language=row.language), row


def _difference(by: Actor, row: RegisterImport) -> tuple[Reading, Known, Difference]:
    content = shelf.get(row.id)
    if content is None:
        raise NotYours("import")
    reading = read(content, row.filename, default_compound=_default_compound(row))
    known = load(places.subdistrict(row.subdistrict_id), {line.compound for line in reading.lines})
    return reading, known, compare(reading.lines, known, by)


def _default_compound(row: RegisterImport) -> str:
    if row.compound_id is None:
        return ""
    return places.compound_row(row.subdistrict_id, row.compound_id).name


def _sorted_faults(reading: Reading, found: Difference) -> list[list[Any]]:
    """[[sheet, row, code, facts], …] in the order of the file."""
    both = sorted((*reading.faults, *found.faults), key=lambda fault: (fault.sheet, fault.row))
    return [[fault.sheet, fault.row, fault.code, fault.facts] for fault in both]


def _counts(reading: Reading, found: Difference) -> dict[str, Any]:
    counts = found.counts(len(reading.lines) + len(reading.faults))
    counts["faulty"] = len(reading.faults) + len(found.faults)
    counts["writes"] = found.writes
    counts["new_compounds"] = list(found.compounds)[:50]
    known = [header for header in reading.headers if header]
    counts["sheets"] = {"read": len(known), "skipped": len(reading.headers) - len(known)}
    counts["columns"] = sorted({name for header in known for name in header.unknown})[:20]
    return counts


def _plain(value: object) -> Any:
    return value if isinstance(value, (str, int, float, list, type(None))) else str(value)


def _header(reading: Reading, number: int) -> Any:
    header = reading.headers[number]
    if header is None:
        raise LookupError("a fault in a sheet without a heading")
    return header


def _with_reasons(reading: Reading, number: int, reasons: Mapping[int, str], heading: str) -> NewSheet:
    sheet, header = reading.table.sheets[number], _header(reading, number)
    kept = [i for i in range(len(sheet.rows)) if i < header.first_row or i in reasons]
    lines = [[*sheet.rows[i], heading if i == header.row_index else reasons.get(i, "")] for i in kept]
    marked = frozenset(new for new, old in enumerate(kept) if old in reasons)
    return NewSheet(sheet.name, lines, header.row_index, marked)


def _sample(stair: str, room: str, head: str, persons: int) -> list[str]:
    says = {
        "community": "丹枫社区", "compound": "枫林苑", "kind": "高层", "firm": "和风物业", "building": "3",
        "stair": stair, "floor": room[:-2], "room": room, "head": head, "persons": str(persons),
        "phone": "13800138000", "chat_name": f"3-{stair}-{room}", "smartphone": "有", "home_observed": "否",
        "cannot_come_down": "否", "floors": "18", "lifts": "2",
    }  # fmt: skip
    return [says.get(column.key, "") for column in COLUMNS]
