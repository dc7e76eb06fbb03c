"""A purchase order as it leaves the office: A4, spreadsheet rows, and plain text for a chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from anxin.kernel import clock
from anxin.paper.parts import Item
from anxin.paper.press import money
from anxin.paper.purchase_order import DeliverTo, PurchaseLine, PurchaseOrder
from anxin.paper.words import in_language
from anxin.supply.queries.rounds import in_language as product_name
from anxin.web.templatetags.anxin_ui import quantity
from anxin.web.units import unit_word

PAPER_LANGUAGE = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def sheet(order: Any, lines: Sequence[Any], *, buyer: str, printed: str) -> PurchaseOrder:
    language = get_language() or "zh-hans"
    return PurchaseOrder(
        number=order.ref,
        supplier=order.supplier.name,
        supplier_contact=f"{order.supplier.contact} {order.supplier.phone}".strip(),
        buyer=buyer,
        buyer_contact=f"{order.round.organiser} {order.round.organiser_phone}".strip(),
        issued=when(order.sent_at or order.made_at),
        lines=tuple(_line(line, language) for line in lines if line.cases),
        total_fen=order.goods_fen + order.delivery_fen,
        deliver_to=tuple(unloading(order, lines)),
        terms=(
            _("请按小区分开装货，冷藏品单独装箱。"),
            _("短少、变质当场登记，按实收结算。"),
            *(
                [_("运费 %(fen)s 已计入合计。") % {"fen": money(order.delivery_fen)}]
                if order.delivery_fen
                else []
            ),
        ),
        words=in_language(PurchaseOrder.WORDS, gettext),
        lang=PAPER_LANGUAGE.get(language, "zh-Hans"),
        printed=printed,
    )


def when(at: Any) -> str:
    return f"{date_format(clock.local(at), 'DATE_FORMAT')} {clock.local(at):%H:%M}"


def _line(line: Any, language: str) -> PurchaseLine:
    unit, units = line.item.unit, line.cases * line.case_units
    return PurchaseLine(
        name=product_name(line.item.product, language),
        spec=line.item.code,
        cases=line.cases,
        case=f"{line.case_units} {unit_word(unit, line.case_units * 1000)}",
        quantity=f"{units:,} {unit_word(unit, units * 1000)}",
        unit_price_fen=line.unit_fen,
        total_fen=units * line.unit_fen,
    )


def unloading(order: Any, lines: Sequence[Any]) -> list[DeliverTo]:
    """By compound, what comes off the lorry there."""
    language = get_language() or "zh-hans"
    goods: dict[str, list[Item]] = {}
    for line in lines:
        for share in sorted(line.shares.all(), key=lambda share: share.path):
            if share.units_milli:
                amount = f"{quantity(share.units_milli)} {unit_word(line.item.unit, share.units_milli)}"
                goods.setdefault(share.compound.name, []).append(
                    Item(product_name(line.item.product, language), amount)
                )
    arrives = when(order.round.arrives_at)
    contact = f"{order.round.organiser} {order.round.organiser_phone}".strip()
    return [DeliverTo(place, arrives, contact, tuple(items)) for place, items in goods.items()]


def text(order: Any, lines: Sequence[Any], *, buyer: str) -> str:
    """To copy into the chat with the supplier."""
    made = sheet(order, lines, buyer=buyer, printed="")
    rows = [
        _("【采购单 %(ref)s】%(supplier)s") % {"ref": made.number, "supplier": made.supplier},
        *(
            _("%(name)s：%(cases)s 箱 × %(case)s = %(quantity)s")
            % {"name": x.name, "cases": x.cases, "case": x.case, "quantity": x.quantity}
            for x in made.lines
        ),
        _("合计 %(fen)s") % {"fen": money(made.total_fen)},
        _("%(when)s 送到：") % {"when": when(order.round.arrives_at)},
        *(
            place.place + _("：") + _("、").join(f"{item.name} {item.qty}" for item in place.contents)
            for place in made.deliver_to
        ),
        _("联系：%(who)s") % {"who": made.buyer_contact},
    ]
    return "\n".join(rows)


def rows(order: Any, lines: Sequence[Any]) -> list[list[Any]]:
    """For the spreadsheet: one row per product and compound."""
    language = get_language() or "zh-hans"
    head = [
        _("单号"),
        _("供应商"),
        _("小区"),
        _("品名"),
        _("编号"),
        _("单位"),
        _("订购"),
        _("送到数量"),
        _("单价（元）"),
        _("每箱"),
        _("箱数（全部小区）"),
    ]
    body = [
        [
            order.ref, order.supplier.name, share.compound.name, product_name(line.item.product, language),
            line.item.code, line.item.unit, share.wanted_milli / 1000, share.units_milli / 1000,
            line.unit_fen / 100, line.case_units, line.cases,
        ]
        for line in lines
        for share in sorted(line.shares.all(), key=lambda share: share.path)
    ]  # fmt: skip
    return [head, *body]
