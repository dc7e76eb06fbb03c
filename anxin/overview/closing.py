"""What is still owed when a day is to be closed, and who has it. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.delivery.models import Hold, Stop
from anxin.kernel import clock
from anxin.overview import today
from anxin.supply.models import Complaint, Entry, OrderLine, Refund, Round, RoundSite

TO = Permission.TODAY_SEE


@dataclass(frozen=True, slots=True)
class Owed:
    """Things of one kind that have no end yet, at one compound in one round. `owner` is empty when nobody has them."""

    kind: str  # stop, hold, review, conflict, complaint, unpaid, refund
    count: int
    since: datetime
    compound: str
    round: str
    owner: str


def still_open(actor: Actor, now: datetime | None = None) -> list[Owed]:
    """Ownerless first, then the oldest. A handful of grouped queries, never rows of persons."""
    _, day_ends = clock.day_bounds(clock.local_day(now or clock.now()))
    groups: list[tuple[str, Iterable[Any]]] = [
        ("stop", _stops(actor, day_ends)),
        ("hold", _holds(actor)),
        ("review", _reviews(actor)),
        ("conflict", _of_orders(actor, OrderLine.objects.filter(state="conflict"), "order__changed_at")),
        ("complaint", _of_orders(actor, Complaint.objects.filter(state="open"), "said_at")),
        ("unpaid", _unpaid(actor)),
        ("refund", _refunds(actor)),
    ]
    found = [(kind, row) for kind, rows in groups for row in rows]
    names = _names(actor, {row["round_id"] for _, row in found})
    owed = [
        Owed(
            kind, row["n"], row["since"], names.get((row["round_id"], row["compound_id"]), ("", ""))[1],
            names.get((row["round_id"], row["compound_id"]), ("", ""))[0], row["owner"],
        )
        for kind, row in found
    ]  # fmt: skip
    return sorted(owed, key=lambda row: (bool(row.owner), row.since, row.kind, row.compound))


def _stops(actor: Actor, before: datetime) -> list[dict[str, Any]]:
    """Doors of published waves up to tonight; whoever took the trip's number has them."""
    rows = (
        Stop.objects.filter(
            scope(actor, TO), state="due", wave__state="published", wave__starts_at__lt=before
        )
        .values(
            compound_id=F("wave__compound_id"), round_id=F("wave__round_id"), carrier=F("trip__carrier_id")
        )
        .annotate(n=Count("id"), since=Min("wave__starts_at"))
        .order_by()
    )
    return [{**row, "owner": f"user:{row['carrier']}" if row["carrier"] else ""} for row in rows]


def _holds(actor: Actor) -> Iterable[Any]:
    rows = Hold.objects.filter(scope(actor, TO), state="open")
    rows_ = rows.values("owner", compound_id=F("stop__wave__compound_id"), round_id=F("stop__wave__round_id"))
    return rows_.annotate(n=Count("id"), since=Min("opened_at")).order_by()


def _reviews(actor: Actor) -> Iterable[Any]:
    """Words nobody has looked at belong to whoever pasted them."""
    rows = Entry.objects.filter(scope(actor, TO), state="review")
    rows_ = rows.values("compound_id", "round_id", owner=F("message__pasted_by"))
    return rows_.annotate(n=Count("id"), since=Min("message__pasted_at")).order_by()


def _of_orders(actor: Actor, rows: Any, since: str) -> list[dict[str, Any]]:
    return [{**row, "owner": ""} for row in today.at_order_site(actor, rows, since)]


def _unpaid(actor: Actor) -> Iterable[Any]:
    """Money is collected by whoever made the round."""
    rows = today.unpaid(actor).values("compound_id", "round_id", owner=F("round__made_by"))
    return rows.annotate(n=Count("id"), since=Min("made_at")).order_by()


def _refunds(actor: Actor) -> Iterable[Any]:
    rows = Refund.objects.filter(scope(actor, TO, "order__path"), state="owed").values(
        compound_id=F("order__compound_id"), round_id=F("order__round_id"), owner=F("order__round__made_by")
    )
    return rows.annotate(n=Count("id"), since=Min("owed_at")).order_by()


def _names(actor: Actor, round_ids: set[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """(round id, compound id) -> (title, compound)."""
    titles = dict(Round.objects.filter(id__in=round_ids).values_list("id", "title"))
    rows = RoundSite.objects.filter(scope(actor, TO), round_id__in=round_ids)
    return {
        (round_id, compound_id): (titles.get(round_id, ""), name)
        for round_id, compound_id, name in rows.values_list("round_id", "compound_id", "compound__name")
    }
