"""What rounds are made of: products, packs and suppliers of the subdistrict; and the book of deeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router

from anxin.access import queries as access
from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import Id, Out, Page, Window, Word, page
from anxin.supply.queries import products as read
from anxin.supply.queries.rounds import in_language

router = Router(tags=["shelf"])
P = Permission


class Product(Out):
    id: Id
    code: str
    name: str
    category: str
    unit: str
    storage: str
    gram: int


class Supplier(Out):
    """Whom to buy from; whom to ring up stands at the desk."""

    id: Id
    name: str
    licence: str
    min_order_fen: int
    delivery_fen: int


class Deed(Out):
    """One line of the book: codes and counts, never a name or a door."""

    id: Id
    at: datetime
    by: str
    door: str
    what: str
    about: str
    facts: dict[str, Any]


class ProductsWanted(Window):
    words: Word = ""


class DeedsWanted(Window):
    about: Word = ""


@router.get("/products", response=Page[Product], auth=needs(P.ROUND_SEE))
def list_products(request: Asked, wanted: Query[ProductsWanted]) -> Any:
    """What a round may sell; medicine never."""
    language = request.auth.language
    return page(
        read.products(request.auth, words=wanted.words), wanted,
        lambda row: Product(
            id=row.id, code=row.code, name=in_language(row, language), category=row.category, unit=row.unit,
            storage=row.storage, gram=row.gram,
        ),
    )  # fmt: skip


@router.get("/suppliers", response=Page[Supplier], auth=needs(P.ROUND_SEE))
def list_suppliers(request: Asked, window: Query[Window]) -> Any:
    """Those one can buy from now."""
    fields = tuple(Supplier.model_fields)
    return page(
        read.suppliers(request.auth), window, lambda row: {name: getattr(row, name) for name in fields}
    )


@router.get("/book", response=Page[Deed], auth=needs(P.BOOK_READ))
def list_deeds(request: Asked, wanted: Query[DeedsWanted]) -> Any:
    """Who did what, newest first; `about` is such as `round:123`."""
    fields = tuple(Deed.model_fields)
    rows = access.events(request.auth, wanted.about)
    return page(rows, wanted, lambda row: {name: getattr(row, name) for name in fields})
