"""How writes, reads and doors are built: what the rooms promise each other, looked up in the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "anxin"
FILES = {path: ast.parse(path.read_text()) for path in HERE.rglob("*.py") if "migrations" not in path.parts}
ACTIONS = [path for path in FILES if path.parent.name == "actions" and path.name != "__init__.py"]
QUERIES = [path for path in FILES if path.name == "queries.py" or path.parent.name == "queries"]

WITHOUT_BY = {
    "access.sent.forget": "the clock forgets keys that nobody can send again; no person does it",
    "supply.payments.confirm": "a payment provider speaks; its signature says who",
}
WITHOUT_ACTOR = {
    "access.actor_of_user": "makes the actor",
    "access.actor_of_username": "makes the actor",
    "access.actor_of_token": "makes the actor",
    "access.running_grants": "makes the actor",
    "access.demo_user": "makes the actor of the demo's page",
    "access.names": "turns the book's own labels into words, for pages that hold them already",
    "delivery.loads.to_carry": "for plans: the same orders give the same snapshot, whoever asks",
    "delivery.stops.public_progress": "open data, small counts grouped",
    "delivery.waves.run": "for the job, which holds the key already",
    "households.actor_of_card": "makes the actor",
    "households.card_address": "makes the address of a card's page",
    "households.delivery_needs": "for plans and sharing out; serves no page",
    "households.needs_at": "for the rule book; serves no page",
    "places.compound_by_ref": "open data: the public page",
    "places.compound_row": "open data, for jobs that hold the key already",
    "places.names_of": "open data: names of areas",
    "places.rule_set": "open data",
    "places.subdistrict": "open data",
    "places.subdistrict_by_code": "open data: the first part of a card's address",
    "places.zone_period": "open data: the zone is posted at the gate",
    "supply.goods.compounds": "open data: names of compounds",
    "supply.goods.stock": "for actions that hold the site already",
    "supply.orders.row": "for code that has decided who may see it",
}
PERSONAL = {
    "head",
    "phone",
    "name",
    "token",
    "text",
    "password",
    "note",
    "words",
    "chat_name",
    "room",
    "label",
    "username",
}
WRITES = {
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "save",
    "get_or_create",
    "update_or_create",
}


def room(path: Path) -> str:
    return path.relative_to(HERE).parts[0]


def public(path: Path) -> Iterator[ast.FunctionDef]:
    for node in FILES[path].body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def parameters(node: ast.FunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def called_from_elsewhere() -> set[tuple[str, str, str]]:
    """(room, noun, verb) of every action that something outside its own room's actions calls."""
    found = set()
    for path, tree in FILES.items():
        known: dict[str, tuple[str, str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if parts[0] != "anxin" or "actions" not in parts:
                    continue
                if path.parent.name == "actions" and room(path) == parts[1]:
                    continue
                for name in node.names:
                    if parts[-1] == "actions":
                        known[name.asname or name.name] = (parts[1], name.name)
                    else:
                        found.add((parts[1], parts[-1], name.name))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in known
            ):
                found.add((*known[node.value.id], node.attr))
    return found


CALLED = called_from_elsewhere()
DEEDS = [
    pytest.param(path, node, id=f"{room(path)}.{path.stem}.{node.name}")
    for path in ACTIONS
    for node in public(path)
    if (room(path), path.stem, node.name) in CALLED
]


def test_the_doors_find_actions_at_all() -> None:
    assert len(DEEDS) > 60


@pytest.mark.parametrize(("path", "node"), DEEDS)
def test_an_action_names_everything_and_says_who_first(path: Path, node: ast.FunctionDef) -> None:
    assert node.args.args + node.args.posonlyargs == [], "keyword-only"
    assert node.returns is not None
    if f"{room(path)}.{path.stem}.{node.name}" not in WITHOUT_BY:
        assert parameters(node)[0].arg == "by"


def raised_in(node: ast.FunctionDef) -> set[str]:
    return {
        call.args[0].value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refusal"
        and call.args and isinstance(call.args[0], ast.Constant)
    }  # fmt: skip


@pytest.mark.parametrize(("path", "node"), DEEDS)
def test_an_action_says_what_it_does_and_what_it_refuses(path: Path, node: ast.FunctionDef) -> None:
    said = ast.get_docstring(node) or ""
    assert said
    assert sorted(code for code in raised_in(node) if code not in said) == []


def writes_itself(node: ast.FunctionDef) -> bool:
    """A manager or a row is written in this very function."""
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
        and ("objects" in ast.unparse(call.func) or call.func.attr in {"save", "bulk_create"})
        and not ast.unparse(call.func).startswith(("products.", "suppliers."))
        for call in ast.walk(node)
    )  # fmt: skip


WITHOUT_TRANSACTION = {
    "access.sent.forget": "chunks, each by itself",
    "households.register.stopped": "one guarded statement",
}


@pytest.mark.parametrize(("path", "node"), DEEDS)
def test_what_writes_is_one_transaction(path: Path, node: ast.FunctionDef) -> None:
    if writes_itself(node) and f"{room(path)}.{path.stem}.{node.name}" not in WITHOUT_TRANSACTION:
        assert "transaction.atomic" in ast.unparse(node)


WITHOUT_A_LINE = {
    "access.sent.forget": "keys nobody can send again",
    "households.register.looked": "the dry run: the upload is in the book, and the yes will be",
    "households.register.progressed": "a counter of the job",
    "households.register.stopped": "the machine's own failure is in the row",
    "delivery.runs.begin": "a job begins; who asked for it is in the book",
    "delivery.waves.proposed": "reads only",
    "supply.entries.doubt_withdrawal": "the machine asks a person; the paste before it and the answer after it are written",
    "supply.stock.move_many": "part of a handover, which writes the line",
}


def test_every_deed_comes_to_a_line_in_the_book() -> None:
    """By name through the actions it calls: somewhere below each stands `record` or one of its kin."""
    calls: dict[str, set[str]] = {}
    for path in ACTIONS:
        for node in FILES[path].body:
            if isinstance(node, ast.FunctionDef):
                names = {call.func for call in ast.walk(node) if isinstance(call, ast.Call)}
                calls.setdefault(node.name, set()).update(
                    name.id if isinstance(name, ast.Name) else name.attr
                    for name in names
                    if isinstance(name, ast.Name | ast.Attribute)
                )
    silent = []
    for case in DEEDS:
        path, node = case.values
        key, seen, open_ = f"{room(path)}.{path.stem}.{node.name}", set(), [node.name]
        while open_:
            here = open_.pop()
            seen.add(here)
            open_ += [name for name in calls.get(here, ()) if name not in seen]
        if not seen & {"record_many", "line", "note", "record"} - {node.name} and key not in WITHOUT_A_LINE:
            silent.append(key)
    assert silent == []


def test_nobody_gets_from_a_number_to_a_row_without_being_asked_who_they_are() -> None:
    """A query takes the actor first, or a row that its caller already holds."""
    open_handed = set()
    for path in QUERIES:
        for node in public(path):
            first = parameters(node)[0]
            hint = ast.unparse(first.annotation) if first.annotation else ""
            noun = room(path) if path.name == "queries.py" else f"{room(path)}.{path.stem}"
            if first.arg != "actor" and re.search(r"\b(int|str)\b", hint):
                open_handed.add(f"{noun}.{node.name}")
    assert open_handed == set(WITHOUT_ACTOR)


def calls_of(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in FILES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield path, node


def test_an_existing_row_is_saved_by_named_fields() -> None:
    loose = [
        f"{path.relative_to(HERE)}: {ast.unparse(call)}"
        for path, call in calls_of("save")
        if not call.args
        and not {word.arg for word in call.keywords} & {"update_fields", "force_insert", "by"}
    ]
    assert loose == []


def test_doors_hold_no_rows_and_no_transactions() -> None:
    for path, tree in FILES.items():
        if room(path) in {"web", "api", "cli"}:
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute):
                    assert node.attr not in {"objects", "select_for_update"}, path
                if isinstance(node, ast.ImportFrom) and node.module == "django.db":
                    assert "transaction" not in {name.name for name in node.names}, path


def test_no_log_line_names_a_person() -> None:
    """Codes and row numbers only; whoever reads logs holds no permission for people."""
    logged = 0
    for level in ("debug", "info", "warning", "error", "exception", "critical"):
        for path, call in calls_of(level):
            if ast.unparse(call.func).split(".")[0] not in {"log", "logger", "logging"}:
                continue
            logged += 1
            for argument in call.args:
                for node in ast.walk(argument):
                    assert not (isinstance(node, ast.Attribute) and node.attr in PERSONAL), path
                    assert not isinstance(node, ast.JoinedStr), path
    assert logged


def test_only_the_command_line_prints() -> None:
    for path, tree in FILES.items():
        if room(path) != "cli":
            printed = [
                n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == "print"
            ]
            assert printed == [], path
