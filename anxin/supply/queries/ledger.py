"""The books of a round: goods by item and compound, money, what is still open; and the public fairness ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, Sum

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.places import queries as places
from anxin.places.models import Compound
from anxin.rulebook import count_shown
from anxin.supply.models import (
    Complaint,
    OrderLine,
    PurchaseShare,
    Round,
    RoundItem,
    Sharing,
    StockMove,
)
from anxin.supply.queries import goods, money
from anxin.supply.queries.rounds import in_language
from anxin.supply.rules import goods as rules
from anxin.supply.rules.goods import Balance
from anxin.supply.terms import ComplaintState, LineState, MoveKind, OrderState, PurchaseState

SENT = (PurchaseState.SENT, PurchaseState.RECEIVED)
Key = tuple[int, int]  # item id, compound id


@dataclass(frozen=True, slots=True)
class ItemBalance:
    """One product over all compounds, and at each of them."""

    item: RoundItem
    whole: Balance
    sites: dict[int, Balance]


def balances(actor: Actor, round_id: int, to: Permission = Permission.ROUND_SEE) -> list[ItemBalance]:
    """Ordered = given + short; received = handed over + spoiled + surplus + lying. Every number is a sum of rows."""
    round_ = goods.round_to(actor, round_id, to)
    parts: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    _wished(round_, parts)
    _bought(round_, parts)
    _moved(round_, parts)
    found = []
    for item in goods.items(round_):
        sites = {site: Balance(**amounts) for (item_id, site), amounts in parts.items() if item_id == item.id}
        found.append(ItemBalance(item, _sum(sites.values()), sites))
    return found


def _wished(round_: Round, parts: dict[Key, dict[str, int]]) -> None:
    rows = OrderLine.objects.filter(
        subdistrict_id=round_.subdistrict_id, order__round_id=round_.id, order__state=OrderState.ACTIVE
    ).exclude(state=LineState.CANCELLED)
    sums = rows.values_list("item_id", "order__compound_id").annotate(
        ordered=Sum("qty_milli"),
        given=Sum("given_milli"),
        short=Sum("short_milli"),
        unshared=Sum("qty_milli", filter=Q(state__in=goods.WISHED)),
    )
    for item, site, ordered, given, short, unshared in sums:
        parts[item, site] |= {
            "ordered": ordered, "given": given or 0, "short": short or 0, "unshared": unshared or 0
        }  # fmt: skip


def _bought(round_: Round, parts: dict[Key, dict[str, int]]) -> None:
    rows = PurchaseShare.objects.filter(
        subdistrict_id=round_.subdistrict_id, line__purchase_order__round_id=round_.id,
        line__purchase_order__state__in=SENT,
    )  # fmt: skip
    for item, site, units in rows.values_list("line__item_id", "compound_id").annotate(n=Sum("units_milli")):
        parts[item, site]["bought"] = units


_COLUMN = {
    MoveKind.RECEIVED: ("received", 1),
    MoveKind.SPOILED: ("spoiled", -1),
    MoveKind.HANDED_OVER: ("handed_over", -1),
    MoveKind.RETURNED: ("handed_over", -1),
    MoveKind.SURPLUS: ("surplus", -1),
}


def _moved(round_: Round, parts: dict[Key, dict[str, int]]) -> None:
    rows = StockMove.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    for item, site, kind, milli in rows.values_list("item_id", "compound_id", "kind").annotate(
        n=Sum("qty_milli")
    ):
        column, sign = _COLUMN[MoveKind(kind)]
        parts[item, site][column] = parts[item, site].get(column, 0) + sign * milli


def _sum(rows: object) -> Balance:
    total = Balance()
    for row in rows:  # type: ignore[attr-defined]
        total = replace(
            total,
            **{name: getattr(total, name) + getattr(row, name) for name in Balance.__dataclass_fields__},
        )
    return total


@dataclass(frozen=True, slots=True)
class Open:
    """One reason why a round cannot be settled. Codes: unshared, lying, over_handed, unpaid, owed, complaints, books."""

    code: str
    count: int


def open_points(actor: Actor, round_id: int) -> list[Open]:
    """What is still open, worst first. Empty: the round can be settled."""
    rows = balances(actor, round_id, Permission.ROUND_EDIT)
    sums = money.totals(actor, round_id, Permission.ROUND_EDIT)
    sites = [site for row in rows for site in row.sites.values()]
    complaints = Complaint.objects.filter(
        scope(actor, Permission.ROUND_EDIT), order__round_id=round_id, state=ComplaintState.OPEN
    ).count()
    counts = {
        "books": int(not sums.balances) + sum(s.ordered != s.given + s.short + s.unshared for s in sites),
        "over_handed": sum(s.lying < 0 for s in sites),
        "unshared": sum(s.unshared > 0 for s in sites),
        "lying": sum(s.lying > 0 for s in sites),
        "complaints": complaints,
        "owed": sums.refunds_owed,
        "unpaid": sums.unpaid_orders,
    }
    return [Open(code, n) for code, n in counts.items() if n]


def lying_now(actor: Actor, round_id: int) -> list[tuple[RoundItem, Compound, int]]:
    """Goods that still lie at a compound: (item, compound, thousandths)."""
    rows = balances(actor, round_id)
    ids = {site for row in rows for site in row.sites}
    sites = goods.compounds(rows[0].item.subdistrict_id, ids) if rows else {}
    return [
        (row.item, sites[site], part.lying) for row in rows for site, part in row.sites.items() if part.lying
    ]  # fmt: skip


# --- public


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One pack on one day at one compound. Counts as texts: small ones are grouped by the rule set."""

    day: date
    round_title: str
    pack: str
    households: str
    full: str
    short: str
    rule: str


def public(compound: Compound, language: str = "zh-hans", limit: int = 60) -> list[PublicLine]:
    """The fairness ledger of a compound, newest first: how many households, which pack, when. No doors, no actor."""
    rule = places.rule_set(compound.subdistrict_id)
    least = rule.number("privacy.small_count")
    rows = Sharing.objects.filter(subdistrict_id=compound.subdistrict_id, compound_id=compound.id)
    rows = rows.select_related("item__product", "round").order_by("-made_at", "item__order")
    return [
        PublicLine(
            clock.local_day(row.made_at),
            row.round.title,
            in_language(row.item.product, language),
            count_shown(rule, count=row.households).value,
            _full(row, least),
            count_shown(rule, count=row.households_short).value,
            row.rule if row.households_short else "share.full",
        )
        for row in rows[:limit]
    ]


def _full(row: Sharing, least: int) -> str:
    """Few households in all: their number stays grouped whatever was short."""
    full = row.households - row.households_short
    if 0 < row.households <= least:
        return f"0-{least}" if row.households_short else f"1-{least}"
    if 0 < full <= least:
        return f"1-{least}"
    return rules.full_shown(row.households, row.households_short, least)
