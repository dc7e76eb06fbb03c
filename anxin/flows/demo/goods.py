"""What the invented subdistrict orders, and from whom."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.access.actor import Actor
from anxin.supply.actions import products, suppliers
from anxin.supply.actions.rounds import ItemTerms
from anxin.supply.models import Product, Supplier

VEGETABLES = ("绿野蔬菜基地（虚构）", "YF-0001", 200_000, 8_000)
MARKET = ("万家鲜超市（虚构）", "YF-0002", 300_000, 12_000)

CONTENTS = {
    "蔬菜包": (
        ("土豆", 1500, "斤"),
        ("西红柿", 2000, "斤"),
        ("大白菜", 3000, "斤"),
        ("黄瓜", 1500, "斤"),
        ("青椒", 1000, "斤"),
    ),
    "肉蛋包": (("五花肉", 2000, "斤"), ("鸡蛋", 20000, "个")),
    "牛奶包": (("牛奶", 12000, "盒"),),
}


@dataclass(frozen=True)
class Shelf:
    """Ids of what is for sale."""

    vegetables: int
    market: int
    products: dict[str, int]

    def card(self) -> list[ItemTerms]:
        """The price card of a round: three packs, and eggs by the tray."""

        def row(
            code: str, name: str, unit: str, supplier: int, fen: int, fee: int, case: int, minimum: int = 0
        ) -> ItemTerms:
            return ItemTerms(
                self.products[name],
                supplier,
                code,
                unit,
                fen,
                fee,
                case_units=case,
                min_units=minimum,
                limit_milli=3_000,
            )

        return [
            row("A", "蔬菜包", "份", self.vegetables, 4_600, 400, 4, 200),
            row("B", "肉蛋包", "份", self.market, 9_400, 600, 4, 100),
            row("C", "牛奶包", "份", self.market, 5_700, 300, 6),
            row("D", "鸡蛋", "板", self.market, 2_300, 200, 10),
        ]


def stock_up(by: Actor, subdistrict_id: int) -> Shelf:
    products.load_catalogue(by=by, subdistrict_id=subdistrict_id)
    names = [
        "蔬菜包",
        "肉蛋包",
        "牛奶包",
        "鸡蛋",
        *(name for rows in CONTENTS.values() for name, _, _ in rows),
    ]
    rows = {row.name: row for row in Product.objects.filter(subdistrict_id=subdistrict_id, name__in=names)}
    for pack, contents in CONTENTS.items():
        row = rows[pack]
        terms = products.ProductTerms(
            row.code, row.name, row.category, row.unit, row.name_hant, row.name_en, tuple(row.aliases),
            tuple(row.units), row.storage, row.gram,
        )  # fmt: skip
        inside = [
            products.Content(rows[name].id, milli, unit) for name, milli, unit in contents if name in rows
        ]
        products.save(by=by, subdistrict_id=subdistrict_id, terms=terms, contents=inside, product_id=row.id)
    for number, (name, licence, minimum, delivery) in enumerate((VEGETABLES, MARKET)):
        terms_ = suppliers.SupplierTerms(name, licence, "调度台", f"1300000000{number}", minimum, delivery)
        suppliers.save(by=by, subdistrict_id=subdistrict_id, terms=terms_)
    return shelf(subdistrict_id)


def shelf(subdistrict_id: int) -> Shelf:
    """What `stock_up` put there."""
    products_ = Product.objects.filter(subdistrict_id=subdistrict_id).values_list("name", "id")
    sellers = dict(Supplier.objects.filter(subdistrict_id=subdistrict_id).values_list("name", "id"))
    return Shelf(sellers[VEGETABLES[0]], sellers[MARKET[0]], dict(products_))
