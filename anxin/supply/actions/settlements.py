"""Closing the books of a round."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.models import Round
from anxin.supply.queries import goods, ledger
from anxin.supply.terms import RoundState


@transaction.atomic
def settle(*, by: Actor, round_id: int, unpaid_because: str = "") -> Round:
    """Refuses `settlement.open` while goods or money do not balance; `facts` names each kind and its count.

    Money that will not come may be left open with a reason (`unpaid_because`); goods, refunds and complaints may not.
    """
    row = goods.round_to(by, round_id, Permission.ROUND_EDIT)
    mine = Round.objects.filter(pk=row.pk, state=RoundState.SHARED)
    if not mine.update(version=F("version") + 1):  # nobody settles it beside us
        raise Refusal("settlement.done" if row.state == RoundState.SETTLED else "settlement.not_shared")
    points = ledger.open_points(by, round_id)
    if unpaid_because.strip():
        points = [point for point in points if point.code != "unpaid"]
    if points:
        raise Refusal("settlement.open", points={point.code: point.count for point in points})
    mine.update(state=RoundState.SETTLED, settled_at=clock.now())
    record(
        "round.settled", by=by, subdistrict_id=row.subdistrict_id, about=f"round:{row.id}", path=row.path,
        unpaid_because=unpaid_because.strip()[:200],
    )  # fmt: skip
    return Round.objects.get(pk=row.pk)
