"""Homes in bulk: what an imported register adds and changes, and the row that follows the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.households import queries
from anxin.households.models import Card, CareFlag, Household, RegisterImport
from anxin.households.terms import ImportState
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.kernel.rows import change_many
from anxin.places import queries as places


@transaction.atomic
def enter(
    *,
    by: Actor,
    subdistrict_id: int,
    path: str,
    added: Sequence[Household] = (),
    changed: Mapping[int, Mapping[str, Any]] | None = None,
    left: Sequence[int] = (),
    flags: Sequence[CareFlag] = (),
) -> None:
    """One chunk. `left` are homes whose people moved out: their cards die before the next family's row is written."""
    rows: list[Household] = change_many(Household, subdistrict_id, changed or {})
    areas = by.areas(Permission.REGISTER_IMPORT)
    touched = [row.path for row in rows] + [row.path for row in added] + [row.path for row in flags]
    if not all(each.startswith(path) and each.startswith(areas) for each in touched):
        raise NotYours("area")
    _let_go(subdistrict_id, left)
    Household.objects.bulk_create(added)
    CareFlag.objects.bulk_create(flags)
    record(
        "register.entered", by=by, subdistrict_id=subdistrict_id, about=f"area:{subdistrict_id}", path=path,
        added=len(added), changed=len(rows), left=len(left), flags=len(flags),
    )  # fmt: skip


def _let_go(subdistrict_id: int, left: Sequence[int]) -> None:
    if not left:
        return
    now = clock.now()
    gone = {"subdistrict_id": subdistrict_id, "household_id__in": left}
    Household.objects.filter(subdistrict_id=subdistrict_id, id__in=left, moved_out_at=None).update(
        moved_out_at=now, version=F("version") + 1
    )
    Card.objects.filter(**gone, revoked_at=None).update(revoked_at=now)
    CareFlag.objects.filter(**gone, until=None, since__lte=now).update(until=now)


# --- the row that follows an import


@transaction.atomic
def begin(
    *, by: Actor, subdistrict_id: int, import_id: int, filename: str, compound_id: int | None = None
) -> RegisterImport:
    """The file is already put away under `import_id`."""
    area = next((a for a in places.subdistricts(by) if a.pk == subdistrict_id), None)
    if area is None or not by.may(Permission.REGISTER_IMPORT):
        raise NotYours("area")
    if compound_id is not None:
        places.compound(by, compound_id, to=Permission.REGISTER_IMPORT)
    held = [p for p in by.areas(Permission.REGISTER_IMPORT) if p.startswith(area.path)]
    row = RegisterImport.objects.create(
        subdistrict_id=subdistrict_id, id=import_id, by_user=by.id, filename=filename[-120:],
        language=by.language, compound_id=compound_id, path=held[0] if len(held) == 1 else area.path,
    )  # fmt: skip
    record("register.uploaded", by=by, subdistrict_id=subdistrict_id, about=f"import:{row.id}", path=row.path)
    return row


def looked(
    *,
    by: Actor,
    row: RegisterImport,
    counts: Mapping[str, Any],
    faults: Sequence[Any],
    fault: Mapping[str, Any] | None = None,
) -> None:
    """What the dry run found; `fault` when the file as a whole cannot be taken."""
    _own(by, row).filter(state=ImportState.UPLOADED).update(
        state=ImportState.UNREADABLE if fault else ImportState.READY,
        counts=counts,
        faults=faults,
        fault=fault or {},
    )


@transaction.atomic
def confirm(*, by: Actor, import_id: int) -> RegisterImport:
    """A person said yes. Refuses `import.not_ready`, and `import.another_runs` while one is written."""
    row = queries.register_import(by, import_id)
    mine = _own(by, row).filter(state=ImportState.READY)
    try:
        with transaction.atomic():
            taken = mine.update(state=ImportState.RUNNING, done=0)
    except IntegrityError as error:
        raise Refusal("import.another_runs") from error
    if not taken:
        raise Refusal("import.not_ready")
    record(
        "register.confirmed",
        by=by,
        subdistrict_id=row.subdistrict_id,
        about=f"import:{row.id}",
        path=row.path,
    )
    return row


@transaction.atomic
def drop(*, by: Actor, import_id: int) -> RegisterImport:
    """A person said no, or had a look only. Refuses `import.not_ready`."""
    row = queries.register_import(by, import_id)
    open_states = (ImportState.UPLOADED, ImportState.READY, ImportState.UNREADABLE)
    if (
        not _own(by, row)
        .filter(state__in=open_states)
        .update(state=ImportState.DROPPED, ended_at=clock.now(), faults=[])
    ):
        raise Refusal("import.not_ready")
    record(
        "register.dropped", by=by, subdistrict_id=row.subdistrict_id, about=f"import:{row.id}", path=row.path
    )
    return row


def progressed(*, by: Actor, row: RegisterImport, done: int, total: int) -> None:
    """How far the job is, for whoever watches."""
    _own(by, row).filter(state=ImportState.RUNNING).update(done=done, total=total)


def stopped(*, by: Actor, row: RegisterImport, fault: Mapping[str, Any]) -> None:
    """It could not go on; what was written stays and the next import finds it there."""
    RegisterImport.objects.filter(
        subdistrict_id=row.subdistrict_id, id=row.id, state=ImportState.RUNNING
    ).update(state=ImportState.UNREADABLE, fault=fault, ended_at=clock.now())


@transaction.atomic
def ended(*, by: Actor, row: RegisterImport, counts: Mapping[str, Any]) -> None:
    """All of it is written; said once, however often the job runs."""
    if (
        _own(by, row)
        .filter(state=ImportState.RUNNING)
        .update(state=ImportState.DONE, ended_at=clock.now(), counts=counts)
    ):
        record(
            "register.imported", by=by, subdistrict_id=row.subdistrict_id, about=f"import:{row.id}",
            path=row.path, faults=len(row.faults),
        )  # fmt: skip


def _own(by: Actor, row: RegisterImport) -> Any:
    if not by.may(Permission.REGISTER_IMPORT):
        raise NotYours("import")
    return RegisterImport.objects.filter(subdistrict_id=row.subdistrict_id, id=row.id)
