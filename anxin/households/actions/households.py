"""Homes: adding, changing, moving out and in."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Greatest

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.households import queries
from anxin.households.models import Card, CareFlag, Household
from anxin.households.rules import phone_fault
from anxin.kernel import clock
from anxin.kernel.errors import Refusal, Stale
from anxin.kernel.ids import new_ref
from anxin.kernel.secrets import keyed_hash, plain_phone
from anxin.places import queries as places
from anxin.places.rules import next_segments

EDIT = Permission.HOUSEHOLD_EDIT


@transaction.atomic
def add(
    *,
    by: Actor,
    door_id: int,
    head: str,
    persons: int = 1,
    phone: str = "",
    chat_name: str = "",
    language: str = "zh-hans",
    smartphone: bool = True,
    delivery_note: str = "",
) -> Household:
    """Refuses `household.door_taken` while somebody lives behind the door."""
    door = places.door(by, door_id)
    need(by, EDIT, door.path)
    here = Household.objects.filter(subdistrict_id=door.subdistrict_id, door_id=door.id)
    if here.filter(moved_out_at=None).exists():
        raise Refusal("household.door_taken")
    segment = next(next_segments("h", here.values_list("path", flat=True)))
    try:
        with transaction.atomic():
            row = Household.objects.create(
                subdistrict_id=door.subdistrict_id, door_id=door.id, stair_id=door.stair_id,
                compound_id=door.compound_id, ref=new_ref(), path=f"{door.path}{segment}", language=language,
                smartphone=smartphone, delivery_note=delivery_note.strip(),
                **_person(head, persons, phone, chat_name),
            )  # fmt: skip
    except IntegrityError as error:  # somebody else moved them in a moment ago
        raise Refusal("household.door_taken") from error
    record(
        "household.added",
        by=by,
        subdistrict_id=row.subdistrict_id,
        about=f"household:{row.id}",
        path=row.path,
    )
    return row


move_in = add
"""The next family behind a door that was left: the same deed under the name people use."""


@transaction.atomic
def change(
    *,
    by: Actor,
    household_id: int,
    version: int,
    head: str,
    persons: int,
    phone: str | None,
    chat_name: str = "",
    language: str = "zh-hans",
    smartphone: bool = True,
    delivery_note: str = "",
) -> Household:
    """`version` is the one the editor saw; a `phone` of None stays as it is, "" is taken out."""
    row = queries.household(by, household_id)
    need(by, EDIT, row.path)
    mine = Household.objects.filter(
        subdistrict_id=row.subdistrict_id, id=row.id, version=version, moved_out_at=None
    )
    changed = mine.update(
        language=language, smartphone=smartphone, delivery_note=delivery_note.strip(), version=F("version") + 1,
        **_person(head, persons, phone if phone is not None else str(row.phone), chat_name),
    )  # fmt: skip
    if not changed:
        raise Stale("household")
    record(
        "household.changed",
        by=by,
        subdistrict_id=row.subdistrict_id,
        about=f"household:{row.id}",
        path=row.path,
    )
    return queries.household(by, household_id)


@transaction.atomic
def move_out(*, by: Actor, household_id: int) -> None:
    """Ends the home's card and flags with it; the door is free for the next family."""
    row = queries.household(by, household_id)
    need(by, EDIT, row.path)
    now, sid = clock.now(), row.subdistrict_id
    if not Household.objects.filter(subdistrict_id=sid, id=row.id, moved_out_at=None).update(
        moved_out_at=now, version=F("version") + 1
    ):
        raise Stale("household")
    Card.objects.filter(subdistrict_id=sid, household_id=row.id, revoked_at=None).update(revoked_at=now)
    CareFlag.objects.filter(Q(until=None) | Q(until__gt=now), subdistrict_id=sid, household_id=row.id).update(
        until=Greatest(Value(now, output_field=DateTimeField()), F("since"))
    )
    record("household.moved_out", by=by, subdistrict_id=sid, about=f"household:{row.id}", path=row.path)


def _person(head: str, persons: int, phone: str, chat_name: str) -> dict[str, Any]:
    """The personal columns. Raises `household.phone_wrong`, `household.persons_wrong`."""
    digits = plain_phone(phone)
    if fault := phone_fault(digits):
        raise Refusal(fault)
    if not 0 <= persons <= 99:
        raise Refusal("household.persons_wrong")
    return {
        "head": head.strip(),
        "persons": persons,
        "phone": digits,
        "phone_hash": keyed_hash(digits) if digits else "",
        "chat_name": chat_name.strip(),
    }
