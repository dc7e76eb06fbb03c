"""Goods that came: recorded by batch, corrected by further rows, never by changing one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import own_key
from anxin.access.book import record as note
from anxin.access.models import Sent
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.models import (
    Batch,
    Product,
    PurchaseLine,
    PurchaseOrder,
    PurchaseShare,
    Round,
    RoundItem,
    RoundSite,
    StockMove,
)
from anxin.supply.queries import goods
from anxin.supply.rules import goods as rules
from anxin.supply.terms import BatchState, MoveKind, PurchaseState, RoundState

BOUGHT = (PurchaseState.SENT, PurchaseState.RECEIVED)
RECEIVING = (RoundState.CLOSED, RoundState.BOUGHT, RoundState.ARRIVED, RoundState.SHARED)
WRITE_OFFS = ("found_spoiled", "counted_wrong", "lost")


@transaction.atomic
def record(
    *,
    by: Actor,
    round_id: int,
    compound_id: int,
    item_id: int,
    state: BatchState,
    came_milli: int,
    key: str,
    spoiled_milli: int = 0,
    substitute_id: int | None = None,
    batch_no: str = "",
    producer: str = "",
    expires_on: date | None = None,
    arrived_at: datetime | None = None,
    note_words: str = "",
) -> Batch:
    """What came of one product at one compound. The same `key` again gives the same batch back.

    `came_milli` counts good and bad; 0 says that nothing came. Refuses `batch.amounts_wrong`,
    `batch.round_not_bought`, `batch.item_unknown`, `batch.key_reused`.
    """
    site = goods.site(by, round_id, compound_id, Permission.RECEIPT_RECORD)
    take_site(site)
    sent, first = Sent.objects.get_or_create(
        subdistrict_id=site.subdistrict_id, what="batch", key=own_key(by, key), defaults={"answer": {}}
    )
    if not first:
        before = Batch.objects.get(subdistrict_id=site.subdistrict_id, id=sent.answer["batch"])
        was = (before.round_id, before.compound_id, before.item_id, before.came_milli, before.spoiled_milli)
        if was != (round_id, compound_id, item_id, came_milli, spoiled_milli):
            raise Refusal("batch.key_reused")
        return before
    if site.round.state not in RECEIVING:
        raise Refusal("batch.round_not_bought")
    item = _item(site, item_id)
    fits = rules.batch_amounts_fit(
        state=state,
        came_milli=came_milli,
        spoiled_milli=spoiled_milli,
        substitute=_substitute_exists(site, substitute_id),
    )
    if not fits:
        raise Refusal("batch.amounts_wrong")
    row = Batch.objects.create(
        subdistrict_id=site.subdistrict_id, round_id=round_id, item_id=item.id, line_id=_purchase_line(site, item),
        compound_id=compound_id, state=state, came_milli=came_milli, spoiled_milli=spoiled_milli,
        substitute_id=substitute_id, batch_no=batch_no.strip()[:40], producer=producer.strip()[:60],
        expires_on=expires_on, arrived_at=arrived_at or clock.now(), recorded_by=by.label,
        note=note_words.strip()[:200], path=site.path,
    )  # fmt: skip
    Sent.objects.filter(pk=sent.pk).update(answer={"batch": row.id})
    for kind, milli in ((MoveKind.RECEIVED, came_milli), (MoveKind.SPOILED, -spoiled_milli)):
        _move(by=by, site=site, item_id=item.id, kind=kind, milli=milli, about=f"batch:{row.id}")
    note(
        "batch.recorded", by=by, subdistrict_id=site.subdistrict_id, about=f"batch:{row.id}", path=site.path,
        state=str(state), came_milli=came_milli, spoiled_milli=spoiled_milli,
    )  # fmt: skip
    _arrived_if_all_came(by=by, site=site)
    return row


def take_site(site: RoundSite) -> None:
    """Whoever changes what lies at a compound stands in one queue (the row stays ours until commit)."""
    RoundSite.objects.filter(pk=site.pk).update(orders=F("orders"))


def _item(site: RoundSite, item_id: int) -> RoundItem:
    row = RoundItem.objects.filter(
        subdistrict_id=site.subdistrict_id, round_id=site.round_id, id=item_id
    ).first()
    if row is None:
        raise Refusal("batch.item_unknown")
    return row


def _substitute_exists(site: RoundSite, product_id: int | None) -> bool:
    if product_id is None:
        return False
    if not Product.objects.filter(subdistrict_id=site.subdistrict_id, id=product_id).exists():
        raise Refusal("batch.item_unknown")
    return True


def _purchase_line(site: RoundSite, item: RoundItem) -> int | None:
    row = PurchaseLine.objects.filter(
        subdistrict_id=site.subdistrict_id, item_id=item.id, purchase_order__state__in=BOUGHT
    ).first()
    return row.id if row else None


def _move(*, by: Actor, site: RoundSite, item_id: int, kind: MoveKind, milli: int, about: str) -> None:
    if milli:
        StockMove.objects.create(
            subdistrict_id=site.subdistrict_id, round_id=site.round_id, item_id=item_id,
            compound_id=site.compound_id, kind=kind, qty_milli=milli, about=about, by=by.label, at=clock.now(),
            path=site.path,
        )  # fmt: skip


@transaction.atomic
def write_off(
    *, by: Actor, round_id: int, compound_id: int, item_id: int, milli: int, why: str, key: str
) -> None:
    """Goods that lie there by the ledger but are no good or not there: found spoiled, counted wrong, lost.

    Refuses `batch.amounts_wrong` for more than lies there or no amount, `batch.key_reused` for a key that said otherwise.
    """
    site = goods.site(by, round_id, compound_id, Permission.RECEIPT_RECORD)
    take_site(site)
    said = [round_id, compound_id, item_id, milli, why]
    sent, first = Sent.objects.get_or_create(
        subdistrict_id=site.subdistrict_id, what="write_off", key=own_key(by, key), defaults={"answer": said}
    )
    if not first:
        if sent.answer != said:
            raise Refusal("batch.key_reused")
        return
    lying = goods.stock(site.subdistrict_id, round_id, compound_id).get((item_id, compound_id), 0)
    if why not in WRITE_OFFS or not 0 < milli <= lying:
        raise Refusal("batch.amounts_wrong")
    _move(
        by=by, site=site, item_id=item_id, kind=MoveKind.SPOILED, milli=-milli, about=f"write_off:{sent.id}"
    )  # fmt: skip
    note(
        "stock.written_off", by=by, subdistrict_id=site.subdistrict_id, about=f"round:{round_id}", path=site.path,
        why=why, milli=milli,
    )  # fmt: skip


def _arrived_if_all_came(*, by: Actor, site: RoundSite) -> None:
    """Purchase orders are received, and the round has arrived, when every expected share has a batch."""
    mine = {"subdistrict_id": site.subdistrict_id}
    due = PurchaseShare.objects.filter(
        **mine, line__purchase_order__round_id=site.round_id, line__purchase_order__state__in=BOUGHT,
        units_milli__gt=0,
    )  # fmt: skip
    came = set(
        Batch.objects.filter(**mine, round_id=site.round_id).values_list("item_id", "compound_id").distinct()
    )
    waiting = {
        order_id
        for order_id, item_id, compound_id in due.values_list(
            "line__purchase_order_id", "line__item_id", "compound_id"
        )
        if (item_id, compound_id) not in came
    }
    sent = PurchaseOrder.objects.filter(**mine, round_id=site.round_id, state=PurchaseState.SENT)
    sent.exclude(id__in=waiting).update(state=PurchaseState.RECEIVED)
    if waiting:
        return
    round_ = Round.objects.filter(**mine, id=site.round_id, state=RoundState.BOUGHT)
    if round_.update(state=RoundState.ARRIVED, version=F("version") + 1):
        note(
            "round.arrived", by=by, **mine, about=f"round:{site.round_id}", path=site.round.path
        )  # fmt: skip


@transaction.atomic
def clear(*, by: Actor, round_id: int, compound_id: int) -> int:
    """Mark batches of which nothing waits at the gate any more. Safe to repeat; returns how many were marked."""
    site = goods.site(by, round_id, compound_id, Permission.WAVE_SEE)
    return follow_stock(site.subdistrict_id, round_id, compound_id)


def follow_stock(subdistrict_id: int, round_id: int, compound_id: int) -> int:
    """Batches are cleared when the ledger says nothing lies there, and wait again when goods came back."""
    lying = goods.stock(subdistrict_id, round_id, compound_id)
    gone = [item for (item, _), milli in lying.items() if milli <= 0]
    rows = Batch.objects.filter(subdistrict_id=subdistrict_id, round_id=round_id, compound_id=compound_id)
    rows.exclude(cleared_at=None).exclude(item_id__in=gone).update(cleared_at=None)
    return rows.filter(item_id__in=gone, cleared_at=None).update(cleared_at=clock.now())
