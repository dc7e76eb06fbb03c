"""Field: my list in walking order. What to do at each door, never why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.access.book import note_read
from anxin.access.terms import Permission
from anxin.delivery import photos
from anxin.delivery.actions import handovers, trips
from anxin.delivery.actions.handovers import Tick
from anxin.delivery.queries import loads, stops, waves
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.overview.sentences import sentence
from anxin.web.delivery_desk import words
from anxin.web.field import reading
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.templatetags.anxin_ui import quantity

P = Permission


@route(P.HANDOVER_RECORD)
def show(request: Asked) -> HttpResponse:
    """The trips this person took; whoever has none sees what there is to take, or the own stairs."""
    mine = stops.mine(request.actor)
    free = [n for n in stops.numbers(request.actor) if n.carrier_id in {0, request.actor.id}]
    if not mine and not free:
        return show_area(request)
    context = page(request, mine)
    context["list_name"] = _("我的清单")
    context["taken"] = [n for n in free if n.carrier_id == request.actor.id]
    context["free"] = [n for n in free if not n.carrier_id]
    context["entrances"] = entrances(request)
    return render(request, "field/list.html", context)


@route(P.HANDOVER_RECORD)
def show_area(request: Asked) -> HttpResponse:
    """Everything still to hand over in the own area, stair by stair; ?wave= one of several."""
    here = stops.waves_to_walk(request.actor)
    chosen = [wave for wave in here if str(wave.id) == request.GET.get("wave", "")] or here
    several = len(chosen) > 1
    context = page(request, [] if several else stops.of_area(request.actor, [wave.id for wave in chosen]))
    context.update(list_name=_("本片清单"), area=True, waves=here if several else [])
    if several:
        context["done"] = sum(wave.stops_done + wave.stops_held for wave in here)
        context["total"] = sum(wave.stops_total for wave in here)
    return render(request, "field/list.html", context)


def page(request: Asked, rows: list[Any]) -> dict[str, Any]:
    if rows:
        note_read(
            by=request.actor,
            subdistrict_id=rows[0].subdistrict_id,
            about="field_list",
            why="carry",
            count=len(rows),
        )
    outcomes = stops.last_outcomes(rows)
    return {
        "groups": groups(request, rows, outcomes),
        "sync_url": reverse("field_sync"),
        "done": sum(1 for row in rows if row.state != "due"),
        "total": len(rows),
        "today": clock.today(),
        "compound_name": _("、").join(dict.fromkeys(row.wave.compound.name for row in rows)),
        "callers": {row.wave_id: row.wave.compound.name for row in rows if row.mode != "flat_door"}
        if request.actor.may(P.SLOT_CALL)
        else {},
    }


def groups(request: Asked, rows: list[Any], outcomes: dict[int, str]) -> list[dict[str, Any]]:
    """Stair by stair as they are walked: the same stair again on a later trip is a new heading."""
    goods = {
        row.wave_id: loads.contents(request.actor, row.wave) for row in {r.wave_id: r for r in rows}.values()
    }
    found: list[dict[str, Any]] = []
    for row in rows:
        head = (row.wave_id, row.trip_id, row.stair_id, row.mode)
        if not found or found[-1]["key"] != head:
            found.append({"key": head, "word": heading(row, request.LANGUAGE_CODE), "stops": []})
        own = goods[row.wave_id].get(row.order_id)
        found[-1]["stops"].append(
            {
                "id": str(row.id),
                "door": stops.door_of(row, request.LANGUAGE_CODE),
                "owed": owed(own, row.boxes),
                "hint": hint(row),
                "outcome": outcomes.get(row.id, "") if row.state != "due" else "",
                "url": reverse("field_tick", kwargs={"stop_id": row.id}),
            }
        )
    return found


def heading(row: Any, language: str) -> str:
    parts = [stops.stair_of(row, language), str(words.MODES[row.mode])]
    if row.trip_id and row.mode == "flat_door":
        parts.insert(0, _("第%(number)s趟") % {"number": row.trip.number})
    return " · ".join(parts)


def owed(goods: Any, boxes: int) -> list[dict[str, str]]:
    lines = goods.lines if goods else ()
    return [
        {"icon": "supply", "word": f"{line.name} {quantity(line.qty_milli, line.unit)}"} for line in lines
    ] or [{"icon": "box", "word": _("%(boxes)s 箱") % {"boxes": boxes}}]


def hint(row: Any) -> str:
    """Short code, time and the household's own word on where to put the bag."""
    times = stops.window(row)
    when = words.between(*times) if times else ""
    return " · ".join(part for part in (row.order.ref, when, row.household.delivery_note) if part)


def entrances(request: Asked) -> list[dict[str, Any]]:
    """Boxes set down at entrances on the way: one line a stair, nothing to tick."""
    found: dict[tuple[int | None, int], dict[str, Any]] = {}
    for row in stops.loads_for_entrances(request.actor):
        line = found.setdefault(
            (row.trip_id, row.stair_id),
            {
                "trip": row.trip.number,
                "stair": stops.stair_of(row, request.LANGUAGE_CODE),
                "boxes": 0,
                "homes": 0,
            },
        )
        line["boxes"] += row.boxes
        line["homes"] += 1
    return list(found.values())


@route(P.HANDOVER_RECORD, methods=("POST",))
def sync(request: Asked) -> HttpResponse:
    """Ticks of a phone, each accepted or refused by its key."""
    ticks: list[Tick] = []
    refused: list[tuple[str, Refusal]] = []
    try:
        items = reading.items_of(body_of(request))
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "text": sentence(refusal)}, status=400)
    for item in items:
        try:
            ticks.append(reading.tick_of(item))
        except Refusal as refusal:
            key = item.get("key") if isinstance(item, dict) else ""
            refused.append((str(key or ""), refusal))
    answer = handovers.record_many(by=request.actor, ticks=ticks)
    return JsonResponse({"accepted": answer.accepted, "refused": told([*answer.refused, *refused])})


def body_of(request: Asked) -> bytes:
    """Nothing of what came as a form: its stream is read already."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def told(refused: Iterable[tuple[str, Refusal]]) -> list[dict[str, str]]:
    return [{"key": key, "code": refusal.code, "text": sentence(refusal)} for key, refusal in refused]


@route(P.HANDOVER_RECORD, methods=("POST",))
def tick(request: Asked, stop_id: int) -> HttpResponse:
    """One door without scripts. The same button twice within seconds is one handover."""
    stops.stop(request.actor, stop_id, to=P.HANDOVER_RECORD)
    now = clock.now()
    outcome = request.POST.get("outcome", "")
    file = request.FILES.get("photo")
    one = Tick(
        key=f"form:{request.actor.id}:{stop_id}:{outcome[:12]}:{int(now.timestamp()) // 10}",
        stop_id=stop_id,
        outcome=outcome,
        at=now,
        note=request.POST.get("note", ""),
        photo=file.read() if file else b"",
    )
    answer = handovers.record_many(by=request.actor, ticks=[one])
    if answer.refused:
        raise answer.refused[0][1]
    messages.success(request, _("已记下。"))
    back = request.headers.get("Referer", "")
    return redirect("field_area" if back.endswith(reverse("field_area")) else "field_list")


@route(P.HANDOVER_RECORD, methods=("POST",))
def take(request: Asked, wave_id: int) -> HttpResponse:
    trips.take(by=request.actor, wave_id=wave_id, carrier_no=number_of(request))
    return redirect("field_list")


@route(P.HANDOVER_RECORD, methods=("POST",))
def give_back(request: Asked, wave_id: int) -> HttpResponse:
    waves.wave(request.actor, wave_id, P.HANDOVER_RECORD)
    trips.give_back(by=request.actor, wave_id=wave_id, carrier_no=number_of(request))
    return redirect("field_list")


def number_of(request: Asked) -> int:
    return min(number(request.POST.get("carrier_no")), 99_999)


@route(P.HANDOVER_RECORD)
def photo(request: Asked, handover_id: int) -> HttpResponse:
    """Only for those who may see the stop; never kept by a cache between."""
    place = photos.path_of(stops.photo(request.actor, handover_id).photo)
    if not place.is_relative_to(settings.PHOTO_ROOT) or not place.exists():
        raise NotYours("photo")
    try:
        file = place.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
