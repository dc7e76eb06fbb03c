"""Goods that could not be handed over."""

from __future__ import annotations

from django.db.models import QuerySet

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.delivery.models import Hold
from anxin.delivery.terms import HoldState
from anxin.kernel.errors import NotYours


def holds(actor: Actor, to: Permission = Permission.WAVE_SEE) -> QuerySet[Hold]:
    """Open ones, the next to be tried first, each with its door."""
    rows = Hold.objects.filter(scope(actor, to), state=HoldState.OPEN)
    return rows.select_related(
        "stop__wave__compound",
        "stop__wave__round",
        "stop__household__door",
        "stop__stair__building",
        "stop__order",
    ).order_by("next_try_at", "id")


def hold(actor: Actor, hold_id: int, to: Permission = Permission.WAVE_SEE) -> Hold:
    rows = Hold.objects.filter(scope(actor, to), id=hold_id)
    row = rows.select_related("stop__wave", "stop__household__door", "stop__stair__building").first()
    if row is None:
        raise NotYours("hold")
    return row
