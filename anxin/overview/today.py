"""The picture of the day: what is wrong now, the day as a strip, each compound in a line.

Reads only. Figures come from counters where actions keep them; the rest are grouped counts, never rows of persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum

from anxin import rulebook
from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.delivery.models import Hold, Stop, Wave
from anxin.kernel import clock
from anxin.places.models import Area, Compound, ZonePeriod
from anxin.supply.models import (
    Batch,
    Complaint,
    Entry,
    Order,
    OrderLine,
    Refund,
    Round,
    RoundSite,
    Sharing,
    StockMove,
)

P = Permission

WORST_FIRST = (
    "medical_need", "need", "unserved", "goods_late", "hold_due", "plan_failed", "review", "conflict", "complaint", "waiting",
    "refund_owed", "unpaid", "zone_review",
)  # fmt: skip
"""The order in which what is wrong is shown: danger to life, then people without their goods, then words, then money."""


@dataclass(frozen=True)
class Wrong:
    """One kind of trouble at one compound (and in one round, where there is one)."""

    kind: str
    count: int
    since: datetime | None
    compound_id: int | None
    compound: str
    round_id: int | None = None
    round: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Strip:
    """The day as steps. Orders are households; the others are stops of today's waves and rounds on their way."""

    ordered: int
    bought: int
    arrived: int
    shared: int
    carried: int
    held: int
    received: int
    due: int


@dataclass
class Line:
    """A compound in the table."""

    id: int
    name: str
    zone: str
    kind: str
    orders: int = 0
    stops: int = 0
    done: int = 0
    held: int = 0
    wrong: int = 0
    wave_id: int | None = None


@dataclass(frozen=True)
class Today:
    at: datetime
    wrongs: list[Wrong]
    strip: Strip
    lines: list[Line]
    rounds: list[Round] = field(default_factory=list)


def today(actor: Actor, now: datetime | None = None) -> Today:
    """Everything the actor may see of this day. About twenty queries, however many households."""
    now = now or clock.now()
    compounds = {c.id: c for c in Compound.objects.filter(scope(actor, P.TODAY_SEE)).order_by("path")}
    rounds = {r.id: r for r in running_rounds(actor, now)}
    waves = list(waves_of_day(actor, now))
    wrongs = find_wrongs(actor, now, compounds, rounds)
    return Today(
        now,
        wrongs,
        strip(actor, rounds.values(), waves),
        table(compounds, rounds, waves, wrongs),
        list(rounds.values()),
    )


def running_rounds(actor: Actor, now: datetime) -> QuerySet[Round]:
    """Rounds of which something is still to be done, and those settled today. A round stands above its compounds,
    so it is found through its sites."""
    mine = RoundSite.objects.filter(scope(actor, P.TODAY_SEE)).values("round_id")
    start, _ = clock.day_bounds(clock.local_day(now))
    open_now = ~Q(state__in=["draft", "cancelled", "settled"]) | Q(state="settled", settled_at__gte=start)
    return Round.objects.filter(open_now, id__in=mine).order_by("closes_at")


def waves_of_day(actor: Actor, now: datetime) -> QuerySet[Wave]:
    start, end = clock.day_bounds(clock.local_day(now))
    in_day = Q(starts_at__gte=start, starts_at__lt=end) | Q(state__in=["planning", "planned", "published"])
    return Wave.objects.filter(scope(actor, P.TODAY_SEE), in_day).exclude(state="cancelled")


def find_wrongs(
    actor: Actor, now: datetime, compounds: dict[int, Compound], rounds: dict[int, Round]
) -> list[Wrong]:
    groups: list[tuple[str, Iterable[Any]]] = [
        *entry_groups(actor),
        ("conflict", at_order_site(actor, OrderLine.objects.filter(state="conflict"), "order__changed_at")),
        ("waiting", by_site(Order.objects.filter(scope(actor, P.TODAY_SEE), state="waiting"), "made_at")),
        ("unpaid", by_site(unpaid(actor), "made_at")),
        ("refund_owed", at_order_site(actor, Refund.objects.filter(state="owed"), "owed_at")),
        ("complaint", at_order_site(actor, Complaint.objects.filter(state="open"), "said_at")),
        ("goods_late", late_goods(actor, now)),
        ("unserved", unserved(actor, now)),
        ("hold_due", holds_due(actor, now)),
        ("plan_failed", failed_plans(actor)),
        ("zone_review", zone_reviews(actor, now)),
    ]
    wrongs = [
        Wrong(
            kind, row["n"], row["since"], row["compound_id"],
            compounds[row["compound_id"]].name if row["compound_id"] in compounds else "",
            row.get("round_id"), rounds[row["round_id"]].title if row.get("round_id") in rounds else "",
        )
        for kind, rows in groups for row in rows
    ]  # fmt: skip
    return sorted(wrongs, key=lambda w: (WORST_FIRST.index(w.kind), w.since or now, w.compound))


def by_site(rows: QuerySet[Any], since: str) -> Any:
    return rows.values("compound_id", "round_id").annotate(n=Count("id"), since=Min(since)).order_by()


def at_order_site(actor: Actor, rows: QuerySet[Any], since: str) -> Any:
    return (
        rows.filter(scope(actor, P.TODAY_SEE, "order__path"))
        .values(compound_id=F("order__compound_id"), round_id=F("order__round_id"))
        .annotate(n=Count("id"), since=Min(since))
        .order_by()
    )


def entry_groups(actor: Actor) -> list[tuple[str, list[dict[str, Any]]]]:
    """Unreviewed words, and needs nobody has taken up; medical ones apart, because a clock runs for them."""
    rows = Entry.objects.filter(scope(actor, P.TODAY_SEE), state__in=["review", "noted"], settled_at=None)
    found: dict[str, dict[tuple[int, int], dict[str, Any]]] = defaultdict(dict)
    values = rows.values_list("state", "needs", "compound_id", "round_id", "message__pasted_at")
    for state, needs, compound_id, round_id, at in values.iterator():
        kind = "medical_need" if "medical" in needs else "review" if state == "review" else "need"
        group = found[kind].setdefault(
            (compound_id, round_id), {"compound_id": compound_id, "round_id": round_id, "n": 0, "since": at}
        )
        group["n"] += 1
        group["since"] = min(group["since"], at)
    return [(kind, list(groups.values())) for kind, groups in found.items()]


def unpaid(actor: Actor) -> QuerySet[Order]:
    """Orders whose round is closed and whose money has not come."""
    return Order.objects.filter(
        scope(actor, P.TODAY_SEE),
        state="active",
        paid_fen__lt=F("goods_fen") + F("fee_fen"),
        round__state__in=["closed", "bought", "arrived", "shared"],
    )


def late_goods(actor: Actor, now: datetime) -> list[Any]:
    """Goods at a gate longer than the subdistrict's rule set allows."""
    limits = {
        area.id: timedelta(hours=rulebook.load(area.rule_set).number("gate.goods_limit_hours"))
        for area in Area.objects.filter(kind="subdistrict")
    }
    lying = (
        StockMove.objects.filter(scope(actor, P.TODAY_SEE))
        .values("compound_id", "round_id").annotate(left=Sum("qty_milli")).filter(left__gt=0).order_by()
        .values_list("compound_id", "round_id")
    )  # fmt: skip
    still = set(lying)
    waiting = (
        Batch.objects.filter(scope(actor, P.TODAY_SEE), cleared_at=None, arrived_at__lte=now)
        .exclude(round__state="settled")
        .values("subdistrict_id", "compound_id", "round_id")
        .annotate(n=Count("id"), since=Min("arrived_at"))
        .order_by()
    )
    groups = [row for row in waiting if (row["compound_id"], row["round_id"]) in still]
    return [row for row in groups if now - row["since"] > limits[row["subdistrict_id"]]]


def unserved(actor: Actor, now: datetime) -> Iterable[Any]:
    """Doors of a published wave whose hour is past and that nobody has ticked."""
    return (
        Stop.objects.filter(
            scope(actor, P.TODAY_SEE),
            state="due",
            wave__state="published",
            wave__starts_at__lt=now - timedelta(hours=3),
        )
        .values(compound_id=F("wave__compound_id"), round_id=F("wave__round_id"))
        .annotate(n=Count("id"), since=Min("wave__starts_at"))
        .order_by()
    )


def holds_due(actor: Actor, now: datetime) -> Iterable[Any]:
    return (
        Hold.objects.filter(scope(actor, P.TODAY_SEE), state="open", next_try_at__lte=now)
        .values(compound_id=F("stop__wave__compound_id"), round_id=F("stop__wave__round_id"))
        .annotate(n=Count("id"), since=Min("opened_at"))
        .order_by()
    )


def failed_plans(actor: Actor) -> Iterable[Any]:
    failed = Q(run__state__in=["failed", "refused"])
    return (
        Wave.objects.filter(scope(actor, P.TODAY_SEE), failed, state__in=["draft", "planning"])
        .values("compound_id", "round_id")
        .annotate(n=Count("id"), since=Min("run__asked_at"))
        .order_by()
    )


def zone_reviews(actor: Actor, now: datetime) -> Iterable[Any]:
    due = ZonePeriod.objects.filter(scope(actor, P.TODAY_SEE), until=None, review_at__lte=now)
    return due.values("compound_id").annotate(n=Count("id"), since=Min("review_at")).order_by()


def strip(actor: Actor, rounds: Iterable[Round], waves: Iterable[Wave]) -> Strip:
    """Counted in households: from an order that was said to a bag the household says it has."""
    states = {r.id: r.state for r in rounds}
    at_site = {
        "subdistrict_id": OuterRef("subdistrict_id"),
        "round_id": OuterRef("round_id"),
        "compound_id": OuterRef("compound_id"),
    }
    sites = (
        RoundSite.objects.filter(scope(actor, P.TODAY_SEE), round_id__in=list(states))
        .annotate(
            came=Exists(Batch.objects.filter(**at_site)), split=Exists(Sharing.objects.filter(**at_site))
        )
        .values_list("round_id", "orders", "came", "split")
    )
    ordered = bought = arrived = shared = 0
    for round_id, orders, came, split in sites:
        ordered += orders
        bought += orders if states[round_id] not in ("open", "closed") else 0
        arrived += orders if came else 0
        shared += orders if split else 0
    wave_list = list(waves)
    received = Stop.objects.filter(
        scope(actor, P.TODAY_SEE), wave_id__in=[w.id for w in wave_list], confirmed_at__isnull=False
    ).count()
    return Strip(
        ordered=ordered,
        bought=bought,
        arrived=arrived,
        shared=shared,
        carried=sum(w.stops_done for w in wave_list),
        held=sum(w.stops_held for w in wave_list),
        received=received,
        due=sum(w.stops_total for w in wave_list),
    )


def table(
    compounds: dict[int, Compound], rounds: dict[int, Round], waves: Iterable[Wave], wrongs: Iterable[Wrong]
) -> list[Line]:
    lines = {c.id: Line(c.id, c.name, c.zone, c.kind) for c in compounds.values()}
    sites = RoundSite.objects.filter(round_id__in=list(rounds), compound_id__in=list(lines))
    for compound_id, orders in sites.values_list("compound_id").annotate(n=Sum("orders")).order_by():
        lines[compound_id].orders = orders or 0
    for wave in waves:
        if wave.compound_id in lines:
            line = lines[wave.compound_id]
            line.stops += wave.stops_total
            line.done += wave.stops_done
            line.held += wave.stops_held
            line.wave_id = wave.id
    for wrong in wrongs:
        if wrong.compound_id in lines:
            lines[wrong.compound_id].wrong += wrong.count
    return list(lines.values())
