"""Subdistricts and what stands above them."""

from __future__ import annotations

from django.db import transaction

from anxin import rulebook
from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours, Refusal
from anxin.places import queries
from anxin.places.models import Area
from anxin.places.terms import AreaKind


@transaction.atomic
def add(
    *,
    by: Actor,
    kind: AreaKind,
    name: str,
    code: str,
    parent_id: int | None = None,
    rule_set: str = "cn-2022-03",
    demo: bool = False,
) -> Area:
    """`code` (letters and digits, at most 8) begins every card address of the area and stays for ever.

    Refuses `area.code_wrong`, `area.code_taken`.
    """
    parent = Area.objects.filter(pk=parent_id).first() if parent_id else None
    if parent_id and parent is None:
        raise NotYours("area")
    above = parent.path if parent else ""
    if not by.may(Permission.AREA_EDIT, above):
        raise NotYours("area")
    code = code.strip().upper()
    if not code.isascii() or not code.isalnum() or len(code) > 8:
        raise Refusal("area.code_wrong")
    _known(rule_set)
    if Area.objects.filter(code=code).exists():
        raise Refusal("area.code_taken", taken=code)
    row = Area.objects.create(
        kind=kind, name=name.strip(), code=code, parent=parent, path=f"{above}{code.lower()}/",
        rule_set=rule_set, demo=demo,
    )  # fmt: skip
    record("area.added", by=by, subdistrict_id=row.pk, about=f"area:{row.pk}", path=row.path, kind=str(kind))
    return row


@transaction.atomic
def change(*, by: Actor, area_id: int, name: str, rule_set: str) -> Area:
    """A name and the rule set in force. Periods and cases keep the set they were opened under."""
    row = queries.area(by, area_id)
    need(by, Permission.AREA_EDIT, row.path)
    _known(rule_set)
    before = row.rule_set
    row.name, row.rule_set = name.strip(), rule_set
    row.save(update_fields=["name", "rule_set"])
    record(
        "area.changed", by=by, subdistrict_id=row.pk, about=f"area:{row.pk}", path=row.path,
        rule_set=rule_set, before=before,
    )  # fmt: skip
    return row


def _known(rule_set: str) -> None:
    if rule_set not in rulebook.available():
        raise Refusal("area.rule_set_unknown", rule_set=rule_set)
