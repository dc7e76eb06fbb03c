"""The forms of the shelf: a product, what is in a pack, a supplier."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.access.actor import Actor
from anxin.access.terms import Permission
from anxin.supply.actions.products import Content, ProductTerms
from anxin.supply.actions.suppliers import SupplierTerms
from anxin.supply.queries import products as read
from anxin.supply.rules.ordering import grams, unit_row
from anxin.supply.terms import Category, Storage
from anxin.web.settings_desk.forms import Words
from anxin.web.supply_desk.goods_parts import FenField, MilliField

CATEGORIES = {
    Category.VEGETABLE: _("蔬菜"),
    Category.FRUIT: _("水果"),
    Category.MEAT_FISH: _("肉禽水产"),
    Category.EGG: _("蛋"),
    Category.DAIRY: _("奶"),
    Category.SOY: _("豆制品"),
    Category.STAPLE: _("米面主食"),
    Category.OIL_CONDIMENT: _("油盐调料"),
    Category.DRINK_SNACK: _("饮料零食"),
    Category.BABY: _("婴幼儿用品"),
    Category.HOUSEHOLD: _("日用品"),
    Category.PACK: _("套餐包"),
    Category.MEDICINE: _("药品"),
    Category.PROTECTIVE: _("防护用品"),
}
STORAGES = {Storage.AMBIENT: _("常温"), Storage.CHILLED: _("冷藏"), Storage.FROZEN: _("冷冻")}
MORE_ROWS = 4


class SearchForm(forms.Form):
    q = forms.CharField(label=_("搜索"), required=False, max_length=40)
    category = forms.ChoiceField(
        label=_("类别"), required=False, choices=[("", _("全部类别")), *CATEGORIES.items()]
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在架")), ("retired", _("已下架"))]
    )


class WhereForm(forms.Form):
    """Which subdistrict a new row belongs to; asked only where there is more than one."""

    subdistrict = forms.TypedChoiceField(label=_("街道"), coerce=int, choices=[])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = read.subdistricts(actor, Permission.ROUND_EDIT)
        if len(self.places) < 2:
            del self.fields["subdistrict"]
            return
        field = self.fields["subdistrict"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(row.id, row.name) for row in self.places]

    def subdistrict_id(self) -> int:
        """The one chosen, or the only one there is; 0 for none."""
        if "subdistrict" in self.fields:
            return int(self.cleaned_data["subdistrict"])
        return self.places[0].id if self.places else 0


class Units(Words):
    """How units convert, as people type them; kept as the catalogue keeps them."""

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        rows = [(row, unit_row(row)) for row in said]
        unread = [row for row, read_as in rows if read_as is None]
        if unread:
            raise forms.ValidationError(
                _("“%(row)s”读不懂。请写成“袋=2500g”或“个≈200g”这样。") % {"row": unread[0]}
            )
        return [read_as for _row, read_as in rows]


class ProductForm(WhereForm):
    name = forms.CharField(label=_("名称（简体）"), max_length=60)
    code = forms.CharField(label=_("编号"), max_length=20, help_text=_("本街道内不重复，如 PACK07。"))
    category = forms.ChoiceField(label=_("类别"), choices=list(CATEGORIES.items()))
    unit = forms.CharField(label=_("单位"), max_length=8, help_text=_("住户按它订，如 斤、盒、份。"))
    name_hant = forms.CharField(label=_("名称（繁体）"), max_length=60, required=False)
    name_en = forms.CharField(label=_("名称（英文）"), max_length=80, required=False)
    aliases = Words(
        label=_("别名"),
        required=False,
        help_text=_("群里也这么叫的名字，用顿号隔开：番茄、洋柿子。接龙按它认。"),
    )
    units = Units(
        label=_("单位换算"),
        required=False,
        help_text=_(
            "用顿号隔开。准数用等号：袋=2500g、1公斤=1000克；大约数用 ≈：个≈200g。例如单位是斤，写了“袋=2500g”，"
            "群里说“2袋”就记 10 斤；大约数只用来估重量，群里说“3个”仍请人核对。"
        ),
    )
    storage = forms.ChoiceField(label=_("保存"), choices=list(STORAGES.items()))
    gram = forms.IntegerField(
        label=_("一个单位多重（克）"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("装车按它算箱数。留空就按换算推算，推不出记 0。"),
    )

    def terms(self) -> ProductTerms:
        said = self.cleaned_data
        return ProductTerms(
            code=said["code"], name=said["name"], category=said["category"], unit=said["unit"],
            name_hant=said["name_hant"], name_en=said["name_en"], aliases=tuple(said["aliases"]),
            units=tuple(said["units"]), storage=said["storage"], gram=said["gram"] or 0,
        )  # fmt: skip


def of_product(row: Any) -> dict[str, Any]:
    """A product as its form shows it; a weight that only follows from the units is left empty."""
    names = ("code", "name", "category", "unit", "name_hant", "name_en", "aliases", "units", "storage")
    follows = row.gram == grams(row.unit, row.units)
    return {name: getattr(row, name) for name in names} | {"gram": None if follows else row.gram}


class ContentForm(forms.Form):
    """One article in a pack; an empty row is no row."""

    product = forms.CharField(label=_("商品"), max_length=60, required=False)
    qty = MilliField(label=_("数量"), required=False)
    unit = forms.CharField(label=_("单位"), max_length=8, required=False)

    def __init__(self, *args: Any, known: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["product"].widget.attrs["list"] = "articles"
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        name = (said.get("product") or "").strip()
        if not name:
            return said
        row = self.known.get(name)
        if row is None:
            self.add_error("product", _("目录里没有这样商品。请从提示里选，或先添加它。"))
        elif not said.get("qty") and "qty" not in self.errors:
            self.add_error("qty", _("请填数量。"))
        else:
            said["row"] = row
        return said


class Contents(forms.BaseFormSet[ContentForm]):
    """What is in a pack."""

    def terms(self) -> list[Content]:
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data.get("row")]
        return [
            Content(said["row"].id, said["qty"], said["unit"].strip() or said["row"].unit) for said in filled
        ]


def contents_form(actor: Actor, data: Any = None, inside: Any = ()) -> Contents:
    """Rows of what is inside, and some empty ones. `inside`: the pack's own rows."""
    held = [row.product for row in inside]
    rows = [row for row in [*held, *read.products(actor)] if row.category != Category.PACK]
    known = {row.code: row for row in rows} | {row.name: row for row in rows}
    initial = [
        {"product": row.product.name, "qty": Decimal(row.qty_milli) / 1000, "unit": row.unit}
        for row in inside
    ]
    made = forms.formset_factory(ContentForm, formset=Contents, extra=MORE_ROWS if initial else 6, max_num=40)
    return cast(Contents, made(data, initial=initial, prefix="inside", form_kwargs={"known": known}))


class SupplierForm(WhereForm):
    name = forms.CharField(label=_("名称"), max_length=80)
    licence = forms.CharField(label=_("许可证号"), max_length=60, required=False)
    contact = forms.CharField(label=_("联系人"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("联系电话"), max_length=20, required=False, help_text=_("加密保存，只有保供岗位能看。")
    )
    min_order = FenField(
        label=_("起送金额（元）"), required=False, help_text=_("一张采购单不到这个数，发出前会提醒。")
    )
    delivery = FenField(label=_("每车运费（元）"), required=False)

    def terms(self) -> SupplierTerms:
        said = self.cleaned_data
        return SupplierTerms(
            name=said["name"], licence=said["licence"], contact=said["contact"], phone=said["phone"],
            min_order_fen=said["min_order"] or 0, delivery_fen=said["delivery"] or 0,
        )  # fmt: skip


def of_supplier(row: Any) -> dict[str, Any]:
    names = ("name", "licence", "contact", "phone")
    money = {"min_order": Decimal(row.min_order_fen) / 100, "delivery": Decimal(row.delivery_fen) / 100}
    return {name: getattr(row, name) for name in names} | money
