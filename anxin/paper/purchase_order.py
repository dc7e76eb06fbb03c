"""The purchase order a supplier gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.parts import Item
from anxin.paper.press import Sheet
from anxin.paper.words import gettext_noop


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
