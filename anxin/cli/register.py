"""`anxin register`: the office's register from the shell, by the same deeds as on the pages."""

from __future__ import annotations

import argparse
from pathlib import Path

from anxin.access import queries as access
from anxin.access.actor import Actor
from anxin.flows.register import imports
from anxin.households import queries as homes
from anxin.kernel.errors import Refusal
from anxin.places import queries as places

KINDS = ("communities", "compounds", "buildings", "stairs", "doors", "homes", "flags")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("register", help="try a register, import it, or write an empty one")
    command.add_argument("file", type=Path, help="XLSX, XLS, ODS or CSV")
    command.add_argument("--as", dest="username", help="who imports; their rights count")
    command.add_argument("--yes", action="store_true", help="import; without it only a dry run")
    command.add_argument("--template", action="store_true", help="write an empty register to FILE")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.template:
        options.file.write_bytes(imports.empty_template(name="住户名册"))
        return 0
    try:
        return bring_in(options, who(options.username or ""))
    except Refusal as refusal:
        print(refusal.code, *(f"{name}={value}" for name, value in refusal.facts.items()))
        return 1


def who(username: str) -> Actor:
    return access.actor_of_username(username, door="cli")


def bring_in(options: argparse.Namespace, by: Actor) -> int:
    """0 when nothing was faulty, 1 otherwise; faulty rows go to FILE.faulty.xlsx."""
    areas = list(places.subdistricts(by))
    if not areas:
        raise Refusal("not_allowed")
    row = imports.take(
        by=by, subdistrict_id=areas[0].pk, content=options.file.read_bytes(), filename=options.file.name
    )
    imports.look.call(row.subdistrict_id, row.id)
    seen = homes.register_import(by, row.id)
    for kind in KINDS:
        counts = seen.counts.get(kind, {})
        print(f"{kind:12}", *(f"{word} {number:,}" for word, number in counts.items()))
    if seen.fault:
        print(seen.fault["code"], seen.fault.get("facts"))
    if options.yes and seen.state == "ready":
        imports.confirm(by=by, import_id=row.id)
        imports.carry_out.call(row.subdistrict_id, row.id)
        print(homes.register_import(by, row.id).state)
    faulty = seen.counts.get("faulty", 0)
    if faulty:
        place = options.file.with_suffix(".faulty.xlsx")
        place.write_bytes(
            imports.faulty_rows(by, row.id, lambda code, facts: f"{code} {facts}", heading="fault")
        )
        print(f"faulty {faulty:,} -> {place}")
    if not options.yes and seen.state == "ready":
        imports.drop(by=by, import_id=row.id)
    return 1 if faulty or seen.fault else 0
