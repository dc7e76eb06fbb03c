"""Areas, compounds, buildings, zones."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anxin import rulebook
from anxin.access.terms import Permission
from anxin.households import queries as homes
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.overview.sentences import sentence
from anxin.places import queries as places
from anxin.places.actions import buildings, communities, compounds, doors, stairs, zones
from anxin.places.rules import door_name
from anxin.places.terms import CompoundKind, Zone
from anxin.web.route import Asked, route
from anxin.web.settings_desk import forms
from anxin.web.settings_desk.words import GOODS, KINDS, LEAVE_FLAT, LEAVE_GATE

ROOM = {"room": "settings"}


def with_refusal(form: Any, refusal: Refusal) -> None:
    """A limit met while saving stands above the form; what is not there stays a 404."""
    if isinstance(refusal, NotYours):
        raise refusal
    form.add_error(None, sentence(refusal))


@route(Permission.AREA_SEE)
def home(request: Asked) -> HttpResponse:
    """设置: what can be set, each with what is there."""
    listed = places.compounds_around(request.actor)
    context = {
        **ROOM,
        "compounds": listed.count(),
        "areas": list(places.subdistricts(request.actor)),
        "may_households": request.actor.may(Permission.HOUSEHOLD_SEE),
        "may_import": request.actor.may(Permission.REGISTER_IMPORT),
        "may_accounts": request.actor.may(Permission.GRANT_EDIT),
    }
    return render(request, "settings/home.html", context)


@route(Permission.AREA_SEE)
def compound_list(request: Asked) -> HttpResponse:
    counts = places.counts_of(request.actor)
    by_id = {row.id: row for row in places.communities(request.actor)}
    lines = []
    for row in places.compounds_around(request.actor):
        houses, flats = counts.get(row.id, (0, 0))
        named = by_id.get(row.community_id)
        lines.append(
            {
                "row": row,
                "kind": KINDS[CompoundKind(row.kind)],
                "community": named.name if named else "",
                "houses": houses,
                "flats": flats,
            }
        )
    context = {
        **ROOM,
        "lines": lines,
        "communities": list(by_id.values()),
        "may_edit": request.actor.may(Permission.AREA_EDIT),
    }
    return render(request, "settings/compounds.html", context)


@route(Permission.AREA_SEE)
def compound(request: Asked, compound_id: int) -> HttpResponse:
    row = places.compound_around(request.actor, compound_id)
    ground = places.ground_of(request.actor, compound_id)
    history = list(places.zone_history(request.actor, compound_id))
    may = {
        "edit": request.actor.may(Permission.AREA_EDIT, row.path),
        "zone": request.actor.may(Permission.ZONE_SET, row.path),
        "cards": request.actor.may(Permission.CARD_ISSUE, row.path),
        "households": request.actor.may(Permission.HOUSEHOLD_SEE),
    }
    context = {
        **ROOM, "row": row, "ground": ground, "history": history, "may": may, "kind": KINDS[CompoundKind(row.kind)],
        "doors": sum(len(s.doors) for b in ground.buildings for s in b.stairs), "now": clock.now(),
        "code": places.subdistrict(row.subdistrict_id).code,
    }  # fmt: skip
    return render(request, "settings/compound.html", context)


@route(Permission.AREA_EDIT, methods=("GET", "POST"))
def community_add(request: Asked) -> HttpResponse:
    form = forms.CommunityForm(request.POST or None)
    area = next(
        (a for a in places.areas(request.actor) if request.actor.may(Permission.AREA_EDIT, a.path)), None
    )
    if request.method == "POST" and form.is_valid():
        try:
            communities.add(
                by=request.actor, subdistrict_id=area.pk if area else 0, name=form.cleaned_data["name"]
            )
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("社区已添加。"))
            return redirect("compounds")
    return page(request, form, _("添加社区"), allowed=area is not None)


@route(Permission.AREA_EDIT, methods=("GET", "POST"))
def compound_add(request: Asked) -> HttpResponse:
    form = forms.CompoundAddForm(request.POST or None)
    homes = places.communities(request.actor, Permission.AREA_EDIT)
    form.fields["community"].choices = [(row.id, row.name) for row in homes]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = compounds.add(
                by=request.actor, community_id=said["community"], name=said["name"], kind=CompoundKind(said["kind"]),
                property_firm=said["property_firm"], aliases=said["aliases"],
            )  # fmt: skip
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("小区已添加。接着添加楼栋，或导入名册。"))
            return redirect("compound", row.id)
    return page(request, form, _("添加小区"))


@route(Permission.AREA_EDIT, methods=("GET", "POST"))
def compound_edit(request: Asked, compound_id: int) -> HttpResponse:
    row = places.compound(request.actor, compound_id, to=Permission.AREA_EDIT)
    now = {
        "name": row.name,
        "kind": row.kind,
        "property_firm": row.property_firm,
        "aliases": row.aliases,
        "version": row.version,
    }
    form = forms.CompoundForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            compounds.change(
                by=request.actor, compound_id=compound_id, version=said["version"] or 0, name=said["name"],
                kind=CompoundKind(said["kind"]), property_firm=said["property_firm"], aliases=said["aliases"],
            )  # fmt: skip
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("compound", compound_id)
    return page(request, form, _("修改小区"), row)


@route(Permission.AREA_EDIT, methods=("GET", "POST"))
def building_add(request: Asked, compound_id: int) -> HttpResponse:
    row = places.compound(request.actor, compound_id, to=Permission.AREA_EDIT)
    form = forms.BuildingAddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "stairs": form.cleaned_data["stairs"] or [""]}
        try:
            made = buildings.add(by=request.actor, compound_id=compound_id, **said)
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("楼栋已添加。接着添加房号。"))
            return redirect("building", made.id)
    return page(request, form, _("添加楼栋"), row)


@route(Permission.AREA_EDIT, methods=("GET", "POST"))
def building(request: Asked, building_id: int) -> HttpResponse:
    """One building: its own facts, its stairs, its doors. Three small forms; `what` says which was sent."""
    row = places.building(request.actor, building_id, to=Permission.AREA_EDIT)
    ground = places.ground_of(request.actor, row.compound_id)
    drawn = next(b for b in ground.buildings if b.id == row.id)
    now = {name: getattr(row, name) for name in ("label", "floors", "grid", "aliases", "x_m", "y_m")}
    what = request.POST.get("what", "") if request.method == "POST" else ""
    its_form = forms.BuildingForm(request.POST if what == "building" else None, initial=now)
    stair_form = forms.StairForm(request.POST if what == "stair" else None)
    door_form = forms.DoorForm(request.POST if what == "door" else None)
    names = [(s.id, s.label or _("不分单元")) for s in drawn.stairs]
    door_form.fields["stair"].choices = names  # type: ignore[attr-defined]
    sent = {"building": its_form, "stair": stair_form, "door": door_form}.get(what)
    if sent is not None and sent.is_valid():
        try:
            _change_building(request, what, row.id, sent.cleaned_data)
        except Refusal as refusal:
            with_refusal(sent, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("building", building_id)
    context = {
        **ROOM, "row": row, "drawn": with_homes(request, row.compound_id, drawn),
        "name": door_name(row.label, "", "", request.LANGUAGE_CODE),
        "its_form": its_form, "stair_form": stair_form, "door_form": door_form,
    }  # fmt: skip
    return render(request, "settings/building.html", context, status=422 if request.method == "POST" else 200)


def with_homes(request: Asked, compound_id: int, drawn: places.GroundBuilding) -> list[tuple[Any, Any]]:
    """[(stair, [(floor, [(door, household id or None)])])], top floor first."""
    lived_in = homes.homes_behind(request.actor, compound_id)
    return [
        (stair, [(floor, [(door, lived_in.get(door.id)) for door in row]) for floor, row in stair.floors])
        for stair in drawn.stairs
    ]


def _change_building(request: Asked, what: str, building_id: int, said: dict[str, Any]) -> None:
    if what == "building":
        buildings.change(by=request.actor, building_id=building_id, **said)
    elif what == "stair":
        stairs.add(by=request.actor, building_id=building_id, **said)
    else:
        for room in said["rooms"]:
            doors.add(by=request.actor, stair_id=said["stair"], room=room)


@route(Permission.ZONE_SET, methods=("GET", "POST"))
def zone(request: Asked, compound_id: int) -> HttpResponse:
    """Before a zone is set the page says what each zone means for the doors, by the rule set in force."""
    row = places.compound(request.actor, compound_id, to=Permission.ZONE_SET)
    rules = places.rule_set(row.subdistrict_id)
    wanted = request.GET.get("zone", row.zone)
    due = rulebook.zone_review_due(
        rules, zone=wanted if wanted in set(Zone) else row.zone, since=clock.now()
    ).value
    first = {"zone": wanted, "version": row.version, "review_at": clock.local(due)}
    form = forms.ZoneForm(request.POST or None, initial=first)
    form.fields["rule"].choices = rule_choices(rules)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        chosen = Zone(form.cleaned_data["zone"])
        said = {**form.cleaned_data, "zone": chosen, "rule": form.cleaned_data["rule"] or f"zones.{chosen}"}
        try:
            zones.set_zone(by=request.actor, compound_id=compound_id, **said)
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("分区已改，历史里留了记录。请重新排今天的配送。"))
            return redirect("compound", compound_id)
    context = {**ROOM, "row": row, "form": form, "columns": zone_columns(rules), "rules": rules}
    context["doors"] = places.counts_of(request.actor).get(row.id, (0, 0))[1]
    return render(request, "settings/zone.html", context, status=422 if request.method == "POST" else 200)


def rule_choices(rules: rulebook.RuleSet) -> list[tuple[str, str]]:
    """Each zone of the rule set, and each line of it for whoever wants to be exact."""
    paths = [path for path, _value, _source in rules.items() if path.startswith("zones.")]
    whole = list(dict.fromkeys(path.rpartition(".")[0] for path in paths))
    return [("", _("所选分区的整条规则")), *((path, path) for path in (*whole, *paths))]


def zone_columns(rules: rulebook.RuleSet) -> list[dict[str, Any]]:
    """What each zone would mean: where goods go for whom, who may leave, when it is reviewed, and the source."""
    columns = []
    for name in Zone:
        modes = [
            rulebook.delivery_mode(rules, zone=name, home_observed=observed, cannot_come_down=lame)
            for observed, lame in ((False, False), (False, True), (True, False))
        ]
        flat = rulebook.may_leave(rules, what="flat", zone=name, home_observed=False)
        gate = rulebook.may_leave(rules, what="compound", zone=name, home_observed=False)
        columns.append(
            {
                "zone": name,
                "goods": [GOODS[mode.value] for mode in modes],
                "flat": LEAVE_FLAT[flat.value],
                "gate": LEAVE_GATE[gate.value],
                "days": rules.number(f"zones.{name}.review_days"),
                "source": modes[0].because[0].source,
            }
        )
    return columns


def page(request: Asked, form: Any, title: str, row: Any = None, *, allowed: bool = True) -> HttpResponse:
    """A page that is one form; 422 when it comes back with faults."""
    context = {**ROOM, "form": form, "title": title, "row": row, "allowed": allowed}
    return render(request, "settings/form.html", context, status=422 if request.method == "POST" else 200)
