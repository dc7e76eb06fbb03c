"""Cards on paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.households.queries import CardToPrint
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.paper.cards import HouseholdCard, HouseholdCards
from anxin.paper.press import pdf
from anxin.paper.words import in_language
from anxin.places.rules import door_name
from anxin.web.route import Asked

PAPER_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def card_pdf(request: Asked, printed: Sequence[CardToPrint]) -> HttpResponse:
    if not printed:
        raise Refusal("card.none")
    language = request.LANGUAGE_CODE
    cards = tuple(
        HouseholdCard(
            compound=each.household.compound.name,
            door=door_name(
                each.household.stair.building.label,
                each.household.stair.label,
                each.household.door.room,
                language,
            ),
            qr=f"{settings.SITE_URL}{each.address}",
            code=each.household.ref,
        )
        for each in printed
    )
    at = clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")
    sheet = HouseholdCards(
        cards=cards,
        words=in_language(HouseholdCards.WORDS, _),
        lang=PAPER_LANGUAGES.get(language, "zh-Hans"),
        printed=at,
    )
    headers = {"Content-Disposition": 'inline; filename="cards.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf(sheet), content_type="application/pdf", headers=headers)
