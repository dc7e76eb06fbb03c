"""The purchase order a supplier gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.cells import Cell
from anxin.paper.parts import Item
from anxin.paper.press import Sheet, money
from anxin.paper.words import gettext_noop
from anxin.paper.writing import NewSheet


@dataclass(frozen=True)
class PurchaseLine:
    """`cases` whole cases of `case` ("20 份/箱") make `quantity` ("400 份")."""

    name: str
    spec: str
    cases: int
    case: str
    quantity: str
    unit_price_fen: int
    total_fen: int


@dataclass(frozen=True)
class DeliverTo:
    """One unloading point with what comes off the lorry there."""

    place: str
    when: str
    contact: str
    contents: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class PurchaseOrder(Sheet):
    TEMPLATE: ClassVar[str] = "purchase_order.typ"
    TAGGED: ClassVar[bool] = True
    WORDS: ClassVar[Mapping[str, str]] = {
        "heading": gettext_noop("采购单"),
        "number": gettext_noop("单号"),
        "supplier": gettext_noop("供应商"),
        "buyer": gettext_noop("采购方"),
        "issued": gettext_noop("开单日期"),
        "product": gettext_noop("品名"),
        "cases": gettext_noop("箱数"),
        "case": gettext_noop("每箱"),
        "quantity": gettext_noop("数量"),
        "unit_price": gettext_noop("单价"),
        "amount": gettext_noop("金额"),
        "total": gettext_noop("合计"),
        "deliver_to": gettext_noop("送货地点"),
        "when": gettext_noop("到货时间"),
        "contact": gettext_noop("联系"),
        "contents": gettext_noop("卸货"),
        "arrived": gettext_noop("实收"),
        "supplier_signed": gettext_noop("供应商签字"),
        "buyer_signed": gettext_noop("收货人签字"),
        "page": gettext_noop("第 {page} 页，共 {pages} 页"),
    }

    number: str
    supplier: str
    supplier_contact: str = ""
    buyer: str
    buyer_contact: str = ""
    issued: str
    lines: tuple[PurchaseLine, ...]
    total_fen: int
    deliver_to: tuple[DeliverTo, ...] = ()
    terms: tuple[str, ...] = ()


def chat_text(order: PurchaseOrder) -> str:
    """The order as plain text for a supplier who reads it on a phone."""
    said = order.said()
    lines = [
        f"{said['heading']} {order.number} {order.issued}",
        f"{said['buyer']} {order.buyer} {order.buyer_contact}",
    ]
    for no, line in enumerate(order.lines, 1):
        count = f"{said['cases']} {line.cases} ({line.case}) = {line.quantity}"
        price = f"{said['unit_price']} {money(line.unit_price_fen)} {said['amount']} {money(line.total_fen)}"
        lines.append(f"{no}. {line.name} {line.spec} {count} {price}")
    lines.append(f"{said['total']} {money(order.total_fen)}")
    for point in order.deliver_to:
        goods = " / ".join(f"{item.name} {item.qty}" for item in point.contents)
        lines.append(f"{said['deliver_to']} {point.place} {point.when} {point.contact}: {goods}")
    return "\n".join([*(line.strip() for line in lines), *order.terms])


def spreadsheet(order: PurchaseOrder) -> list[NewSheet]:
    """The order as two sheets for `write_table`: its lines with numbers that add up in yuan, and where it goes."""
    said = order.said()
    keys = ("product", "cases", "case", "quantity", "unit_price", "amount", "arrived")
    lines: list[list[Cell]] = [[said[key] for key in keys]]
    for line in order.lines:
        name = f"{line.name} {line.spec}".strip()
        price, amount = line.unit_price_fen / 100, line.total_fen / 100
        lines.append([name, line.cases, line.case, line.quantity, price, amount, ""])
    lines.append([said["total"], "", "", "", "", order.total_fen / 100, ""])
    points: list[list[Cell]] = [
        [said[key] for key in ("deliver_to", "when", "contact", "product", "quantity")]
    ]
    for point in order.deliver_to:
        points += [[point.place, point.when, point.contact, item.name, item.qty] for item in point.contents]
    return [NewSheet(order.number, lines), NewSheet(said["deliver_to"], points)]
