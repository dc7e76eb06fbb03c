"""Reads of rounds: the list, one round with its price card, what a household may order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from anxin.kernel.ids import read_ref
from anxin.places.models import Area, Compound
from anxin.supply.models import Entry, Order, OrderLine, PackItem, Round, RoundItem, RoundSite
from anxin.supply.queries import homes
from anxin.supply.rules import ordering
from anxin.supply.terms import EntryState, LineState, OrderState, RoundState


def rounds(actor: Actor, *, to: Permission = Permission.ROUND_SEE) -> QuerySet[Round]:
    """Rounds that reach into the actor's area, newest first."""
    sites = RoundSite.objects.filter(
        homes.touching(actor, to), subdistrict_id=OuterRef("subdistrict_id"), round_id=OuterRef("id")
    )
    return Round.objects.filter(Exists(sites)).order_by("-opens_at", "-id")


def get(actor: Actor, round_id: int, *, to: Permission = Permission.ROUND_SEE) -> Round:
    row = homes.of_tenants(rounds(actor, to=to)).filter(id=round_id).first()
    if row is None:
        raise NotYours("round")
    return row


def by_ref(actor: Actor, ref: str, *, to: Permission = Permission.ROUND_SEE) -> Round:
    """By the short code of its sheets, as typed."""
    read = read_ref(ref)
    row = rounds(actor, to=to).filter(ref=read).first() if read else None
    if row is None:
        raise NotYours("round")
    return row


def past_hard_close(actor: Actor, now: datetime) -> QuerySet[Round]:
    """Open rounds whose promised grace is over."""
    return rounds(actor, to=Permission.ROUND_EDIT).filter(state=RoundState.OPEN, hard_closes_at__lte=now)


def sites(actor: Actor, round_: Round) -> list[RoundSite]:
    """The compounds of a round that touch the actor's area, with their counters."""
    rows = RoundSite.objects.filter(
        homes.touching(actor, Permission.ROUND_SEE), subdistrict_id=round_.subdistrict_id, round_id=round_.id
    )
    return list(rows.select_related("compound").order_by("path"))


def items(round_: Round) -> list[RoundItem]:
    """What is offered, in the order of the price card, with product and supplier."""
    rows = RoundItem.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    return list(rows.select_related("product", "supplier").order_by("order", "code"))


@dataclass(frozen=True, slots=True)
class Content:
    """One article of a pack as the price card names it."""

    name: str
    qty_milli: int
    unit: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """One row of the price card, all in fen per unit. `total_fen` is what the household pays."""

    item_id: int
    code: str
    name: str
    unit: str
    category: str
    supplier: str
    supplier_fen: int
    fee_fen: int
    total_fen: int
    step_milli: int
    limit_milli: int | None
    left_milli: int | None
    min_units: int
    case_units: int
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class PriceCard:
    """What the group sees: rows, the delivery share of one order, who organises, when it closes and comes."""

    round_id: int
    title: str
    state: str
    rows: tuple[CardRow, ...]
    delivery_fen: int
    closes_at: datetime
    hard_closes_at: datetime
    arrives_at: datetime
    organiser: str
    organiser_phone: str
    after_sales: str
    note: str


def price_card(round_: Round, *, language: str = "zh-hans") -> PriceCard:
    """Open to everyone the round is for. Supplier price, fee and total stand apart (domain §4.4)."""
    rows = items(round_)
    inside = _contents(rows, language)
    return PriceCard(
        round_id=round_.id, title=round_.title, state=round_.state, delivery_fen=round_.delivery_fen,
        rows=tuple(card_row(row, inside.get(row.product_id, ()), language) for row in rows),
        closes_at=round_.closes_at, hard_closes_at=round_.hard_closes_at, arrives_at=round_.arrives_at,
        organiser=round_.organiser, organiser_phone=round_.organiser_phone, after_sales=round_.after_sales,
        note=round_.note,
    )  # fmt: skip


def card_row(item: RoundItem, contents: tuple[Content, ...], language: str) -> CardRow:
    return CardRow(
        item_id=item.id, code=item.code, name=in_language(item.product, language), unit=item.unit,
        category=item.product.category, supplier=item.supplier.name, supplier_fen=item.supplier_fen,
        fee_fen=item.fee_fen, total_fen=item.supplier_fen + item.fee_fen, step_milli=item.step_milli,
        limit_milli=item.limit_milli, left_milli=item.left_milli, min_units=item.min_units,
        case_units=item.case_units, contents=contents,
    )  # fmt: skip


def in_language(product: object, language: str) -> str:
    """The product's name as this reader writes it; simplified where no other was given."""
    field = {"zh-hant": "name_hant", "en": "name_en"}.get(language, "name")
    return str(getattr(product, field, "") or getattr(product, "name", ""))


def _contents(rows: Iterable[RoundItem], language: str) -> dict[int, tuple[Content, ...]]:
    rows = list(rows)
    if not rows:
        return {}
    found: dict[int, list[Content]] = {}
    inside = PackItem.objects.filter(
        subdistrict_id=rows[0].subdistrict_id, pack_id__in=[row.product_id for row in rows]
    )
    for part in inside.select_related("product").order_by("id"):
        content = Content(in_language(part.product, language), part.qty_milli, part.unit)
        found.setdefault(part.pack_id, []).append(content)
    return {pack: tuple(parts) for pack, parts in found.items()}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A row of the price card with what this household has of it."""

    card: CardRow
    qty_milli: int
    conflict: bool
    most_milli: int  # by limit, by what is left, by good sense


@dataclass(frozen=True, slots=True)
class Offer:
    """One open round for one household: what it may order and what it ordered."""

    round_id: int
    card: PriceCard
    rows: tuple[OfferRow, ...]
    standing: str  # on_time, late, waiting
    order_id: int | None
    order_ref: str
    order_state: str  # "" without an order
    goods_fen: int
    fee_fen: int
    paid_fen: int
    version: int


def open_rounds_for(actor: Actor, household_id: int) -> list[Offer]:
    """Rounds this household may say something in now, soonest cut-off first. By card or by who enters for others."""
    permission = Permission.ORDER_OWN if actor.kind == "card" else Permission.ORDER_ENTER
    home = homes.household(actor, household_id, to=permission)
    now = clock.now()
    mine = RoundSite.objects.filter(
        subdistrict_id=home.subdistrict_id, compound_id=home.compound_id, round_id=OuterRef("id")
    )
    rows = Round.objects.filter(
        Exists(mine), subdistrict_id=home.subdistrict_id, state=RoundState.OPEN, opens_at__lte=now
    ).order_by("closes_at", "id")
    orders = {
        order.round_id: order
        for order in Order.objects.filter(
            subdistrict_id=home.subdistrict_id, household_id=home.id, round__in=rows
        )
    }
    return [_offer(round_, orders.get(round_.id), actor.language, now) for round_ in rows]


def _offer(round_: Round, order: Order | None, language: str, now: datetime) -> Offer:
    card = price_card(round_, language=language)
    lines: dict[int, OrderLine] = {}
    if order is not None and order.state != OrderState.CANCELLED:
        rows = OrderLine.objects.filter(subdistrict_id=order.subdistrict_id, order_id=order.id)
        lines = {line.item_id: line for line in rows}
    return Offer(
        round_id=round_.id, card=card, rows=tuple(_offer_row(row, lines.get(row.item_id)) for row in card.rows),
        standing=ordering.standing(
            state=round_.state, opens_at=round_.opens_at, closes_at=round_.closes_at,
            hard_closes_at=round_.hard_closes_at, now=now,
        ),
        order_id=order.id if order else None, order_ref=order.ref if order else "",
        order_state=order.state if order else "", goods_fen=order.goods_fen if order else 0,
        fee_fen=order.fee_fen if order else 0, paid_fen=order.paid_fen if order else 0,
        version=order.version if order else 0,
    )  # fmt: skip


def _offer_row(row: CardRow, line: OrderLine | None) -> OfferRow:
    has = line.qty_milli if line else 0
    most = [ordering.MOST_MILLI]
    if row.limit_milli is not None:
        most.append(row.limit_milli)
    if row.left_milli is not None:
        most.append(row.left_milli + has)
    return OfferRow(row, has, bool(line and line.state == LineState.CONFLICT), min(most))


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a round's page; each opens the rows behind it."""

    orders: int
    waiting: int
    late: int
    conflicts: int
    review: int
    goods_fen: int
    fee_fen: int
    paid_fen: int

    @property
    def due_fen(self) -> int:
        return self.goods_fen + self.fee_fen


def figures(actor: Actor, round_: Round) -> Figures:
    """Over the orders this actor may see."""
    mine = Order.objects.filter(
        scope(actor, Permission.ROUND_SEE), subdistrict_id=round_.subdistrict_id, round_id=round_.id
    )
    active = mine.filter(state=OrderState.ACTIVE)
    sums = active.aggregate(
        orders=Count("id"), late=Count("id", filter=Q(made_at__gt=round_.closes_at)),
        goods=Sum("goods_fen"), fees=Sum("fee_fen"), paid=Sum("paid_fen"),
    )  # fmt: skip
    conflicts = OrderLine.objects.filter(
        scope(actor, Permission.ROUND_SEE, "order__path"),
        subdistrict_id=round_.subdistrict_id,
        item__round_id=round_.id,
        state=LineState.CONFLICT,
    ).count()
    review = Entry.objects.filter(
        scope(actor, Permission.ROUND_SEE), subdistrict_id=round_.subdistrict_id, round_id=round_.id,
        state=EntryState.REVIEW,
    ).count()  # fmt: skip
    return Figures(
        orders=sums["orders"], waiting=mine.filter(state=OrderState.WAITING).count(), late=sums["late"],
        conflicts=conflicts, review=review, goods_fen=sums["goods"] or 0, fee_fen=sums["fees"] or 0,
        paid_fen=sums["paid"] or 0,
    )  # fmt: skip


def by_compound(compound: Compound) -> QuerySet[Round]:
    """Rounds the public page of a compound shows: open ones and those under way. No actor: nothing personal in it."""
    mine = RoundSite.objects.filter(
        subdistrict_id=compound.subdistrict_id, compound_id=compound.id, round_id=OuterRef("id")
    )
    shown = [RoundState.OPEN, RoundState.CLOSED, RoundState.BOUGHT, RoundState.ARRIVED, RoundState.SHARED]
    return Round.objects.filter(
        Exists(mine), subdistrict_id=compound.subdistrict_id, state__in=shown
    ).order_by("-opens_at")


def share_text(round_: Round, language: str = "zh-hans", *, link: str = "") -> str:
    """What the organiser sends to the chat group: people answer below it, and the reader knows this form.

    Title, menu by code, times, whom to ask, an example, and a blank line before the first row.
    """
    card = price_card(round_, language=language)
    with override(language):
        closes, arrives = _clock(card.closes_at), _clock(card.arrives_at)
        parts = [
            "#接龙",
            card.title,
            *(f"{row.code} {row.name} {_yuan(row.total_fen)}/{row.unit}{_limit(row)}" for row in card.rows),
            _("截单 %(at)s，过时进候补") % {"at": closes},
            _("预计 %(at)s 到货") % {"at": arrives},
            _("组织人 %(name)s %(phone)s") % {"name": card.organiser, "phone": card.organiser_phone},
        ]
        if card.delivery_fen:
            parts.append(_("每单另收配送费 %(price)s") % {"price": _yuan(card.delivery_fen)})
        parts += [text for text in (card.after_sales, card.note) if text]
        if link:
            parts.append(_("价格明细：%(link)s") % {"link": link})
        codes = " ".join(f"{row.code}×1" for row in card.rows[:2])
        parts.append(_("例 3-2-501 %(codes)s") % {"codes": codes})
    return "\n".join(part.rstrip() for part in parts) + "\n\n"


def _yuan(fen: int) -> str:
    yuan, rest = divmod(fen, 100)
    return _("%(yuan)s元") % {"yuan": f"{yuan}.{rest:02d}".rstrip("0").rstrip(".")}


def _limit(row: CardRow) -> str:
    if row.limit_milli is None:
        return ""
    return _("（每户限%(most)s%(unit)s）") % {"most": f"{row.limit_milli / 1000:g}", "unit": row.unit}


def _clock(at: datetime) -> str:
    """Day and time as the group says it: 11月22日 16:30."""
    here = clock.local(at)
    return _("%(month)s月%(day)s日 %(time)s") % {
        "month": here.month, "day": here.day, "time": f"{here:%H:%M}",
    }  # fmt: skip


def order_counts(actor: Actor, rows: list[Round]) -> dict[int, tuple[int, int]]:
    """round id -> (compounds, orders) inside the actor's reach, from the counters the actions keep."""
    found = RoundSite.objects.filter(
        homes.touching(actor, Permission.ROUND_SEE), round_id__in=[row.id for row in rows],
        subdistrict_id__in={row.subdistrict_id for row in rows},
    )  # fmt: skip
    sums = found.values_list("round_id").annotate(sites=Count("id"), orders=Sum("orders"))
    return {round_id: (sites_, orders) for round_id, sites_, orders in sums}


def site(
    actor: Actor, round_: Round, compound_id: int, *, to: Permission = Permission.ROUND_SEE
) -> RoundSite:
    """One compound of a round, if it touches the actor's area."""
    rows = RoundSite.objects.filter(
        homes.touching(actor, to),
        subdistrict_id=round_.subdistrict_id,
        round_id=round_.id,
        compound_id=compound_id,
    )
    row = rows.select_related("compound").first()
    if row is None:
        raise NotYours("site")
    return row


def area_code(round_: Round) -> str:
    """The first part of the round's public address."""
    return Area.objects.values_list("code", flat=True).get(id=round_.subdistrict_id)
