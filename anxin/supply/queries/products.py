"""Reads of products, packs and suppliers: shared by all offices of a subdistrict."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from anxin.access.actor import Actor
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours
from anxin.kernel.paths import within
from anxin.places.models import Area
from anxin.supply.models import PackItem, Product, Round, RoundItem, Supplier
from anxin.supply.queries.rounds import rounds
from anxin.supply.rules.ordering import NOT_SOLD
from anxin.supply.terms import RoundState

OVER = (RoundState.SETTLED, RoundState.CANCELLED)


def subdistricts(actor: Actor, permission: Permission = Permission.ROUND_SEE) -> list[Area]:
    """Subdistricts the actor's areas lie in or contain."""
    areas = actor.areas(permission)
    rows = Area.objects.filter(kind="subdistrict").order_by("path")
    return [row for row in rows if any(row.path.startswith(a) or a.startswith(row.path) for a in areas)]


def subdistrict(actor: Actor, subdistrict_id: int, permission: Permission = Permission.ROUND_SEE) -> Area:
    for row in subdistricts(actor, permission):
        if row.id == subdistrict_id:
            return row
    raise NotYours("subdistrict")


def _mine(actor: Actor, permission: Permission) -> Q:
    if "" in actor.areas(permission):
        return within(("",))
    return Q(subdistrict_id__in=[row.id for row in subdistricts(actor, permission)])


def products(
    actor: Actor, *, words: str = "", category: str = "", sold: bool = True, retired: bool = False
) -> QuerySet[Product]:
    """Products on the shelf, or with `retired` those taken off it; `sold` leaves out what no round may sell."""
    rows = Product.objects.filter(_mine(actor, Permission.ROUND_SEE), retired_at__isnull=not retired)
    if sold:
        rows = rows.exclude(category__in=NOT_SOLD)
    if category:
        rows = rows.filter(category=category)
    if words:
        rows = rows.filter(_named(rows, words))
    return rows.order_by("category", "code")


def _named(rows: QuerySet[Product], words: str) -> Q:
    """By code, by a name in any script, or by what people also call it. A shelf is a few hundred rows: the other
    names are looked through here, because the two databases search lists differently."""
    also = [
        row_id
        for row_id, aliases in rows.values_list("id", "aliases")
        if any(words.casefold() in alias.casefold() for alias in aliases)
    ]
    return (
        Q(name__icontains=words) | Q(code__iexact=words) | Q(name_en__icontains=words)
        | Q(name_hant__icontains=words) | Q(id__in=also)
    )  # fmt: skip


def packs_with(actor: Actor, product_id: int) -> list[Product]:
    """Packs on the shelf that hold this article."""
    rows = Product.objects.filter(_mine(actor, Permission.ROUND_SEE), retired_at=None)
    return list(rows.filter(pack_items__product_id=product_id).order_by("code"))


def rounds_touched(actor: Actor, *, product_id: int = 0, supplier_id: int = 0) -> list[Round]:
    """Rounds under way in the actor's areas that offer this product, or goods of this supplier."""
    items = RoundItem.objects.filter(_mine(actor, Permission.ROUND_SEE))
    items = items.filter(product_id=product_id) if product_id else items.filter(supplier_id=supplier_id)
    rows = rounds(actor).exclude(state__in=OVER)
    return list(rows.filter(id__in=items.values("round_id")))


def product(actor: Actor, product_id: int, *, to: Permission = Permission.ROUND_SEE) -> Product:
    row = Product.objects.filter(_mine(actor, to), id=product_id).first()
    if row is None:
        raise NotYours("product")
    return row


def contents(actor: Actor, product_ids: list[int]) -> dict[int, list[PackItem]]:
    """What is in each pack, in one query."""
    found: dict[int, list[PackItem]] = {}
    rows = PackItem.objects.filter(_mine(actor, Permission.ROUND_SEE), pack_id__in=product_ids)
    for row in rows.select_related("product").order_by("id"):
        found.setdefault(row.pack_id, []).append(row)
    return found


def suppliers(actor: Actor, *, blocked: bool = False) -> QuerySet[Supplier]:
    """Suppliers one can buy from; `blocked` shows those set aside too."""
    rows = Supplier.objects.filter(_mine(actor, Permission.ROUND_SEE)).order_by("name")
    return rows if blocked else rows.filter(blocked_at=None)


def supplier(actor: Actor, supplier_id: int, *, to: Permission = Permission.ROUND_SEE) -> Supplier:
    row = Supplier.objects.filter(_mine(actor, to), id=supplier_id).first()
    if row is None:
        raise NotYours("supplier")
    return row
