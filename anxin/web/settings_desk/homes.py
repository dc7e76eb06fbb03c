"""Homes at the desk: finding, opening, changing; flags for the care team; cards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.flows.register import sheets
from anxin.households import queries as homes
from anxin.households.actions import cards, flags, households
from anxin.households.terms import Flag
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.kernel.secrets import masked_phone
from anxin.overview.sentences import sentence
from anxin.places import queries as places
from anxin.places.rules import door_name
from anxin.web.route import Asked, route
from anxin.web.settings_desk import forms, printing
from anxin.web.settings_desk.areas import ROOM, page, with_refusal
from anxin.web.settings_desk.words import FLAGS

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SORTS = {
    "door": homes.WALK,
    "-door": tuple(f"-{part}" for part in homes.WALK),
    "persons": ("persons", "id"),
    "-persons": ("-persons", "id"),
}


def name_of(row: Any, language: str) -> str:
    """The door of a home, as people say it there."""
    return door_name(row.stair.building.label, row.stair.label, row.door.room, language)


def chosen(request: Asked) -> tuple[forms.HomeFilter, Any]:
    """The filter and the homes it leaves, in walking order."""
    form = forms.HomeFilter(request.GET)
    listed = places.compounds_around(request.actor, Permission.HOUSEHOLD_SEE)
    names = [(str(row.id), row.name) for row in listed]
    form.fields["compound"].choices = [("", _("全部")), *names]  # type: ignore[attr-defined]
    form.is_valid()
    said = form.cleaned_data
    rows = homes.search(request.actor, said.get("q", ""))
    if said.get("compound"):
        rows = rows.filter(compound_id=int(said["compound"]))
    if said.get("smartphone") == "no":
        rows = rows.filter(smartphone=False)
    return form, rows.order_by(*SORTS.get(request.GET.get("sort", ""), homes.WALK))


@route(Permission.HOUSEHOLD_SEE)
def home_list(request: Asked) -> HttpResponse:
    form, rows = chosen(request)
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [{"row": row, "door": name_of(row, request.LANGUAGE_CODE)} for row in listed]
    context = {
        **ROOM, "filters": form, "page": listed, "lines": lines, "may_export": request.actor.may(Permission.EXPORT),
        "may_import": request.actor.may(Permission.REGISTER_IMPORT),
    }  # fmt: skip
    return render(request, "settings/households.html", context)


@route(Permission.EXPORT)
def export(request: Asked) -> HttpResponse:
    """The homes of the list as XLSX: numbers masked, who took it and when on every page."""
    _form, rows = chosen(request)
    at = clock.local(clock.now())
    mark = _("%(who)s 于 %(when)s 导出，仅限防疫保供使用") % {
        "who": request.actor.name,
        "when": at.strftime("%Y-%m-%d %H:%M"),
    }
    content = sheets.homes_sheet(request.actor, rows, watermark=mark)
    name = f"households-{at:%Y%m%d-%H%M}.xlsx"
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@route(Permission.HOUSEHOLD_SEE)
def home(request: Asked, household_id: int) -> HttpResponse:
    return shown(request, household_id)


def shown(request: Asked, household_id: int, phone: str = "") -> HttpResponse:
    row = homes.household(request.actor, household_id)
    homes.opened(request.actor, row, "household.page")
    may = {
        "edit": request.actor.may(Permission.HOUSEHOLD_EDIT, row.path) and row.moved_out_at is None,
        "card": request.actor.may(Permission.CARD_ISSUE, row.path) and row.moved_out_at is None,
        "health": request.actor.may(Permission.HEALTH_SEE, row.path),
    }
    context = {
        **ROOM, "row": row, "door": name_of(row, request.LANGUAGE_CODE), "may": may, "whole_phone": phone,
        "phone": masked_phone(row.phone) if row.phone else "", "card": homes.card_of(request.actor, household_id),
    }  # fmt: skip
    return render(request, "settings/household.html", context)


@route(Permission.HOUSEHOLD_SEE, methods=("POST",))
def phone(request: Asked, household_id: int) -> HttpResponse:
    """The whole number, once, and written down who looked."""
    number = homes.phone_of(request.actor, household_id, "phone.shown")
    return shown(request, household_id, number or _("没有登记电话"))


@route(Permission.HOUSEHOLD_EDIT, methods=("GET", "POST"))
def home_edit(request: Asked, household_id: int) -> HttpResponse:
    row = homes.household(request.actor, household_id, to=Permission.HOUSEHOLD_EDIT)
    names = ("head", "persons", "chat_name", "language", "smartphone", "delivery_note", "version")
    form = forms.HomeEditForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    form.show_phone(masked_phone(row.phone) if row.phone else "")
    if request.method == "GET":
        homes.opened(request.actor, row, "household.edit")
    elif form.is_valid():
        said = {**form.cleaned_data, "version": form.cleaned_data["version"] or 0}
        if said.pop("forget_phone", False):
            said["phone"] = ""
        elif not said["phone"].strip():
            said["phone"] = None  # as it was
        try:
            households.change(by=request.actor, household_id=household_id, **said)
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("household", household_id)
    return page(request, form, _("修改 %(door)s") % {"door": name_of(row, request.LANGUAGE_CODE)})


@route(Permission.HOUSEHOLD_EDIT, methods=("GET", "POST"))
def home_add(request: Asked, door_id: int) -> HttpResponse:
    """A family behind a door where nobody is entered."""
    door = places.door(request.actor, door_id, to=Permission.HOUSEHOLD_EDIT)
    form = forms.HomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            row = households.move_in(by=request.actor, door_id=door_id, **said)
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("住户已登记。"))
            return redirect("household", row.id)
    name = door_name(door.stair.building.label, door.stair.label, door.room, request.LANGUAGE_CODE)
    return page(request, form, _("登记住户：%(door)s") % {"door": name})


@route(Permission.HOUSEHOLD_EDIT, methods=("POST",))
def move_out(request: Asked, household_id: int) -> HttpResponse:
    households.move_out(by=request.actor, household_id=household_id)
    messages.success(request, _("已办理搬出，安心卡同时作废。"))
    return redirect("household", household_id)


@route(Permission.HEALTH_SEE, methods=("GET", "POST"))
def care(request: Asked, household_id: int) -> HttpResponse:
    """Flags of one home, for the care team; opening the page is written down."""
    row = homes.household(request.actor, household_id, to=Permission.HEALTH_SEE)
    form = forms.FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            flags.put(by=request.actor, household_id=household_id, kind=Flag(said["kind"]), note=said["note"])
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("已登记。"))
            return redirect("household_care", household_id)
    lines = [(flag, FLAGS[Flag(flag.kind)]) for flag in homes.flags(request.actor, household_id)]
    context = {**ROOM, "row": row, "door": name_of(row, request.LANGUAGE_CODE), "form": form, "lines": lines}
    return render(request, "settings/care.html", context, status=422 if request.method == "POST" else 200)


@route(Permission.HEALTH_SEE, methods=("POST",))
def flag_end(request: Asked, flag_id: int) -> HttpResponse:
    household_id = flags.end(by=request.actor, flag_id=flag_id)
    messages.success(request, _("标记已结束。"))
    return redirect("household_care", household_id)


@route(Permission.CARD_ISSUE, methods=("POST",))
def card(request: Asked, household_id: int) -> HttpResponse:
    """Issue, replace or turn off one card."""
    homes.household(request.actor, household_id, to=Permission.CARD_ISSUE)
    what = request.POST.get("what", "issue")
    deed = {"issue": cards.issue, "reissue": cards.reissue, "revoke": cards.revoke}.get(what, cards.issue)
    try:
        deed(by=request.actor, household_id=household_id)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("安心卡已停用。") if what == "revoke" else _("安心卡已发，可以打印。"))
    return redirect("household", household_id)


@route(Permission.CARD_ISSUE)
def card_sheet(request: Asked, household_id: int) -> HttpResponse:
    row = homes.household(request.actor, household_id, to=Permission.CARD_ISSUE)
    if homes.card_of(request.actor, household_id) is None:
        raise Refusal("card.none")
    return printing.card_pdf(request, homes.cards_to_print(request.actor, row.compound_id, [row.id]))


@route(Permission.CARD_ISSUE, methods=("GET", "POST"))
def compound_cards(request: Asked, compound_id: int) -> HttpResponse:
    """Cards of a whole compound: make the missing ones, then print building by building."""
    row = places.compound(request.actor, compound_id, to=Permission.CARD_ISSUE)
    if request.method == "POST":
        made = cards.issue_all(by=request.actor, compound_id=compound_id)
        messages.success(request, _("新发 %(count)s 张安心卡。") % {"count": made})
        return redirect("compound_cards", compound_id)
    lines = homes.card_counts(request.actor, compound_id)
    shown = [{**line, "name": door_name(line["label"], "", "", request.LANGUAGE_CODE)} for line in lines]
    missing = sum(line["homes"] - line["cards"] for line in lines)
    return render(request, "settings/cards.html", {**ROOM, "row": row, "lines": shown, "missing": missing})


@route(Permission.CARD_ISSUE)
def building_card_sheet(request: Asked, building_id: int) -> HttpResponse:
    """Ten to an A4, in walking order."""
    building = places.building(request.actor, building_id, to=Permission.CARD_ISSUE)
    ids = homes.households(request.actor, Permission.CARD_ISSUE).filter(stair__building_id=building.id)
    printed = homes.cards_to_print(request.actor, building.compound_id, ids.values_list("id", flat=True))
    return printing.card_pdf(request, printed)
