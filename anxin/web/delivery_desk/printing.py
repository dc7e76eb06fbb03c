"""What leaves on paper or as a table: what to do at each door, never why."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.access.book import note_read
from anxin.access.terms import Permission
from anxin.delivery.queries import loads, stops
from anxin.delivery.queries import waves as read
from anxin.kernel import clock
from anxin.paper.labels import Label, Labels, in_parts
from anxin.paper.parts import Item
from anxin.paper.press import Sheet, pdf
from anxin.paper.run_sheet import RunSheet
from anxin.paper.run_sheet import Stop as Line
from anxin.paper.run_sheet import Trip as Load
from anxin.paper.slot_sheet import CalledDoor, Slot, SlotSheet
from anxin.paper.tables import NewSheet, write_table
from anxin.paper.words import in_language
from anxin.web.delivery_desk import words
from anxin.web.route import Asked, route
from anxin.web.templatetags.anxin_ui import html_lang, quantity

P = Permission
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_words(request: Asked, kind: type[Sheet]) -> dict[str, Any]:
    who = request.actor.name or request.actor.label
    return {
        "words": in_language(kind.WORDS, _),
        "lang": html_lang(),
        "printed": f"{clock.local(clock.now()):%Y-%m-%d %H:%M} {who}",
    }


def printed(request: Asked, sheet: Sheet, name: str) -> HttpResponse:
    response = HttpResponse(pdf(sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def taken(request: Asked, wave_id: int, why: str) -> tuple[Any, list[Any]]:
    """The wave and the stops in the reader's area; who printed doors is written down."""
    wave = read.wave(request.actor, wave_id, P.LABEL_PRINT)
    rows = [row for row in stops.of_wave(request.actor, wave, P.LABEL_PRINT) if row.state != "excused"]
    note_read(
        by=request.actor,
        subdistrict_id=wave.subdistrict_id,
        about=f"wave:{wave.id}",
        why=why,
        count=len(rows),
        path=wave.path,
    )
    return wave, rows


def contents(goods: dict[int, Any], row: Any) -> tuple[Item, ...]:
    own = goods.get(row.order_id)
    return tuple(Item(line.name, quantity(line.qty_milli, line.unit)) for line in (own.lines if own else ()))


def in_trips(rows: list[Any]) -> list[Any]:
    """As the carts are packed: trip by trip, within a trip in the order of the doors."""
    return sorted(rows, key=lambda r: (r.trip.number if r.trip_id else 10**6, r.mode, r.position))


@route(P.LABEL_PRINT)
def labels(request: Asked, wave_id: int) -> HttpResponse:
    wave, rows = taken(request, wave_id, "labels.print")
    goods = loads.contents(request.actor, wave)
    every = tuple(
        Label(
            wave.compound.name, stops.door_of(row, request.LANGUAGE_CODE), row.order.ref, contents(goods, row),
            wave.round.title, _("第%(number)s趟") % {"number": row.trip.number} if row.trip_id else "",
        )
        for row in in_trips(rows)
    )  # fmt: skip
    sheet = Labels(labels=in_parts(every), **sheet_words(request, Labels))
    return printed(request, sheet, "labels.pdf")


@route(P.LABEL_PRINT)
def run_sheets(request: Asked, wave_id: int) -> HttpResponse:
    """All trips of the wave (?carrier= those of one number), each on its own page."""
    wave, rows = taken(request, wave_id, "run_sheets.print")
    goods = loads.contents(request.actor, wave)
    number = request.GET.get("carrier", "")
    by_trip: dict[int, list[Any]] = defaultdict(list)
    for row in in_trips(rows):
        if row.trip_id and (not number or str(row.trip.carrier_no) == number):
            by_trip[row.trip.number].append(row)
    trips = tuple(
        Load(no, here[0].trip.boxes, tuple(line_of(request, row, goods) for row in here))
        for no, here in sorted(by_trip.items())
    )
    person = _("%(no)s号") % {"no": number} if number else ""
    sheet = RunSheet(
        title=wave.round.title,
        compound=wave.compound.name,
        person=person,
        trips=trips,
        **sheet_words(request, RunSheet),
    )
    return printed(request, sheet, "run-sheets.pdf")


def line_of(request: Asked, row: Any, goods: dict[int, Any]) -> Line:
    note = str(words.MODES[row.mode]) if row.mode != "flat_door" else row.household.delivery_note
    return Line(
        stops.stair_of(row, request.LANGUAGE_CODE),
        _("%(floor)s层") % {"floor": row.floor},
        row.household.door.room,
        row.order.ref,
        contents(goods, row),
        note,
    )


@route(P.LABEL_PRINT)
def slot_sheet(request: Asked, wave_id: int) -> HttpResponse:
    """Called down stair by stair; at the supply point building by building."""
    wave, rows = taken(request, wave_id, "slots.print")
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        times = stops.window(row)
        if times:
            found[times[0], times[1], row.stair_id].append(row)
    slots = tuple(
        Slot(
            f"{clock.local(begins):%H:%M}", f"{clock.local(ends):%H:%M}", stops.stair_of(here[0], request.LANGUAGE_CODE),
            tuple(CalledDoor(row.household.door.room, row.order.ref) for row in here),
        )
        for (begins, ends, _stair), here in sorted(found.items(), key=lambda pair: pair[0])
    )  # fmt: skip
    sheet = SlotSheet(
        title=wave.round.title, compound=wave.compound.name, point=_("单元门口或供应点"), slots=slots,
        **sheet_words(request, SlotSheet),
    )  # fmt: skip
    return printed(request, sheet, "slots.pdf")


@route(P.LABEL_PRINT)
def stops_table(request: Asked, wave_id: int) -> HttpResponse:
    wave, rows = taken(request, wave_id, "stops.export")
    goods = loads.contents(request.actor, wave)
    head = [
        _("楼栋"), _("单元"), _("房号"), _("短码"), _("方式"), _("趟"), _("顺序"), _("时间"), _("箱"), _("物品"), _("状态"),
    ]  # fmt: skip

    def line(row: Any) -> list[Any]:
        times = stops.window(row)
        begins = wave.starts_at + timedelta(seconds=row.why.get("at_s", 0))
        items = _("；").join(f"{item.name} {item.qty}" for item in contents(goods, row))
        return [
            row.stair.building.label, row.stair.label, row.household.door.room, row.order.ref, str(words.MODES[row.mode]),
            row.trip.number if row.trip_id else "", row.position,
            words.between(*times) if times else f"{clock.local(begins):%H:%M}", row.boxes, items,
            str(words.STOP_STATES[row.state][1]),
        ]  # fmt: skip

    sheet = NewSheet(
        wave.compound.name,
        [head, *(line(row) for row in in_trips(rows))],
        text_columns=frozenset({0, 1, 2, 3}),
    )
    mark = f"{request.actor.name or request.actor.label} {clock.local(clock.now()):%Y-%m-%d %H:%M}"
    response = HttpResponse(write_table([sheet], watermark=mark), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="wave-{wave.id}.xlsx"'
    return response
