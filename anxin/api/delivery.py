"""Waves, their plans, the stops at the doors, what was handed over and what is held."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Body, Field, Query, Router, Status

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Id, IdempotencyKey, In, Moment, Out, Page, Text, Window, page, paged
from anxin.delivery.actions import handovers, holds, waves
from anxin.delivery.queries import holds as read_holds
from anxin.delivery.queries import loads
from anxin.delivery.queries import stops as read_stops
from anxin.delivery.queries import waves as read
from anxin.delivery.terms import Outcome, WaveState
from anxin.overview.sentences import sentence

router = Router(tags=["delivery"])
P = Permission
MOST_TICKS = 500


class Wave(Out):
    id: Id
    round_id: Id
    compound_id: Id
    compound: str
    state: str
    starts_at: datetime
    stops_total: int
    stops_done: int
    stops_held: int
    version: int


class Run(Out):
    """One planning. `cost` and `bound` block by block, in the same units; `why` is a code when nothing came of it."""

    id: Id
    state: str
    solver: str
    seed: int
    iterations: int
    cost: dict[str, Any]
    bound: dict[str, Any]
    violations: int
    why: str
    asked_at: datetime
    finished_at: datetime | None


class Trip(Out):
    id: Id
    number: int
    carrier_no: int
    suited: bool | None = Field(description="null without sight of health: it says which doors are observed")
    boxes: int
    starts_s: int
    ends_s: int


class Slot(Out):
    id: Id
    stair_id: Id
    number: int
    starts_at: datetime
    ends_at: datetime


class WaveWhole(Wave):
    """`plan` is the one the wave follows; `asked` the last that was asked for, when it is another."""

    plan: Run | None
    asked: Run | None
    trips: list[Trip]
    slots: list[Slot]


class GoodsLine(Out):
    name: str
    qty_milli: int
    unit: str


class Stop(Out):
    """Where goods go and what is in the bag; never why."""

    id: Id
    ref: str
    order_id: Id
    door: str
    floor: int
    mode: str
    state: str
    trip_id: Id | None
    slot_id: Id | None
    position: int
    boxes: int
    goods: list[GoodsLine]
    called_at: datetime | None
    done_at: datetime | None
    confirmed_at: datetime | None


class Hold(Out):
    id: Id
    stop_id: Id
    wave_id: Id
    compound_id: Id
    door: str
    outcome: str
    tries: int
    next_try_at: datetime
    owner: str
    opened_at: datetime


class PlanIn(In):
    compound_id: Id
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class TickIn(In):
    key: IdempotencyKey = Field(description="made where the tick was made: sent three times, done once")
    stop_id: Id
    outcome: Outcome
    at: Moment = Field(description="when it happened, by the phone's clock")
    note: Text = ""


class Ticked(Out):
    key: str
    accepted: bool
    code: str = Field(description="why not, when it was refused")
    detail: str


class RetryIn(In):
    at: Moment | None = None


class CloseIn(In):
    how: Literal["collected", "refunded", "donated"]


class CallIn(In):
    stop_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_TICKS)]


class Called(Out):
    called: int = Field(description="how many were called for the first time")


class ExcuseIn(In):
    reason: Text


class WavesWanted(Window):
    round_id: Id | None = None
    state: WaveState | None = None


def wave_out(row: Any) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in Wave.model_fields if name != "compound"}
    return {**own, "compound": row.compound.name}


def run_out(row: Any) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in Run.model_fields if name != "violations"}
    return {**own, "violations": len(row.violations)}


def hold_out(row: Any, language: str) -> Hold:
    stop = row.stop
    return Hold(
        id=row.id, stop_id=row.stop_id, wave_id=stop.wave_id, compound_id=stop.wave.compound_id,
        door=read_stops.door_of(stop, language), outcome=row.outcome, tries=row.tries,
        next_try_at=row.next_try_at, owner=row.owner, opened_at=row.opened_at,
    )  # fmt: skip


def _stop_out(row: Any, goods: dict[int, Any], language: str) -> dict[str, Any]:
    plain = ("id", "order_id", "floor", "mode", "state", "trip_id", "slot_id", "position", "boxes")
    moments = ("called_at", "done_at", "confirmed_at")
    bag = goods.get(row.order_id)
    return {
        **{name: getattr(row, name) for name in (*plain, *moments)},
        "ref": row.order.ref, "door": read_stops.door_of(row, language), "goods": list(bag.lines) if bag else [],
    }  # fmt: skip


def _trip_out(row: Any, *, may_know: bool) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in Trip.model_fields}
    return own if may_know else own | {"suited": None}


@router.get("/waves", response=Page[Wave], auth=needs(P.WAVE_SEE))
def list_waves(request: Asked, wanted: Query[WavesWanted]) -> Any:
    rows = read.waves(request.auth)
    if wanted.round_id is not None:
        rows = rows.filter(round_id=wanted.round_id)
    return page(rows.filter(state=wanted.state) if wanted.state else rows, wanted, wave_out)


@router.post("/rounds/{round_id}/waves", response={202: Wave}, auth=needs(P.WAVE_PLAN))
def plan_wave(request: Asked, round_id: Id, said: PlanIn) -> Any:
    """Ask for the plan of one compound; a job works it out. Look at the wave until `state` is `planned`."""
    row = waves.plan(by=request.auth, round_id=round_id, compound_id=said.compound_id, seed=said.seed)
    return Status(202, wave_out(read.wave(request.auth, row.id)))


@router.get("/waves/{wave_id}", response=WaveWhole, auth=needs(P.WAVE_SEE))
def get_wave(request: Asked, wave_id: Id) -> Any:
    row = read.wave(request.auth, wave_id)
    applied, asked = read.applied_run(row), read_stops.last_run(row)
    return {
        **wave_out(row),
        "plan": run_out(applied) if applied else None,
        "asked": run_out(asked) if asked else None,
        "trips": [
            _trip_out(trip, may_know=request.auth.may(P.HEALTH_SEE, row.path)) for trip in read.trips(row)
        ],
        "slots": read.slots(row),
    }


@router.post("/waves/{wave_id}/publish", response=Wave, auth=needs(P.WAVE_PLAN))
def publish_wave(request: Asked, wave_id: Id) -> Any:
    """Carriers and households see it from now on. Twice is once."""
    waves.publish(by=request.auth, wave_id=wave_id)
    return wave_out(read.wave(request.auth, wave_id))


@router.post("/waves/{wave_id}/cancel", response={204: None}, auth=needs(P.WAVE_PLAN))
def cancel_wave(request: Asked, wave_id: Id) -> Any:
    """A wave nobody has begun to carry out."""
    waves.cancel(by=request.auth, wave_id=wave_id)
    return Status(204, None)


@router.get("/waves/{wave_id}/stops", response=Page[Stop], auth=needs(P.WAVE_SEE))
def list_stops(request: Asked, wave_id: Id, window: Query[Window]) -> Any:
    """The doors of your area in walking order, with what is in each bag."""
    row = read.wave(request.auth, wave_id)
    goods = loads.contents(request.auth, row)
    rows = read_stops.of_wave(request.auth, row)[window.offset : window.offset + window.limit + 1]
    return paged(rows, window, lambda stop: _stop_out(stop, goods, request.auth.language))


@router.post("/handovers", response=list[Ticked], auth=needs(P.HANDOVER_RECORD))
def record_handovers(
    request: Asked, ticks: Annotated[list[TickIn], Field(max_length=MOST_TICKS), Body()]
) -> Any:
    """What happened at the doors. Each item is accepted or refused by itself; a known key is accepted again.

    Keep on the phone whatever is not answered; drop what is accepted; show what is refused.
    """
    said = [handovers.Tick(tick.key, tick.stop_id, tick.outcome, tick.at, tick.note[:200]) for tick in ticks]
    answer = handovers.record_many(by=request.auth, ticks=said)
    return [
        *(Ticked(key=key, accepted=True, code="", detail="") for key in answer.accepted),
        *(Ticked(key=key, accepted=False, code=no.code, detail=sentence(no)) for key, no in answer.refused),
    ]


@router.post("/stops/call", response=Called, auth=needs(P.SLOT_CALL))
def call_stops(request: Asked, said: CallIn) -> Any:
    """喊话: these households have been called down now."""
    return {"called": handovers.call_down(by=request.auth, stop_ids=said.stop_ids)}


@router.post("/stops/{stop_id}/excuse", response={204: None}, auth=needs(P.WAVE_PLAN))
def excuse_stop(request: Asked, stop_id: Id, said: ExcuseIn) -> Any:
    """Nothing is owed at this door any more, with the reason."""
    handovers.excuse(by=request.auth, stop_id=stop_id, reason=said.reason)
    return Status(204, None)


@router.get("/holds", response=Page[Hold], auth=needs(P.WAVE_SEE))
def list_holds(request: Asked, window: Query[Window]) -> Any:
    """Open ones, the next to be tried first."""
    rows = read_holds.holds(request.auth)
    return page(rows, window, lambda row: hold_out(row, request.auth.language))


@router.post("/holds/{hold_id}/retry", response=Hold, auth=needs(P.HANDOVER_RECORD))
def retry_hold(request: Asked, hold_id: Id, said: RetryIn) -> Any:
    """Somebody tries again at that time and owns it until then."""
    holds.retry(by=request.auth, hold_id=hold_id, at=said.at)
    row = read_holds.holds(request.auth, P.HANDOVER_RECORD).get(id=hold_id)
    return hold_out(row, request.auth.language)


@router.post("/holds/{hold_id}/close", response={204: None}, auth=needs(P.HANDOVER_RECORD))
def close_hold(request: Asked, hold_id: Id, said: CloseIn) -> Any:
    """How it ended: collected at the point, refunded, or given on."""
    holds.close(by=request.auth, hold_id=hold_id, how=said.how)
    return Status(204, None)
