"""Desk: who has paid, who is owed, who complained, and whether the books of a round balance."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.supply.actions import complaints as complaint_deeds
from anxin.supply.actions import payments as payment_deeds
from anxin.supply.actions import refunds as refund_deeds
from anxin.supply.actions import settlements
from anxin.supply.queries import goods, ledger, money
from anxin.supply.queries.rounds import in_language
from anxin.supply.terms import PaymentKind
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk.goods_parts import (
    MONEY,
    FenField,
    back,
    done,
    door_of,
    frame,
    paged,
    round_filter,
    workbook,
    wrong_form,
    yuan,
)

KINDS = [
    (PaymentKind.CASH, gettext_lazy("现金")),
    (PaymentKind.TRANSFER, gettext_lazy("转账")),
    (PaymentKind.ONLINE, gettext_lazy("线上缴费")),
]
WHY = {
    "short": gettext_lazy("缺货"),
    "cancelled": gettext_lazy("已取消"),
    "changed": gettext_lazy("改少了"),
    "overpaid": gettext_lazy("多付"),
    "complaint": gettext_lazy("售后"),
    "spoiled": gettext_lazy("变质"),
}
REFUND_STATES = {
    "owed": ("due", gettext_lazy("待退")),
    "paid": ("done", gettext_lazy("已退")),
    "waived": ("held", gettext_lazy("放弃退款")),
}
COMPLAINTS = {
    "missed": gettext_lazy("漏发"),
    "wrong": gettext_lazy("错发"),
    "spoiled": gettext_lazy("变质"),
}
COMPLAINT_STATES = {
    "open": ("overdue", gettext_lazy("待答复")),
    "settled": ("done", gettext_lazy("已解决")),
    "explained": ("done", gettext_lazy("已说明")),
}
OPEN_POINTS = {
    "books": gettext_lazy("账目对不上，请联系运维"),
    "over_handed": gettext_lazy("交付多于到货"),
    "unshared": gettext_lazy("还没有分配"),
    "lying": gettext_lazy("还有货放着"),
    "complaints": gettext_lazy("售后没有答复"),
    "owed": gettext_lazy("退款没有退"),
    "unpaid": gettext_lazy("没有付款"),
}


def _frame(request: Asked, current: str) -> dict[str, Any]:
    """A money page, of one round when it is narrowed to one."""
    round_id, _compound = round_filter(request)
    key = secrets.token_hex(12)
    if round_id:
        return frame(request, goods.round_near(request.actor, round_id, Permission.ROUND_SEE), current)
    return {"room": "supply", "key": key, "tabs": money_tabs(request), "current": current}


def money_tabs(request: Asked) -> list[dict[str, Any]]:
    return [
        {"key": key, "word": word, "url": reverse(key)}
        for key, word, permission in MONEY
        if request.actor.may(permission)
    ]


@route(Permission.MONEY_SEE)
def payments(request: Asked) -> HttpResponse:
    """Orders with what is due and paid; `?state=unpaid`."""
    round_id, compound_id = round_filter(request)
    only = {"unpaid": "unpaid", "paid": "paid"}.get(request.GET.get("state", ""), "")
    rows = money.accounts(request.actor, round_id, only=only, compound_id=compound_id)
    if request.GET.get("format") == "xlsx":
        return _payments_sheet(request, rows)
    page = paged(request, rows)
    context = _frame(request, "payments") | {
        "page": page,
        "rows": [
            {
                "order": order,
                "door": door_of(order, request.actor.language),
                "yuan": f"{yuan(order.unpaid_fen):.2f}",
            }
            for order in page
        ],
        "totals": money.totals(request.actor, round_id) if round_id else None,
        "state": only,
        "kinds": KINDS,
        "round_id": round_id,
        "may_record": request.actor.may(Permission.MONEY_RECORD),
    }
    return render(request, "supply_desk/payments.html", context)


def _payments_sheet(request: Asked, rows: Any) -> HttpResponse:
    head = [_("团购"), _("小区"), _("户门"), _("跟团号"), _("应收（元）"), _("已收（元）"), _("未收（元）")]
    body = (
        [
            order.round.title, order.compound.name, door_of(order, request.actor.language), order.ref,
            yuan(order.due_fen), yuan(order.paid_fen), yuan(order.unpaid_fen),
        ]
        for order in rows.iterator(2000)
    )  # fmt: skip
    return workbook(request, _("收款"), _chain(head, body), "payments.xlsx")


def _chain(head: list[Any], body: Any) -> Any:
    yield head
    yield from body


class Paid(forms.Form):
    key = forms.CharField(max_length=64)
    kind = forms.ChoiceField(choices=KINDS)
    fen = FenField()
    reference = forms.CharField(max_length=60, required=False)


@route(Permission.MONEY_RECORD, methods=("POST",))
def payment_record(request: Asked, order_id: int) -> HttpResponse:
    order = money.order(request.actor, order_id, Permission.MONEY_RECORD)
    form = Paid(request.POST)
    if not form.is_valid():
        return wrong_form(request)
    said = form.cleaned_data
    payment_deeds.record(
        by=request.actor, order_id=order.id, kind=PaymentKind(said["kind"]), fen=said["fen"], key=said["key"],
        reference=said["reference"],
    )  # fmt: skip
    return back(request, _("已记收款。"), reverse("payments"))


class PaidMany(forms.Form):
    key = forms.CharField(max_length=40)
    kind = forms.ChoiceField(choices=KINDS)
    reference = forms.CharField(max_length=60, required=False)
    round = forms.IntegerField()


@route(Permission.MONEY_RECORD, methods=("POST",))
def payments_many(request: Asked) -> HttpResponse:
    """The ticked orders each paid what they still owe."""
    form = PaidMany(request.POST)
    ids = [found for text in request.POST.getlist("order") if (found := number(text))]
    if not form.is_valid() or not ids:
        return wrong_form(request)
    said = form.cleaned_data
    count = payment_deeds.record_many(
        by=request.actor, round_id=said["round"], order_ids=ids, kind=PaymentKind(said["kind"]), key=said["key"],
        reference=said["reference"],
    )  # fmt: skip
    return back(request, _("已记 %(n)s 户收款。") % {"n": count}, reverse("payments"))


@route(Permission.MONEY_SEE)
def refunds(request: Asked) -> HttpResponse:
    round_id, compound_id = round_filter(request)
    state = request.GET.get("state", "owed")
    rows = money.refunds(request.actor, round_id=round_id, state=state if state in REFUND_STATES else "")
    if compound_id:
        rows = rows.filter(order__compound_id=compound_id)
    if request.GET.get("format") == "xlsx":
        return _refunds_sheet(request, rows)
    page = paged(request, rows)
    shown = [
        {
            "refund": row, "door": door_of(row, request.actor.language), "why": WHY.get(row.why, row.why),
            "state": REFUND_STATES[row.state][0], "word": REFUND_STATES[row.state][1],
        }
        for row in page
    ]  # fmt: skip
    context = _frame(request, "refunds") | {
        "page": page, "rows": shown, "kinds": KINDS, "state": state, "round_id": round_id,
        "states": [(key, word) for key, (_mark, word) in REFUND_STATES.items()],
        "may_record": request.actor.may(Permission.MONEY_RECORD),
    }  # fmt: skip
    return render(request, "supply_desk/refunds.html", context)


def _refunds_sheet(request: Asked, rows: Any) -> HttpResponse:
    head = [
        _("团购"),
        _("小区"),
        _("户门"),
        _("跟团号"),
        _("金额（元）"),
        _("原因"),
        _("状态"),
        _("记于"),
        _("退于"),
    ]
    body = (
        [
            row.order.round.title, row.order.compound.name, door_of(row, request.actor.language), row.order.ref,
            yuan(row.fen), str(WHY.get(row.why, row.why)), str(REFUND_STATES[row.state][1]),
            clock.local(row.owed_at), clock.local(row.paid_at) if row.paid_at else "",
        ]
        for row in rows.iterator(2000)
    )  # fmt: skip
    return workbook(request, _("退款"), _chain(head, body), "refunds.xlsx")


class PaidBack(forms.Form):
    kind = forms.ChoiceField(choices=KINDS)
    reference = forms.CharField(max_length=60, required=False)


@route(Permission.MONEY_RECORD, methods=("POST",))
def refund_pay(request: Asked, refund_id: int) -> HttpResponse:
    row = money.refund(request.actor, refund_id, Permission.MONEY_RECORD)
    form = PaidBack(request.POST)
    if not form.is_valid():
        return wrong_form(request)
    kind = PaymentKind(form.cleaned_data["kind"])
    refund_deeds.pay(by=request.actor, refund_id=row.id, kind=kind, reference=form.cleaned_data["reference"])
    return back(request, _("已记为退回。"), reverse("refunds"))


@route(Permission.MONEY_RECORD, methods=("POST",))
def refund_waive(request: Asked, refund_id: int) -> HttpResponse:
    refund_deeds.waive(by=request.actor, refund_id=refund_id, words=request.POST.get("words", ""))
    return back(request, _("已记为住户放弃退款。"), reverse("refunds"))


@route(Permission.COMPLAINT_ANSWER)
def complaints(request: Asked) -> HttpResponse:
    round_id, compound_id = round_filter(request)
    everything = request.GET.get("state") == "all"
    rows = money.complaints(request.actor, round_id=round_id, only_open=not everything)
    if compound_id:
        rows = rows.filter(order__compound_id=compound_id)
    page = paged(request, rows)
    lines = money.creditable(list(page), request.actor.language)
    shown = [
        {
            "complaint": row, "door": door_of(row, request.actor.language), "kind": COMPLAINTS[row.kind],
            "state": COMPLAINT_STATES[row.state][0], "word": COMPLAINT_STATES[row.state][1],
            "lines": lines[row.id], "own": row.said_by.startswith("card:"),
        }
        for row in page
    ]  # fmt: skip
    context = _frame(request, "complaints") | {
        "page": page, "rows": shown, "everything": everything, "round_id": round_id
    }  # fmt: skip
    return render(request, "supply_desk/complaints.html", context)


@route(Permission.COMPLAINT_ANSWER, methods=("POST",))
def complaint_answer(request: Asked, complaint_id: int) -> HttpResponse:
    complaint_deeds.answer(by=request.actor, complaint_id=complaint_id, words=request.POST.get("words", ""))
    return back(request, _("答复已记下，住户能看到。"), reverse("complaints"))


class Settled(forms.Form):
    fen = FenField()
    line = forms.IntegerField(required=False)
    words = forms.CharField(max_length=300, required=False)


@route(Permission.COMPLAINT_ANSWER, methods=("POST",))
def complaint_settle(request: Asked, complaint_id: int) -> HttpResponse:
    row = money.complaint(request.actor, complaint_id)
    form = Settled(request.POST)
    if not form.is_valid():
        return wrong_form(request)
    said = form.cleaned_data
    complaint_deeds.settle(
        by=request.actor, complaint_id=row.id, fen=said["fen"], words=said["words"], line_id=said["line"]
    )
    return back(request, _("已减免；已付的金额记入待退款。"), reverse("complaints"))


@route(Permission.ROUND_SEE)
def settlement(request: Asked, round_id: int) -> HttpResponse:
    """The balance in goods and in money; every number opens its rows."""
    round_ = goods.round_near(request.actor, round_id, Permission.ROUND_SEE)
    if not request.actor.may(Permission.ROUND_SEE, round_.path):
        context = frame(request, round_, "settlement") | {"whole": False}
        return render(request, "supply_desk/settlement.html", context)
    books = ledger.balances(request.actor, round_id)
    places = goods.compounds(round_.subdistrict_id, {site for row in books for site in row.sites})
    may_settle = request.actor.may(Permission.ROUND_EDIT, round_.path)
    context = frame(request, round_, "settlement") | {
        "whole": True,
        "books": [
            {
                "item": row.item, "name": in_language(row.item.product, request.actor.language), "b": row.whole,
                "sites": [{"place": places[site], "b": part} for site, part in row.sites.items() if part.lying],
            }
            for row in books
        ],
        "totals": money.totals(request.actor, round_id) if request.actor.may(Permission.MONEY_SEE, round_.path) else None,
        "open": [
            {"code": point.code, "word": OPEN_POINTS[point.code], "count": point.count,
             "url": _where(point.code, round_id)}
            for point in (ledger.open_points(request.actor, round_id) if may_settle else [])
        ],
        "may_settle": may_settle,
        "round_text": str(round_id),
    }  # fmt: skip
    return render(request, "supply_desk/settlement.html", context)


def _where(code: str, round_id: int) -> str:
    pages = {
        "unpaid": ("payments", "&state=unpaid"),
        "owed": ("refunds", ""),
        "complaints": ("complaints", ""),
    }
    if code in pages:
        name, query = pages[code]
        return f"{reverse(name)}?round={round_id}{query}"
    name = "sharing" if code == "unshared" else "stock_moves"
    return reverse(name, kwargs={"round_id": round_id})


@route(Permission.ROUND_EDIT, methods=("POST",))
def settle(request: Asked, round_id: int) -> HttpResponse:
    settlements.settle(
        by=request.actor, round_id=round_id, unpaid_because=request.POST.get("unpaid_because", "")
    )
    return done(request, _("这一团已结清，账目不再变动。"), "settlement", round_id=round_id)
