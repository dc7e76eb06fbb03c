"""A round leaves the desk: text for the group, link, QR, poster, sheets for each stair; and its public price card."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.paper import poster, press, stair_sheet
from anxin.paper.qr import qr_svg
from anxin.paper.words import in_language
from anxin.supply.queries import orders
from anxin.supply.queries import rounds as read
from anxin.web.public.addresses import round_page
from anxin.web.route import Asked, route
from anxin.web.templatetags.anxin_ui import quantity

PAPER_LANG = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
LANGUAGES = (("zh-hans", "简体"), ("zh-hant", "繁體"), ("en", "English"))


def moment(at: datetime) -> str:
    return date_format(clock.local(at), "SHORT_DATETIME_FORMAT")


def link_of(ref: str, code: str) -> str:
    return settings.SITE_URL + round_page(code, ref)


@route(Permission.ROUND_SEE)
def share(request: Asked, round_id: int) -> HttpResponse:
    """?lang=zh-hant: the text in another language"""
    round_ = read.get(request.actor, round_id)
    language = request.GET.get("lang", request.actor.language)
    language = language if language in PAPER_LANG else "zh-hans"
    link = link_of(round_.ref, read.area_code(round_))
    here = reverse("round_share", kwargs={"round_id": round_id})
    context = {
        "room": "supply", "round": round_, "link": link, "qr": qr_svg(link), "language": language,
        "text": read.share_text(round_, language, link=link), "sites": read.sites(request.actor, round_),
        "tabs": [{"key": key, "word": word, "url": f"{here}?lang={key}"} for key, word in LANGUAGES],
        "may_enter": request.actor.may(Permission.ORDER_ENTER),
    }  # fmt: skip
    return render(request, "supply/share.html", context)


@route(Permission.ROUND_SEE)
def price_poster(request: Asked, round_id: int) -> HttpResponse:
    """The price card on A4, without the organiser's telephone number when the round has none."""
    round_ = read.get(request.actor, round_id)
    card = read.price_card(round_, language=request.actor.language)
    area = ", ".join(site.compound.name for site in read.sites(request.actor, round_)[:6])
    notes = [card.after_sales, card.note]
    if card.delivery_fen:
        notes.append(_("每单另收配送费 %(price)s") % {"price": press.money(card.delivery_fen)})
    sheet = poster.RoundPoster(
        title=card.title, compound=area, cut_off=moment(card.closes_at), arrival=moment(card.arrives_at),
        organiser=card.organiser, phone=card.organiser_phone, notes=tuple(note for note in notes if note),
        supplier=_("、").join(dict.fromkeys(row.supplier for row in card.rows)),
        qr=link_of(round_.ref, read.area_code(round_)), products=tuple(priced(row) for row in card.rows),
        words=in_language(poster.RoundPoster.WORDS, translation.gettext), lang=PAPER_LANG[request.actor.language],
    )  # fmt: skip
    return pdf(press.pdf(sheet), f"round-{round_.ref}.pdf")


def priced(row: read.CardRow) -> poster.PricedProduct:
    inside = _("、").join(f"{part.name}{quantity(part.qty_milli, part.unit)}" for part in row.contents)
    return poster.PricedProduct(
        name=f"{row.code} {row.name}", spec=quantity(1000, row.unit) + (f" · {inside}" if inside else ""),
        supplier_fen=row.supplier_fen, fees_fen=row.fee_fen, total_fen=row.total_fen,
    )  # fmt: skip


@route(Permission.ORDER_ENTER)
def stair_sheets(request: Asked, round_id: int, compound_id: int) -> HttpResponse:
    """One sheet per stair of a compound: door, short code, a column per product; never a name."""
    round_ = read.get(request.actor, round_id, to=Permission.ORDER_ENTER)
    site = read.site(request.actor, round_, compound_id, to=Permission.ORDER_ENTER)
    card = read.price_card(round_, language=request.actor.language)
    sheet = stair_sheet.StairSheets(
        round=card.title, cut_off=moment(card.closes_at), arrival=moment(card.arrives_at),
        products=tuple(
            stair_sheet.OfferedProduct(f"{row.code} {row.name}", quantity(1000, row.unit), row.total_fen) for row in card.rows
        ),
        stairs=tuple(
            stair_sheet.Stair(site.compound.name, name, tuple(stair_sheet.Room(door, ref) for door, ref in rooms))
            for name, rooms in orders.stairs_of(request.actor, round_, compound_id)
        ),
        words=in_language(stair_sheet.StairSheets.WORDS, translation.gettext),
        lang=PAPER_LANG[request.actor.language],
    )  # fmt: skip
    return pdf(press.pdf(sheet), f"sheets-{round_.ref}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
