"""The public page of a compound and the page behind a round's link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation.trans_real import parse_accept_lang_header

from anxin.kernel.errors import NotYours
from anxin.kernel.ids import read_ref
from anxin.overview import public
from anxin.paper.poster import PricedProduct, RoundPoster, chat_text
from anxin.paper.words import in_language
from anxin.web.public.addresses import compound_page, round_page
from anxin.web.route import Asked, route
from anxin.web.templatetags.anxin_ui import quantity
from anxin.web.templatetags.resident_words import moment

KEPT = "public, max-age=60"
View = Callable[..., HttpResponse]


def for_everybody(view: View) -> View:
    """The same bytes for everybody who reads this language: no cookie is read or set; kept a minute on the way."""

    @wraps(view)
    def shown(request: Asked, **kwargs: Any) -> HttpResponse:
        with translation.override(_language(request)):
            response = view(request, **kwargs)
        response["Cache-Control"] = KEPT
        set_response_etag(response)
        etag = response.get("ETag")
        return get_conditional_response(request, etag=etag, response=response) or response

    return shown


def _language(request: HttpRequest) -> str:
    """?lang=, else what the browser asks for; never a cookie."""
    known = dict(settings.LANGUAGES)
    if (asked := request.GET.get("lang", "")) in known:
        return asked
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


def _parts(text: str) -> tuple[str, str]:
    """("FN", "A1B2C3D4"); a ref that cannot be one is not there."""
    code, _dash, ref = text.partition("-")
    read = read_ref(ref)
    if not read:
        raise NotYours("page")
    return code, read


@route("anyone")
@for_everybody
def compound(request: Asked, place: str) -> HttpResponse:
    board = public.board(*_parts(place), language=translation.get_language() or "")
    return render(
        request, "public/compound.html",
        {
            "board": board, "compound_name": board.name,
            "address": settings.SITE_URL + compound_page(board.code, board.ref),
        },
    )  # fmt: skip


@route("anyone")
@for_everybody
def round_(request: Asked, share: str) -> HttpResponse:
    shown = public.round_shown(*_parts(share), language=translation.get_language() or "")
    address = settings.SITE_URL + round_page(shown.code, shown.card.ref)
    return render(
        request, "public/round.html",
        {"shown": shown, "card": shown.card, "address": address, "text": relay_text(shown, address)},
    )  # fmt: skip


def relay_text(shown: public.RoundShown, address: str) -> str:
    """The price card as a message for the group, without the organiser: it travels further than the group."""
    card = shown.card
    poster = RoundPoster(
        title=card.title, compound=translation.gettext("、").join(name for name, _ref in shown.compounds[:6]),
        products=tuple(
            PricedProduct(
                f"{row.code} {row.name}", quantity(1000, row.unit), row.supplier_fen, row.fee_fen, row.total_fen
            )
            for row in card.rows
        ),
        cut_off=moment(card.closes_at), arrival=moment(card.arrives_at), organiser="", qr=address,
        words=in_language(RoundPoster.WORDS, translation.gettext),
    )  # fmt: skip
    return chat_text(poster)
