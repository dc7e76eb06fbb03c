"""Reads of orders: one, the list as a grid, the waiting list, the demand of a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.households.models import Household
from anxin.households.queries import search
from anxin.kernel.errors import NotYours
from anxin.places.models import Area
from anxin.places.rules import door_name, stair_name
from anxin.supply.models import Claim, Order, OrderLine, Round, RoundSite
from anxin.supply.queries import homes
from anxin.supply.terms import LineState, OrderState, Source


def row(subdistrict_id: int, order_id: int) -> Order:
    """The order with its household and round, for code that has already decided who may see it."""
    return Order.objects.select_related("household", "round").get(subdistrict_id=subdistrict_id, id=order_id)


def visible(actor: Actor, to: Permission = Permission.ORDER_SEE) -> QuerySet[Order]:
    """Orders of the actor's area; a household's card sees its own."""
    if actor.kind == "card":
        to = Permission.ORDER_OWN
    return homes.of_tenants(Order.objects.filter(scope(actor, to)))


def get(actor: Actor, order_id: int, *, to: Permission = Permission.ORDER_SEE) -> Order:
    found = visible(actor, to).select_related("household", "round").filter(id=order_id).first()
    if found is None:
        raise NotYours("order")
    return found


def line(actor: Actor, line_id: int, *, to: Permission = Permission.ORDER_SEE) -> OrderLine:
    found = (
        homes.of_tenants(OrderLine.objects.filter(within_orders(actor, to), id=line_id))
        .select_related("order", "item")
        .first()
    )
    if found is None:
        raise NotYours("line")
    return found


def within_orders(actor: Actor, to: Permission) -> Q:
    return scope(actor, Permission.ORDER_OWN if actor.kind == "card" else to, "order__path")


# --- the grid: door by item


@dataclass(frozen=True, slots=True)
class Word:
    """What one source said."""

    source: str
    qty_milli: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One line in the grid; without `line_id` nobody ordered it. `words`: who said what."""

    item_id: int
    line_id: int | None
    qty_milli: int
    conflict: bool
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One household's order. `door` in the reader's language; money in fen."""

    order_id: int
    household_id: int
    compound_id: int
    door: str
    ref: str
    state: str
    late: bool
    conflict: bool
    cells: tuple[Cell, ...]
    total_fen: int
    paid_fen: int
    made_at: datetime
    version: int
    note: str


@dataclass(frozen=True, slots=True)
class Narrow:
    """The filters of the list. `show`: all, conflict, late, waiting, unpaid, cancelled."""

    compound_id: int | None = None
    words: str = ""
    show: str = "all"


def listed(actor: Actor, round_: Round, narrow: Narrow) -> QuerySet[Order]:
    """Orders of a round in walking order, narrowed."""
    rows = visible(actor).filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    if narrow.compound_id:
        rows = rows.filter(compound_id=narrow.compound_id)
    if narrow.words.strip():
        homes_found = search(actor, narrow.words, Permission.ORDER_SEE)
        ours = homes_found.filter(subdistrict_id=round_.subdistrict_id)
        rows = rows.filter(household_id__in=ours.values("id"))
    return _shown(rows, round_, narrow.show).order_by("path", "id")


def _shown(rows: QuerySet[Order], round_: Round, show: str) -> QuerySet[Order]:
    if show in {"waiting", "cancelled"}:
        return rows.filter(state=show)
    rows = rows.filter(state=OrderState.ACTIVE)
    if show == "conflict":
        disputed = OrderLine.objects.filter(
            subdistrict_id=OuterRef("subdistrict_id"), order_id=OuterRef("id"), state=LineState.CONFLICT
        )
        return rows.filter(Exists(disputed))
    if show == "late":
        return rows.filter(made_at__gt=round_.closes_at)
    if show == "unpaid":
        return rows.filter(paid_fen__lt=F("goods_fen") + F("fee_fen"))
    return rows


def grid(actor: Actor, round_: Round, rows: Sequence[Order], item_ids: Sequence[int]) -> list[GridRow]:
    """The rows of one page with a cell per item: two queries whatever their number."""
    ids = [row.id for row in rows]
    found = OrderLine.objects.filter(subdistrict_id=round_.subdistrict_id, order_id__in=ids)
    said: dict[int, list[Word]] = {}
    words = Claim.objects.filter(subdistrict_id=round_.subdistrict_id, line__order_id__in=ids).order_by(
        "said_at"
    )
    for line_id, source, qty in words.values_list("line_id", "source", "qty_milli"):
        said.setdefault(line_id, []).append(Word(source, qty))
    lines: dict[tuple[int, int], Cell] = {
        (line.order_id, line.item_id): Cell(
            line.item_id,
            line.id,
            line.qty_milli,
            line.state == LineState.CONFLICT,
            tuple(said.get(line.id, ())),
        )
        for line in found
    }
    return [_grid_row(actor, round_, row, lines, item_ids) for row in rows]


def _grid_row(
    actor: Actor, round_: Round, order: Order, lines: dict[tuple[int, int], Cell], item_ids: Sequence[int]
) -> GridRow:
    cells = tuple(lines.get((order.id, item_id)) or Cell(item_id, None, 0, False, ()) for item_id in item_ids)
    return GridRow(
        order_id=order.id, household_id=order.household_id, compound_id=order.compound_id,
        door=door_of(order.household, actor.language), ref=order.ref, state=order.state,
        late=order.made_at > round_.closes_at, conflict=any(cell.conflict for cell in cells), cells=cells,
        total_fen=order.goods_fen + order.fee_fen, paid_fen=order.paid_fen, made_at=order.made_at,
        version=order.version, note=order.note,
    )  # fmt: skip


def with_homes(rows: QuerySet[Order]) -> QuerySet[Order]:
    """With what the grid names: the door."""
    return rows.select_related("household__door", "household__stair__building")


def door_of(household: Household, language: str) -> str:
    """The door as people there say it."""
    stair = household.stair
    return door_name(stair.building.label, stair.label, household.door.room, language)


@dataclass(frozen=True, slots=True)
class Totals:
    """The foot of the grid, over all filtered rows: thousandths by item, and money in fen."""

    by_item: dict[int, int]
    orders: int
    due_fen: int
    paid_fen: int


def totals(rows: QuerySet[Order]) -> Totals:
    rows = rows.order_by()
    sums = rows.aggregate(n=Count("id"), goods=Sum("goods_fen"), fees=Sum("fee_fen"), paid=Sum("paid_fen"))
    return Totals(
        by_item=demand_of(rows), orders=sums["n"], due_fen=(sums["goods"] or 0) + (sums["fees"] or 0),
        paid_fen=sums["paid"] or 0,
    )  # fmt: skip


def demand_of(rows: QuerySet[Order]) -> dict[int, int]:
    """Thousandths wanted by item over these orders."""
    lines = OrderLine.objects.filter(
        subdistrict_id__in=Area.objects.filter(kind="subdistrict").values("id"),
        order_id__in=rows.order_by().values("id"), qty_milli__gt=0,
    )  # fmt: skip
    return dict(lines.values_list("item_id").annotate(total=Sum("qty_milli")))


def demand(actor: Actor, round_: Round, compound_id: int | None = None) -> dict[int, int]:
    """Thousandths wanted by item over the active orders this actor may see (goods.demand has cases and minimums)."""
    return demand_of(listed(actor, round_, Narrow(compound_id=compound_id)))


def waiting(actor: Actor, round_: Round) -> QuerySet[Order]:
    """Orders that came after the hard close, first come first."""
    rows = visible(actor).filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, state=OrderState.WAITING
    )
    return with_homes(rows).select_related("compound").order_by("made_at", "id")


# --- a stair on paper


@dataclass(frozen=True, slots=True)
class StairRow:
    """One door of a paper sheet with what is known already: the paper's own word and the order's amount by item."""

    household_id: int
    door: str
    ref: str
    paper: dict[int, int]
    now: dict[int, int]


def stair_rows(actor: Actor, round_: Round, stair_id: int) -> list[StairRow]:
    """The doors of one stair, top floor first as the sheet prints them, whether they ordered or not."""
    rows = Household.objects.filter(
        scope(actor, Permission.ORDER_ENTER), subdistrict_id=round_.subdistrict_id, stair_id=stair_id,
        moved_out_at=None,
    )  # fmt: skip
    people = list(rows.select_related("door", "stair__building").order_by("-door__floor", "door__room"))
    if not people:
        raise NotYours("stair")
    ids = [home.id for home in people]
    lines = OrderLine.objects.filter(
        subdistrict_id=round_.subdistrict_id, order__round_id=round_.id, order__household_id__in=ids
    )
    now: dict[int, dict[int, int]] = {}
    for household_id, item_id, qty in lines.values_list("order__household_id", "item_id", "qty_milli"):
        now.setdefault(household_id, {})[item_id] = qty
    paper: dict[int, dict[int, int]] = {}
    claims = Claim.objects.filter(subdistrict_id=round_.subdistrict_id, line__in=lines, source=Source.PAPER)
    for household_id, item_id, qty in claims.values_list(
        "line__order__household_id", "line__item_id", "qty_milli"
    ):
        paper.setdefault(household_id, {})[item_id] = qty
    return [
        StairRow(
            home.id, door_of(home, actor.language), home.ref, paper.get(home.id, {}), now.get(home.id, {})
        )
        for home in people
    ]


def stairs_of(actor: Actor, round_: Round, compound_id: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """(stair, [(room, short code)]) of a compound in walking order, top floor first: what a paper sheet prints."""
    rows = Household.objects.filter(
        scope(actor, Permission.ORDER_ENTER), subdistrict_id=round_.subdistrict_id, compound_id=compound_id,
        moved_out_at=None,
    ).select_related("door", "stair__building")  # fmt: skip
    order = ("stair__building__order", "stair__order", "stair_id", "-door__floor", "door__room")
    found: dict[str, list[tuple[str, str]]] = {}
    for home in rows.order_by(*order):
        name = stair_name(home.stair.building.label, home.stair.label, actor.language)
        found.setdefault(name, []).append((home.door.room, home.ref))
    return list(found.items())


def stairs_to_enter(actor: Actor, round_: Round) -> dict[str, list[tuple[int, str]]]:
    """compound name -> [(id, name)] of the stairs in which this actor enters orders of this round, in one query."""
    mine = RoundSite.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    rows = Household.objects.filter(
        scope(actor, Permission.ORDER_ENTER), subdistrict_id=round_.subdistrict_id, moved_out_at=None,
        compound_id__in=mine.values("compound_id"),
    )  # fmt: skip
    words = ("compound__name", "stair_id", "stair__building__label", "stair__label")
    order = ("compound__path", "stair__building__order", "stair__order", "stair_id")
    found: dict[str, list[tuple[int, str]]] = {}
    for compound, stair_id, building, stair in rows.order_by(*order).values_list(*words).distinct():
        found.setdefault(compound, []).append((stair_id, stair_name(building, stair, actor.language)))
    return found


def line_of(order: Order, item_id: int) -> OrderLine | None:
    """The line of an item in an order already in hand."""
    return OrderLine.objects.filter(
        subdistrict_id=order.subdistrict_id, order_id=order.id, item_id=item_id
    ).first()


def of_household(actor: Actor, round_: Round, household_id: int) -> Order | None:
    """The household's order in a round, if the actor may see it."""
    rows = visible(actor).filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    return rows.filter(household_id=household_id).first()


def amounts(order: Order | None) -> dict[int, int]:
    """Thousandths by item of an order in hand."""
    if order is None:
        return {}
    lines = OrderLine.objects.filter(subdistrict_id=order.subdistrict_id, order_id=order.id)
    return dict(lines.values_list("item_id", "qty_milli"))
