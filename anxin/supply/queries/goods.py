"""Reads of goods: what is wanted, bought, came, was shared and goes to which door. Actor first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Min, Model, Q, QuerySet, Sum

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours
from anxin.places import queries as places
from anxin.places.models import Area, Compound
from anxin.supply.models import (
    Batch,
    Order,
    OrderLine,
    Product,
    PurchaseLine,
    PurchaseOrder,
    PurchaseShare,
    Round,
    RoundItem,
    RoundSite,
    Sharing,
    StockMove,
)
from anxin.supply.queries import rounds
from anxin.supply.queries.homes import of_tenants
from anxin.supply.queries.rounds import in_language as name_in
from anxin.supply.rules import goods as rules
from anxin.supply.rules.ordering import NOT_SOLD, price
from anxin.supply.terms import LineState, OrderState, PurchaseState, RoundState

Row = TypeVar("Row", bound=Model)

WISHED = (LineState.ORDERED, LineState.CONFLICT)


def found(rows: QuerySet[Row], row_id: int, what: str) -> Row:
    """One row by id out of those the actor may see; the tenants stand first in every key, so they are named."""
    row = rows.filter(id=row_id, subdistrict_id__in=Area.objects.values("id")).first()
    if row is None:
        raise NotYours(what)
    return row


def round_to(actor: Actor, round_id: int, to: Permission) -> Round:
    """A round whose whole area is the actor's: buying and settling."""
    return found(Round.objects.filter(scope(actor, to)), round_id, "round")


def sites(actor: Actor, round_id: int, to: Permission) -> QuerySet[RoundSite]:
    """The compounds of a round in which the actor may do this."""
    rows = RoundSite.objects.filter(scope(actor, to), round_id=round_id)
    return rows.select_related("compound", "round").order_by("path")


def site(actor: Actor, round_id: int, compound_id: int, to: Permission) -> RoundSite:
    row = sites(actor, round_id, to).filter(compound_id=compound_id).first()
    if row is None:
        raise NotYours("site")
    return row


# --- wanted


def wishes(round_: Round) -> QuerySet[OrderLine]:
    """Lines that want goods now: of active orders, not cancelled, not yet shared out."""
    return OrderLine.objects.filter(
        subdistrict_id=round_.subdistrict_id,
        order__round_id=round_.id,
        order__state=OrderState.ACTIVE,
        state__in=WISHED,
        qty_milli__gt=0,
    )


def ordered(round_: Round) -> QuerySet[OrderLine]:
    """Lines of active orders whether shared out or not: what the round was bought for."""
    return OrderLine.objects.filter(
        subdistrict_id=round_.subdistrict_id,
        order__round_id=round_.id,
        order__state=OrderState.ACTIVE,
        qty_milli__gt=0,
    ).exclude(state=LineState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Demand:
    """One product over all compounds of a round. Amounts in thousandths."""

    item: RoundItem
    sites: dict[int, int]  # compound id -> wanted
    households: int
    conflicts: int

    @property
    def wanted_milli(self) -> int:
        return sum(self.sites.values())

    @property
    def cases(self) -> int:
        return rules.cases_for(self.wanted_milli, self.item.case_units)

    @property
    def bought_milli(self) -> int:
        return self.cases * self.item.case_units * rules.MILLI

    @property
    def surplus_milli(self) -> int:
        return self.bought_milli - self.wanted_milli

    @property
    def missing_units(self) -> int:
        """Units to the product's minimum, 0 when it is reached or nothing is wanted."""
        return max(0, self.item.min_units - self.bought_milli // rules.MILLI) if self.wanted_milli else 0

    @property
    def cost_fen(self) -> int:
        return price(self.bought_milli, self.item.supplier_fen)


def demand(actor: Actor, round_id: int) -> list[Demand]:
    """By product, in the order of the price card; products nobody wants have no compounds."""
    round_ = round_to(actor, round_id, Permission.PURCHASE_SEE)
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    people: dict[int, int] = defaultdict(int)
    disputed: dict[int, int] = defaultdict(int)
    rows = (
        ordered(round_)
        .values_list("item_id", "order__compound_id")
        .annotate(
            total=Sum("qty_milli"), n=Count("id"), doubt=Count("id", filter=Q(state=LineState.CONFLICT))
        )
    )
    for item_id, compound_id, total, n, doubt in rows:
        wanted[item_id][compound_id] = total
        people[item_id] += n
        disputed[item_id] += doubt
    return [Demand(i, dict(wanted[i.id]), people[i.id], disputed[i.id]) for i in items(round_)]


def items(round_: Round) -> QuerySet[RoundItem]:
    rows = RoundItem.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    return rows.select_related("product", "supplier").order_by("order", "code")


def minimums(demands: list[Demand]) -> list[rules.Missing]:
    """What is missing to minimums; keys are the ids of items and suppliers as text."""
    least = {str(d.item.supplier_id): d.item.supplier.min_order_fen for d in demands}
    return rules.missing_minimums(
        (
            (
                str(d.item.id), str(d.item.supplier_id), d.wanted_milli, d.item.case_units, d.item.min_units,
                d.item.supplier_fen,
            )
            for d in demands
        ),
        least,
    )  # fmt: skip


def compounds(subdistrict_id: int, ids: set[int]) -> dict[int, Compound]:
    rows = Compound.objects.filter(subdistrict_id=subdistrict_id, id__in=ids)
    return {row.id: row for row in rows.order_by("path")}


# --- bought


def purchases(actor: Actor, round_id: int | None = None) -> QuerySet[PurchaseOrder]:
    """Purchase orders that count, newest round first."""
    rows = PurchaseOrder.objects.filter(scope(actor, Permission.PURCHASE_SEE))
    rows = rows.exclude(state=PurchaseState.CANCELLED).select_related("supplier", "round")
    if round_id is not None:
        rows = rows.filter(round_id=round_id)
    return rows.order_by("-made_at", "supplier__name")


def purchase(actor: Actor, purchase_id: int, to: Permission = Permission.PURCHASE_SEE) -> PurchaseOrder:
    rows = PurchaseOrder.objects.filter(scope(actor, to)).select_related("supplier", "round")
    return found(rows, purchase_id, "purchase")


def purchase_lines(purchase_order: PurchaseOrder) -> list[PurchaseLine]:
    """With item, product and shares (each with its compound)."""
    rows = PurchaseLine.objects.filter(
        subdistrict_id=purchase_order.subdistrict_id, purchase_order_id=purchase_order.id
    )
    rows = rows.select_related("item", "item__product").prefetch_related("shares__compound")
    return list(rows.order_by("item__order", "item__code"))


# --- came


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to be unloaded of one item at one compound, and what was."""

    item: RoundItem
    units_milli: int  # as shared in the purchase orders that were sent
    came_milli: int
    spoiled_milli: int
    batches: int
    lying_milli: int = 0  # by the ledger, now

    @property
    def waiting(self) -> bool:
        return self.units_milli > 0 and not self.batches

    @property
    def units(self) -> str:
        """What is to come as a form takes it."""
        return f"{self.units_milli / rules.MILLI:g}"


def expected(actor: Actor, round_id: int, compound_id: int) -> list[Expected]:
    """For whoever unloads at this compound: property staff see goods, no households."""
    row = site(actor, round_id, compound_id, Permission.RECEIPT_RECORD)
    mine = {"subdistrict_id": row.subdistrict_id, "compound_id": compound_id}
    lying = stock(row.subdistrict_id, round_id, compound_id)
    shares = dict(
        PurchaseShare.objects.filter(
            **mine,
            line__purchase_order__round_id=round_id,
            line__purchase_order__state__in=(PurchaseState.SENT, PurchaseState.RECEIVED),
        )
        .values_list("line__item_id")
        .annotate(n=Sum("units_milli"))
    )
    came = {
        item_id: (total, bad, n)
        for item_id, total, bad, n in Batch.objects.filter(**mine, round_id=round_id)
        .values_list("item_id")
        .annotate(total=Sum("came_milli"), bad=Sum("spoiled_milli"), n=Count("id"))
    }
    return [
        Expected(
            item, shares.get(item.id, 0), *came.get(item.id, (0, 0, 0)), lying.get((item.id, compound_id), 0)
        ) for item in items(row.round)
        if item.id in shares or item.id in came
    ]  # fmt: skip


def batches(actor: Actor, round_id: int, compound_id: int | None = None) -> QuerySet[Batch]:
    rows = Batch.objects.filter(
        scope(actor, Permission.RECEIPT_RECORD) | scope(actor, Permission.PURCHASE_SEE), round_id=round_id
    )
    if compound_id is not None:
        rows = rows.filter(compound_id=compound_id)
    return rows.select_related("item__product", "compound", "substitute").order_by("-arrived_at", "-id")


def batch(actor: Actor, batch_id: int) -> Batch:
    rows = Batch.objects.filter(scope(actor, Permission.RECEIPT_RECORD))
    return found(rows.select_related("item__product", "compound", "round", "substitute"), batch_id, "batch")


def batch_seen(actor: Actor, batch_id: int) -> Batch:
    """The batch a recall starts from."""
    rows = Batch.objects.filter(scope(actor, Permission.ORDER_SEE))
    return found(rows.select_related("item__product", "compound", "round"), batch_id, "batch")


def recall(actor: Actor, batch_id: int) -> QuerySet[OrderLine]:
    """Lines that may hold goods of this batch: given out of the same item, in every compound where its number came."""
    row = batch_seen(actor, batch_id)
    same = Q(id=row.id) if not row.batch_no else Q(batch_no=row.batch_no, item_id=row.item_id)
    where = Batch.objects.filter(
        same, scope(actor, Permission.ORDER_SEE), subdistrict_id=row.subdistrict_id, round_id=row.round_id
    ).values("compound_id")
    lines = OrderLine.objects.filter(
        scope(actor, Permission.ORDER_SEE, "order__path"),
        subdistrict_id=row.subdistrict_id,
        item_id=row.item_id,
        order__compound_id__in=where,
        given_milli__gt=0,
    )
    return lines.select_related(
        "order__household__door__stair__building", "order__compound", "item__product"
    ).order_by("order__path")


# --- lying


def stock(subdistrict_id: int, round_id: int, compound_id: int | None = None) -> dict[tuple[int, int], int]:
    """(item id, compound id) -> thousandths lying there by the ledger."""
    rows = StockMove.objects.filter(subdistrict_id=subdistrict_id, round_id=round_id)
    if compound_id is not None:
        rows = rows.filter(compound_id=compound_id)
    sums = rows.values_list("item_id", "compound_id").annotate(n=Sum("qty_milli"))
    return {(item_id, compound): n for item_id, compound, n in sums}


@dataclass(frozen=True, slots=True)
class AtGate:
    """Goods of one compound and round that came and still lie there."""

    round: Round
    compound: Compound
    since: datetime
    lying_milli: int


def waiting_at_gate(actor: Actor) -> list[AtGate]:
    """Oldest first. Whether that is too long is for the rule set to say (rulebook.is_late)."""
    open_ = Batch.objects.filter(scope(actor, Permission.WAVE_SEE), cleared_at=None, came_milli__gt=0)
    firsts = open_.exclude(round__state=RoundState.SETTLED).values_list(
        "subdistrict_id", "round_id", "compound_id"
    )
    rows: list[AtGate] = []
    found_ = list(firsts.annotate(since=Min("arrived_at")))
    by_round = Round.objects.in_bulk([(sid, rid) for sid, rid, _, _ in found_])
    by_compound = Compound.objects.in_bulk([(sid, cid) for sid, _, cid, _ in found_])
    for sid, round_id, compound_id, since in found_:
        lying = sum(n for n in stock(sid, round_id, compound_id).values() if n > 0)
        if lying:
            rows.append(AtGate(by_round[sid, round_id], by_compound[sid, compound_id], since, lying))
    return sorted(rows, key=lambda row: row.since)


# --- shared


def sharings(actor: Actor, round_id: int) -> QuerySet[Sharing]:
    rows = Sharing.objects.filter(
        scope(actor, Permission.ROUND_SEE) | scope(actor, Permission.SHARE_OUT), round_id=round_id
    )
    return rows.select_related("item__product", "compound").order_by("path", "item__order")


def moves(actor: Actor, round_id: int, item_id: int = 0, compound_id: int = 0) -> QuerySet[StockMove]:
    """The ledger strip: every move behind a number."""
    rows = StockMove.objects.filter(
        scope(actor, Permission.ROUND_SEE) | scope(actor, Permission.RECEIPT_RECORD), round_id=round_id
    )
    if item_id:
        rows = rows.filter(item_id=item_id)
    if compound_id:
        rows = rows.filter(compound_id=compound_id)
    return rows.select_related("item__product", "compound").order_by("at", "id")


def lines_of(actor: Actor, round_id: int, item_id: int = 0, compound_id: int = 0) -> QuerySet[OrderLine]:
    """Order lines behind a number of the balance."""
    rows = OrderLine.objects.filter(
        scope(actor, Permission.ORDER_SEE, "order__path"),
        order__round_id=round_id,
        order__state=OrderState.ACTIVE,
    ).exclude(state=LineState.CANCELLED)
    if item_id:
        rows = rows.filter(item_id=item_id)
    if compound_id:
        rows = rows.filter(order__compound_id=compound_id)
    return rows.select_related(
        "order__household__door__stair__building", "order__compound", "item__product"
    ).order_by("order__path", "item__order")


# --- to the doors


def order_to(actor: Actor, order_id: int, *any_of: Permission) -> Order:
    """An order in an area where the actor holds one of these permissions; a household has its own."""
    visible = Q(pk__in=[])
    for permission in any_of:
        visible |= scope(actor, permission)
    return found(Order.objects.filter(visible), order_id, "order")


def orders_to(actor: Actor, order_ids: Collection[int], permission: Permission) -> dict[int, Order]:
    """Orders by id; every one of them must be the actor's, or NotYours."""
    rows = of_tenants(Order.objects.filter(scope(actor, permission), id__in=order_ids))
    by_id = {row.id: row for row in rows}
    if len(by_id) < len(set(order_ids)):
        raise NotYours("order")
    return by_id


@dataclass(frozen=True, slots=True)
class GoodsLine:
    name: str
    qty_milli: int
    unit: str


@dataclass(frozen=True, slots=True)
class OrderGoods:
    """What one household is handed: no reason, no state, no money."""

    order_id: int
    household_id: int
    ref: str
    path: str  # of the household; its door's path is a prefix
    boxes: int
    lines: tuple[GoodsLine, ...] = field(default=())


def to_deliver(actor: Actor, round_id: int, compound_id: int) -> list[OrderGoods]:
    """Orders of one compound with something given, in the order of doors. Before sharing out the list is empty."""
    row = site(actor, round_id, compound_id, Permission.WAVE_SEE)
    rule = places.rule_set(row.subdistrict_id)
    instead = _substitutes(row, actor.language)
    given: dict[int, list[OrderLine]] = defaultdict(list)
    lines = OrderLine.objects.filter(
        subdistrict_id=row.subdistrict_id, order__round_id=round_id, order__compound_id=compound_id,
        order__state=OrderState.ACTIVE, state=LineState.SHARED, given_milli__gt=0,
    )  # fmt: skip
    for line in lines.select_related("item__product").order_by("item__order", "item__code"):
        given[line.order_id].append(line)
    orders = Order.objects.filter(
        subdistrict_id=row.subdistrict_id, round_id=round_id, compound_id=compound_id
    )
    return [
        OrderGoods(
            order.id,
            order.household_id,
            order.ref,
            order.path,
            rules.boxes(
                [rules.Weighed(x.given_milli or 0, x.item.product.category, x.item.product.gram) for x in given[order.id]],
                per_pack=rule.number("cart.boxes_per_pack"),
                box_gram=rule.number("cart.box_gram"),
            ),
            tuple(
                GoodsLine(instead.get(x.item_id, name_in(x.item.product, actor.language)), x.given_milli or 0, x.item.unit)
                for x in given[order.id]
            ),
        )
        for order in orders.order_by("path")
        if order.id in given
    ]  # fmt: skip


def _substitutes(row: RoundSite, language: str) -> dict[int, str]:
    """Items of which only a substitute came: what to call what is in the bag."""
    names: dict[int, set[str]] = defaultdict(set)
    rows = Batch.objects.filter(
        subdistrict_id=row.subdistrict_id,
        round_id=row.round_id,
        compound_id=row.compound_id,
        came_milli__gt=0,
    )
    for each in rows.select_related("substitute", "item__product"):
        names[each.item_id].add(name_in(each.substitute or each.item.product, language))
    return {item_id: "/".join(sorted(found_)) for item_id, found_ in names.items()}


def unloading(actor: Actor) -> QuerySet[RoundSite]:
    """Compounds where goods of a bought round come or came, for whoever records receipts there; soonest first."""
    rows = RoundSite.objects.filter(
        scope(actor, Permission.RECEIPT_RECORD),
        round__state__in=(RoundState.BOUGHT, RoundState.ARRIVED, RoundState.SHARED),
    )
    return rows.select_related("compound", "round").order_by("-round__arrives_at", "path")


def wishes_and_stock(site_: RoundSite) -> tuple[int, list[tuple[RoundItem, int, int]]]:
    """(lines still to share out, [(item, wanted, lying) where less lies than is wanted]) at one compound."""
    wanted = {
        item_id: (total, n)
        for item_id, total, n in wishes(site_.round)
        .filter(order__compound_id=site_.compound_id)
        .values_list("item_id")
        .annotate(total=Sum("qty_milli"), n=Count("id"))
    }
    lying = stock(site_.subdistrict_id, site_.round_id, site_.compound_id)
    short = [
        (item, wanted[item.id][0], lying.get((item.id, site_.compound_id), 0))
        for item in items(site_.round)
        if item.id in wanted and lying.get((item.id, site_.compound_id), 0) < wanted[item.id][0]
    ]
    return sum(n for _, n in wanted.values()), short


def round_near(actor: Actor, round_id: int, to: Permission) -> Round:
    """A round that reaches into the actor's area."""
    return rounds.get(actor, round_id, to=to)


def replacements(site_: RoundSite) -> QuerySet[Product]:
    """What may have come instead of something ordered."""
    rows = Product.objects.filter(subdistrict_id=site_.subdistrict_id, retired_at=None)
    return rows.exclude(category__in=NOT_SOLD).order_by("category", "code")
