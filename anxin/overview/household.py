"""The household's own stream: what it ordered, where its goods are, what is paid and owed, who to call.

Reads only, for the household's card (or for somebody who enters orders for it). One query per kind of row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from anxin.access.actor import Actor
from anxin.delivery.models import Hold, Stop
from anxin.delivery.queries.stops import SHOWN, window
from anxin.delivery.terms import HoldState, StopState
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from anxin.places.models import Compound
from anxin.supply.models import Claim, Complaint, Order, OrderLine, Refund
from anxin.supply.queries import orders, rounds
from anxin.supply.queries.rounds import in_language
from anxin.supply.rules.ordering import price
from anxin.supply.terms import LineState, OrderState, RefundState, RoundState

STEPS = ("ordered", "bought", "arrived", "shared", "carrying", "delivered", "confirmed")
"""下单 → 已采购 → 已到货 → 已分配 → 配送中 → 已送达 → 已签收."""

_REACHED = {
    RoundState.BOUGHT: "bought", RoundState.ARRIVED: "arrived", RoundState.SHARED: "shared",
    RoundState.SETTLED: "shared",
}  # fmt: skip
MOST_ORDERS = 30
LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Word:
    """What one source said of a line."""

    source: str
    qty_milli: int


@dataclass(frozen=True, slots=True)
class Line:
    """One product of the order. `given_milli` is None until the goods are shared out; `words` when sources differ."""

    id: int
    item_id: int
    name: str
    unit: str
    qty_milli: int
    given_milli: int | None
    short_milli: int
    rule: str
    refund_fen: int
    fen: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Bag:
    """Where the goods are handed over, and from when to when this home comes for them (None: they are carried up)."""

    stop_id: int
    state: str
    mode: str
    from_at: datetime | None
    until_at: datetime | None
    starts_at: datetime
    called_at: datetime | None
    done_at: datetime | None
    confirmed_at: datetime | None
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A complaint and its answer."""

    kind: str
    state: str
    words: str
    answer: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """One order of the household. Money in fen; `step` is one of STEPS."""

    order_id: int
    round_id: int
    ref: str
    title: str
    state: str
    round_state: str
    step: str
    lines: tuple[Line, ...]
    due_fen: int
    fee_fen: int
    paid_fen: int
    owed_fen: int
    refunded_fen: int
    made_at: datetime
    arrives_at: datetime
    closes_at: datetime
    version: int
    may_cancel: bool
    may_complain: bool
    bag: Bag | None
    complaints: tuple[Said, ...]

    @property
    def unpaid_fen(self) -> int:
        return max(0, self.due_fen - self.paid_fen) if self.state == OrderState.ACTIVE else 0

    @property
    def asks_receipt(self) -> bool:
        """Handed over, and the household has not said yet whether it has it."""
        return (
            self.bag is not None and self.bag.state == StopState.DELIVERED and self.bag.confirmed_at is None
        )


def orders_of(actor: Actor, household_id: int, language: str = "zh-hans") -> list[Mine]:
    """The household's orders, newest first."""
    rows = orders.visible(actor).filter(household_id=household_id).select_related("round")
    return _told(list(rows.order_by("-made_at", "-id")[:MOST_ORDERS]), language)


def order_of(actor: Actor, household_id: int, order_id: int, language: str = "zh-hans") -> Mine:
    """One of them. Another household's order does not exist."""
    rows = orders.visible(actor).filter(household_id=household_id, id=order_id).select_related("round")
    found = _told(list(rows), language)
    if not found:
        raise NotYours("order")
    return found[0]


def _told(rows: Sequence[Order], language: str) -> list[Mine]:
    if not rows:
        return []
    sid, ids = rows[0].subdistrict_id, [row.id for row in rows]
    lines = _lines(sid, ids, language)
    bags = _bags(sid, ids)
    money: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for refund in Refund.objects.filter(subdistrict_id=sid, order_id__in=ids):
        money[refund.order_id][refund.state] += refund.fen
    said: dict[int, list[Said]] = defaultdict(list)
    for row in Complaint.objects.filter(subdistrict_id=sid, order_id__in=ids).order_by("-said_at"):
        said[row.order_id].append(Said(row.kind, row.state, row.words, row.answer, row.said_at))
    return [_mine(row, lines[row.id], bags.get(row.id), money[row.id], tuple(said[row.id])) for row in rows]


def _mine(
    order: Order, lines: Sequence[Line], bag: Bag | None, money: dict[str, int], said: tuple[Said, ...]
) -> Mine:
    round_ = order.round
    active = order.state == OrderState.ACTIVE
    return Mine(
        order_id=order.id, round_id=round_.id, ref=order.ref, title=round_.title, state=order.state,
        round_state=round_.state, step=_step(round_.state, bag), lines=tuple(lines),
        due_fen=order.goods_fen + order.fee_fen if active else 0, fee_fen=order.fee_fen, paid_fen=order.paid_fen,
        owed_fen=money.get(RefundState.OWED, 0), refunded_fen=money.get(RefundState.PAID, 0),
        made_at=order.made_at, arrives_at=round_.arrives_at, closes_at=round_.closes_at, version=order.version,
        may_cancel=order.state != OrderState.CANCELLED and round_.state == RoundState.OPEN
        and clock.now() <= round_.hard_closes_at,
        may_complain=active and any(line.given_milli is not None for line in lines),
        bag=bag, complaints=said,
    )  # fmt: skip


def _step(round_state: str, bag: Bag | None) -> str:
    if bag is not None and bag.confirmed_at is not None:
        return "confirmed"
    if bag is not None:
        return "delivered" if bag.state == StopState.DELIVERED else "carrying"
    return _REACHED.get(RoundState(round_state), "ordered")


def _lines(sid: int, order_ids: Sequence[int], language: str) -> dict[int, list[Line]]:
    rows = OrderLine.objects.filter(subdistrict_id=sid, order_id__in=order_ids).exclude(qty_milli=0)
    shown = list(rows.select_related("item__product").order_by("item__order", "item__code"))
    words = _words(sid, [row.id for row in shown if row.state == LineState.CONFLICT])
    found: dict[int, list[Line]] = defaultdict(list)
    for row in shown:
        unit_fen = row.item.supplier_fen + row.item.fee_fen
        found[row.order_id].append(
            Line(
                id=row.id, item_id=row.item_id, name=in_language(row.item.product, language), unit=row.item.unit,
                qty_milli=row.qty_milli, given_milli=row.given_milli, short_milli=row.short_milli, rule=row.rule,
                refund_fen=row.refund_fen, fen=price(row.qty_milli, unit_fen), words=words.get(row.id, ()),
            )
        )  # fmt: skip
    return found


def _words(sid: int, line_ids: Iterable[int]) -> dict[int, tuple[Word, ...]]:
    """Who said what, of the lines on which sources differ."""
    ids = list(line_ids)
    if not ids:
        return {}
    found: dict[int, list[Word]] = defaultdict(list)
    for row in Claim.objects.filter(subdistrict_id=sid, line_id__in=ids, settled=False).order_by("said_at"):
        found[row.line_id].append(Word(row.source, row.qty_milli))
    return {line_id: tuple(said) for line_id, said in found.items()}


def _bags(sid: int, order_ids: Sequence[int]) -> dict[int, Bag]:
    """Stops of waves that are published: a plan nobody has agreed to yet is not told to anybody."""
    rows = Stop.objects.filter(subdistrict_id=sid, order_id__in=order_ids, wave__state__in=SHOWN)
    stops = list(rows.select_related("slot", "wave"))
    if not stops:
        return {}
    holds = Hold.objects.filter(
        subdistrict_id=sid, stop_id__in=[stop.id for stop in stops], state=HoldState.OPEN
    )
    tries = dict(holds.values_list("stop_id", "next_try_at"))
    return {stop.order_id: _bag(stop, tries.get(stop.id)) for stop in stops}


def _bag(stop: Stop, next_try_at: datetime | None) -> Bag:
    from_at, until_at = window(stop) or (None, None)
    return Bag(
        stop_id=stop.id, state=stop.state, mode=stop.mode, from_at=from_at, until_at=until_at,
        starts_at=stop.wave.starts_at, called_at=stop.called_at, done_at=stop.done_at,
        confirmed_at=stop.confirmed_at, next_try_at=next_try_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Who organises for this compound now, and what to do after the sale. Told to its own households only."""

    name: str
    phone: str
    after_sales: str


def person_for(compound: Compound) -> Person | None:
    """The organiser of the newest round of the compound, one with a telephone number first."""
    found = [
        Person(row.organiser, row.organiser_phone, row.after_sales)
        for row in rounds.by_compound(compound).exclude(organiser="")[:LOOKED_AT]
    ]
    return next((person for person in found if person.phone), found[0] if found else None)
