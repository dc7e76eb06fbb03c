"""Putting a compound in a zone. The history is made here: periods are ended, never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal, Stale
from anxin.places import queries
from anxin.places.models import Compound, ZonePeriod
from anxin.places.rules import zone_fault
from anxin.places.terms import Zone


@transaction.atomic
def set_zone(
    *,
    by: Actor,
    compound_id: int,
    zone: Zone,
    reason: str,
    rule: str,
    review_at: datetime,
    version: int | None = None,
) -> ZonePeriod:
    """From now on. `rule` is a path of the area's rule set; `version` the compound the decider saw (Stale otherwise).

    The same zone again is a prolongation and gets its own period with its own reason. Refuses what `rules.zone_fault` finds,
    and `zone.rule_unknown`.
    """
    row = queries.compound(by, compound_id)
    need(by, Permission.ZONE_SET, row.path)
    now = clock.now()
    if fault := zone_fault(zone, reason, review_at, now):
        raise Refusal(fault)
    rules = queries.rule_set(row.subdistrict_id)
    if not any(path == rule or path.startswith(f"{rule}.") for path, _, _ in rules.items()):
        raise Refusal("zone.rule_unknown", rule=rule)
    here = {"subdistrict_id": row.subdistrict_id}
    taken = Compound.objects.filter(**here, id=row.id, version=row.version if version is None else version)
    if not taken.update(zone=zone, version=F("version") + 1):
        raise Stale("compound")
    ZonePeriod.objects.filter(**here, compound_id=row.id, until=None).update(until=now)
    period = ZonePeriod.objects.create(
        **here, compound_id=row.id, zone=zone, since=now, reason=reason.strip(), rule_set=rules.name, rule=rule,
        decided_by=by.label, review_at=review_at, path=row.path,
    )  # fmt: skip
    record(
        "zone.set", by=by, **here, about=f"compound:{row.id}", path=row.path, zone=str(zone),
        before=row.zone, rule=rule,
    )  # fmt: skip
    return period
