"""What households say they want: one order per household and round, whatever the ways it was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from anxin.access.actor import Actor
from anxin.access.book import own_key, record
from anxin.access.models import Sent
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal, Stale
from anxin.kernel.ids import new_id, new_ref
from anxin.supply.actions import refunds
from anxin.supply.models import Claim, Order, OrderLine, Round, RoundItem, RoundSite
from anxin.supply.queries import homes
from anxin.supply.queries import orders as read
from anxin.supply.rules import ordering
from anxin.supply.rules.ordering import Said
from anxin.supply.terms import LineState, OrderState, RoundState, Source

SAY = "order.say"
"""What a key of `say` is kept under."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An amount of one offered item, in thousandths of its unit; `entry_id` leads to the words in the chat."""

    item_id: int
    qty_milli: int
    entry_id: int | None = None


@transaction.atomic
def say(
    *,
    by: Actor,
    round_id: int,
    household_id: int,
    wishes: Sequence[Wish],
    source: Source,
    key: str | None = None,
    partial: bool = False,
    note: str | None = None,
    version: int | None = None,
) -> Order:
    """One source's word on what the household wants. The same source replaces itself, item by item.

    Without `partial` the word is complete: items this source named before and does not name now are taken back.
    Another source with another amount makes the line a conflict, its quantity unchanged, until `settle`.
    With `key` the same request twice is carried out once. With `version` (0: none yet) an order that has moved on
    since it was read is Stale. After the hard close the order waits (state `waiting`).
    Refuses `order.empty`, `order.negative`, `order.too_large`, `order.step`, `order.over_limit`, `order.sold_out`,
    `order.not_offered`, `order.medicine`, `order.too_late`, `order.source`, `round.not_open`, `round.not_for_you`.
    """
    home = homes.household(by, household_id, to=permission_of(by, source))
    key = own_key(by, key) if key else None
    answered = _sent_before(home, round_id, key)
    if answered is not None:
        return answered
    round_ = hold(home.subdistrict_id, round_id)
    standing = _standing(round_, home)
    items = _offered(round_, wishes)
    order = _order_of(round_, home)
    if version is not None and version != (order.version if order else 0):
        raise Stale("order")
    if order is None and not any(wish.qty_milli for wish in wishes):
        raise Refusal("order.empty")
    counted = order is not None and order.state == OrderState.ACTIVE
    if order is None:
        order = _make(by, round_, home, source, standing)
    _open_again(order, standing)
    lines = _say_lines(by, order, items, wishes, source, partial=partial)
    _count(by, order, round_, counted=counted, note=note, lines=lines)
    record(
        "order.said", by=by, subdistrict_id=home.subdistrict_id, about=f"order:{order.id}", path=home.path,
        source=str(source), lines=len(wishes), standing=standing,
    )  # fmt: skip
    _remember(home, key, order)
    order.household, order.round = home, round_  # as `read.row` gives it, without asking again
    return order


@transaction.atomic
def settle(*, by: Actor, line_id: int, qty_milli: int, version: int | None = None) -> Order:
    """A person decides a line over all that was said; the words stay.

    Refuses as `say` does, `order.bought`, `order.is_cancelled`.
    """
    line = read.line(by, line_id, to=Permission.ORDER_ENTER)
    order, round_ = _hold_both(line.order)
    if version is not None and order.version != version:
        raise Stale("order")
    if round_.state not in {RoundState.OPEN, RoundState.CLOSED}:
        raise Refusal("order.bought")
    if order.state == OrderState.CANCELLED:
        raise Refusal("order.is_cancelled")
    line = OrderLine.objects.select_related("item").get(
        subdistrict_id=line.subdistrict_id, id=line.id
    )  # read again under the lock
    _check_amount(line.item, qty_milli)
    _set_line(order, line, qty_milli, LineState.ORDERED if qty_milli else LineState.CANCELLED)
    Claim.objects.filter(subdistrict_id=line.subdistrict_id, line_id=line.id).update(settled=True)
    _count(by, order, round_, counted=order.state == OrderState.ACTIVE)
    record(
        "order.settled", by=by, subdistrict_id=order.subdistrict_id, about=f"order:{order.id}", path=order.path,
        qty_milli=qty_milli,
    )  # fmt: skip
    return read.row(order.subdistrict_id, order.id)


@transaction.atomic
def withdraw(*, by: Actor, order_id: int, source: Source, item_ids: Sequence[int] = ()) -> Order:
    """A source takes its word back (a row gone from the relay). What nobody else says either becomes zero.

    Refuses `order.too_late`.
    """
    order, round_ = _hold_both(read.get(by, order_id, to=Permission.ORDER_ENTER))
    if round_.state != RoundState.OPEN:
        raise Refusal("order.too_late")
    lines = _lines(order)
    words = _words(order, lines)
    for item_id in sorted(item_ids or lines):
        if item_id in lines:
            _unsay(order, lines[item_id], words[lines[item_id].id], source)
    _count(by, order, round_, counted=order.state == OrderState.ACTIVE, lines=lines)
    record(
        "order.withdrawn", by=by, subdistrict_id=order.subdistrict_id, about=f"order:{order.id}",
        path=order.path, source=str(source),
    )  # fmt: skip
    return read.row(order.subdistrict_id, order.id)


@transaction.atomic
def cancel(*, by: Actor, order_id: int, version: int | None = None) -> Order:
    """The whole order is off: what was scarce is free again, what was paid is owed back.

    The household may until the hard close, the office until the goods are bought. Refuses `order.too_late`,
    `order.bought`; cancelling twice is one cancelling.
    """
    own = by.kind == "card"
    order, round_ = _hold_both(
        read.get(by, order_id, to=Permission.ORDER_OWN if own else Permission.ORDER_ENTER)
    )
    if order.state == OrderState.CANCELLED:
        return order
    if version is not None and order.version != version:
        raise Stale("order")
    if round_.state not in {RoundState.OPEN, RoundState.CLOSED}:
        raise Refusal("order.bought")
    if own and (round_.state != RoundState.OPEN or clock.now() > round_.hard_closes_at):
        raise Refusal("order.too_late")
    end(by, order, round_)
    return read.row(order.subdistrict_id, order.id)


@transaction.atomic
def take_waiting(*, by: Actor, order_id: int) -> Order:
    """A late order joins the round after all. Refuses `order.not_waiting`, `order.bought`, `order.sold_out`."""
    order, round_ = _hold_both(read.get(by, order_id, to=Permission.ORDER_ENTER))
    need(by, Permission.ROUND_EDIT, order.path)
    if round_.state not in {RoundState.OPEN, RoundState.CLOSED}:
        raise Refusal("order.bought")
    if order.state != OrderState.WAITING:
        raise Refusal("order.not_waiting")
    _join(order)
    _count(by, order, round_, counted=False)
    record(
        "order.taken_late", by=by, subdistrict_id=order.subdistrict_id, about=f"order:{order.id}",
        path=order.path,
    )  # fmt: skip
    return read.row(order.subdistrict_id, order.id)


def permission_of(by: Actor, source: Source) -> Permission:
    """The household speaks on its own page and only there; everybody else enters for it and is marked so."""
    if by.kind == "card":
        if source is not Source.PAGE:
            raise Refusal("order.source")
        return Permission.ORDER_OWN
    if source is Source.PAGE and by.kind != "system":
        raise Refusal("order.source")
    return Permission.ORDER_ENTER


def hold(subdistrict_id: int, round_id: int) -> Round:
    """The round, held so that nobody closes it under an order being written; orders do not hold each other up.

    PostgreSQL: FOR SHARE. SQLite: the transaction holds the database already (BEGIN IMMEDIATE).
    """
    rows = Round.objects.filter(subdistrict_id=subdistrict_id, id=round_id)
    if connection.vendor == "postgresql":
        sql, values = rows.values("id").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} FOR SHARE", values)  # the query above is made of columns and parameters
    round_ = rows.first()
    if round_ is None:
        raise NotYours("round")
    return round_


def end(by: Actor, order: Order, round_: Round) -> None:
    """Free what it held, owe what was paid, write the book. The caller holds order and round."""
    counted = order.state == OrderState.ACTIVE
    for line in _lines(order).values():
        _set_line(order, line, 0, LineState.CANCELLED)
    Claim.objects.filter(subdistrict_id=order.subdistrict_id, line__order_id=order.id).update(settled=True)
    order.state = OrderState.CANCELLED
    _count(by, order, round_, counted=counted)
    record(
        "order.cancelled",
        by=by,
        subdistrict_id=order.subdistrict_id,
        about=f"order:{order.id}",
        path=order.path,
    )


def _sent_before(home: Household, round_id: int, key: str | None) -> Order | None:
    """The order of a request that was carried out before; otherwise the key is now taken."""
    if not key:
        return None
    sent, made = Sent.objects.get_or_create(subdistrict_id=home.subdistrict_id, what=SAY, key=key)
    if made:
        return None
    order = read.row(home.subdistrict_id, int(sent.answer["order"]))
    if (order.household_id, order.round_id) != (home.id, round_id):
        raise Refusal("order.key_reused")
    return order


def _remember(home: Household, key: str | None, order: Order) -> None:
    if key:
        Sent.objects.filter(subdistrict_id=home.subdistrict_id, what=SAY, key=key).update(
            answer={"order": order.id}
        )


def _standing(round_: Round, home: Household) -> ordering.Standing:
    if not RoundSite.objects.filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, compound_id=home.compound_id
    ).exists():
        raise Refusal("round.not_for_you")
    standing = ordering.standing(
        state=round_.state, opens_at=round_.opens_at, closes_at=round_.closes_at,
        hard_closes_at=round_.hard_closes_at, now=clock.now(),
    )  # fmt: skip
    if standing == "over":
        raise Refusal("round.not_open")
    return standing


def _offered(round_: Round, wishes: Sequence[Wish]) -> dict[int, RoundItem]:
    """The named items of this round, in the order in which scarce rows are always taken (by id)."""
    rows = RoundItem.objects.filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, id__in=[wish.item_id for wish in wishes]
    ).select_related("product")
    found = {row.id: row for row in rows.order_by("id")}
    if len({wish.item_id for wish in wishes}) < len(wishes):
        raise Refusal("order.item_twice")
    for wish in wishes:
        if wish.item_id not in found:
            raise Refusal("order.not_offered")
        if found[wish.item_id].product.category in ordering.NOT_SOLD:
            raise Refusal("order.medicine")
        _check_amount(found[wish.item_id], wish.qty_milli)
    return found


def _check_amount(item: RoundItem, qty_milli: int) -> None:
    fault = ordering.amount_fault(qty_milli, step_milli=item.step_milli, limit_milli=item.limit_milli)
    if fault:
        raise Refusal(
            fault, item=item.code, unit=item.unit, step=item.step_milli / 1000,
            limit=(item.limit_milli or ordering.MOST_MILLI) // 1000,
        )  # fmt: skip


def _order_of(round_: Round, home: Household) -> Order | None:
    """The household's order, held."""
    rows = Order.objects.select_for_update(of=("self",))
    return rows.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id, household_id=home.id).first()


def _open_again(order: Order, standing: ordering.Standing) -> None:
    """After the hard close an order that stands is not changed by words; one that was called off may come back."""
    if standing == "waiting" and order.state == OrderState.ACTIVE:
        raise Refusal("order.too_late")
    if standing == "waiting":
        order.state = OrderState.WAITING
    elif order.state != OrderState.ACTIVE:
        _join(order)


def _join(order: Order) -> None:
    """A waiting (or called-off) order becomes part of the round and takes what is scarce."""
    for line in _lines(order).values():
        _take(line.item, line.qty_milli)
    order.state = OrderState.ACTIVE


def _make(by: Actor, round_: Round, home: Household, source: Source, standing: ordering.Standing) -> Order:
    now = clock.now()
    order = Order(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, household_id=home.id, compound_id=home.compound_id,
        ref=new_ref(), source=source, entered_by=by.label, made_at=now, changed_at=now, path=home.path,
        state=OrderState.WAITING if standing == "waiting" else OrderState.ACTIVE,
    )  # fmt: skip
    # Of two that come at once one is kept; both go on with that one, the second after the first's commit.
    Order.objects.bulk_create([order], ignore_conflicts=True)
    kept = _order_of(round_, home)
    if kept is None:
        raise IntegrityError("an order's short code is taken")
    return kept


def _hold_both(order: Order) -> tuple[Order, Round]:
    """Round first, then order, then items by id, then the site's counter: one sequence, so nobody waits in a ring."""
    round_ = hold(order.subdistrict_id, order.round_id)
    rows = Order.objects.select_for_update(of=("self",))
    return rows.get(subdistrict_id=order.subdistrict_id, id=order.id), round_


def _lines(order: Order) -> dict[int, OrderLine]:
    """Lines by item, in the order in which scarce rows are always taken."""
    rows = OrderLine.objects.filter(subdistrict_id=order.subdistrict_id, order_id=order.id)
    return {line.item_id: line for line in rows.select_related("item").order_by("item_id")}


Words = dict[str, Claim]
"""What each source said of one line."""


def _words(order: Order, lines: Mapping[int, OrderLine]) -> dict[int, Words]:
    """By line id."""
    found: dict[int, Words] = {line.id: {} for line in lines.values()}
    if found:
        for claim in Claim.objects.filter(subdistrict_id=order.subdistrict_id, line_id__in=list(found)):
            found[claim.line_id][claim.source] = claim
    return found


def _say_lines(
    by: Actor,
    order: Order,
    items: dict[int, RoundItem],
    wishes: Sequence[Wish],
    source: Source,
    *,
    partial: bool,
) -> dict[int, OrderLine]:
    lines = _lines(order)
    words = _words(order, lines)
    wanted = {wish.item_id: wish for wish in wishes}
    now = clock.now()
    for item_id in sorted({*wanted, *lines}):
        wish, line = wanted.get(item_id), lines.get(item_id)
        if wish is None:
            if line is not None and not partial:
                _unsay(order, line, words[line.id], source)
            continue
        if line is None:
            if not wish.qty_milli:
                continue
            line = lines[item_id] = OrderLine(
                subdistrict_id=order.subdistrict_id,
                id=new_id(),
                order_id=order.id,
                item_id=item_id,
                qty_milli=0,
            )
            line.item = items[item_id]
            words[line.id] = {}
        _hear(by, line, words[line.id], wish, source, now)
        _agree(order, line, words[line.id])
    OrderLine.objects.bulk_create([line for line in lines.values() if line._state.adding])
    Claim.objects.bulk_create(
        [claim for said in words.values() for claim in said.values() if claim._state.adding]
    )
    return lines


def _hear(by: Actor, line: OrderLine, words: Words, wish: Wish, source: Source, now: datetime) -> None:
    """Keep this source's word; said again unchanged it does not undo what a person settled. New ones are written later."""
    said = words.get(source)
    if said is None:
        words[source] = Claim(
            subdistrict_id=line.subdistrict_id, line_id=line.id, source=source, qty_milli=wish.qty_milli,
            said_at=now, by=by.label, entry_id=wish.entry_id,
        )  # fmt: skip
        return
    if said.qty_milli == wish.qty_milli and said.settled and line.state != LineState.CANCELLED:
        return
    said.qty_milli, said.said_at, said.by, said.settled = wish.qty_milli, now, by.label, False
    said.entry_id = wish.entry_id or said.entry_id
    said.save(update_fields=["qty_milli", "said_at", "by", "settled", "entry_id"])


def _unsay(order: Order, line: OrderLine, words: Words, source: Source) -> None:
    gone = words.pop(source, None)
    if gone is not None:
        Claim.objects.filter(subdistrict_id=gone.subdistrict_id, id=gone.id).delete()
        _agree(order, line, words)


def _agree(order: Order, line: OrderLine, words: Words) -> None:
    said = [Said(claim.qty_milli, claim.settled) for claim in words.values()]
    qty, state = ordering.agree(line.qty_milli, said)
    _set_line(order, line, qty, state)


def _set_line(order: Order, line: OrderLine, qty_milli: int, state: LineState) -> None:
    if order.state == OrderState.ACTIVE:  # a waiting order holds nothing scarce
        _take(line.item, qty_milli - line.qty_milli)
    if (line.qty_milli, line.state) != (qty_milli, state):
        line.qty_milli, line.state = qty_milli, state
        if not line._state.adding:  # a new line is written with the others
            line.save(update_fields=["qty_milli", "state"])


def _take(item: RoundItem, more_milli: int) -> None:
    """Take (or give back) of what is scarce; the database decides who was last."""
    if not more_milli:
        return
    left = RoundItem.objects.filter(
        Q(left_milli=None) | Q(left_milli__gte=more_milli), subdistrict_id=item.subdistrict_id, id=item.id
    )
    if item.left_milli is None:
        return  # no limit is known for it; a round never makes one up later
    if not left.update(left_milli=F("left_milli") - more_milli):
        raise Refusal("order.sold_out", item=item.code)


def _site(order: Order, step: int) -> None:
    RoundSite.objects.filter(
        subdistrict_id=order.subdistrict_id, round_id=order.round_id, compound_id=order.compound_id
    ).update(orders=F("orders") + step)


def _count(
    by: Actor,
    order: Order,
    round_: Round,
    *,
    counted: bool,
    note: str | None = None,
    lines: Mapping[int, OrderLine] | None = None,
) -> None:
    """Totals from the lines, in the same transaction; what was paid beyond them is owed back.

    An order with nothing left in it is cancelled.

    `counted`: whether the site's counter already holds this order. `lines`: as they are now, when in hand.
    """
    rows = (_lines(order) if lines is None else lines).values()
    if order.state != OrderState.CANCELLED and not any(
        line.qty_milli or line.state == LineState.CONFLICT for line in rows
    ):
        order.state = OrderState.CANCELLED
    owes = order.state == OrderState.ACTIVE
    priced = [
        ordering.Priced(line.qty_milli if owes else 0, line.item.supplier_fen, line.item.fee_fen)
        for line in rows
    ]
    order.goods_fen, order.fee_fen = ordering.due(priced, delivery_fen=round_.delivery_fen)
    order.changed_at = clock.now()
    order.version += 1
    if note is not None:
        order.note = note.strip()[:200]
    order.save(update_fields=["state", "goods_fen", "fee_fen", "changed_at", "version", "note"])
    if owes != counted:
        _site(order, +1 if owes else -1)
    if order.paid_fen:
        refunds.even_out(by=by, order=order, why="cancelled")
