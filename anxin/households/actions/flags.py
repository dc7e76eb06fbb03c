"""Care flags: what about a home changes what it is owed. Health data, so for those who may see it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.households import queries
from anxin.households.models import CareFlag
from anxin.households.terms import Flag
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal


@transaction.atomic
def put(
    *,
    by: Actor,
    household_id: int,
    kind: Flag,
    note: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> CareFlag:
    """Refuses `flag.already` when it runs, `flag.out_of_order` when it would end before it begins."""
    row = queries.household(by, household_id, to=Permission.HEALTH_SEE)
    begins = since or clock.now()
    if until is not None and until < begins:
        raise Refusal("flag.out_of_order")
    try:
        with transaction.atomic():
            flag = CareFlag.objects.create(
                subdistrict_id=row.subdistrict_id, household_id=row.id, kind=kind, since=begins, until=until,
                note=note.strip(), said_by=by.label, path=row.path,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal("flag.already") from error
    # The book is read by people who may not see health: it says that, not what.
    record("flag.put", by=by, subdistrict_id=row.subdistrict_id, about=f"household:{row.id}", path=row.path)
    return flag


@transaction.atomic
def end(*, by: Actor, flag_id: int) -> int:
    """From now on it does not count. Returns whose flag it was; refuses `flag.ended`."""
    flag = CareFlag.objects.filter(id=flag_id).first()
    if flag is None or not by.may(Permission.HEALTH_SEE, flag.path):
        raise NotYours("flag")
    now = clock.now()
    running = CareFlag.objects.filter(
        Q(until=None) | Q(until__gt=now), subdistrict_id=flag.subdistrict_id, id=flag.id, since__lte=now
    )
    if not running.update(until=now):
        raise Refusal("flag.ended")
    record(
        "flag.ended", by=by, subdistrict_id=flag.subdistrict_id, about=f"household:{flag.household_id}",
        path=flag.path,
    )  # fmt: skip
    return flag.household_id
