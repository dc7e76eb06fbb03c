"""`anxin import`: the office's own register from the shell, as on the page: dry run, then good rows; faulty rows beside."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.db import connections

from anxin.access.actor import Actor
from anxin.cli.acting import Bar, CalledWrongly, actor, complain, refusing, said, say_who, show
from anxin.flows.register import imports
from anxin.flows.register.columns import told
from anxin.households import queries as households
from anxin.kernel.errors import Refusal
from anxin.places import queries as places

POLL_SECONDS = 0.3


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("import", help="import a register of compounds, doors and households")
    command.add_argument("file", type=Path, metavar="FILE", help="XLSX, XLS, ODS or CSV")
    command.add_argument("--area", metavar="CODE", help="code of the subdistrict, for who works in several")
    command.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    say_who(command)
    command.set_defaults(run=refusing(run))
    empty = commands.add_parser("register-template", help="write an empty register to fill")
    empty.add_argument("file", type=Path, metavar="FILE")
    empty.set_defaults(run=run_template)


def run_template(options: argparse.Namespace) -> int:
    options.file.write_bytes(imports.empty_template(name="住户名册"))
    return 0


def run(options: argparse.Namespace) -> int:
    """0 when all of it could be taken, 1 when rows were faulty or the whole was refused."""
    by = actor(options)
    area = _area(by, options.area)
    try:
        content = options.file.read_bytes()
    except OSError as wrong:
        raise CalledWrongly(f"{options.file}: {wrong.strerror}") from wrong
    row = imports.take(by=by, subdistrict_id=area.pk, content=content, filename=options.file.name)
    imports.look.call(subdistrict_id=area.pk, import_id=row.id)
    row = households.register_import(by, row.id)
    if row.state != "ready":
        imports.drop(by=by, import_id=row.id)
        raise Refusal(row.fault.get("code", "import.not_ready"), **told(row.fault.get("facts", {})))
    _tell(row.counts)
    faulty = _write_faulty(by, row, options.file)
    if options.dry_run:
        imports.drop(by=by, import_id=row.id)
    else:
        _carry_out(by, row)
    return 1 if faulty else 0


def _area(by: Actor, code: str | None) -> Any:
    areas = [each for each in places.subdistricts(by) if code is None or each.code == code.upper()]
    if not areas:
        raise (
            Refusal("not_allowed")
            if code is None
            else CalledWrongly(
                f"--area {code}: 没有这个街道，或不归这个账号 · no such subdistrict, or not this user's"
            )
        )
    if len(areas) > 1:
        raise CalledWrongly("--area: 请写明街道代码 · which subdistrict? " + ", ".join(a.code for a in areas))
    return areas[0]


def _tell(counts: dict[str, Any]) -> None:
    for noun, value in counts.items():
        if isinstance(value, dict):
            show(noun + "\t" + "\t".join(f"{word} {n}" for word, n in value.items()))
        elif value:
            show(f"{noun}\t{value}")


def _write_faulty(by: Actor, row: Any, file: Path) -> int:
    """Beside the file it came in: what to mend is found where one looks for it."""
    if not row.faults:
        return 0
    beside = file.with_name(f"{file.stem}-faulty.xlsx")
    content = imports.faulty_rows(
        by, row.id, lambda code, facts: said(Refusal(code, **told(facts)), by.language), heading="原因"
    )
    beside.write_bytes(content)
    complain(f"{len(row.faults)} 行有误，没有导入；原因写在 {beside}，改好后再导入一次即可。")
    return len(row.faults)


def _carry_out(by: Actor, row: Any) -> None:
    imports.confirm(by=by, import_id=row.id)
    bar = Bar("import")
    with _followed(by, row.id, bar):
        imports.carry_out.call(subdistrict_id=row.subdistrict_id, import_id=row.id)
    ended = households.register_import(by, row.id)
    bar.at(ended.done, ended.total or ended.done)
    bar.end()
    if ended.state != "done":
        raise Refusal(ended.fault.get("code", "import.not_ready"), **told(ended.fault.get("facts", {})))


@contextmanager
def _followed(by: Actor, import_id: int, bar: Bar) -> Iterator[None]:
    """Draw how far the row says it is, beside the work; only where somebody looks."""
    stop = Event()

    def draw() -> None:
        try:
            while not stop.wait(POLL_SECONDS):
                now = households.register_import(by, import_id)
                bar.at(now.done, now.total or 1)
        finally:
            connections.close_all()  # this thread's own

    beside = Thread(target=draw, daemon=True)
    if sys.stderr.isatty():
        beside.start()
    try:
        yield
    finally:
        stop.set()
        if beside.is_alive():
            beside.join()
