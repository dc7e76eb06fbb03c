"""The form of a round: words and times, compounds, and the rows of the price card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.access.actor import Actor
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.places import queries as places
from anxin.supply.actions.rounds import ItemTerms, Times
from anxin.supply.queries import orders, products, rounds
from anxin.supply.queries.rounds import PriceCard

MOMENT = "%Y-%m-%dT%H:%M"
MORE_ROWS = 6


def moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], help_text=help_text)


class RoundForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=80, help_text=_("群里看到的第一行，如“周三蔬菜包”"))
    compounds = forms.TypedMultipleChoiceField(
        label=_("哪些小区"), coerce=int, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    opens_at = moment(_("开始接单"))
    closes_at = moment(_("截单"), _("告诉住户的时间；过后还有几分钟宽限，再晚进候补"))
    arrives_at = moment(_("预计到货"))
    organiser = forms.CharField(label=_("组织人"), max_length=40)
    organiser_phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    delivery_yuan = forms.DecimalField(
        label=_("每单配送费（元）"), min_value=0, max_digits=6, decimal_places=2, required=False
    )
    after_sales = forms.CharField(label=_("售后"), max_length=120, required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["compounds"]
            return
        rows = places.compounds(actor, Permission.ROUND_EDIT).order_by("path")
        field = self.fields["compounds"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(row.id, row.name) for row in rows]

    def times(self) -> Times:
        said = self.cleaned_data
        return Times(said["opens_at"], said["closes_at"], said["arrives_at"])

    def words(self) -> dict[str, Any]:
        """The plain fields as `rounds.draft` and `rounds.change` take them."""
        said = self.cleaned_data
        names = ("title", "organiser", "organiser_phone", "after_sales", "note")
        return {name: said[name] for name in names} | {"delivery_fen": fen(said["delivery_yuan"])}


def fen(yuan: Decimal | None) -> int:
    return int((yuan or Decimal(0)) * 100)


def yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def milli(units: Decimal | None) -> int | None:
    return None if units is None else int(units * 1000)


class ItemForm(forms.Form):
    """One row of the price card; an empty row is no row."""

    product = forms.CharField(label=_("商品"), max_length=60, required=False)
    supplier = forms.TypedChoiceField(
        label=_("供货单位"), coerce=int, required=False, empty_value=None, choices=[]
    )
    code = forms.CharField(label=_("编号"), max_length=4, required=False)
    unit = forms.CharField(label=_("单位"), max_length=8, required=False)
    supplier_yuan = forms.DecimalField(
        label=_("供货价（元）"), min_value=0, max_digits=8, decimal_places=2, required=False
    )
    fee_yuan = forms.DecimalField(
        label=_("费用（元）"), min_value=0, max_digits=8, decimal_places=2, required=False
    )
    case_units = forms.IntegerField(label=_("整箱数"), min_value=1, max_value=10_000, required=False)
    min_units = forms.IntegerField(label=_("起订量"), min_value=0, max_value=1_000_000, required=False)
    limit = forms.DecimalField(label=_("每户限"), min_value=0, max_digits=6, decimal_places=3, required=False)
    left = forms.DecimalField(label=_("总量"), min_value=0, max_digits=9, decimal_places=3, required=False)
    step = forms.DecimalField(label=_("最小"), min_value=0, max_digits=6, decimal_places=3, required=False)

    def __init__(
        self, *args: Any, choices: list[tuple[Any, str]], known: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        field = self.fields["supplier"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choices
        self.fields["product"].widget.attrs["list"] = "products"
        for name, form_field in self.fields.items():
            form_field.widget.attrs["aria-label"] = str(form_field.label)
            if name not in {"product", "supplier", "code", "unit"}:
                form_field.widget.attrs["inputmode"] = "decimal"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        name = (said.get("product") or "").strip()
        if not name:
            return said
        row = self.known.get(name)
        if row is None:
            self.add_error("product", _("目录里没有这样商品。请从提示里选，或先到商品目录添加。"))
            return said
        said["row"] = row
        for field, text in (("supplier", _("请选供货单位")), ("supplier_yuan", _("请填供货价"))):
            if said.get(field) is None and field not in self.errors:
                self.add_error(field, text)
        return said

    def terms(self, place: int) -> ItemTerms:
        said = self.cleaned_data
        return ItemTerms(
            product_id=said["row"].id, supplier_id=said["supplier"], code=said["code"].strip().upper() or chr(65 + place),
            unit=said["unit"].strip() or said["row"].unit, supplier_fen=fen(said["supplier_yuan"]),
            fee_fen=fen(said["fee_yuan"]), case_units=said["case_units"] or 1, min_units=said["min_units"] or 0,
            limit_milli=milli(said["limit"]) or None, left_milli=milli(said["left"]),
            step_milli=milli(said["step"]) or 1000,
        )  # fmt: skip


class Rows(forms.BaseFormSet[ItemForm]):
    """The price card; rows without a product are left out."""

    def terms(self) -> list[ItemTerms]:
        filled = [form for form in self.forms if form.cleaned_data.get("row")]
        return [form.terms(place) for place, form in enumerate(filled)]


def rows_form(actor: Actor, data: Any = None, initial: Any = None) -> Rows:
    sold = list(products.products(actor))
    known = {row.name: row for row in sold} | {row.code: row for row in sold}
    choices: list[tuple[Any, str]] = [("", "—"), *((row.id, row.name) for row in products.suppliers(actor))]
    made = forms.formset_factory(ItemForm, formset=Rows, extra=MORE_ROWS if initial else 8, max_num=60)
    return cast(
        Rows, made(data, initial=initial, prefix="item", form_kwargs={"choices": choices, "known": known})
    )


def first_times() -> dict[str, datetime]:
    """Now, eight in the evening (tomorrow's when it is past), and four the next afternoon."""
    here = clock.local(clock.now()).replace(second=0, microsecond=0)
    day = here.date() if here.hour < 19 else here.date() + timedelta(days=1)
    closes = clock.at_local(day, time(20))
    return {
        "opens_at": here,
        "closes_at": closes,
        "arrives_at": clock.at_local(day + timedelta(days=1), time(16)),
    }


def from_card(card: PriceCard, supplier_of: Mapping[int, int]) -> list[dict[str, Any]]:
    return [
        {
            "product": row.name, "supplier": supplier_of[row.item_id], "code": row.code, "unit": row.unit,
            "supplier_yuan": yuan(row.supplier_fen), "fee_yuan": yuan(row.fee_fen), "case_units": row.case_units,
            "min_units": row.min_units, "limit": None if row.limit_milli is None else Decimal(row.limit_milli) / 1000,
            "left": None if row.left_milli is None else Decimal(row.left_milli) / 1000,
            "step": Decimal(row.step_milli) / 1000,
        }
        for row in card.rows
    ]  # fmt: skip


def shelf_stands(actor: Actor) -> bool:
    """There is something to sell and somebody to buy it from."""
    return products.products(actor).exists() and products.suppliers(actor).exists()


def copied(actor: Actor, round_id: int) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """(words and compounds, price card, names left out) of an earlier round, for a new one.

    Times are not copied. A total is what was offered then, not what was left of it. Left out is what was taken off
    the shelf since, or comes from a supplier set aside.
    """
    round_ = rounds.get(actor, round_id, to=Permission.ROUND_EDIT)
    wanted = orders.demand(actor, round_)
    sold = set(products.products(actor).values_list("id", flat=True))
    good = set(products.suppliers(actor).values_list("id", flat=True))
    items = {item.id: item for item in rounds.items(round_)}
    kept = {i.id: i.supplier_id for i in items.values() if i.product_id in sold and i.supplier_id in good}
    card = rounds.price_card(round_)
    still = tuple(row for row in card.rows if row.item_id in kept)
    rows = from_card(replace(card, rows=still), kept)
    for row, of in zip(rows, still, strict=True):
        if of.left_milli is not None:
            row["left"] = Decimal(of.left_milli + wanted.get(of.item_id, 0)) / 1000
    names = ("title", "organiser", "organiser_phone", "after_sales", "note")
    words: dict[str, Any] = {name: getattr(round_, name) for name in names}
    words["delivery_yuan"] = yuan(round_.delivery_fen)
    words["compounds"] = [site.compound_id for site in rounds.sites(actor, round_)]
    return words, rows, [row.name for row in card.rows if row.item_id not in kept]
