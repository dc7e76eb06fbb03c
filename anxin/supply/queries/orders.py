"""Reads of orders: one, the list as a grid, the waiting list, the demand of a round."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours
from anxin.supply.models import Order, OrderLine
from anxin.supply.queries import homes


def row(subdistrict_id: int, order_id: int) -> Order:
    """The order with its household and round, for code that has already decided who may see it."""
    return Order.objects.select_related("household", "round").get(subdistrict_id=subdistrict_id, id=order_id)


def visible(actor: Actor, to: Permission = Permission.ORDER_SEE) -> QuerySet[Order]:
    """Orders of the actor's area; a household's card sees its own."""
    if actor.kind == "card":
        to = Permission.ORDER_OWN
    return homes.of_tenants(Order.objects.filter(scope(actor, to)))


def get(actor: Actor, order_id: int, *, to: Permission = Permission.ORDER_SEE) -> Order:
    found = visible(actor, to).select_related("household", "round").filter(id=order_id).first()
    if found is None:
        raise NotYours("order")
    return found


def line(actor: Actor, line_id: int, *, to: Permission = Permission.ORDER_SEE) -> OrderLine:
    found = (
        homes.of_tenants(OrderLine.objects.filter(within_orders(actor, to), id=line_id))
        .select_related("order", "item")
        .first()
    )
    if found is None:
        raise NotYours("line")
    return found


def within_orders(actor: Actor, to: Permission) -> Q:
    return scope(actor, Permission.ORDER_OWN if actor.kind == "card" else to, "order__path")
