"""The caller's screen at a stair or at the supply point: who now, who next, came or did not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.delivery.actions import handovers
from anxin.delivery.actions.handovers import Tick
from anxin.delivery.queries import stops, waves
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.web.delivery_desk import words
from anxin.web.given import number
from anxin.web.route import Asked, route

P = Permission


@route(P.SLOT_CALL)
def show(request: Asked, wave_id: int) -> HttpResponse:
    wave = waves.wave(request.actor, wave_id, P.SLOT_CALL)
    rows = [row for row in stops.of_wave(request.actor, wave, P.SLOT_CALL) if row.mode != "flat_door"]
    turns = turns_of(request, rows)
    waiting = [turn for turn in turns if turn["due"]]
    at = request.GET.get("turn", "")
    now = next((turn for turn in waiting if turn["key"] == at), waiting[0] if waiting else None)
    following = [turn for turn in waiting if turn is not now]
    context = {
        "wave": wave,
        "list_name": _("叫号"),
        "compound_name": wave.compound.name,
        "now": now,
        "next": following[0] if following else None,
        "later": following[1:],
        "done": sum(1 for row in rows if row.state not in {"due", "held"}),
        "total": len(rows),
        "today": clock.today(),
    }
    return render(request, "field/caller.html", context)


def turns_of(request: Asked, rows: list[Any]) -> list[dict[str, Any]]:
    """One stair in one slot, or one building in its window, in the order of time."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        times = stops.window(row)
        if times is None:
            continue
        called = row.mode == "unit_entrance"
        place = row.stair_id if called else row.stair.building_id
        turn = found.setdefault(
            (times[0], place),
            {
                "key": f"{int(times[0].timestamp())}-{place}",
                "when": words.between(*times),
                "place": stops.stair_of(row, request.LANGUAGE_CODE)
                if called
                else words.building(row, request.LANGUAGE_CODE),
                "doors": [],
                "mode": row.mode,
            },
        )
        turn["doors"].append(row)
    turns = [found[key] for key in sorted(found)]
    for turn in turns:
        turn["due"] = [row for row in turn["doors"] if row.state == "due"]
        turn["rooms"] = _("、").join(room(row, turn["mode"]) for row in turn["due"])
        turn["ids"] = ",".join(str(row.id) for row in turn["due"])
        turn["called"] = bool(turn["due"]) and all(row.called_at for row in turn["due"])
        turn["words"] = _("%(place)s，%(rooms)s，请现在来取物资。请戴好口罩，前后保持距离。") % {
            "place": turn["place"], "rooms": turn["rooms"],
        }  # fmt: skip
        for row in turn["due"]:
            row.shown = room(row, turn["mode"])
    return turns


def room(row: Any, mode: str) -> str:
    label = row.stair.label
    return (
        row.household.door.room
        if mode == "unit_entrance" or not label
        else f"{label}-{row.household.door.room}"
    )


@route(P.SLOT_CALL, methods=("POST",))
def mark(request: Asked, wave_id: int) -> HttpResponse:
    """outcome: call, delivered or no_answer; stops: ids joined by commas."""
    wave = waves.wave(request.actor, wave_id, P.SLOT_CALL)
    ids = [found for part in request.POST.get("stops", "").split(",") if (found := number(part))]
    outcome = request.POST.get("outcome", "")
    if not ids or outcome not in {"call", "delivered", "no_answer"}:
        raise Refusal("slot.nobody")
    handovers.call_down(by=request.actor, stop_ids=ids)
    if outcome != "call":
        now = clock.now()
        ticks = [
            Tick(f"call:{stop_id}:{outcome}:{int(now.timestamp()) // 10}", stop_id, outcome, now)
            for stop_id in ids
        ]
        answer = handovers.record_many(by=request.actor, ticks=ticks)
        if answer.refused:
            raise answer.refused[0][1]
    return redirect("caller", wave_id=wave.id)
