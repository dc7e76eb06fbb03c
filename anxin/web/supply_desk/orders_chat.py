"""Chat into orders: paste, see what became of it, settle what is doubtful, needs that were said in passing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.access.terms import Permission
from anxin.chat import asking
from anxin.flows import chat_orders
from anxin.households import queries as homes
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence
from anxin.supply.actions import entries as act
from anxin.supply.queries import messages as read
from anxin.supply.queries import orders, rounds
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk import words
from anxin.web.supply_desk.orders_entry import plain
from anxin.web.supply_desk.orders_grid import amount

SPANS = {
    "address": "door",
    "room": "door",
    "product": "goods",
    "qty": "amount",
    "contact": "name",
    "phone": "name",
}
WARNINGS = {
    "seen_before": gettext_lazy("这段文字以前贴过，没有重复下单。下面是上次的结果。"),
    "other_compound": gettext_lazy(
        "这份接龙里的门牌，这个小区一个也没有，像是别的小区的。没有下任何订单，全部放进待核对。请确认小区是否选对。"
    ),
    "many_withdrawn": gettext_lazy(
        "和上一份相比少了很多行，可能贴成了旧的一份。少掉的行没有取消，已放进待核对，请逐条确认。"
    ),
}


class PasteForm(forms.Form):
    compound = forms.TypedChoiceField(label=gettext_lazy("小区"), coerce=int, choices=[])
    text = forms.CharField(
        label=gettext_lazy("群里的文字"), max_length=None, strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "placeholder": gettext_lazy("把接龙或一段聊天整个复制过来")}),
        help_text=gettext_lazy("新的一份可以整份再贴，只会处理新增、改动和撤回的。"),
    )  # fmt: skip
    sender = forms.CharField(
        label=gettext_lazy("谁发的（群昵称）"), max_length=60, required=False,
        help_text=gettext_lazy("只贴一条消息时填，昵称里常有门牌"),
    )  # fmt: skip

    def __init__(self, *args: Any, sites: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["compound"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(site.compound_id, site.compound.name) for site in sites]


@route(Permission.MESSAGE_PASTE, methods=("GET", "POST"))
def paste(request: Asked, round_id: int) -> HttpResponse:
    round_ = rounds.get(request.actor, round_id, to=Permission.MESSAGE_PASTE)
    sites = rounds.sites(request.actor, round_)
    start = {"compound": request.GET.get("compound")} if request.GET.get("compound") else None
    form = PasteForm(request.POST or None, sites=sites, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            taken = chat_orders.take(
                by=request.actor, round_id=round_id, compound_id=said["compound"], text=said["text"],
                sender=said["sender"],
            )  # fmt: skip
            if taken.warning:
                messages.warning(request, WARNINGS[taken.warning])
            return redirect("message", message_id=taken.message_id)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
    context = {
        "room": "supply", "round": round_, "form": form, "messages_pasted": read.messages(request.actor, round_)[:20],
    }  # fmt: skip
    return render(request, "supply/paste.html", context, status=422 if request.method == "POST" else 200)


@dataclass(frozen=True)
class Shown:
    """An entry for the page: its words underlined, its door, its state in words."""

    entry: Any
    words: SafeString
    door: str
    lines: list[str]
    state: tuple[str, Any]
    intent: Any
    doubts: list[Any]
    needs: list[Any]


def shown(request: Asked, entry: Any, text: str) -> Shown:
    return Shown(
        entry=entry, words=underlined(text, entry.start, entry.end, entry.spans),
        door=orders.door_of(entry.household, request.actor.language) if entry.household else "",
        lines=[line_words(line) for line in entry.lines], state=words.ENTRY_STATES[entry.state],
        intent=words.INTENTS[entry.intent], doubts=[words.doubt(code) for code in entry.reasons],
        needs=[words.NEEDS.get(need, need) for need in entry.needs],
    )  # fmt: skip


def line_words(line: dict[str, Any]) -> str:
    sign = "+" if line.get("op") == "add" and not str(line.get("qty") or "").startswith("-") else ""
    qty = "?" if line.get("qty") is None else f"{sign}{line['qty']}"
    return f"{line['product']} × {qty}{line.get('unit') or ''}"


def underlined(text: str, start: int, end: int, spans: Iterable[Iterable[Any]]) -> SafeString:
    """The words of an entry with what was read from them underlined; spans that overlap keep the first."""
    pieces: list[tuple[SafeString | str]] = []
    at = start
    for begin, stop, field in sorted((int(a), int(b), str(c)) for a, b, c in spans):
        kind = next((css for word, css in SPANS.items() if word in field), "")
        if begin < at or stop > end or not kind:
            continue
        pieces += [
            (text[at:begin],),
            (format_html('<mark class="ax-span ax-span--{}">{}</mark>', kind, text[begin:stop]),),
        ]
        at = stop
    pieces.append((text[at:end],))
    return format_html_join("", "{}", pieces)


@route(Permission.MESSAGE_PASTE)
def message(request: Asked, message_id: int) -> HttpResponse:
    """What became of a pasted text. ?show=changed leaves out rows that are as before."""
    row = read.message(request.actor, message_id)
    rows = read.entries_of(row)
    queued = sum(entry.reasons == ["queued"] for entry in rows)
    counts = {
        key: sum(entry.state == key and entry.reasons != ["queued"] for entry in rows)
        for key in words.ENTRY_STATES
    }
    changes = {key: sum(entry.change == key for entry in rows) for key in words.CHANGES}
    news = [entry for entry in rows if entry.change != "same" and entry.state != "dismissed"]
    everything = request.GET.get("show") == "all" or not news
    page = Paginator(rows if everything else news, 100).get_page(request.GET.get("page"))
    context = {
        "room": "supply", "message": row, "round": row.round, "counts": counts, "changes": changes,
        "queued": queued, "total": len(rows), "page": page, "everything": everything,
        "rows": [(shown(request, entry, row.text), words.CHANGES[entry.change]) for entry in page],
        "withdrawn": [shown(request, entry, entry.message.text) for entry in read.withdrawn_before(row)],
    }  # fmt: skip
    template = (
        "supply/_queue.html" if request.htmx and request.GET.get("part") == "queue" else "supply/message.html"
    )
    return render(request, template, context)


@route(Permission.ENTRY_REVIEW)
def review(request: Asked, round_id: int) -> HttpResponse:
    """What waits for a person, oldest first, a page at a time; ?compound=id"""
    round_ = rounds.get(request.actor, round_id, to=Permission.ENTRY_REVIEW)
    rows = read.review(request.actor, round_)
    if compound_id := number(request.GET.get("compound")):
        rows = rows.filter(compound_id=compound_id)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    card = rounds.price_card(round_, language=request.actor.language)
    context = {
        "room": "supply", "round": round_, "page": page, "card": card,
        "rows": [review_item(request, entry, card) for entry in page],
    }  # fmt: skip
    return render(request, "supply/review.html", context)


def review_item(
    request: Asked, entry: Any, card: rounds.PriceCard, typed: Any = None, error: str = ""
) -> dict[str, Any]:
    """One entry with its form: the door it seems to be, an amount per offered item, the question to send back."""
    wanted: dict[int, int] = {}
    for line in entry.lines:
        if line.get("item") and line.get("qty_milli"):
            wanted[line["item"]] = wanted.get(line["item"], 0) + line["qty_milli"]
    reasons = [words.ASKED_AS.get(code, code) for code in entry.reasons]
    values = typed or {}
    where = entry.address or {}
    door = "-".join(where[part] for part in ("building", "unit", "room") if where.get(part))
    return {
        "shown": shown(request, entry, entry.message.text), "entry": entry, "error": error,
        "door": values.get("door", homes_door(entry) or door),
        "cells": [
            (row, values.get(f"item-{row.item_id}", plain(max(0, wanted.get(row.item_id, 0))))) for row in card.rows
        ],
        "question": asking.question(reasons, "zh-hans" if request.actor.language == "en" else request.actor.language),  # type: ignore[arg-type]
        "gone": entry.change == "withdrawn", "candidates": values.get("candidates", []),
    }  # fmt: skip


def homes_door(entry: Any) -> str:
    if entry.household is None:
        return ""
    stair = entry.household.stair
    return "-".join(part for part in (stair.building.label, stair.label, entry.household.door.room) if part)


@route(Permission.ENTRY_REVIEW, methods=("POST",))
def accept_entry(request: Asked, entry_id: int) -> HttpResponse:
    entry = read.entry(request.actor, entry_id)
    card = rounds.price_card(entry.round, language=request.actor.language)
    try:
        if entry.change == "withdrawn":
            act.accept_withdrawal(by=request.actor, entry_id=entry_id, version=version_of(request))
        else:
            lines = [(row.item_id, amount(request.POST.get(f"item-{row.item_id}", ""))) for row in card.rows]
            act.accept(
                by=request.actor, entry_id=entry_id, household_id=home_of(request, entry), version=version_of(request),
                lines=[line for line in lines if line[1]],
            )  # fmt: skip
    except Refusal as refusal:
        return again(request, entry, card, sentence(refusal))
    return settled(request, entry, _("已收下。"))


def home_of(request: Asked, entry: Any) -> int:
    """The one household the typed door names, in the entry's own compound."""
    rows = homes.search(request.actor, request.POST.get("door", "").strip() or "?", Permission.ORDER_ENTER)
    found = list(rows.filter(compound_id=entry.compound_id).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refusal("entry.door_unclear" if found else "entry.door_unknown")
    return int(found[0])


def version_of(request: Asked) -> int:
    return number(request.POST.get("version"))


def again(request: Asked, entry: Any, card: rounds.PriceCard, error: str) -> HttpResponse:
    """The form once more with what was typed and why it was refused."""
    if not request.htmx:
        messages.error(request, error)
        return redirect("review", round_id=entry.round_id)
    item = review_item(request, read.entry(request.actor, entry.id), card, request.POST, error)
    return render(
        request, "supply/_review_item.html", {"item": item, "card": card, "current": True}, status=422
    )


def settled(request: Asked, entry: Any, word: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse("")
    messages.success(request, word)
    return redirect("review", round_id=entry.round_id)


@route(Permission.ENTRY_REVIEW, methods=("POST",))
def dismiss_entry(request: Asked, entry_id: int) -> HttpResponse:
    entry = read.entry(request.actor, entry_id)
    try:
        act.dismiss(by=request.actor, entry_id=entry_id, version=version_of(request))
    except Refusal as refusal:
        return again(request, entry, rounds.price_card(entry.round), sentence(refusal))
    return settled(request, entry, _("已标为不用处理。"))


@route(Permission.ENTRY_REVIEW, methods=("POST",))
def reopen_entry(request: Asked, entry_id: int) -> HttpResponse:
    entry = read.entry(request.actor, entry_id)
    act.reopen(by=request.actor, entry_id=entry_id, version=version_of(request))
    messages.success(request, _("已放回待核对。"))
    return redirect("review", round_id=entry.round_id)


@route(Permission.HEALTH_SEE)
def needs(request: Asked, round_id: int) -> HttpResponse:
    """What people said besides orders: needs and temperatures, until care takes them. ?urgent=1 ?compound=id"""
    round_ = rounds.get(request.actor, round_id, to=Permission.HEALTH_SEE)
    rows = read.noted(request.actor, round_)
    if compound_id := number(request.GET.get("compound")):
        rows = rows.filter(compound_id=compound_id)
    found = [entry for entry in rows if request.GET.get("urgent") != "1" or "medical" in entry.needs]
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "room": "supply", "round": round_, "page": page,
        "rows": [shown(request, entry, entry.message.text) for entry in page],
    }  # fmt: skip
    return render(request, "supply/needs.html", context)
