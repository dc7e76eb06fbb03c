"""A register coming in: upload, dry run, yes or no, progress, faulty rows back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.flows.register import imports
from anxin.households import queries as homes
from anxin.households.terms import ImportState
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.places import queries as places
from anxin.web.route import Asked, route
from anxin.web.settings_desk import forms
from anxin.web.settings_desk.areas import ROOM, with_refusal
from anxin.web.settings_desk.homes import XLSX
from anxin.web.settings_desk.words import COUNTED, IMPORTS, fault_sentence

IMPORT = Permission.REGISTER_IMPORT
FIRST = 20
"""Faults shown on the page; the sheet has all of them."""
WORKING = {ImportState.UPLOADED, ImportState.RUNNING}


@route(IMPORT, methods=("GET", "POST"))
def import_list(request: Asked) -> HttpResponse:
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    areas = list(places.subdistricts(request.actor))
    form.fields["subdistrict"].choices = [(area.pk, area.name) for area in areas]  # type: ignore[attr-defined]
    form.fields["subdistrict"].initial = areas[0].pk if areas else None
    known = [(str(row.id), row.name) for row in places.compounds(request.actor, IMPORT)]
    form.fields["compound"].choices = [("", _("表里写了小区")), *known]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = imports.take(
                by=request.actor, subdistrict_id=said["subdistrict"], content=said["file"].read(),
                filename=said["file"].name, compound_id=int(said["compound"]) if said["compound"] else None,
            )  # fmt: skip
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            return redirect("import", row.id)
    lines = [(row, *IMPORTS[ImportState(row.state)]) for row in homes.register_imports(request.actor)[:30]]
    context = {**ROOM, "form": form, "lines": lines, "one_area": len(areas) == 1}
    return render(request, "settings/imports.html", context, status=422 if request.method == "POST" else 200)


@route(IMPORT)
def import_template(request: Asked) -> HttpResponse:
    content = imports.empty_template(name=_("住户名册"))
    headers = {"Content-Disposition": 'attachment; filename="register-template.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@route(IMPORT)
def import_page(request: Asked, import_id: int) -> HttpResponse:
    """One page for the whole way; while something works, its middle asks for itself again."""
    row = homes.register_import(request.actor, import_id)
    state, word = IMPORTS[ImportState(row.state)]
    faults = [
        {"row": number + 1, "sheet": sheet + 1, "says": fault_sentence(code, facts)}
        for sheet, number, code, facts in row.faults[:FIRST]
    ]
    counted = [{"word": COUNTED[kind], **row.counts[kind]} for kind in COUNTED if kind in row.counts]
    context = {
        **ROOM, "row": row, "state": state, "word": word, "faults": faults, "counted": counted,
        "working": row.state in WORKING, "url": reverse("import", args=[row.id]),
        "fault": fault_sentence(row.fault["code"], row.fault.get("facts", {})) if row.fault else "",
        "several_sheets": row.counts.get("sheets", {}).get("read", 1) > 1,
        "slow": row.state == ImportState.UPLOADED and (clock.now() - row.made_at).total_seconds() > 120,
    }  # fmt: skip
    template = "settings/_import.html" if request.htmx else "settings/import.html"
    return render(request, template, context)


@route(IMPORT, methods=("POST",))
def import_confirm(request: Asked, import_id: int) -> HttpResponse:
    imports.confirm(by=request.actor, import_id=import_id)
    return redirect("import", import_id)


@route(IMPORT, methods=("POST",))
def import_drop(request: Asked, import_id: int) -> HttpResponse:
    imports.drop(by=request.actor, import_id=import_id)
    messages.success(request, _("已放弃这份名册，文件已删除，登记没有改动。"))
    return redirect("imports")


@route(IMPORT, methods=("POST",))
def import_resume(request: Asked, import_id: int) -> HttpResponse:
    imports.resume(by=request.actor, import_id=import_id)
    return redirect("import", import_id)


@route(IMPORT)
def import_faults(request: Asked, import_id: int) -> HttpResponse:
    """The faulty rows in their own sheet with the reason in the last column."""
    at = clock.local(clock.now())
    mark = _("%(who)s 于 %(when)s 导出，仅限防疫保供使用") % {
        "who": request.actor.name,
        "when": at.strftime("%Y-%m-%d %H:%M"),
    }
    content = imports.faulty_rows(
        request.actor, import_id, fault_sentence, heading=_("未导入原因"), watermark=mark
    )
    headers = {"Content-Disposition": 'attachment; filename="faulty-rows.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
