"""It came (one tap), or something was missed, wrong or spoiled (two taps)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from anxin.delivery import photos
from anxin.delivery.actions import handovers
from anxin.kernel.errors import Refusal
from anxin.overview import household as stream
from anxin.places import queries as places
from anxin.supply.actions import complaints
from anxin.supply.terms import ComplaintKind
from anxin.web.resident.card import AskedByCard, by_card, show
from anxin.web.resident.ordering import to_order
from anxin.web.resident.words import told
from anxin.web.route import route


@route("card", methods=("POST",))
@by_card
def received(request: AskedByCard, order_id: int) -> HttpResponse:
    handovers.confirm(by=request.actor, order_id=order_id)
    return to_order(request, order_id, "confirmed")


@route("card", methods=("GET", "POST"))
@by_card
def wrong(request: AskedByCard, order_id: int) -> HttpResponse:
    order = stream.order_of(request.actor, request.household.id, order_id, request.LANGUAGE_CODE)
    fault, answer = "", 200
    if request.method == "POST":
        try:
            _complain(request, order)
            return to_order(request, order_id, "complained")
        except Refusal as refusal:
            fault, answer = told(refusal), 422
    return show(
        request, "resident/wrong.html", answer=answer, order=order, wrong=fault,
        kind=request.POST.get("kind") or request.GET.get("kind", ""), line=request.POST.get("line", ""),
        words=request.POST.get("words", "")[:300],
    )  # fmt: skip


def _complain(request: AskedByCard, order: stream.Mine) -> None:
    """Refuses `complaint.kind`, `complaint.line_unknown`, `handover.photo_bad` or `_large`, and as `complaints.open`."""
    kind, line = request.POST.get("kind", ""), request.POST.get("line", "")
    if kind not in set(ComplaintKind):
        raise Refusal("complaint.kind")
    if line and line not in {str(each.id) for each in order.lines}:
        raise Refusal("complaint.line_unknown")
    photo = request.FILES.get("photo")
    complaints.open(
        by=request.actor, order_id=order.order_id, kind=ComplaintKind(kind), words=request.POST.get("words", ""),
        line_id=int(line) if line else None, photo=_kept(request, photo) if photo else "",
    )  # fmt: skip


def _kept(request: AskedByCard, photo: Any) -> str:
    """Drawn anew without place, time and telephone, and kept beside the pictures of handovers."""
    rules = places.rule_set(request.household.subdistrict_id)
    if photo.size > rules.number("photos.max_megabytes") * 1024 * 1024:
        raise Refusal("handover.photo_large", megabytes=rules.number("photos.max_megabytes"))
    return photos.keep(photo.read(), rules)
