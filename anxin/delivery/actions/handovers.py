"""What happened at the doors, as phones note it: in arrays, each with the key the phone made, each exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from anxin.access.actor import Actor, system
from anxin.access.book import line, own_key, record, write_lines
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.delivery import photos
from anxin.delivery import rules as decide
from anxin.delivery.models import Handover, Hold, Stop, Wave
from anxin.delivery.terms import HoldState, Outcome, StopState, WaveState
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.kernel.ids import new_id
from anxin.places import queries as places
from anxin.rulebook import RuleSet
from anxin.supply.actions import stock
from anxin.supply.queries.homes import of_tenants
from anxin.supply.terms import MoveKind

SHOWN = (WaveState.PUBLISHED, WaveState.DONE)
LONGEST_KEY = 64
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Tick:
    """One handover as the phone sends it; `photo` is the picture as it came."""

    key: str
    stop_id: int
    outcome: str
    at: datetime
    note: str = ""
    photo: bytes = b""


@dataclass(slots=True)
class Answer:
    """Keys that are safe now (also those that were before), and keys refused with their code."""

    accepted: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    new: set[str] = field(default_factory=set)


def record_many(*, by: Actor, ticks: Sequence[Tick]) -> Answer:
    """Write what is new; a key that is known is accepted again and changes nothing.

    The latest outcome by the phone's clock stands; an earlier one that arrives late is kept beside it.
    Codes per key: `handover.key`, `handover.outcome`, `handover.stop_gone`, `handover.not_published`,
    `handover.photo_bad`, `handover.photo_large`. What the household confirmed itself stands over a later "no answer".
    One array is one transaction: all that is accepted is kept, or none.
    """
    pictures, wrong = _pictures(by, ticks)
    try:
        answer = _record(by, [tick for tick in ticks if tick.key not in wrong], pictures)
    except BaseException:
        for name in pictures.values():
            photos.drop(name)
        raise
    for key in pictures.keys() - answer.new:
        photos.drop(pictures[key])
    answer.refused += wrong.items()
    return answer


def _pictures(by: Actor, ticks: Sequence[Tick]) -> tuple[dict[str, str], dict[str, Refusal]]:
    """{key: name of the picture kept} and {key: why its picture is refused}; files only, no transaction."""
    kept: dict[str, str] = {}
    wrong: dict[str, Refusal] = {}
    carrying = {tick.stop_id for tick in ticks if tick.photo}
    seen = of_tenants(Stop.objects.filter(scope(by, Permission.HANDOVER_RECORD), id__in=carrying))
    tenant = dict(seen.values_list("id", "subdistrict_id")) if carrying else {}
    for tick in ticks:
        if tick.photo and tick.stop_id in tenant:
            try:
                kept[tick.key] = photos.keep(tick.photo, places.rule_set(tenant[tick.stop_id]))
            except Refusal as refusal:
                wrong[tick.key] = refusal
    return kept, wrong


@transaction.atomic
def _record(by: Actor, ticks: Sequence[Tick], pictures: Mapping[str, str]) -> Answer:
    answer, rows, deeds = Answer(), [], []
    # Locked in one order, so that two phones with overlapping lists wait for each other and never embrace.
    stops = _locked(by, {tick.stop_id for tick in ticks})
    known = _known(by, stops.values(), ticks)
    latest = _latest(stops.values())
    for tick in ticks:
        stop = stops.get(tick.stop_id)
        kept = own_key(by, tick.key, tick.stop_id)
        if kept in known:
            answer.accepted.append(tick.key)
            continue
        code = _fault(tick, stop)
        if code or stop is None:
            answer.refused.append((tick.key, Refusal(code or "handover.stop_gone")))
            continue
        row = _handover(by, stop, tick, pictures.get(tick.key, ""))
        rows.append(row)
        known.add(kept)
        answer.new.add(tick.key)
        answer.accepted.append(tick.key)
        unsaid = stop.confirmed_at is None or row.outcome == Outcome.DELIVERED
        if unsaid and row.at >= latest.get(stop.id, row.at):
            latest[stop.id] = row.at
            deeds.append(_turn(stop, row))
    Handover.objects.bulk_create(rows)
    _settle(by, deeds)
    return answer


def _locked(by: Actor, ids: set[int]) -> dict[int, Stop]:
    rows = of_tenants(Stop.objects.filter(scope(by, Permission.HANDOVER_RECORD), id__in=ids))
    rows = rows.select_related("wave").select_for_update(of=("self",)).order_by("id")
    return {row.id: row for row in rows}


def _known(by: Actor, stops: Iterable[Stop], ticks: Sequence[Tick]) -> set[str]:
    """Asked after the lock: what another request wrote meanwhile is seen. Another's key for another door is no key."""
    tenants = {stop.subdistrict_id for stop in stops}
    keys = {own_key(by, tick.key, tick.stop_id) for tick in ticks}
    rows = Handover.objects.filter(subdistrict_id__in=tenants, key__in=keys)
    return set(rows.values_list("key", flat=True))


def _latest(stops: Iterable[Stop]) -> dict[int, datetime]:
    ids = [stop.id for stop in stops if stop.state != StopState.DUE]
    rows = Handover.objects.filter(stop_id__in=ids, subdistrict_id__in={s.subdistrict_id for s in stops})
    return dict(rows.values_list("stop_id").annotate(at=Max("at")).order_by())


def _fault(tick: Tick, stop: Stop | None) -> str:
    if not tick.key or len(tick.key) > LONGEST_KEY:
        return "handover.key"
    if tick.outcome not in set(Outcome):
        return "handover.outcome"
    if stop is None:
        return "handover.stop_gone"
    if stop.wave.state not in SHOWN:
        return "handover.not_published"
    return ""


def _handover(by: Actor, stop: Stop, tick: Tick, photo: str = "") -> Handover:
    now = clock.now()
    return Handover(
        subdistrict_id=stop.subdistrict_id, id=new_id(), stop_id=stop.id, key=own_key(by, tick.key, stop.id),
        outcome=tick.outcome,
        at=decide.happened_at(tick.at, now), received_at=now, by=by.label, note=tick.note[:LONGEST_NOTE],
        photo=photo, path=stop.path,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """A handover that stands, and the state the stop had before it. One stop may have several in one array."""

    stop: Stop
    row: Handover
    before: StopState

    @property
    def after(self) -> StopState:
        return decide.state_after(Outcome(self.row.outcome))

    @property
    def about(self) -> str:
        return f"handover:{self.row.id}"


def _turn(stop: Stop, row: Handover) -> Deed:
    """The locked stop takes its new state; `_settle` writes it."""
    deed = Deed(stop, row, StopState(stop.state))
    stop.state = deed.after
    stop.done_at = row.at if deed.after is StopState.DELIVERED else None
    return deed


def _settle(by: Actor, deeds: Sequence[Deed]) -> None:
    """Stops, holds, goods and the waves' counters follow these handovers: a handful of statements for an array.

    The stops are locked and were read under the lock, so their state cannot have moved since.
    """
    if not deeds:
        return
    stops = {deed.stop.id: deed.stop for deed in deeds}
    Stop.objects.bulk_create(
        [stops[key] for key in sorted(stops)], update_conflicts=True, update_fields=["state", "done_at"],
        unique_fields=["subdistrict_id", "id"],
    )  # fmt: skip
    _count_all((deed.stop, decide.counted(deed.before, deed.after)) for deed in deeds)
    _move_goods(by, deeds)
    _turn_holds(by, deeds)
    write_lines(
        line(
            "handover.recorded", by=by, subdistrict_id=deed.stop.subdistrict_id, about=f"stop:{deed.stop.id}",
            path=deed.stop.path, outcome=deed.row.outcome, before=str(deed.before),
        )
        for deed in deeds
    )  # fmt: skip


def _move_goods(by: Actor, deeds: Sequence[Deed]) -> None:
    """Out when a stop becomes delivered, back when it no longer is, each by the handover's own name."""
    moves = [
        stock.Move(
            deed.stop.order_id, deed.about,
            MoveKind.HANDED_OVER if deed.after is StopState.DELIVERED else MoveKind.RETURNED,
        )
        for deed in deeds
        if (deed.after is StopState.DELIVERED) != (deed.before is StopState.DELIVERED)
    ]  # fmt: skip
    # A household has no say over the stock, only over its word.
    stock.move_many(by=system(by.door) if by.kind == "card" else by, moves=moves)


def _count_all(moved: Iterable[tuple[Stop, decide.Counted]]) -> None:
    """Counters kept with the deeds; a wave is done when nothing is due or held, and open again when something is."""
    sums: dict[tuple[int, int], list[int]] = {}
    for stop, by_one in moved:
        total = sums.setdefault((stop.subdistrict_id, stop.wave_id), [0, 0, 0])
        for place, step in enumerate((by_one.total, by_one.done, by_one.held)):
            total[place] += step
    for (sid, wave_id), steps in sorted(sums.items()):
        wave = Wave.objects.filter(subdistrict_id=sid, id=wave_id)
        wave.update(
            stops_total=F("stops_total") + steps[0],
            stops_done=F("stops_done") + steps[1],
            stops_held=F("stops_held") + steps[2],
        )
        wave.filter(state=WaveState.PUBLISHED, stops_done=F("stops_total")).update(state=WaveState.DONE)
        wave.filter(state=WaveState.DONE, stops_done__lt=F("stops_total")).update(state=WaveState.PUBLISHED)


def _turn_holds(by: Actor, deeds: Sequence[Deed]) -> None:
    """Delivered closes the hold; anything else opens one, or is one more try of the one that is open."""
    held = _open_holds(deeds)
    there, made = {row.id for row in held.values()}, []
    touched: dict[int, Hold] = {}
    missed = {deed.stop.subdistrict_id for deed in deeds if deed.after is StopState.HELD}
    rule_sets = {sid: places.rule_set(sid) for sid in missed}
    for deed in deeds:
        row = held.get(deed.stop.id)
        if deed.after is StopState.DELIVERED:
            if row is not None:
                row.state, row.closed_at, row.closed_how = HoldState.CLOSED, deed.row.at, "delivered"
                touched[row.id] = held.pop(deed.stop.id)
            continue
        if row is None:
            row = held[deed.stop.id] = _hold(deed)
            made.append(row)
        _try_again(by, deed, row, rule_sets[deed.stop.subdistrict_id])
        touched[row.id] = row
    old = [row for row in touched.values() if row.id in there]
    if old:  # first, so that a stop never has two open ones
        names = ["outcome", "tries", "owner", "next_try_at", "state", "closed_at", "closed_how"]
        Hold.objects.bulk_create(
            old, update_conflicts=True, update_fields=names, unique_fields=["subdistrict_id", "id"]
        )
    Hold.objects.bulk_create(made)


def _open_holds(deeds: Sequence[Deed]) -> dict[int, Hold]:
    rows = Hold.objects.filter(
        subdistrict_id__in={deed.stop.subdistrict_id for deed in deeds},
        stop_id__in={deed.stop.id for deed in deeds},
        state=HoldState.OPEN,
    )
    return {row.stop_id: row for row in rows}


def _hold(deed: Deed) -> Hold:
    return Hold(
        subdistrict_id=deed.stop.subdistrict_id, stop_id=deed.stop.id, state=HoldState.OPEN, tries=0,
        opened_at=deed.row.at, path=deed.stop.path,
    )  # fmt: skip


def _try_again(by: Actor, deed: Deed, row: Hold, rules: RuleSet) -> None:
    row.tries += 1
    row.outcome = deed.row.outcome
    row.owner = decide.hold_owner(rules, tries=row.tries, carrier=by.label, office=deed.stop.wave.made_by)
    row.next_try_at = decide.next_try(rules, deed.row.at)


# --- the caller, the office, the household


@transaction.atomic
def call_down(*, by: Actor, stop_ids: Sequence[int]) -> int:
    """喊话: these households have been called now. Returns how many were called for the first time."""
    rows = Stop.objects.filter(scope(by, Permission.SLOT_CALL), id__in=stop_ids, state=StopState.DUE)
    rows = rows.filter(wave__state__in=SHOWN)
    found = list(rows.values_list("subdistrict_id", "id", "wave_id", "wave__path", "called_at"))
    if not found and not Stop.objects.filter(scope(by, Permission.SLOT_CALL), id__in=stop_ids).exists():
        raise NotYours("stop")
    fresh = [stop_id for _, stop_id, _, _, called_at in found if called_at is None]
    called = Stop.objects.filter(
        subdistrict_id__in={sid for sid, *_ in found}, id__in=fresh, called_at=None
    ).update(called_at=clock.now())
    if called:
        sid, _, wave_id, path, _ = found[0]
        record("slot.called", by=by, subdistrict_id=sid, about=f"wave:{wave_id}", path=path, homes=called)
    return called


@transaction.atomic
def excuse(*, by: Actor, stop_id: int, reason: str) -> None:
    """Nothing is owed at this stop any more, with the reason. Refuses `stop.reason_missing`, `stop.is_settled`."""
    stop = (
        Stop.objects.filter(scope(by, Permission.WAVE_PLAN), id=stop_id)
        .select_related("wave")
        .select_for_update(of=("self",))
        .first()
    )
    if stop is None:
        raise NotYours("stop")
    if not reason.strip():
        raise Refusal("stop.reason_missing")
    before = StopState(stop.state)
    if before not in {StopState.DUE, StopState.HELD}:
        raise Refusal("stop.is_settled")
    said = {**stop.why, "excused": reason.strip()[:LONGEST_NOTE]}
    Stop.objects.filter(subdistrict_id=stop.subdistrict_id, id=stop.id, state=before).update(
        state=StopState.EXCUSED, why=said, done_at=clock.now()
    )
    _count_all([(stop, decide.counted(before, StopState.EXCUSED))])
    Hold.objects.filter(subdistrict_id=stop.subdistrict_id, stop_id=stop.id, state=HoldState.OPEN).update(
        state=HoldState.CLOSED, closed_at=clock.now(), closed_how="excused"
    )
    record("stop.excused", by=by, subdistrict_id=stop.subdistrict_id, about=f"stop:{stop.id}", path=stop.path)


@transaction.atomic
def confirm(*, by: Actor, stop_id: int | None = None, order_id: int | None = None) -> Stop:
    """The household says itself that it has its goods; said twice is said once.

    What nobody ticked is delivered by this word. Refuses `handover.not_published` before the wave goes out.
    """
    rows = Stop.objects.filter(scope(by, Permission.HOUSEHOLD_OWN)).exclude(wave__state=WaveState.CANCELLED)
    rows = rows.filter(id=stop_id) if stop_id is not None else rows.filter(order_id=order_id or 0)
    stop = rows.select_related("wave").select_for_update(of=("self",)).order_by("-id").first()
    if stop is None:
        raise NotYours("stop")
    if stop.wave.state not in SHOWN:
        raise Refusal("handover.not_published")
    if stop.confirmed_at is not None:
        return stop
    now = clock.now()
    if stop.state != StopState.DELIVERED:
        row = _handover(by, stop, Tick(f"household:{stop.id}", stop.id, Outcome.DELIVERED, now))
        row.save(force_insert=True)
        _settle(by, [_turn(stop, row)])
    Stop.objects.filter(subdistrict_id=stop.subdistrict_id, id=stop.id, confirmed_at=None).update(
        confirmed_at=now
    )
    stop.confirmed_at = now
    record(
        "handover.confirmed",
        by=by,
        subdistrict_id=stop.subdistrict_id,
        about=f"stop:{stop.id}",
        path=stop.path,
    )
    return stop
