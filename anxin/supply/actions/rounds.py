"""Order relays (接龙): drafted, opened, closed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal, Stale
from anxin.kernel.ids import new_ref
from anxin.places import queries as places
from anxin.places.models import Compound
from anxin.supply.actions import orders
from anxin.supply.models import Order, OrderLine, Product, Round, RoundItem, RoundSite, Supplier
from anxin.supply.queries import homes
from anxin.supply.queries import rounds as read
from anxin.supply.rules.ordering import NOT_SOLD
from anxin.supply.terms import OrderState, RoundState


@dataclass(frozen=True, slots=True)
class Times:
    """When a round opens, when it closes as people are told, when the goods are expected. All aware."""

    opens_at: datetime
    closes_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """One row of the price card. Money in fen per unit, quantities in thousandths of the unit."""

    product_id: int
    supplier_id: int
    code: str
    unit: str
    supplier_fen: int
    fee_fen: int = 0
    case_units: int = 1
    min_units: int = 0
    limit_milli: int | None = None
    left_milli: int | None = None
    step_milli: int = 1000


@transaction.atomic
def draft(
    *,
    by: Actor,
    title: str,
    times: Times,
    organiser: str,
    items: Sequence[ItemTerms],
    path: str = "",
    compound_ids: Sequence[int] = (),
    organiser_phone: str = "",
    after_sales: str = "",
    note: str = "",
    delivery_fen: int = 0,
) -> Round:
    """A round for the compounds of `path`, or for those named. One price card for all of them: no tied sales.

    Refuses `round.no_compound`, `round.two_subdistricts`, `round.times`, `round.no_items`, `round.item_twice`,
    `round.code_twice`, `round.medicine`, `round.supplier_blocked`, `round.amounts`.
    """
    compounds = homes.compounds(by, to=Permission.ROUND_EDIT, path=path, ids=compound_ids)
    if not compounds:
        raise Refusal("round.no_compound")
    sid = compounds[0].subdistrict_id
    if any(compound.subdistrict_id != sid for compound in compounds):
        raise Refusal("round.two_subdistricts")
    _need_words(title, organiser)
    _check(sid, times, items, delivery_fen)
    round_ = Round.objects.create(
        subdistrict_id=sid, title=title.strip(), ref=new_ref(), path=path or common_path(compounds),
        opens_at=times.opens_at, closes_at=times.closes_at, hard_closes_at=hard_close(sid, times.closes_at),
        arrives_at=times.arrives_at, organiser=organiser.strip(), organiser_phone=organiser_phone.strip(),
        after_sales=after_sales.strip(), note=note.strip(), delivery_fen=delivery_fen, made_by=by.label,
    )  # fmt: skip
    RoundSite.objects.bulk_create(
        RoundSite(subdistrict_id=sid, round_id=round_.id, compound_id=compound.id, path=compound.path)
        for compound in compounds
    )
    _offer(round_, items)
    record(
        "round.drafted", by=by, subdistrict_id=sid, about=f"round:{round_.id}", path=round_.path,
        compounds=len(compounds), items=len(items),
    )  # fmt: skip
    return round_


@transaction.atomic
def change(
    *,
    by: Actor,
    round_id: int,
    version: int,
    title: str,
    times: Times,
    organiser: str,
    items: Sequence[ItemTerms],
    organiser_phone: str = "",
    after_sales: str = "",
    note: str = "",
    delivery_fen: int = 0,
) -> Round:
    """Anything while it is a draft; of an open round words, times, limits and new rows, never a price people ordered by.

    Refuses as `draft` does, and `round.not_changeable`, `round.price_fixed`, Stale.
    """
    round_ = editable(by, round_id)
    if round_.state not in {RoundState.DRAFT, RoundState.OPEN}:
        raise Refusal("round.not_changeable")
    _need_words(title, organiser)
    _check(round_.subdistrict_id, times, items, delivery_fen, kept=frozenset(_products(round_)))
    changed = Round.objects.filter(
        subdistrict_id=round_.subdistrict_id, id=round_.id, version=version, state=round_.state
    ).update(
        title=title.strip(), opens_at=times.opens_at, closes_at=times.closes_at, arrives_at=times.arrives_at,
        hard_closes_at=hard_close(round_.subdistrict_id, times.closes_at), organiser=organiser.strip(),
        organiser_phone=organiser_phone.strip(), after_sales=after_sales.strip(), note=note.strip(),
        version=F("version") + 1,
    )  # fmt: skip
    if not changed:
        raise Stale("round")
    _change_prices(round_, items, delivery_fen)
    record(
        "round.changed", by=by, subdistrict_id=round_.subdistrict_id, about=f"round:{round_.id}",
        path=round_.path, state=round_.state, items=len(items),
    )  # fmt: skip
    return read.get(by, round_id)


@transaction.atomic
def open(*, by: Actor, round_id: int) -> Round:
    """From now (or from `opens_at`) orders are taken. Refuses `round.already_open`, `round.times` when it is too late."""
    round_ = editable(by, round_id)
    if round_.closes_at <= clock.now():
        raise Refusal("round.times")
    _move(by, round_, (RoundState.DRAFT,), RoundState.OPEN, "round.already_open")
    return read.get(by, round_id)


@transaction.atomic
def close(*, by: Actor, round_id: int) -> Round:
    """截单. Of two people who close at once one does it; the other is refused `round.already_closed`."""
    round_ = editable(by, round_id)
    _move(by, round_, (RoundState.OPEN,), RoundState.CLOSED, "round.already_closed", closed_at=clock.now())
    return read.get(by, round_id)


@transaction.atomic
def reopen(*, by: Actor, round_id: int, closes_at: datetime) -> Round:
    """Closed too early and nothing bought yet: open again until `closes_at`.

    Refuses `round.times`, `round.not_changeable`.
    """
    round_ = editable(by, round_id)
    if closes_at <= clock.now() or closes_at > round_.arrives_at:
        raise Refusal("round.times")
    _move(
        by, round_, (RoundState.CLOSED,), RoundState.OPEN, "round.not_changeable", closed_at=None,
        closes_at=closes_at, hard_closes_at=hard_close(round_.subdistrict_id, closes_at),
    )  # fmt: skip
    return read.get(by, round_id)


@transaction.atomic
def cancel(*, by: Actor, round_id: int, reason: str) -> Round:
    """The round is off before anything was bought: every order ends, what was paid is owed back.

    Refuses `round.reason_missing`, `round.not_changeable`.
    """
    round_ = editable(by, round_id)
    if not reason.strip():
        raise Refusal("round.reason_missing")
    before = (RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED)
    _move(by, round_, before, RoundState.CANCELLED, "round.not_changeable", note=reason.strip()[:300])
    standing = Order.objects.select_for_update(of=("self",)).filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id
    )
    for order in standing.exclude(state=OrderState.CANCELLED).order_by("id"):
        orders.end(by, order, round_)
    return read.get(by, round_id)


def editable(by: Actor, round_id: int) -> Round:
    """The round, if it lies wholly within what this actor edits."""
    round_ = read.get(by, round_id)
    need(by, Permission.ROUND_EDIT, round_.path)
    return round_


def _move(
    by: Actor, round_: Round, before: tuple[RoundState, ...], to: RoundState, code: str, **also: object
) -> None:
    here = Round.objects.filter(
        subdistrict_id=round_.subdistrict_id, id=round_.id, state__in=[str(state) for state in before]
    )
    if not here.update(state=to, version=F("version") + 1, **also):
        raise Refusal(code)
    record(
        f"round.{to}", by=by, subdistrict_id=round_.subdistrict_id, about=f"round:{round_.id}",
        path=round_.path,
    )  # fmt: skip


def hard_close(subdistrict_id: int, closes_at: datetime) -> datetime:
    """The cut-off people are told, and the grace of the subdistrict's rule set."""
    grace = places.rule_set(subdistrict_id).number("round.hard_close_grace_minutes")
    return closes_at + timedelta(minutes=grace)


def common_path(compounds: Sequence[Compound]) -> str:
    """The smallest area that holds them all."""
    shared: list[str] = []
    for parts in zip(*(compound.path.rstrip("/").split("/") for compound in compounds), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared) + "/"


def _need_words(title: str, organiser: str) -> None:
    if not title.strip() or not organiser.strip():
        raise Refusal("round.words_missing")


def _products(round_: Round) -> list[int]:
    rows = RoundItem.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    return list(rows.values_list("product_id", flat=True))


def _check(
    sid: int,
    times: Times,
    items: Sequence[ItemTerms],
    delivery_fen: int,
    kept: frozenset[int] = frozenset(),
) -> None:
    if not times.opens_at < times.closes_at <= times.arrives_at:
        raise Refusal("round.times")
    if not items:
        raise Refusal("round.no_items")
    if len({item.product_id for item in items}) < len(items):
        raise Refusal("round.item_twice")
    if len({item.code for item in items}) < len(items) or not all(item.code for item in items):
        raise Refusal("round.code_twice")
    if delivery_fen < 0 or not all(_sane(item) for item in items):
        raise Refusal("round.amounts")
    products = Product.objects.filter(subdistrict_id=sid, id__in=[item.product_id for item in items])
    found = {row.id: row for row in products}
    if any(item.product_id not in found for item in items):
        raise Refusal("round.product_unknown")
    if any(row.category in NOT_SOLD for row in found.values()):
        raise Refusal("round.medicine")
    new = [item.supplier_id for item in items if item.product_id not in kept]
    good = Supplier.objects.filter(subdistrict_id=sid, id__in=[item.supplier_id for item in items])
    if len({item.supplier_id for item in items}) != good.count():
        raise Refusal("round.supplier_unknown")
    if good.filter(id__in=new).exclude(blocked_at=None).exists():
        raise Refusal("round.supplier_blocked")


def _sane(item: ItemTerms) -> bool:
    return (
        item.supplier_fen >= 0
        and item.fee_fen >= 0
        and item.case_units >= 1
        and item.min_units >= 0
        and item.step_milli >= 1
        and (item.limit_milli is None or item.limit_milli > 0)
        and (item.left_milli is None or item.left_milli >= 0)
        and 0 < len(item.unit) <= 8
        and len(item.code) <= 4
    )


def _offer(round_: Round, items: Sequence[ItemTerms], first: int = 0) -> None:
    RoundItem.objects.bulk_create(
        RoundItem(
            subdistrict_id=round_.subdistrict_id, round_id=round_.id, product_id=item.product_id,
            supplier_id=item.supplier_id, code=item.code, unit=item.unit, step_milli=item.step_milli,
            supplier_fen=item.supplier_fen, fee_fen=item.fee_fen, case_units=item.case_units,
            min_units=item.min_units, limit_milli=item.limit_milli, left_milli=item.left_milli, order=first + place,
        )
        for place, item in enumerate(items)
    )  # fmt: skip


def _change_prices(round_: Round, items: Sequence[ItemTerms], delivery_fen: int) -> None:
    mine = RoundItem.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    if round_.state == RoundState.DRAFT:
        mine.delete()
        _offer(round_, items)
        Round.objects.filter(subdistrict_id=round_.subdistrict_id, id=round_.id).update(
            delivery_fen=delivery_fen
        )
        return
    now = {row.product_id: row for row in mine}
    wanted = {item.product_id: item for item in items}
    _keep_promises(round_, now, wanted, delivery_fen)
    for product_id, row in now.items():
        item = wanted.get(product_id)
        if item is None:
            row.delete()
        elif (item.min_units, item.limit_milli) != (row.min_units, row.limit_milli):
            mine.filter(id=row.id).update(min_units=item.min_units, limit_milli=item.limit_milli)
    new = [item for item in items if item.product_id not in now]
    _offer(round_, new, first=max((row.order for row in now.values()), default=0) + 1)


def _keep_promises(
    round_: Round, now: dict[int, RoundItem], wanted: dict[int, ItemTerms], delivery_fen: int
) -> None:
    """What somebody may already have ordered by keeps its row, code, unit, supplier and price."""
    if delivery_fen != round_.delivery_fen:
        raise Refusal("round.price_fixed")
    ordered = set(
        OrderLine.objects.filter(
            subdistrict_id=round_.subdistrict_id, item_id__in=[row.id for row in now.values()]
        ).values_list("item_id", flat=True)
    )
    for product_id, row in now.items():
        item = wanted.get(product_id)
        if item is None:
            if row.id in ordered:
                raise Refusal("round.price_fixed")
        elif (
            item.code, item.unit, item.supplier_id, item.supplier_fen, item.fee_fen, item.case_units, item.step_milli,
        ) != (row.code, row.unit, row.supplier_id, row.supplier_fen, row.fee_fen, row.case_units, row.step_milli):  # fmt: skip
            raise Refusal("round.price_fixed")
