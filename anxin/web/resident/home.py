"""The first page of a home: two or three lines for today, then the tiles."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from anxin.delivery.terms import StopState
from anxin.overview import household as stream
from anxin.places import queries as places
from anxin.supply.queries import rounds
from anxin.supply.terms import OrderState, RoundState
from anxin.web.public.addresses import compound_page
from anxin.web.resident.card import AskedByCard, by_card, show
from anxin.web.resident.words import DONE
from anxin.web.route import route

MOST_TODAY = 3
OPEN_STATES = {RoundState.OPEN, RoundState.CLOSED, RoundState.BOUGHT, RoundState.ARRIVED, RoundState.SHARED}


@route("card")
@by_card
def home(request: AskedByCard) -> HttpResponse:
    own = request.household
    offers = rounds.open_rounds_for(request.actor, own.id)
    mine = stream.orders_of(request.actor, own.id, request.LANGUAGE_CODE)
    return show(
        request, "resident/home.html",
        today=today(request.card, offers, mine)[:MOST_TODAY], said=DONE.get(request.GET.get("said", "")),
        under_way=sum(order.round_state in OPEN_STATES for order in mine),
        public=compound_page(places.subdistrict(own.subdistrict_id).code, own.compound.ref),
    )  # fmt: skip


def today(card: str, offers: list[rounds.Offer], mine: list[stream.Mine]) -> list[dict[str, Any]]:
    """What concerns this home now, the most pressing first. Each line is a kind, what it is about and one address."""
    lines: list[dict[str, Any]] = []
    for order in mine:
        kind = _kind(order)
        if kind:
            lines.append(
                {"kind": kind, "order": order, "bag": order.bag, "url": _order(card, order.order_id)}
            )
    lines.sort(key=lambda line: URGENT.index(line["kind"]))
    goods, money = [x for x in lines if x["kind"] not in MONEY], [x for x in lines if x["kind"] in MONEY]
    return goods + [_offered(card, offer) for offer in offers] + money


URGENT = ("confirm", "held", "coming", "conflict", "unpaid", "owed")
MONEY = {"unpaid", "owed"}


def _kind(order: stream.Mine) -> str:
    if order.state == OrderState.CANCELLED:
        return "owed" if order.owed_fen else ""
    if order.asks_receipt:
        return "confirm"
    if order.bag is not None and order.bag.state == StopState.HELD:
        return "held"
    if order.bag is not None and order.bag.state == StopState.DUE:
        return "coming"
    if any(line.words for line in order.lines):
        return "conflict"
    if order.unpaid_fen and order.round_state != RoundState.OPEN:
        return "unpaid"
    return "owed" if order.owed_fen else ""


def _offered(card: str, offer: rounds.Offer) -> dict[str, Any]:
    address = reverse("card_offer", kwargs={"card": card, "round_id": offer.round_id})
    ordered = offer.order_state in {OrderState.ACTIVE, OrderState.WAITING}
    return {"kind": "ordered" if ordered else "offer", "offer": offer, "url": address}


def _order(card: str, order_id: int) -> str:
    return reverse("card_order", kwargs={"card": card, "order_id": order_id})
