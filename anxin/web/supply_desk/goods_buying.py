"""Desk: what is wanted, what is bought of whom; the purchase order as page, print, spreadsheet and text."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.paper.press import pdf
from anxin.supply.actions import purchases as deeds
from anxin.supply.queries import goods
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk import goods_paper
from anxin.web.supply_desk.goods_parts import attachment, done, frame, workbook

STATES = {"draft": "waiting", "sent": "due", "received": "done", "cancelled": "held"}


@route(Permission.PURCHASE_SEE)
def buying(request: Asked, round_id: int) -> HttpResponse:
    """Demand by product over all compounds, and the orders made of it."""
    round_ = goods.round_to(request.actor, round_id, Permission.PURCHASE_SEE)
    demands = goods.demand(request.actor, round_id)
    places = goods.compounds(round_.subdistrict_id, {c for d in demands for c in d.sites})
    before = round_.state in ("draft", "open", "closed")
    context = frame(request, round_, "buying") | {
        "rows": [{"demand": demand, "item": demand.item} for demand in demands],
        "places": [
            {"place": place, "cells": [(d.item, d.sites.get(compound_id, 0)) for d in demands]}
            for compound_id, place in places.items()
        ],
        "missing": [_missing(m, demands) for m in goods.minimums(demands)] if before else [],
        "conflicts": sum(demand.conflicts for demand in demands),
        "orders": [
            {"row": row, "state": STATES[row.state]} for row in goods.purchases(request.actor, round_id)
        ],
        "may_edit": request.actor.may(Permission.PURCHASE_EDIT, round_.path),
        "cost_fen": sum(demand.cost_fen for demand in demands),
    }
    return render(request, "supply_desk/buying.html", context)


def _missing(missing: Any, demands: list[goods.Demand]) -> dict[str, Any]:
    """What would meet a minimum: more cases of the product, or more money of anything the supplier has."""
    if missing.what == "item":
        item = next(d.item for d in demands if str(d.item.id) == missing.key)
        cases = -(-missing.short // item.case_units)
        return {"missing": missing, "item": item, "cases": cases, "supplier": item.supplier}
    item = next(d.item for d in demands if str(d.item.supplier_id) == missing.key)
    return {"missing": missing, "item": None, "supplier": item.supplier}


@route(Permission.PURCHASE_EDIT, methods=("POST",))
def buying_draft(request: Asked, round_id: int) -> HttpResponse:
    rows = deeds.draft(by=request.actor, round_id=round_id)
    text = _("已按供应商拟好 %(n)s 张采购单。核对后再发出。") % {"n": len(rows)}
    return done(request, text, "buying", round_id=round_id)


@route(Permission.PURCHASE_SEE)
def purchase(request: Asked, purchase_id: int) -> HttpResponse:
    row = goods.purchase(request.actor, purchase_id)
    lines = goods.purchase_lines(row)
    by_key = {str(line.item_id): line.item for line in lines}
    context = frame(request, row.round, "buying") | {
        "order": row,
        "state": STATES[row.state],
        "lines": [{"line": line, **_amounts(line)} for line in lines],
        "unmet": [{**each, "item": by_key.get(each["key"])} for each in row.facts.get("unmet", [])],
        "text": goods_paper.text(row, lines, buyer=row.round.organiser),
        "may_edit": request.actor.may(Permission.PURCHASE_EDIT, row.path),
    }
    return render(request, "supply_desk/purchase.html", context)


def _amounts(line: Any) -> dict[str, Any]:
    bought = line.cases * line.case_units * 1000
    shares = sorted(line.shares.all(), key=lambda share: share.path)
    return {
        "bought": bought,
        "over": max(0, bought - line.wanted_milli),
        "under": max(0, line.wanted_milli - bought),
        "fen": line.cases * line.case_units * line.unit_fen,
        "shares": shares,
    }


@route(Permission.PURCHASE_EDIT, methods=("POST",))
def purchase_cases(request: Asked, purchase_id: int) -> HttpResponse:
    """Fields `cases-<line id>`; the version says which state of the order they were typed for."""
    cases = {
        number(name.removeprefix("cases-")): number(value)
        for name, value in request.POST.items()
        if name.startswith("cases-") and isinstance(value, str)
    }
    deeds.change_cases(
        by=request.actor, purchase_id=purchase_id, version=number(request.POST.get("version")), cases=cases
    )
    return done(request, _("箱数已改，各小区的分送量已重新算好。"), "purchase", purchase_id=purchase_id)


@route(Permission.PURCHASE_EDIT, methods=("POST",))
def purchase_send(request: Asked, purchase_id: int) -> HttpResponse:
    row = deeds.send(
        by=request.actor, purchase_id=purchase_id, version=number(request.POST.get("version")),
        agreed=request.POST.get("agreed", ""),
    )  # fmt: skip
    text = _("采购单已记为发出。到货时在“到货”里登记。")
    return done(request, text, "purchase", purchase_id=row.id)


@route(Permission.PURCHASE_EDIT, methods=("POST",))
def purchase_cancel(request: Asked, purchase_id: int) -> HttpResponse:
    row = goods.purchase(request.actor, purchase_id, Permission.PURCHASE_EDIT)
    deeds.cancel(by=request.actor, purchase_id=purchase_id, version=number(request.POST.get("version")))
    return done(request, _("这张采购单草稿已作废。"), "buying", round_id=row.round_id)


@route(Permission.PURCHASE_SEE)
def purchase_print(request: Asked, purchase_id: int) -> HttpResponse:
    row = goods.purchase(request.actor, purchase_id)
    printed = f"{goods_paper.when(clock.now())} {request.actor.name}".strip()
    made = goods_paper.sheet(row, goods.purchase_lines(row), buyer=row.round.organiser, printed=printed)
    return attachment(pdf(made), f"purchase-{row.ref}.pdf", "application/pdf")


@route(Permission.PURCHASE_SEE)
def purchase_sheet(request: Asked, purchase_id: int) -> HttpResponse:
    row = goods.purchase(request.actor, purchase_id)
    rows = goods_paper.rows(row, goods.purchase_lines(row))
    return workbook(request, _("采购单"), rows, f"purchase-{row.ref}.xlsx")
