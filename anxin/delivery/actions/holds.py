"""留存: goods that could not be handed over. A hold never lapses; somebody tries again or says how it ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.delivery import rules as decide
from anxin.delivery.actions import handovers
from anxin.delivery.models import Hold, Stop
from anxin.delivery.terms import HoldState, Outcome
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.places import queries as places

WAYS = ("collected", "refunded", "donated")


def _open(by: Actor, hold_id: int) -> Hold:
    hold = Hold.objects.filter(scope(by, Permission.HANDOVER_RECORD), id=hold_id).select_for_update().first()
    if hold is None:
        raise NotYours("hold")
    if hold.state != HoldState.OPEN:
        raise Refusal("hold.is_closed")
    return hold


@transaction.atomic
def retry(*, by: Actor, hold_id: int, at: datetime | None = None) -> Hold:
    """Somebody tries again at `at` (now when not said) and owns it until then. Refuses `hold.quiet_hours`, `hold.is_closed`."""
    hold = _open(by, hold_id)
    at = at or clock.now()
    rules = places.rule_set(hold.subdistrict_id)
    if decide.awake(rules, at) != at:
        raise Refusal("hold.quiet_hours", until=rules.text("quiet.until"))
    Hold.objects.filter(subdistrict_id=hold.subdistrict_id, id=hold.id, state=HoldState.OPEN).update(
        next_try_at=at, owner=by.label
    )
    record("hold.retry", by=by, subdistrict_id=hold.subdistrict_id, about=f"hold:{hold.id}", path=hold.path)
    hold.next_try_at, hold.owner = at, by.label
    return hold


@transaction.atomic
def close(*, by: Actor, hold_id: int, how: str) -> None:
    """How it ended: collected at the point, refunded, or given on. Refuses `hold.how_unknown`, `hold.is_closed`.

    Collected is a handover; the two others excuse the stop, and the goods stay in the ledger to be given on.
    """
    if how not in WAYS:
        raise Refusal("hold.how_unknown")
    hold = _open(by, hold_id)
    if how == "collected":
        tick = handovers.Tick(f"hold:{hold.id}", hold.stop_id, Outcome.DELIVERED, clock.now())
        answer = handovers.record_many(by=by, ticks=[tick])
        if answer.refused:
            raise answer.refused[0][1]
    else:
        handovers.excuse(by=by, stop_id=hold.stop_id, reason=how)
    stop = Stop.objects.get(subdistrict_id=hold.subdistrict_id, id=hold.stop_id)
    Hold.objects.filter(subdistrict_id=stop.subdistrict_id, id=hold.id).update(closed_how=how)
    record(
        "hold.closed",
        by=by,
        subdistrict_id=hold.subdistrict_id,
        about=f"hold:{hold.id}",
        path=hold.path,
        how=how,
    )
