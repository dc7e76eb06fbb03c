"""保供单位: who sells to the neighbourhood."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.models import Supplier
from anxin.supply.queries import products as read

FIELDS = ("name", "licence", "contact", "phone", "min_order_fen", "delivery_fen")


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    name: str
    licence: str = ""
    contact: str = ""
    phone: str = ""
    min_order_fen: int = 0
    delivery_fen: int = 0


@transaction.atomic
def save(*, by: Actor, subdistrict_id: int, terms: SupplierTerms, supplier_id: int | None = None) -> Supplier:
    """A new supplier or an edited one. Refuses `supplier.name_missing`, `supplier.taken`, `supplier.amounts`."""
    area = read.subdistrict(by, subdistrict_id, Permission.ROUND_EDIT)
    if not terms.name.strip():
        raise Refusal("supplier.name_missing")
    if terms.min_order_fen < 0 or terms.delivery_fen < 0:
        raise Refusal("supplier.amounts")
    others = Supplier.objects.filter(subdistrict_id=subdistrict_id).exclude(id=supplier_id or 0)
    if others.filter(name=terms.name).exists():
        raise Refusal("supplier.taken")
    row = (
        read.supplier(by, supplier_id, to=Permission.ROUND_EDIT)
        if supplier_id
        else Supplier(subdistrict_id=subdistrict_id)
    )
    for field in FIELDS:
        setattr(row, field, getattr(terms, field))
    try:
        with transaction.atomic():
            row.save(update_fields=[*FIELDS]) if supplier_id else row.save(force_insert=True)
    except IntegrityError as error:  # the button pressed twice
        raise Refusal("supplier.taken") from error
    record("supplier.saved", by=by, subdistrict_id=subdistrict_id, about=f"supplier:{row.id}", path=area.path)
    return row


@transaction.atomic
def block(*, by: Actor, supplier_id: int, reason: str) -> None:
    """Its goods were bad: no new round offers them, the history stays. Refuses `supplier.reason_missing`."""
    row = read.supplier(by, supplier_id, to=Permission.ROUND_EDIT)
    area = read.subdistrict(by, row.subdistrict_id, Permission.ROUND_EDIT)
    need(by, Permission.ROUND_EDIT, area.path)
    if not reason.strip():
        raise Refusal("supplier.reason_missing")
    mine = Supplier.objects.filter(subdistrict_id=row.subdistrict_id, id=row.id, blocked_at=None)
    if mine.update(blocked_at=clock.now(), blocked_reason=reason.strip()[:200]):
        record(
            "supplier.blocked", by=by, subdistrict_id=row.subdistrict_id, about=f"supplier:{row.id}",
            path=area.path,
        )  # fmt: skip


@transaction.atomic
def unblock(*, by: Actor, supplier_id: int) -> None:
    """It may be bought from again; why it was set aside stays in the book."""
    row = read.supplier(by, supplier_id, to=Permission.ROUND_EDIT)
    area = read.subdistrict(by, row.subdistrict_id, Permission.ROUND_EDIT)
    mine = Supplier.objects.filter(subdistrict_id=row.subdistrict_id, id=row.id).exclude(blocked_at=None)
    if mine.update(blocked_at=None, blocked_reason=""):
        record(
            "supplier.unblocked", by=by, subdistrict_id=row.subdistrict_id, about=f"supplier:{row.id}",
            path=area.path, reason=row.blocked_reason,
        )  # fmt: skip
