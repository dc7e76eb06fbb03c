"""Ordering on the household's own page: choose, change, look, call off."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from anxin.kernel.errors import NotYours, Refusal
from anxin.overview import household as stream
from anxin.overview.sentences import STATUS
from anxin.supply.actions import orders
from anxin.supply.actions.orders import Wish
from anxin.supply.queries import rounds
from anxin.supply.terms import OrderState, Source
from anxin.web.given import number
from anxin.web.resident.card import AskedByCard, by_card, show
from anxin.web.resident.words import DONE, told
from anxin.web.route import route

LONGEST_KEY = 64


@route("card")
@by_card
def offers(request: AskedByCard) -> HttpResponse:
    """The open rounds; when there is one, the household goes straight to it."""
    found = rounds.open_rounds_for(request.actor, request.household.id)
    if len(found) == 1:
        return redirect("card_offer", card=request.card, round_id=found[0].round_id)
    return show(request, "resident/offers.html", offers=found)


@route("card", methods=("GET", "POST"))
@by_card
def offer(request: AskedByCard, round_id: int) -> HttpResponse:
    if request.method == "POST":
        try:
            return _say(request, round_id)
        except NotYours:
            raise
        except Refusal as refusal:
            typed = None if refusal.code == "stale" else request.POST
            return _form(
                request, round_id, wrong=told(refusal), typed=typed, answer=STATUS.get(refusal.code, 422)
            )
    return _form(request, round_id)


def _say(request: AskedByCard, round_id: int) -> HttpResponse:
    """The key came with the form: pressed twice, sent again by the back button, it is one word."""
    order = orders.say(
        by=request.actor, round_id=round_id, household_id=request.household.id, wishes=wishes(request.POST),
        source=Source.PAGE, key=request.POST.get("key", "")[:LONGEST_KEY] or None, version=_version(request),
    )  # fmt: skip
    said = "waiting" if order.state == OrderState.WAITING else "ordered"
    return to_order(request, order.id, said)


def wishes(posted: QueryDict) -> list[Wish]:
    """`qty-<item id>` as people type it (2, 1.5, ２, empty for none). Refuses `order.no_number`."""
    found = []
    for name, text in posted.items():
        if name.startswith("qty-") and (item_id := number(name[4:])):
            found.append(Wish(item_id, thousandths(str(text))))
    return found


def thousandths(text: str) -> int:
    try:
        amount = Decimal(text.strip() or "0") * 1000
    except ArithmeticError as error:  # no number, or one no order could hold
        raise Refusal("order.no_number") from error
    if not amount.is_finite() or abs(amount) >= 10**12 or amount != amount.to_integral_value():
        raise Refusal("order.no_number")
    return int(amount)


def _version(request: AskedByCard) -> int:
    return number(request.POST.get("version"))


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the form: the offer, what stands in its field, and what is said where sources differ."""

    row: rounds.OfferRow
    value: str
    words: tuple[stream.Word, ...]

    @property
    def step(self) -> str:
        return plain(self.row.card.step_milli)

    @property
    def most(self) -> str:
        return plain(self.row.most_milli)

    @property
    def sold_out(self) -> bool:
        return self.row.most_milli == 0


def plain(milli: int) -> str:
    """1500 → "1.5": what a number field takes."""
    return format(Decimal(milli) / 1000, "f") if milli % 1000 else str(milli // 1000)


def _form(
    request: AskedByCard, round_id: int, wrong: str = "", typed: QueryDict | None = None, answer: int = 200
) -> HttpResponse:
    found = [
        each
        for each in rounds.open_rounds_for(request.actor, request.household.id)
        if each.round_id == round_id
    ]
    if not found:
        return show(request, "resident/closed.html", answer=409 if wrong else 404, wrong=wrong)
    its = found[0]
    order = None
    if its.order_id is not None:
        order = stream.order_of(request.actor, request.household.id, its.order_id, request.LANGUAGE_CODE)
    said = {line.item_id: line.words for line in order.lines} if order else {}
    return show(
        request, "resident/offer.html", answer=answer, offer=its, wrong=wrong, key=uuid.uuid4().hex,
        choices=[_choice(row, said.get(row.card.item_id, ()), typed) for row in its.rows], order=order,
        conflict=any(row.conflict for row in its.rows),
    )  # fmt: skip


def _choice(row: rounds.OfferRow, words: tuple[stream.Word, ...], typed: QueryDict | None) -> Choice:
    """Where the chat says something else, the field keeps what this page said."""
    own = [word.qty_milli for word in words if word.source == Source.PAGE]
    value = plain(own[0] if own else row.qty_milli)
    if typed is not None:
        value = typed.get(f"qty-{row.card.item_id}", value)[:12]
    return Choice(row, value, words)


@route("card")
@by_card
def mine(request: AskedByCard) -> HttpResponse:
    found = stream.orders_of(request.actor, request.household.id, request.LANGUAGE_CODE)
    return show(request, "resident/orders.html", orders=found)


@route("card")
@by_card
def one(request: AskedByCard, order_id: int) -> HttpResponse:
    """One order and how far it is."""
    found = stream.order_of(request.actor, request.household.id, order_id, request.LANGUAGE_CODE)
    return show(
        request, "resident/order.html", order=found, steps=steps(found), said=DONE.get(request.GET.get("said", "")),
    )  # fmt: skip


def steps(order: stream.Mine) -> list[dict[str, Any]]:
    """The seven steps, each done, now or to come."""
    at = stream.STEPS.index(order.step)
    return [
        {"step": step, "done": place < at or step == "confirmed" == order.step, "now": place == at}
        for place, step in enumerate(stream.STEPS)
    ]


@route("card", methods=("POST",))
@by_card
def cancel(request: AskedByCard, order_id: int) -> HttpResponse:
    orders.cancel(by=request.actor, order_id=order_id, version=_version(request) or None)
    return to_order(request, order_id, "cancelled")


def to_order(request: AskedByCard, order_id: int, said: str) -> HttpResponse:
    address = reverse("card_order", kwargs={"card": request.card, "order_id": order_id})
    return redirect(f"{address}?said={said}")
