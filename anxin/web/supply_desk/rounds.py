"""保供: the rounds, one round, opening and closing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence
from anxin.supply.actions import rounds as act
from anxin.supply.queries import orders, products
from anxin.supply.queries import rounds as read
from anxin.supply.terms import RoundState
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk import rounds_form, words

OVER = (RoundState.SETTLED, RoundState.CANCELLED)


@route(Permission.ROUND_SEE)
def listing(request: Asked) -> HttpResponse:
    """?state=open|under_way|over, ?compound=id"""
    rows = read.rounds(request.actor)
    if compound_id := number(request.GET.get("compound")):
        rows = rows.filter(sites__compound_id=compound_id)
    tab = request.GET.get("state", "running")
    rows = rows.filter(state__in=OVER) if tab == "over" else rows.exclude(state__in=OVER)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    address = reverse("rounds")
    tabs = [
        {"key": "running", "word": _("进行中"), "url": address},
        {"key": "over", "word": _("已结束"), "url": f"{address}?state=over"},
    ]
    counts = read.order_counts(request.actor, list(page))
    shown = [(row, words.ROUND_STATES[row.state], counts.get(row.id, (0, 0))) for row in page]
    context: dict[str, Any] = {"room": "supply", "page": page, "shown": shown, "tabs": tabs, "tab": tab}
    context["may_draft"] = request.actor.may(Permission.ROUND_EDIT)
    return render(request, "supply/rounds.html", context)


@route(Permission.ROUND_SEE)
def show(request: Asked, round_id: int) -> HttpResponse:
    round_ = read.get(request.actor, round_id)
    card = read.price_card(round_, language=request.actor.language)
    demand = orders.demand(request.actor, round_)
    context = {
        "room": "supply", "round": round_, "card": card, "state": words.ROUND_STATES[round_.state],
        "figures": read.figures(request.actor, round_), "sites": read.sites(request.actor, round_),
        "rows": [(row, demand.get(row.item_id, 0)) for row in card.rows],
        "may_edit": request.actor.may(Permission.ROUND_EDIT, round_.path),
        "may_paste": request.actor.may(Permission.MESSAGE_PASTE),
        "may_enter": request.actor.may(Permission.ORDER_ENTER),
        "may_health": request.actor.may(Permission.HEALTH_SEE),
    }  # fmt: skip
    return render(request, "supply/round.html", context)


@route(Permission.ROUND_EDIT, methods=("GET", "POST"))
def new(request: Asked) -> HttpResponse:
    """?from= begins with the words, compounds and price card of an earlier round."""
    data = request.POST or None
    asked = number(request.GET.get("from"))
    if data is None and not rounds_form.shelf_stands(request.actor):
        has = {"products": products.products(request.actor).exists()}
        return render(request, "supply/round_first.html", {"room": "supply", **has})
    first: dict[str, Any] = {**rounds_form.first_times(), "organiser": request.actor.name}
    card: list[dict[str, Any]] = []
    if data is None and asked:
        copied, card, left_out = rounds_form.copied(request.actor, asked)
        first |= copied
        if left_out:
            messages.warning(
                request,
                _("没有照抄（已下架或供货单位已停用）：%(names)s") % {"names": _("、").join(left_out)},
            )
    form = rounds_form.RoundForm(data, actor=request.actor, initial=first)
    rows = rounds_form.rows_form(request.actor, data, card)
    if request.method == "POST" and form.is_valid() and rows.is_valid() and "preview" not in request.POST:
        try:
            made = act.draft(
                by=request.actor, times=form.times(), items=rows.terms(),
                compound_ids=form.cleaned_data["compounds"], **form.words(),
            )  # fmt: skip
            messages.success(request, _("已存成草稿。核对价目表后点“开团”。"))
            return redirect("round", round_id=made.id)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
    earlier = list(read.rounds(request.actor).exclude(state=RoundState.CANCELLED)[:4])
    return form_page(request, form, rows, {"title": _("开一轮订购"), "earlier": earlier, "from": asked})


@route(Permission.ROUND_EDIT, methods=("GET", "POST"))
def edit(request: Asked, round_id: int) -> HttpResponse:
    round_ = read.get(request.actor, round_id, to=Permission.ROUND_EDIT)
    card = read.price_card(round_)
    supplier_of = {item.id: item.supplier_id for item in read.items(round_)}
    names = (
        "title",
        "opens_at",
        "closes_at",
        "arrives_at",
        "organiser",
        "organiser_phone",
        "after_sales",
        "note",
    )
    initial = {name: getattr(round_, name) for name in (*names, "version")}
    initial["delivery_yuan"] = rounds_form.yuan(round_.delivery_fen)
    data = request.POST or None
    form = rounds_form.RoundForm(data, actor=request.actor, initial=initial, fixed=True)
    rows = rounds_form.rows_form(request.actor, data, rounds_form.from_card(card, supplier_of))
    if request.method == "POST" and form.is_valid() and rows.is_valid() and "preview" not in request.POST:
        try:
            act.change(
                by=request.actor, round_id=round_id, version=form.cleaned_data["version"] or 0,
                times=form.times(), items=rows.terms(), **form.words(),
            )  # fmt: skip
            messages.success(request, _("已保存。"))
            return redirect("round", round_id=round_id)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
    return form_page(request, form, rows, {"title": _("修改这一轮"), "round": round_})


def form_page(request: Asked, form: Any, rows: Any, more: dict[str, Any]) -> HttpResponse:
    """The form with the price card as the group will see it beside it."""
    preview = rows.terms() if rows.is_bound and rows.is_valid() else []
    names = {row.id: row.name for row in products.products(request.actor)}
    context = {
        "room": "supply", "form": form, "rows": rows, "names": names.values(),
        "preview": [(names.get(row.product_id, ""), row, row.supplier_fen + row.fee_fen) for row in preview], **more,
    }  # fmt: skip
    bad = request.method == "POST" and "preview" not in request.POST
    template = "supply/_card.html" if request.htmx and "preview" in request.POST else "supply/round_form.html"
    return render(request, template, context, status=422 if bad else 200)


@route(Permission.ROUND_EDIT, methods=("POST",))
def open_round(request: Asked, round_id: int) -> HttpResponse:
    act.open(by=request.actor, round_id=round_id)
    messages.success(request, _("已开团。把下面的文字发到群里，住户就可以接龙了。"))
    return redirect("round_share", round_id=round_id)


@route(Permission.ROUND_EDIT, methods=("POST",))
def close_round(request: Asked, round_id: int) -> HttpResponse:
    act.close(by=request.actor, round_id=round_id)
    messages.success(request, _("已截单。之后来的订单进候补。"))
    return redirect("round", round_id=round_id)


@route(Permission.ROUND_EDIT, methods=("POST",))
def reopen_round(request: Asked, round_id: int) -> HttpResponse:
    round_ = read.get(request.actor, round_id, to=Permission.ROUND_EDIT)
    field = rounds_form.moment("")
    try:
        closes_at = field.clean(request.POST.get("closes_at"))
    except ValidationError as error:
        raise Refusal("round.times") from error
    act.reopen(by=request.actor, round_id=round_.id, closes_at=closes_at)
    return redirect("round", round_id=round_id)


@route(Permission.ROUND_EDIT, methods=("POST",))
def cancel_round(request: Asked, round_id: int) -> HttpResponse:
    act.cancel(by=request.actor, round_id=round_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("这一轮已取消，已付的钱都记入待退款。"))
    return redirect("round", round_id=round_id)
