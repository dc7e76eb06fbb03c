"""How a card's address becomes an actor, and what every answer to it carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

from anxin.households import queries as households
from anxin.kernel.errors import Refusal
from anxin.overview import household as stream
from anxin.overview.sentences import status
from anxin.places.rules import door_name
from anxin.web import refusals
from anxin.web.resident.words import told
from anxin.web.route import Asked

UNKNOWN_CARDS = "30/m"  # from one address; a whole building may share one, so cards that open are not counted
DEEDS = "40/m"  # by one card


class AskedByCard(Asked):
    """A request whose card has been read: for annotations."""

    household: Any  # the row behind the card, with door, stair, building and compound
    card: str


View = Callable[..., HttpResponse]


def by_card(view: View) -> View:
    """The view gets `request.actor` (kind "card") and `request.household`; refusals come back with a way home.

    Every answer is private and is not kept: the address is a key. Unknown, turned off and expired cards look the same.
    """

    @wraps(view)
    def opened(request: AskedByCard, card: str, **kwargs: Any) -> HttpResponse:
        code, _dash, token = card.partition("-")
        found = households.actor_of_card(code, token, request_id=request.request_id)
        if found is None:
            return _sealed(_unknown(request))
        actor, request.household = found
        request.card = card
        request.LANGUAGE_CODE = _language(request, actor.language)
        request.actor = replace(actor, language=request.LANGUAGE_CODE)
        with translation.override(request.LANGUAGE_CODE):
            try:
                if request.method == "POST":
                    _not_too_often(request)
                response = view(request, **kwargs)
            except Refusal as refusal:
                response = _refused(request, refusal)
        return _sealed(response)

    return opened


def show(request: AskedByCard, template: str, answer: int = 200, **context: Any) -> HttpResponse:
    """A page of this household, with what its head shows and whom it may call."""
    home = request.household
    person = stream.person_for(home.compound)
    return render(
        request, template,
        {
            "card": request.card, "compound_name": home.compound.name, "person": person,
            "door_name": door_name(
                home.stair.building.label, home.stair.label, home.door.room, request.LANGUAGE_CODE
            ),
            **context,
        },
        status=answer,
    )  # fmt: skip


def _language(request: HttpRequest, own: str) -> str:
    """What was chosen on this phone; else the household's own language."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = dict(settings.LANGUAGES)
    return chosen if chosen in known else own if own in known else settings.LANGUAGE_CODE


def _not_too_often(request: AskedByCard) -> None:
    def one_home(group: str, asked: HttpRequest) -> str:
        return str(request.household.id)

    if is_ratelimited(request, group="card.deeds", key=one_home, rate=DEEDS, increment=True):
        raise Refusal("too_often")


def _unknown(request: AskedByCard) -> HttpResponse:
    if is_ratelimited(request, group="card.unknown", key="ip", rate=UNKNOWN_CARDS, increment=True):
        return refusals.page(request, Refusal("too_often"))
    return render(
        request, "error.html",
        {
            "title": _("这张卡打不开"),
            "happened": _("这个地址没有对应的安心卡：可能已经换了新卡，也可能扫码或抄写时少了几个字。"),
            "kept": _("您家的订单和记录都在，没有任何改动。"),
            "todo": _("请再扫一次卡上的二维码；还是打不开，请找楼长或社区工作人员补一张。"),
            "actions": [{"url": "tel:120", "word": _("有生命危险，打 120")}],
        },
        status=404,
    )  # fmt: skip


def _refused(request: AskedByCard, refusal: Refusal) -> HttpResponse:
    home = reverse("card_home", kwargs={"card": request.card})
    return render(
        request, "error.html",
        {"text": told(refusal), "actions": [{"url": home, "word": _("回到我家")}]},
        status=status(refusal),
    )  # fmt: skip


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
