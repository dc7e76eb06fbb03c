"""Ordering for somebody: a household on the phone or at the door, and the paper sheet of a stair typed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.households import queries as homes
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence
from anxin.supply.actions import orders as act
from anxin.supply.actions.orders import Wish
from anxin.supply.queries import orders, rounds
from anxin.supply.terms import Source
from anxin.web.route import Asked, route
from anxin.web.supply_desk.orders_grid import amount

MOST_FOUND = 20


@route(Permission.ORDER_ENTER)
def find_home(request: Asked, round_id: int) -> HttpResponse:
    """?q=3-2-501, 501, a short code or a telephone number: which household?"""
    round_ = rounds.get(request.actor, round_id, to=Permission.ORDER_ENTER)
    words = request.GET.get("q", "").strip()
    compounds = [site.compound_id for site in rounds.sites(request.actor, round_)]
    found = homes.search(request.actor, words, Permission.ORDER_ENTER).filter(compound_id__in=compounds)
    rows = found.select_related("door", "stair__building", "compound").order_by("path")[: MOST_FOUND + 1]
    shown = [(home, orders.door_of(home, request.actor.language)) for home in rows] if words else []
    context = {
        "room": "supply", "round": round_, "q": words, "found": shown[:MOST_FOUND], "more": len(shown) > MOST_FOUND,
        "stairs": orders.stairs_to_enter(request.actor, round_),
    }  # fmt: skip
    return render(request, "supply/find_home.html", context)


@route(Permission.ORDER_ENTER, methods=("GET", "POST"))
def enter_order(request: Asked, round_id: int, household_id: int) -> HttpResponse:
    """The household's order as a worker enters it; marked as entered for them."""
    round_ = rounds.get(request.actor, round_id, to=Permission.ORDER_ENTER)
    home = homes.household(request.actor, household_id, Permission.ORDER_ENTER)
    card = rounds.price_card(round_, language=request.actor.language)
    order = orders.of_household(request.actor, round_, household_id)
    now = orders.amounts(order)
    error, status = "", 200
    if request.method == "POST":
        try:
            wishes = [Wish(row.item_id, typed(request, f"item-{row.item_id}")) for row in card.rows]
            changed = [wish for wish in wishes if wish.qty_milli != now.get(wish.item_id, 0)]
            if changed or order is None:
                act.say(
                    by=request.actor, round_id=round_id, household_id=household_id, source=Source.WORKER, partial=True,
                    wishes=changed, note=request.POST.get("note") or None, key=request.POST.get("key") or None,
                )  # fmt: skip
            messages.success(
                request, _("已为 %(door)s 登记。") % {"door": orders.door_of(home, request.actor.language)}
            )
            return redirect("find_home", round_id=round_id)
        except Refusal as refusal:
            error, status = sentence(refusal), 422
    context = {
        "room": "supply", "round": round_, "card": card, "home": home, "order": order, "error": error,
        "door": orders.door_of(home, request.actor.language), "key": f"{request.request_id}",
        "rows": [(row, request.POST.get(f"item-{row.item_id}", plain(now.get(row.item_id, 0)))) for row in card.rows],
    }  # fmt: skip
    return render(request, "supply/enter_order.html", context, status=status)


def typed(request: Asked, name: str) -> int:
    return amount(request.POST.get(name, ""))


def plain(milli: int) -> str:
    """Thousandths as an input shows them; nothing for zero."""
    return f"{milli / 1000:g}" if milli else ""


@route(Permission.ORDER_ENTER, methods=("GET", "POST"))
def paper_sheet(request: Asked, round_id: int, stair_id: int) -> HttpResponse:
    """The paper sheet of one stair as a grid in the order it was printed, keyed by short code. Each door is saved by itself."""
    round_ = rounds.get(request.actor, round_id, to=Permission.ORDER_ENTER)
    rows = orders.stair_rows(request.actor, round_, stair_id)
    card = rounds.price_card(round_, language=request.actor.language)
    faults: dict[int, str] = {}
    if request.method == "POST":
        saved = 0
        for row in rows:
            try:
                saved += save_row(request, round_id, card, row)
            except Refusal as refusal:
                faults[row.household_id] = sentence(refusal)
        if saved:
            messages.success(request, _("已录入 %(n)s 户。") % {"n": saved})
        if not faults:
            return redirect("paper_sheet", round_id=round_id, stair_id=stair_id)
    shown = [
        (row, [(item, cell_text(request, row, item.item_id), row.now.get(item.item_id, 0)) for item in card.rows],
         faults.get(row.household_id, ""))
        for row in rows
    ]  # fmt: skip
    context = {"room": "supply", "round": round_, "card": card, "rows": shown, "stair_id": stair_id}
    return render(request, "supply/paper_sheet.html", context, status=422 if faults else 200)


def cell_text(request: Asked, row: orders.StairRow, item_id: int) -> str:
    name = f"q-{row.household_id}-{item_id}"
    return request.POST[name] if name in request.POST else plain(row.paper.get(item_id, 0))


def save_row(request: Asked, round_id: int, card: rounds.PriceCard, row: orders.StairRow) -> bool:
    """One door of the sheet; untouched doors are left alone."""
    wishes = [
        Wish(item.item_id, typed(request, f"q-{row.household_id}-{item.item_id}")) for item in card.rows
    ]
    changed: list[Any] = [wish for wish in wishes if wish.qty_milli != row.paper.get(wish.item_id, 0)]
    if not changed:
        return False
    act.say(
        by=request.actor, round_id=round_id, household_id=row.household_id, source=Source.PAPER, partial=True,
        wishes=changed,
    )  # fmt: skip
    return True
