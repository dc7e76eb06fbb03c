"""Compounds, with their gates and supply points."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal, Stale
from anxin.kernel.ids import new_ref
from anxin.places import queries
from anxin.places.actions.paths import settle
from anxin.places.models import Compound, Gate, SupplyPoint
from anxin.places.terms import CompoundKind


@transaction.atomic
def add(
    *,
    by: Actor,
    community_id: int,
    name: str,
    kind: CompoundKind,
    property_firm: str = "",
    aliases: Iterable[str] = (),
    gate: str = "大门",
) -> Compound:
    """A compound begins in precaution, with one gate and goods set down inside it; a zone is set with a reason."""
    home = queries.community(by, community_id)
    need(by, Permission.AREA_EDIT, home.path)
    sid, name = home.subdistrict_id, name.strip()
    _name_free(sid, name)
    siblings = Compound.objects.filter(subdistrict_id=sid, community_id=home.id)
    row = settle(
        "k",
        lambda: siblings.values_list("path", flat=True),
        lambda segment: Compound.objects.create(
            subdistrict_id=sid, community_id=home.id, name=name, kind=kind, path=f"{home.path}{segment}",
            ref=new_ref(), property_firm=property_firm.strip(), aliases=tidy(aliases),
        ),
    )  # fmt: skip
    Gate.objects.create(subdistrict_id=sid, compound_id=row.id, name=gate)
    SupplyPoint.objects.create(subdistrict_id=sid, compound_id=row.id, name=gate)
    record("compound.added", by=by, subdistrict_id=sid, about=f"compound:{row.id}", path=row.path)
    return row


@transaction.atomic
def change(
    *,
    by: Actor,
    compound_id: int,
    version: int,
    name: str,
    kind: CompoundKind,
    property_firm: str,
    aliases: Iterable[str],
) -> Compound:
    """`version` is the one the editor saw; Stale when somebody else was quicker."""
    row = queries.compound(by, compound_id)
    need(by, Permission.AREA_EDIT, row.path)
    name = name.strip()
    if name != row.name:
        _name_free(row.subdistrict_id, name)
    mine = Compound.objects.filter(subdistrict_id=row.subdistrict_id, id=row.id, version=version)
    changed = mine.update(
        name=name, kind=kind, property_firm=property_firm.strip(), aliases=tidy(aliases), version=version + 1
    )
    if not changed:
        raise Stale("compound")
    record(
        "compound.changed",
        by=by,
        subdistrict_id=row.subdistrict_id,
        about=f"compound:{row.id}",
        path=row.path,
    )
    row.refresh_from_db()
    return row


@transaction.atomic
def add_gate(*, by: Actor, compound_id: int, name: str, x_m: int = 0, y_m: int = 0) -> Gate:
    """In metres from the compound's corner. Refuses `gate.name_taken`."""
    row = queries.compound(by, compound_id)
    need(by, Permission.AREA_EDIT, row.path)
    here = {"subdistrict_id": row.subdistrict_id, "compound_id": row.id}
    try:
        with transaction.atomic():
            gate = Gate.objects.create(**here, name=name.strip(), x_m=x_m, y_m=y_m)
    except IntegrityError as error:
        raise Refusal("gate.name_taken") from error
    record("gate.added", by=by, subdistrict_id=row.subdistrict_id, about=f"gate:{gate.id}", path=row.path)
    return gate


@transaction.atomic
def add_supply_point(
    *, by: Actor, compound_id: int, name: str, x_m: int = 0, y_m: int = 0, loading_bays: int = 2
) -> SupplyPoint:
    """Where goods are unloaded; `loading_bays` carts load at a time. Refuses `supply_point.name_taken`."""
    row = queries.compound(by, compound_id)
    need(by, Permission.AREA_EDIT, row.path)
    try:
        with transaction.atomic():
            point = SupplyPoint.objects.create(
                subdistrict_id=row.subdistrict_id, compound_id=row.id, name=name.strip(), x_m=x_m, y_m=y_m,
                loading_bays=loading_bays,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal("supply_point.name_taken") from error
    record(
        "supply_point.added", by=by, subdistrict_id=row.subdistrict_id, about=f"supply_point:{point.id}",
        path=row.path,
    )  # fmt: skip
    return point


def tidy(aliases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(alias.strip() for alias in aliases if alias.strip()))


def _name_free(subdistrict_id: int, name: str) -> None:
    if Compound.objects.filter(subdistrict_id=subdistrict_id, name=name).exists():
        raise Refusal("compound.name_taken")
