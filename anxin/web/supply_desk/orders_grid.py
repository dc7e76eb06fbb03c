"""The order grid of a round (door by product), its cells, the waiting list, the export."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence
from anxin.paper.writing import NewSheet, write_table
from anxin.supply.actions import orders as act
from anxin.supply.actions.orders import Wish
from anxin.supply.queries import orders, rounds
from anxin.supply.rules.ordering import MOST_MILLI
from anxin.supply.terms import Source
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk import words

SHOWS = (
    ("all", gettext_lazy("全部订单")),
    ("conflict", gettext_lazy("说法不一致")),
    ("late", gettext_lazy("宽限内补报")),
    ("unpaid", gettext_lazy("未付清")),
    ("cancelled", gettext_lazy("已取消")),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class GridFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("门牌、短码"), required=False)
    compound = forms.ChoiceField(label=gettext_lazy("小区"), required=False)
    show = forms.ChoiceField(label=gettext_lazy("看哪些"), choices=SHOWS, required=False)

    def __init__(self, *args: Any, sites: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["compound"]
        assert isinstance(field, forms.ChoiceField)
        every = [("all", _("全部小区"))] if len(sites) != 1 else []
        field.choices = [(str(site.compound_id), site.compound.name) for site in sites] + every


def narrowed(request: Asked, sites: list[Any]) -> tuple[GridFilter, orders.Narrow]:
    """One compound at a time unless all are asked for: totals stay quick at a hundred thousand homes."""
    first = str(sites[0].compound_id) if sites else "all"
    asked = {"compound": first, "show": "all", **request.GET.dict()}
    form = GridFilter(asked, sites=sites)
    said = form.cleaned_data if form.is_valid() else {}
    compound = said.get("compound") or first
    narrow = orders.Narrow(
        compound_id=number(compound) or None, words=said.get("q", ""),
        show=said.get("show") or "all",
    )  # fmt: skip
    return form, narrow


@route(Permission.ORDER_SEE)
def order_grid(request: Asked, round_id: int) -> HttpResponse:
    """?compound=id|all ?show=… ?q=3-501 ?page=2"""
    round_ = rounds.get(request.actor, round_id, to=Permission.ORDER_SEE)
    form, narrow = narrowed(request, rounds.sites(request.actor, round_))
    rows = orders.listed(request.actor, round_, narrow)
    card = rounds.price_card(round_, language=request.actor.language)
    ids = [row.item_id for row in card.rows]
    page = Paginator(orders.with_homes(rows), 50).get_page(request.GET.get("page"))
    totals = orders.totals(rows)
    context = {
        "room": "supply", "round": round_, "card": card, "form": form, "narrow": narrow, "page": page,
        "rows": paired(card, orders.grid(request.actor, round_, list(page), ids)), "totals": totals,
        "foot": [totals.by_item.get(item_id, 0) for item_id in ids],         "may_export": request.actor.may(Permission.EXPORT),
        "editable": round_.state in {"open", "closed"} and request.actor.may(Permission.ORDER_ENTER),
    }  # fmt: skip
    return render(request, "supply/grid.html", context)


def paired(card: rounds.PriceCard, rows: list[orders.GridRow]) -> list[dict[str, Any]]:
    """Each row with its cells beside the products they are of, and the words of each cell with their icon."""
    return [
        {
            "row": row,
            "cells": [
                (item, cell, [(words.SOURCES[word.source], word) for word in cell.words])
                for item, cell in zip(card.rows, row.cells, strict=True)
            ],
        }
        for row in rows
    ]


@route(Permission.ORDER_ENTER, methods=("POST",))
def set_cell(request: Asked, order_id: int) -> HttpResponse:
    """One amount typed into the grid: a line that exists is settled by this person, a new one is entered for the home."""
    order = orders.get(request.actor, order_id, to=Permission.ORDER_ENTER)
    round_ = rounds.get(request.actor, order.round_id)
    try:
        item_id, qty = whole(request.POST.get("item")), amount(request.POST.get("qty", ""))
        line = orders.line_of(order, item_id)
        if line is not None:
            act.settle(by=request.actor, line_id=line.id, qty_milli=qty)
        elif qty:
            act.say(
                by=request.actor, round_id=round_.id, household_id=order.household_id, source=Source.WORKER,
                wishes=[Wish(item_id, qty)], partial=True,
            )  # fmt: skip
    except Refusal as refusal:
        return grid_row(request, round_, order_id, sentence(refusal))
    return grid_row(request, round_, order_id, "")


def grid_row(request: Asked, round_: Any, order_id: int, error: str) -> HttpResponse:
    """The row again as it now is; without scripts, the whole grid."""
    if not request.htmx:
        (messages.error if error else messages.success)(request, error or _("已保存。"))
        return redirect("order_grid", round_id=round_.id)
    card = rounds.price_card(round_, language=request.actor.language)
    order = orders.get(request.actor, order_id)
    rows = orders.grid(request.actor, round_, [order], [row.item_id for row in card.rows])
    context = {"round": round_, "row": paired(card, rows)[0], "editable": True, "error": error}
    return render(request, "supply/_grid_row.html", context, status=422 if error else 200)


def whole(text: str | None) -> int:
    if not number(text):
        raise Refusal("order.not_offered")
    return number(text)


def amount(text: str) -> int:
    """Thousandths from what a hand typed; nothing is zero, and what is no number is refused."""
    text = text.strip().replace("，", ".").replace(",", ".")
    try:
        milli = Decimal(text or 0) * 1000
    except ArithmeticError as error:  # no number, or one too large to write down
        raise Refusal("order.no_number") from error
    if not milli.is_finite() or (abs(milli) <= MOST_MILLI and milli != milli.to_integral_value()):
        raise Refusal("order.no_number")
    if (
        abs(milli) > MOST_MILLI
    ):  # the action refuses it; a number with a million digits is not worked out first
        return MOST_MILLI + 1000 if milli > 0 else -1000
    return int(milli)


@route(Permission.ORDER_ENTER, methods=("POST",))
def cancel_order(request: Asked, order_id: int) -> HttpResponse:
    order = act.cancel(by=request.actor, order_id=order_id)
    messages.success(request, _("这一单已取消。已付的钱记入待退款。"))
    return redirect("order_grid", round_id=order.round_id)


@route(Permission.ORDER_SEE)
def waiting_list(request: Asked, round_id: int) -> HttpResponse:
    round_ = rounds.get(request.actor, round_id, to=Permission.ORDER_SEE)
    card = rounds.price_card(round_, language=request.actor.language)
    page = Paginator(orders.waiting(request.actor, round_), 50).get_page(request.GET.get("page"))
    grid = orders.grid(request.actor, round_, list(page), [row.item_id for row in card.rows])
    shown = [
        (row, [(item, cell) for item, cell in zip(card.rows, row.cells, strict=True) if cell.qty_milli])
        for row in grid
    ]
    context = {
        "room": "supply", "round": round_, "page": page, "rows": shown,
        "may_take": request.actor.may(Permission.ROUND_EDIT) and round_.state in {"open", "closed"},
    }  # fmt: skip
    return render(request, "supply/waiting.html", context)


@route(Permission.ROUND_EDIT, methods=("POST",))
def take_waiting(request: Asked, order_id: int) -> HttpResponse:
    order = act.take_waiting(by=request.actor, order_id=order_id)
    messages.success(request, _("已收进这一轮。"))
    return redirect("waiting_list", round_id=order.round_id)


@route(Permission.EXPORT)
def order_export(request: Asked, round_id: int) -> HttpResponse:
    """The grid as it is narrowed, as a spreadsheet: doors and amounts, no name and no telephone number."""
    round_ = rounds.get(request.actor, round_id, to=Permission.ORDER_SEE)
    _form, narrow = narrowed(request, rounds.sites(request.actor, round_))
    card = rounds.price_card(round_, language=request.actor.language)
    found = list(orders.with_homes(orders.listed(request.actor, round_, narrow)))
    rows = orders.grid(request.actor, round_, found, [row.item_id for row in card.rows])
    mark = f"{request.actor.label} {clock.local(clock.now()):%Y-%m-%d %H:%M}"
    content = write_table([NewSheet(round_.title[:30], sheet_of(card, rows))], watermark=mark)
    name = f"orders-{round_.ref}.xlsx"
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def sheet_of(card: rounds.PriceCard, rows: list[orders.GridRow]) -> Iterator[list[Any]]:
    goods = [f"{row.code} {row.name}({row.unit})" for row in card.rows]
    yield [
        _("户门"),
        _("短码"),
        *goods,
        _("应付（元）"),
        _("已付（元）"),
        _("不一致"),
        _("宽限内补报"),
        _("下单时间"),
    ]
    for row in rows:
        yield [
            row.door, row.ref, *(cell.qty_milli / 1000 or None for cell in row.cells), row.total_fen / 100,
            row.paid_fen / 100, _("是") if row.conflict else "", _("是") if row.late else "", clock.local(row.made_at),
        ]  # fmt: skip
