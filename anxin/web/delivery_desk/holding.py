"""Desk: 留存. Goods that could not be handed over: when somebody tries again, who has it, how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from anxin.access import queries as who
from anxin.access.terms import Permission
from anxin.delivery.actions import holds as deeds
from anxin.delivery.queries import holds as read
from anxin.delivery.queries import loads, stops
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.paper.hold_list import Hold, HoldList
from anxin.paper.parts import Item
from anxin.web.delivery_desk import words
from anxin.web.delivery_desk.printing import printed, sheet_words
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.templatetags.anxin_ui import quantity

P = Permission


def narrowed(request: Asked) -> Any:
    rows = read.holds(request.actor)
    for name, column in (("compound", "stop__wave__compound_id"), ("round", "stop__wave__round_id")):
        if wanted := number(request.GET.get(name)):
            rows = rows.filter(**{column: wanted})
    return rows


@route(P.WAVE_SEE)
def show(request: Asked) -> HttpResponse:
    now = clock.now()
    page = Paginator(narrowed(request), 50).get_page(request.GET.get("page"))
    names = who.names(row.owner for row in page)
    for row in page:
        row.owner_name = names.get(row.owner, "")
        row.door_name = stops.door_of(row.stop, request.LANGUAGE_CODE)
        row.word = words.OUTCOMES[row.outcome]
        row.is_due = row.next_try_at <= now
        row.mine = row.owner == request.actor.label
    context = {
        "room": "supply",
        "page": page,
        "ways": words.HOLD_WAYS.items(),
        "may_record": request.actor.may(P.HANDOVER_RECORD),
        "may_plan": request.actor.may(P.WAVE_PLAN),
    }
    return render(request, "delivery/holds.html", context)


@route(P.HANDOVER_RECORD, methods=("POST",))
def retry(request: Asked, hold_id: int) -> HttpResponse:
    text = request.POST.get("at", "")
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL) if text else None
    except ValueError as error:
        raise Refusal("hold.time_wrong") from error
    if at is not None and not 2000 <= at.year <= 2100:  # beyond it the arithmetic of time zones breaks
        raise Refusal("hold.time_wrong")
    deeds.retry(by=request.actor, hold_id=hold_id, at=at)
    messages.success(request, _("已安排再送，由您负责。"))
    return redirect("holds")


@route(P.HANDOVER_RECORD, methods=("POST",))
def close(request: Asked, hold_id: int) -> HttpResponse:
    read.hold(request.actor, hold_id, to=P.HANDOVER_RECORD)
    deeds.close(by=request.actor, hold_id=hold_id, how=request.POST.get("how", ""))
    messages.success(request, _("已了结。"))
    return redirect("holds")


@route(P.LABEL_PRINT)
def sheet(request: Asked) -> HttpResponse:
    rows = list(narrowed(request)[:500])
    goods = {row.stop.wave_id: loads.contents(request.actor, row.stop.wave) for row in rows}
    places = dict.fromkeys(row.stop.wave.compound.name for row in rows)
    return printed(
        request,
        HoldList(
            title=_("留存名单"), compound=_("、").join(places), **sheet_words(request, HoldList),
            holds=tuple(
                Hold(
                    stops.door_of(row.stop, request.LANGUAGE_CODE), row.stop.order.ref,
                    tuple(
                        Item(line.name, quantity(line.qty_milli, line.unit))
                        for line in getattr(goods[row.stop.wave_id].get(row.stop.order_id), "lines", ())
                    ),
                    str(words.OUTCOMES[row.outcome]), _("供应点"), row.tries,
                    date_format(clock.local(row.next_try_at), "SHORT_DATETIME_FORMAT"),
                )
                for row in rows
            ),
        ),
        "holds.pdf",
    )  # fmt: skip
