"""The ground in bulk: what an imported register adds and changes, a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours
from anxin.kernel.rows import change_many
from anxin.places.models import Building, Compound, Door, Stair

AT_ONCE = 2_000
"""Rows of one transaction: long enough to be quick, short enough that nobody waits for it."""

Laid = Building | Stair | Door
Changes = Mapping[int, Mapping[str, Any]]


@transaction.atomic
def lay(*, by: Actor, subdistrict_id: int, path: str, added: Sequence[Laid]) -> None:
    """Rows of one kind, new, with ids and paths. `path` is an area that holds them all; the asker's import right covers it."""
    _within(by, path, (row.path for row in added))
    if added:
        model: Any = type(added[0])
        model.objects.bulk_create(added)
        _record(by, subdistrict_id, path, type(added[0]).__name__, added=len(added))


@transaction.atomic
def change(
    *,
    by: Actor,
    subdistrict_id: int,
    path: str,
    model: type[Compound] | type[Building] | type[Stair] | type[Door],
    changed: Changes,
) -> None:
    """{id: {field: value}} of rows of one kind."""
    rows = change_many(model, subdistrict_id, changed)
    _within(by, path, (row.path for row in rows))
    if rows:
        _record(by, subdistrict_id, path, model.__name__, changed=len(rows))


def _within(by: Actor, path: str, paths: Any) -> None:
    """Checked after the reads and before the commit, so that nothing outside is written."""
    areas = by.areas(Permission.REGISTER_IMPORT)
    if not all(each.startswith(path) and each.startswith(areas) for each in paths):
        raise NotYours("area")


def _record(by: Actor, subdistrict_id: int, path: str, kind: str, **counts: int) -> None:
    record(
        "register.laid", by=by, subdistrict_id=subdistrict_id, about=f"area:{subdistrict_id}", path=path,
        kind=kind.lower(), **counts,
    )  # fmt: skip
