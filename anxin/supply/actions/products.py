"""Products and packs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.models import PackItem, Product
from anxin.supply.queries import products as read
from anxin.supply.rules.ordering import NOT_SOLD, grams, unit_row
from anxin.supply.terms import Category, Storage

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue.csv"

FIELDS = ("code", "name", "category", "unit", "name_hant", "name_en", "storage")


@dataclass(frozen=True, slots=True)
class Content:
    """One article in a pack."""

    product_id: int
    qty_milli: int
    unit: str


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """What an office may say of a product. `units` as in the catalogue: "斤=500g"."""

    code: str
    name: str
    category: str
    unit: str
    name_hant: str = ""
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    storage: str = "ambient"
    gram: int = 0


def load_catalogue(*, by: Actor, subdistrict_id: int) -> int:
    """The everyday products that ship with Anxin. Loading twice adds nothing; returns how many were added."""
    area = read.subdistrict(by, subdistrict_id, Permission.ROUND_EDIT)
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = [_row(subdistrict_id, row) for row in csv.DictReader(file)]
    with transaction.atomic():
        known = Product.objects.filter(subdistrict_id=subdistrict_id).values_list("code", "name")
        codes, names = {code for code, _ in known}, {name for _, name in known}
        new = [row for row in rows if row.code not in codes and row.name not in names]
        Product.objects.bulk_create(new)
        record(
            "catalogue.loaded", by=by, subdistrict_id=subdistrict_id, about=f"area:{area.id}", path=area.path,
            added=len(new),
        )  # fmt: skip
    return len(new)


def _row(subdistrict_id: int, row: dict[str, str]) -> Product:
    units = [unit for unit in row["units"].split("|") if unit]
    return Product(
        subdistrict_id=subdistrict_id, code=row["code"], name=row["name_zh_hans"], name_hant=row["name_zh_hant"],
        name_en=row["name_en"], aliases=[a for a in row["aliases"].split("|") if a], category=row["category"],
        unit=row["base_unit"], units=units, storage=row["storage"], gram=grams(row["base_unit"], units),
    )  # fmt: skip


@transaction.atomic
def save(
    *,
    by: Actor,
    subdistrict_id: int,
    terms: ProductTerms,
    contents: Sequence[Content] | None = None,
    product_id: int | None = None,
) -> Product:
    """A new product or an edited one; `contents` makes it a pack, none of them empties it.

    Refuses `product.words_missing`, `product.kind_unknown`, `product.units`, `product.taken`, `product.contents`.
    """
    area = read.subdistrict(by, subdistrict_id, Permission.ROUND_EDIT)
    _check(terms)
    others = Product.objects.filter(subdistrict_id=subdistrict_id).exclude(id=product_id or 0)
    if others.filter(code=terms.code).exists() or others.filter(name=terms.name).exists():
        raise Refusal("product.taken")
    row = (
        read.product(by, product_id, to=Permission.ROUND_EDIT)
        if product_id
        else Product(subdistrict_id=subdistrict_id)
    )
    for field in FIELDS:
        setattr(row, field, getattr(terms, field))
    row.aliases, row.units = list(terms.aliases), list(terms.units)
    row.gram = terms.gram or grams(terms.unit, terms.units)
    try:
        with transaction.atomic():
            row.save(update_fields=[*FIELDS, "aliases", "units", "gram"]) if product_id else row.save(
                force_insert=True
            )
    except IntegrityError as error:  # the button pressed twice
        raise Refusal("product.taken") from error
    if contents is not None:
        _pack(row, contents)
    record("product.saved", by=by, subdistrict_id=subdistrict_id, about=f"product:{row.id}", path=area.path)
    return row


def _check(terms: ProductTerms) -> None:
    if not all(word.strip() for word in (terms.code, terms.name, terms.unit)):
        raise Refusal("product.words_missing")
    if terms.category not in set(Category) or terms.storage not in set(Storage) or terms.gram < 0:
        raise Refusal("product.kind_unknown")
    unread = [row for row in terms.units if unit_row(row) is None]
    if unread:
        raise Refusal("product.units", row=unread[0])


def _pack(pack: Product, contents: Sequence[Content]) -> None:
    ids = {content.product_id for content in contents}
    inside = {row.id: row for row in Product.objects.filter(subdistrict_id=pack.subdistrict_id, id__in=ids)}
    if len(ids) != len(contents) or ids != set(inside) or pack.id in ids:
        raise Refusal("product.contents")
    if any(content.qty_milli <= 0 for content in contents) or any(
        row.category in NOT_SOLD for row in inside.values()
    ):
        raise Refusal("product.contents")
    PackItem.objects.filter(subdistrict_id=pack.subdistrict_id, pack_id=pack.id).delete()
    PackItem.objects.bulk_create(
        PackItem(
            subdistrict_id=pack.subdistrict_id, pack_id=pack.id, product_id=content.product_id,
            qty_milli=content.qty_milli, unit=content.unit,
        )
        for content in contents
    )  # fmt: skip


@transaction.atomic
def retire(*, by: Actor, product_id: int) -> None:
    """No new round offers it; old orders keep it."""
    row = read.product(by, product_id, to=Permission.ROUND_EDIT)
    area = read.subdistrict(by, row.subdistrict_id, Permission.ROUND_EDIT)
    mine = Product.objects.filter(subdistrict_id=row.subdistrict_id, id=row.id, retired_at=None)
    if mine.update(retired_at=clock.now()):
        record(
            "product.retired", by=by, subdistrict_id=row.subdistrict_id, about=f"product:{row.id}",
            path=area.path,
        )  # fmt: skip


@transaction.atomic
def bring_back(*, by: Actor, product_id: int) -> None:
    """Back on the shelf."""
    row = read.product(by, product_id, to=Permission.ROUND_EDIT)
    area = read.subdistrict(by, row.subdistrict_id, Permission.ROUND_EDIT)
    mine = Product.objects.filter(subdistrict_id=row.subdistrict_id, id=row.id).exclude(retired_at=None)
    if mine.update(retired_at=None):
        record(
            "product.brought_back", by=by, subdistrict_id=row.subdistrict_id, about=f"product:{row.id}",
            path=area.path,
        )  # fmt: skip
