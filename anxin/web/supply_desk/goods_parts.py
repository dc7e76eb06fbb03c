"""What the pages of goods and money share: the way through a round, numbers from forms, files to take away."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.access.terms import Permission as P
from anxin.kernel import clock
from anxin.paper.tables import NewSheet, write_table
from anxin.places.rules import door_name
from anxin.web.given import number
from anxin.web.route import Asked
from anxin.web.supply_desk.words import ROUND_STATES
from anxin.web.templatetags.anxin_ui import way_of

PER_PAGE = 100

MONEY = (
    ("payments", gettext_lazy("收款"), P.MONEY_SEE),
    ("refunds", gettext_lazy("退款"), P.MONEY_SEE),
    ("complaints", gettext_lazy("售后"), P.COMPLAINT_ANSWER),
)


def tabs(request: Asked, round_id: int) -> list[dict[str, Any]]:
    """The steps of one round this actor may open; money opens narrowed to the round."""
    found: list[dict[str, Any]] = []
    if request.actor.may(P.ROUND_SEE):
        url = reverse("round", kwargs={"round_id": round_id})
        found.append({"key": "round", "word": gettext_lazy("概况"), "url": url})
    if request.actor.may(P.ORDER_SEE):
        url = reverse("order_grid", kwargs={"round_id": round_id})
        found.append({"key": "grid", "word": gettext_lazy("订单"), "url": url})
    found += way_of(request.actor, round_id)
    found += [
        {"key": key, "word": word, "url": f"{reverse(key)}?round={round_id}"}
        for key, word, permission in MONEY
        if request.actor.may(permission)
    ]
    return found


def frame(request: Asked, round_: Any, current: str) -> dict[str, Any]:
    """Context every page of one round begins with."""
    state, word = ROUND_STATES[round_.state]
    return {
        "room": "supply",
        "round": round_,
        "round_state": state,
        "round_word": word,
        "tabs": tabs(request, round_.id),
        "current": current,
        "key": secrets.token_hex(12),
    }


def door_of(row: Any, language: str) -> str:
    """The door of an order or of whatever has one, as people there say it."""
    order = getattr(row, "order", row)
    door = order.household.door
    return door_name(door.stair.building.label, door.stair.label, door.room, language)


class MilliField(forms.DecimalField):
    """An amount as people type it ("1.5"), as thousandths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1_000_000, decimal_places=3, **kwargs)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(Decimal(amount) * 1000)


class FenField(forms.DecimalField):
    """Yuan as people type them ("12.50"), as fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=10_000_000, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Any:
        yuan = super().clean(value)
        return None if yuan is None else int(Decimal(yuan) * 100)


def paged(request: Asked, rows: Any) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def done(request: Asked, text: str, name: str, query: str = "", **kwargs: Any) -> HttpResponse:
    messages.success(request, text)
    return redirect(reverse(name, kwargs=kwargs) + query)


def back(request: Asked, text: str, fallback: str) -> HttpResponse:
    """After a small deed in a list: to the list as it was narrowed."""
    messages.success(request, text)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}) and target.startswith("/")
    return redirect(target if safe else fallback)


def wrong_form(request: Asked) -> HttpResponse:
    """A form that came incomplete (an old page, a script): said on a page of its own, nothing written."""
    text = _("表单不完整，没有保存任何内容。请返回上一页，把金额和方式填全再提交。")
    return render(request, "error.html", {"text": text}, status=422)


def workbook(request: Asked, name: str, rows: Iterable[Sequence[Any]], filename: str) -> HttpResponse:
    """Who took it and when stands in the file."""
    mark = f"{request.actor.name or request.actor.label} {clock.local(clock.now()):%Y-%m-%d %H:%M}"
    content = write_table([NewSheet(name, rows)], watermark=mark)
    return attachment(content, filename, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def attachment(content: bytes, filename: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def yuan(fen: int) -> float:
    """For cells of a spreadsheet, where a number must stay a number."""
    return fen / 100


def round_filter(request: Asked) -> tuple[int, int]:
    """(round, compound) a list is narrowed to; 0 for all."""
    return number(request.GET.get("round")), number(request.GET.get("compound"))
