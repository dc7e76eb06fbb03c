"""要帮忙: whom to call, and a short message that stands on the day's list."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.kernel.errors import Refusal
from anxin.supply.actions import needs
from anxin.web.resident.card import AskedByCard, by_card, show
from anxin.web.resident.words import DONE, told
from anxin.web.route import route

KINDS = {
    "medical": _("看病、就医"),
    "medicine": _("配药、买药"),
    "food": _("家里没吃的了"),
    "repair": _("水电、维修"),
    "trash": _("收垃圾"),
    "psych": _("想找人说说话"),
    "other": _("别的事"),
}
"""The needs of the chat reader that a household may choose."""


@route("card", methods=("GET", "POST"))
@by_card
def ask(request: AskedByCard) -> HttpResponse:
    kind, fault, answer = request.POST.get("kind", ""), "", 200
    if request.method == "POST":
        try:
            return _asked(request, kind)
        except Refusal as refusal:
            fault, answer = told(refusal), 422
    said = request.GET.get("said", "")
    return show(
        request, "resident/help.html", answer=answer, kinds=KINDS, kind=kind, wrong=fault, key=uuid.uuid4().hex,
        words=request.POST.get("words", "")[: needs.MOST_WORDS], said=DONE.get(said),
        urgent=said == "asked_medical" or kind == "medical",
    )  # fmt: skip


def _asked(request: AskedByCard, kind: str) -> HttpResponse:
    """A medical need may come without words: the telephone numbers answer it at once, the desk sees it first."""
    kind = kind if kind in KINDS else "other"
    words = request.POST.get("words", "").strip()
    needs.ask(
        by=request.actor, household_id=request.household.id, kind=kind, key=request.POST.get("key", "")[:64],
        text=words or (str(KINDS[kind]) if kind != "other" else ""),
    )  # fmt: skip
    said = "asked_medical" if kind == "medical" else "asked"
    return redirect(f"{reverse('card_help', kwargs={'card': request.card})}?said={said}")
