"""The price card of an order round as a poster: what it costs, and what of that is whose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.press import Sheet, money
from anxin.paper.words import gettext_noop


@dataclass(frozen=True)
class PricedProduct:
    """`supplier_fen` + `fees_fen` = `total_fen`; `fees_note` says what the fees are ("运费 1.00")."""

    name: str
    spec: str
    supplier_fen: int
    fees_fen: int
    total_fen: int
    fees_note: str = ""


@dataclass(frozen=True, kw_only=True)
class RoundPoster(Sheet):
    """One A4 that an older person can read at arm's length. `qr` is the address of the round's page."""

    TEMPLATE: ClassVar[str] = "poster.typ"
    TAGGED: ClassVar[bool] = True
    WORDS: ClassVar[Mapping[str, str]] = {
        "product": gettext_noop("品名"),
        "supplier_price": gettext_noop("供货价"),
        "fees": gettext_noop("费用"),
        "total": gettext_noop("您付"),
        "minimum": gettext_noop("起订"),
        "cut_off": gettext_noop("截单"),
        "arrival": gettext_noop("预计到货"),
        "supplier": gettext_noop("供应商"),
        "organiser": gettext_noop("组织人"),
        "phone": gettext_noop("电话"),
        "scan": gettext_noop("扫码订购"),
        "no_phone": gettext_noop("没有手机？在单元门口的订购单上填写，或请楼长代订。"),
    }

    title: str
    compound: str
    products: tuple[PricedProduct, ...]
    cut_off: str
    arrival: str
    organiser: str
    phone: str = ""
    minimum: str = ""
    supplier: str = ""
    notes: tuple[str, ...] = ()
    qr: str = ""


def chat_text(poster: RoundPoster) -> str:
    """The same price card as plain text for the chat group, one product a line so that people can count."""
    said = poster.said()
    facts = (
        ("cut_off", poster.cut_off),
        ("arrival", poster.arrival),
        ("minimum", poster.minimum),
        ("supplier", poster.supplier),
        ("organiser", poster.organiser),
        ("phone", poster.phone),
    )
    lines = [f"【{poster.title}】{poster.compound}"]
    for no, product in enumerate(poster.products, 1):
        parts = f"{said['supplier_price']} {money(product.supplier_fen)} + {said['fees']} {money(product.fees_fen)}"
        lines.append(
            f"{no}. {product.name} {product.spec} {money(product.total_fen)} ({parts})".replace("  ", " ")
        )
    lines += [f"{said[key]} {value}" for key, value in facts if value]
    lines += poster.notes
    return "\n".join([*lines, poster.qr] if poster.qr else lines)
