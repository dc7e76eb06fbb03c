"""Desk: 配送. The waves of each round, and one wave: planned, looked at, published, planned again."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.access.terms import Permission
from anxin.delivery import rules as decide
from anxin.delivery.actions import handovers
from anxin.delivery.actions import waves as deeds
from anxin.delivery.queries import stops
from anxin.delivery.queries import waves as read
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence
from anxin.places import queries as places
from anxin.places.rules import stair_name
from anxin.web.delivery_desk import words
from anxin.web.delivery_desk.drawing import draw
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk.goods_parts import tabs as round_tabs

P = Permission
PER_PAGE = 60


class SettingsForm(forms.Form):
    """What the rule set proposes, to be changed for this wave only."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("开始时间"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in decide.RANGES.items():
            self.fields[name] = forms.IntegerField(
                label=words.FIELDS[name],
                min_value=least,
                max_value=most,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def settings(self) -> decide.Settings:
        return decide.Settings(**self.cleaned_data)


def initial(settings: decide.Settings) -> dict[str, Any]:
    return {**settings.plain(), "starts_at": clock.local(settings.starts_at)}


@route(P.WAVE_SEE)
def show_all(request: Asked) -> HttpResponse:
    asked = request.GET
    wanted = {name: found for name in ("round", "compound") if (found := number(asked.get(name)))}
    rounds = read.by_round(request.actor, wanted.get("round"))
    if "compound" in wanted:
        for each in rounds:
            each.lines = [line for line in each.lines if line.compound.id == wanted["compound"]]
    rounds = [each for each in rounds if each.lines]
    context = {
        "room": "supply",
        "rounds": [
            {
                "round": each.round,
                "lines": [shown(line) for line in each.lines],
                "unplanned": any(not x.wave or x.wave.state in {"draft", "planned"} for x in each.lines),
            }
            for each in rounds
        ],
        "may_plan": request.actor.may(P.WAVE_PLAN),
        "narrowed": bool(wanted),
        "tabs": round_tabs(request, wanted["round"]) if rounds and "round" in wanted else [],
    }
    return render(request, "delivery/waves.html", context)


def shown(line: read.Line) -> dict[str, Any]:
    wave = line.wave
    state = words.WAVE_STATES[wave.state] if wave else ("waiting", _("还没有排"))
    failed = wave.run if wave and wave.run and wave.run.state in {"failed", "refused"} else None
    if failed and wave and wave.state in {"draft", "planning"}:
        state = ("overdue", _("没排成"))
    carry = line.bound.get("carry", {})
    return {
        "line": line,
        "wave": wave,
        "state": state,
        "total": _seconds(line.cost, "carry", "total_s"),
        "bound": words.amount(carry["value"], "s") if carry else "",
        "gap": words.gap(carry["gap_milli"]) if carry else "",
    }


def _seconds(cost: dict[str, Any], family: str, name: str) -> str:
    for each in cost.get(family, ()):
        if each["name"] == name:
            return words.amount(each["value"], each["unit"])
    return ""


@route(P.WAVE_SEE)
def show(request: Asked, wave_id: int) -> HttpResponse:
    """?trip= draws one trip alone, ?stop= says why, ?state= and ?mode= narrow the list."""
    wave = read.wave(request.actor, wave_id)
    rows = stops.of_wave(request.actor, wave)
    trips = read.trips(wave)
    context = {
        "room": "supply",
        "wave": wave,
        "state": words.WAVE_STATES[wave.state],
        "trips": trip_rows(request, trips, rows),
        "slots": slot_strip(request, wave, rows),
        "has_times": any(row.mode != "flat_door" for row in rows),
        "cost": cost_rows(read.applied_run(wave)),
        "failed": failure(wave),
        "changed": [
            stops.door_of(row, request.LANGUAGE_CODE) for row in stops.changed_since(request.actor, wave)
        ]
        if wave.state in {"planned", "published"}
        else [],
        "may_plan": request.actor.may(P.WAVE_PLAN, wave.path),
        "may_print": request.actor.may(P.LABEL_PRINT),
        "may_call": request.actor.may(P.SLOT_CALL),
        **stop_list(request, rows),
    }
    ground = places.ground_of(request.actor, wave.compound_id) if request.actor.may(P.AREA_SEE) else None
    chosen = number(request.GET.get("trip"))
    context["drawing"] = draw(ground, rows, trips, chosen) if ground else None
    context["chosen"] = chosen
    if stop_id := number(request.GET.get("stop")):
        context["why"] = why_of(request, stop_id)
    if context["may_plan"]:
        settings = decide.settings_of(wave.settings)
        context["form"] = SettingsForm(initial=initial(settings))
    return render(request, "delivery/wave.html", context)


def stop_list(request: Asked, rows: list[Any]) -> dict[str, Any]:
    asked = request.GET
    narrowed = [
        row
        for row in rows
        if (not asked.get("state") or row.state == asked["state"])
        and (not asked.get("mode") or row.mode == asked["mode"])
        and (not asked.get("trip") or (row.trip_id and str(row.trip.number) == asked["trip"]))
        and (not asked.get("stair") or str(row.stair_id) == asked["stair"])
    ]
    pages = Paginator(narrowed, PER_PAGE).get_page(asked.get("page"))
    for row in pages:
        row.door_name = stops.door_of(row, request.LANGUAGE_CODE)
        row.mode_word = words.MODES[row.mode]
        row.state_words = words.STOP_STATES[row.state]
        times = stops.window(row)
        row.when = words.between(*times) if times else ""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.state] += 1
    tabs = [{"key": "", "word": _("全部"), "url": "?", "count": len(rows)}]
    tabs += [
        {"key": key, "word": word, "url": f"?state={key}#stops", "count": counts[key]}
        for key, (_shape, word) in words.STOP_STATES.items()
        if counts[key]
    ]
    return {"page": pages, "tabs": tabs, "current": asked.get("state", "")}


def trip_rows(request: Asked, trips: list[Any], rows: list[Any]) -> list[dict[str, Any]]:
    stairs: dict[int, list[str]] = defaultdict(list)
    homes: dict[int, int] = defaultdict(int)
    done: dict[int, int] = defaultdict(int)
    for row in sorted(rows, key=lambda r: r.why.get("down_s", r.why.get("at_s", 0))):
        if row.trip_id:
            name = stops.stair_of(row, request.LANGUAGE_CODE)
            if name not in stairs[row.trip_id]:
                stairs[row.trip_id].append(name)
            homes[row.trip_id] += 1
            done[row.trip_id] += row.state == "delivered"
    begins = rows[0].wave.starts_at if rows else None
    shows_suits = request.actor.may(P.HEALTH_SEE)
    return [
        {
            "trip": trip, "colour": (trip.carrier_no - 1) % 6 + 1, "stairs": " → ".join(stairs[trip.id]),
            "homes": homes[trip.id], "done": done[trip.id], "suited": trip.suited and shows_suits,
            "when": words.between(*(begins + timedelta(seconds=s) for s in (trip.starts_s, trip.ends_s))) if begins else "",
        }
        for trip in trips
    ]  # fmt: skip


def slot_strip(request: Asked, wave: Any, rows: list[Any]) -> dict[str, Any]:
    """Stair × slot: how many are called down; `cells` in the order of the columns."""
    slots = read.slots(wave)
    homes: dict[int, int] = defaultdict(int)
    due: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.slot_id:
            homes[row.slot_id] += 1
            due[row.slot_id] += row.state == "due"
    times = sorted({slot.starts_at for slot in slots})
    by_stair: dict[int, dict[str, Any]] = {}
    for slot in slots:
        line = by_stair.setdefault(
            slot.stair_id,
            {
                "name": stair_name(slot.stair.building.label, slot.stair.label, request.LANGUAGE_CODE),
                "id": slot.stair_id,
                "at": {},
            },
        )
        line["at"][slot.starts_at] = {"homes": homes[slot.id], "due": due[slot.id]}
    for line in by_stair.values():
        line["cells"] = [line["at"].get(time) for time in times]
    return {"times": [f"{clock.local(time):%H:%M}" for time in times], "lines": list(by_stair.values())}


def cost_rows(run: Any) -> list[dict[str, Any]]:
    """Each family: blocks, its bound and the gap. Blocks of different units are never added."""
    if run is None:
        return []
    names = {"carry": (_("送货"), "total_s"), "slots": (_("叫下楼"), "slots")}
    found = []
    for family, blocks in run.cost.items():
        bound = run.bound.get(family, {})
        word, leading = names[family]
        found.append(
            {
                "word": word,
                "blocks": [
                    {
                        "word": words.BLOCKS.get(b["name"], b["name"]), "value": words.amount(b["value"], b["unit"]),
                        "bound": words.amount(bound["value"], b["unit"]) if b["name"] == leading and bound else "",
                    }
                    for b in blocks
                    if b["value"] or b["name"] == leading
                ],
                "gap": words.gap(bound["gap_milli"]) if bound else "",
                "solver": run.solver, "seed": run.seed, "iterations": run.iterations,
            }
        )  # fmt: skip
    return found


def failure(wave: Any) -> dict[str, Any] | None:
    """Why the last run gave no plan, and the least that would do."""
    run = stops.last_run(wave)
    if run is None or run.state not in {"failed", "refused"} or run.why == "plan.superseded":
        return None
    says = {
        "more_carriers": _("再加 %(count)s 个送货人（共 %(carriers)s 人）就能送完。"),
        "more_suited": _("再加 %(count)s 个穿防护服的人（共 %(suited)s 人）就能送完。"),
        "more_minutes": _("再多 %(count)s 分钟就能送完。"),
    }
    relax = run.plan.get("relax", []) if isinstance(run.plan, dict) else []
    return {
        "text": sentence(Refusal(run.why)),
        "relax": [says[each["code"]] % each for each in relax],
        "violations": run.violations[:5],
    }


def why_of(request: Asked, stop_id: int) -> dict[str, Any]:
    row = stops.stop(request.actor, stop_id)
    found = stops.why(request.actor, stop_id)
    times = stops.window(row)
    return {
        "stop": row,
        "door": stops.door_of(row, request.LANGUAGE_CODE),
        "mode": words.MODES[found.mode],
        "rule": words.RULES.get(found.rule, found.rule),
        "rule_path": found.rule,
        "source": found.rule_source,
        "rule_set": found.rule_set,
        "reason": words.reason(found.code, found.facts),
        "at": f"{clock.local(found.at):%H:%M}" if found.at else "",
        "when": words.between(*times) if times else "",
        "found": found,
        "notes": [{"row": note, "word": words.OUTCOMES[note.outcome]} for note in stops.handovers(row)],
        "may_excuse": row.state in {"due", "held"} and request.actor.may(P.WAVE_PLAN, row.path),
        "excused": words.HOLD_WAYS.get(found.excused, found.excused),
    }


@route(P.WAVE_SEE)
def why(request: Asked, wave_id: int, stop_id: int) -> HttpResponse:
    """The piece for the side of the page; without scripts the page itself with the piece in it."""
    wave = read.wave(request.actor, wave_id)
    found = why_of(request, stop_id)
    if not request.htmx:
        return redirect(f"{reverse('wave', kwargs={'wave_id': wave_id})}?stop={stop_id}#why")
    return render(request, "delivery/_why.html", {"why": found, "wave": wave})


@route(P.WAVE_SEE)
def state(request: Asked, wave_id: int) -> HttpResponse:
    """While a plan is made the page asks here; when it is there the page comes again."""
    wave = read.wave(request.actor, wave_id)
    response = render(request, "delivery/_state.html", {"wave": wave, "state": words.WAVE_STATES[wave.state]})
    if wave.run is None or wave.run.state not in {"queued", "running", "solved"}:
        response["HX-Refresh"] = "true"
    return response


@route(P.WAVE_PLAN, methods=("POST",))
def plan_round(request: Asked, round_id: int) -> HttpResponse:
    if not read.sites(request.actor, round_id, P.WAVE_PLAN):
        read.site(request.actor, round_id, 0, P.WAVE_PLAN)
    asked = deeds.plan_round(by=request.actor, round_id=round_id)
    messages.success(request, _("已开始排 %(n)s 个小区的方案。") % {"n": len(asked)})
    return redirect("waves")


@route(P.WAVE_PLAN, methods=("GET", "POST"))
def plan_compound(request: Asked, round_id: int, compound_id: int) -> HttpResponse:
    """The proposal of the rule set as a form; `quick` takes it as it is."""
    site = read.site(request.actor, round_id, compound_id, P.WAVE_PLAN)
    proposed = initial(deeds.proposed(by=request.actor, round_id=round_id, compound_id=compound_id))
    quick = request.method == "POST" and "quick" in request.POST
    form = SettingsForm(request.POST if request.method == "POST" and not quick else None, initial=proposed)
    if request.method == "POST" and (quick or form.is_valid()):
        wave = deeds.plan(
            by=request.actor,
            round_id=round_id,
            compound_id=compound_id,
            settings=None if quick else form.settings(),
        )
        return redirect("wave", wave_id=wave.id)
    context = {"room": "supply", "site": site, "form": form}
    return render(request, "delivery/plan.html", context, status=422 if form.errors else 200)


@route(P.WAVE_PLAN, methods=("POST",))
def again(request: Asked, wave_id: int) -> HttpResponse:
    """Plan again with other settings; what is handed over stays."""
    wave = read.whole_wave(request.actor, wave_id, P.WAVE_PLAN)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        context = {"room": "supply", "site": wave, "form": form, "wave": wave}
        return render(request, "delivery/plan.html", context, status=422)
    deeds.plan(
        by=request.actor, round_id=wave.round_id, compound_id=wave.compound_id, settings=form.settings()
    )
    return redirect("wave", wave_id=wave_id)


@route(P.WAVE_PLAN, methods=("POST",))
def publish(request: Asked, wave_id: int) -> HttpResponse:
    deeds.publish(by=request.actor, wave_id=wave_id)
    messages.success(request, _("已发布。送货人和住户现在看得到了。"))
    return redirect("wave", wave_id=wave_id)


@route(P.WAVE_PLAN, methods=("POST",))
def cancel(request: Asked, wave_id: int) -> HttpResponse:
    deeds.cancel(by=request.actor, wave_id=wave_id)
    messages.success(request, _("这一批已取消。"))
    return redirect("waves")


@route(P.WAVE_PLAN, methods=("POST",))
def excuse(request: Asked, stop_id: int) -> HttpResponse:
    row = stops.stop(request.actor, stop_id, to=P.WAVE_PLAN)
    handovers.excuse(by=request.actor, stop_id=stop_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("这一户已免送，原因已记下。"))
    return redirect("wave", wave_id=row.wave_id)
