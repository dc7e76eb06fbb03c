"""Reads of money: payments, refunds, complaints, who has not paid. Actor first; fen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours
from anxin.supply.models import Complaint, Order, OrderLine, Payment, Refund
from anxin.supply.queries.goods import found, order_to
from anxin.supply.queries.rounds import in_language
from anxin.supply.rules import goods as rules
from anxin.supply.terms import ComplaintState, LineState, OrderState, RefundState, RoundState

WITH_DOOR = "order__household__door__stair__building"


def order(actor: Actor, order_id: int, to: Permission = Permission.MONEY_SEE) -> Order:
    return order_to(actor, order_id, to)


def order_by_ref(actor: Actor, subdistrict_id: int, ref: str) -> Order:
    """By the short code people write as the note of a transfer."""
    row = Order.objects.filter(
        scope(actor, Permission.MONEY_SEE), subdistrict_id=subdistrict_id, ref=ref
    ).first()
    if row is None:
        raise NotYours("order")
    return row


def standing(order_: Order) -> rules.Money:
    """How an order stands: due, paid, over, owed, unpaid."""
    waived = Refund.objects.filter(
        subdistrict_id=order_.subdistrict_id, order_id=order_.id, state=RefundState.WAIVED
    ).aggregate(fen=Sum("fen"))["fen"]
    due = rules.due_fen(
        active=order_.state == OrderState.ACTIVE, goods_fen=order_.goods_fen, fee_fen=order_.fee_fen
    )
    return rules.Money(due, order_.paid_fen, waived or 0)


def _standings(rows: QuerySet[Order]) -> QuerySet[Any]:
    """The same figures in the database: due_fen, waived_fen, unpaid_fen."""
    waived = (
        Refund.objects.filter(
            subdistrict_id=OuterRef("subdistrict_id"), order_id=OuterRef("id"), state=RefundState.WAIVED
        )
        .values("order_id")
        .annotate(fen=Sum("fen"))
        .values("fen")
    )
    due = Case(
        When(state=OrderState.ACTIVE, then=F("goods_fen") + F("fee_fen")),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    return rows.annotate(
        due_fen=due, waived_fen=Coalesce(Subquery(waived, output_field=BigIntegerField()), Value(0))
    ).annotate(unpaid_fen=Greatest(F("due_fen") + F("waived_fen") - F("paid_fen"), Value(0)))


def accounts(
    actor: Actor,
    round_id: int,
    *,
    only: str = "",
    compound_id: int = 0,
    to: Permission = Permission.MONEY_SEE,
) -> QuerySet[Any]:
    """Orders of a round (0: of all that are not settled) with due_fen, waived_fen and unpaid_fen.

    `only`: "" all, "unpaid", "paid".
    """
    mine = Order.objects.filter(scope(actor, to)).exclude(state=OrderState.WAITING)
    if round_id:
        mine = mine.filter(round_id=round_id)
    else:
        mine = mine.exclude(round__state__in=(RoundState.SETTLED, RoundState.CANCELLED), paid_fen=0)
    mine = mine.filter(Q(state=OrderState.ACTIVE) | Q(paid_fen__gt=0))
    if compound_id:
        mine = mine.filter(compound_id=compound_id)
    rows = _standings(mine)
    if only == "unpaid":
        rows = rows.filter(unpaid_fen__gt=0)
    elif only == "paid":
        rows = rows.filter(unpaid_fen=0)
    return rows.select_related("household__door__stair__building", "compound", "round").order_by("path", "id")


def payments(actor: Actor, round_id: int) -> QuerySet[Payment]:
    rows = Payment.objects.filter(scope(actor, Permission.MONEY_SEE), order__round_id=round_id)
    return rows.select_related(WITH_DOOR, "order__compound").order_by("-at", "-id")


def refunds(actor: Actor, *, round_id: int = 0, state: str = "") -> QuerySet[Refund]:
    rows = Refund.objects.filter(scope(actor, Permission.MONEY_SEE))
    if round_id:
        rows = rows.filter(order__round_id=round_id)
    if state:
        rows = rows.filter(state=state)
    return rows.select_related(WITH_DOOR, "order__compound", "order__round", "line__item__product").order_by(
        "owed_at", "id"
    )


def refund(actor: Actor, refund_id: int, to: Permission = Permission.MONEY_SEE) -> Refund:
    return found(Refund.objects.filter(scope(actor, to)).select_related("order"), refund_id, "refund")


def complaints(actor: Actor, *, round_id: int = 0, only_open: bool = False) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(scope(actor, Permission.COMPLAINT_ANSWER))
    if round_id:
        rows = rows.filter(order__round_id=round_id)
    if only_open:
        rows = rows.filter(state=ComplaintState.OPEN)
    return rows.select_related(WITH_DOOR, "order__compound", "order__round", "line__item__product").order_by(
        "said_at", "id"
    )


def complaint(actor: Actor, complaint_id: int) -> Complaint:
    rows = Complaint.objects.filter(scope(actor, Permission.COMPLAINT_ANSWER)).select_related("order")
    return found(rows, complaint_id, "complaint")


@dataclass(frozen=True, slots=True)
class Creditable:
    """A line of a complaint's order, and how much of it can still be taken off."""

    line_id: int
    name: str
    most_fen: int
    chosen: bool


def creditable(rows: Collection[Complaint], language: str = "zh-hans") -> dict[int, list[Creditable]]:
    """complaint id -> its own line, or all lines of the order when it names none; one query for the whole list."""
    lines = OrderLine.objects.filter(
        subdistrict_id__in={row.subdistrict_id for row in rows}, order_id__in={row.order_id for row in rows},
        state=LineState.SHARED,
    )  # fmt: skip
    by_order: dict[int, list[OrderLine]] = {}
    for line in lines.select_related("item__product").order_by("item__order"):
        by_order.setdefault(line.order_id, []).append(line)
    return {
        row.id: [
            Creditable(
                line.id, in_language(line.item.product, language), _most_off(line), line.id == row.line_id
            )
            for line in by_order.get(row.order_id, ())
            if row.line_id in (None, line.id)
        ]
        for row in rows
    }


def _most_off(line: OrderLine) -> int:
    return sum(rules.worth(line.qty_milli, line.item.supplier_fen, line.item.fee_fen)) - line.refund_fen


def complaints_of(actor: Actor, order_id: int) -> QuerySet[Complaint]:
    """For the household's own page, and for whoever enters orders for it."""
    mine = order_to(actor, order_id, Permission.ORDER_OWN, Permission.ORDER_ENTER)
    rows = Complaint.objects.filter(subdistrict_id=mine.subdistrict_id, order_id=mine.id)
    return rows.select_related("line__item__product").order_by("-said_at")


@dataclass(frozen=True, slots=True)
class Totals:
    """Money of a round in fen. paid_in = due + refunded + owed + waived - unpaid, always."""

    orders: int = 0
    due: int = 0
    paid_in: int = 0
    refunded: int = 0
    owed: int = 0
    waived: int = 0
    unpaid: int = 0
    unpaid_orders: int = 0
    refunds_owed: int = 0

    @property
    def balances(self) -> bool:
        return self.paid_in == self.due + self.refunded + self.owed + self.waived - self.unpaid


def totals(actor: Actor, round_id: int, to: Permission = Permission.MONEY_SEE) -> Totals:
    """Each figure from its own rows, so that a difference would show."""
    orders = accounts(actor, round_id, to=to).order_by()
    sums = orders.aggregate(
        n=Count("id"),
        due=Sum("due_fen"),
        unpaid=Sum("unpaid_fen"),
        open=Count("id", filter=Q(unpaid_fen__gt=0)),
    )
    paid = Payment.objects.filter(scope(actor, to), order__round_id=round_id).aggregate(fen=Sum("fen"))["fen"]
    back = {
        state: (fen, n)
        for state, fen, n in Refund.objects.filter(scope(actor, to), order__round_id=round_id)
        .values_list("state")
        .annotate(fen=Sum("fen"), n=Count("id"))
    }
    return Totals(
        orders=sums["n"],
        due=sums["due"] or 0,
        paid_in=paid or 0,
        refunded=back.get(RefundState.PAID, (0, 0))[0],
        owed=back.get(RefundState.OWED, (0, 0))[0],
        waived=back.get(RefundState.WAIVED, (0, 0))[0],
        unpaid=sums["unpaid"] or 0,
        unpaid_orders=sums["open"],
        refunds_owed=back.get(RefundState.OWED, (0, 0))[1],
    )
