"""What these pages ask for. Plain forms: an action decides and writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.access.terms import GRANTABLE
from anxin.households.terms import Flag
from anxin.places.terms import CompoundKind, Zone
from anxin.web.settings_desk.words import FLAGS, KINDS, ROLES

LANGUAGES = [("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", _("English"))]
ZONES = [(Zone.SEALED, _("封控区")), (Zone.CONTROLLED, _("管控区")), (Zone.PRECAUTION, _("防范区"))]


class Words(forms.CharField):
    """Several words in one field, parted by 、 or a comma."""

    def to_python(self, value: Any) -> Any:
        return [
            part.strip()
            for part in str(value or "").replace("，", "、").replace(",", "、").split("、")
            if part.strip()
        ]

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class CommunityForm(forms.Form):
    name = forms.CharField(label=_("社区名称"), max_length=60)


class CompoundForm(forms.Form):
    name = forms.CharField(label=_("小区名称"), max_length=60)
    kind = forms.ChoiceField(label=_("类型"), choices=[(kind, KINDS[kind]) for kind in CompoundKind])
    property_firm = forms.CharField(
        label=_("物业"), max_length=60, required=False, help_text=_("没有物业就留空，由社区看管。")
    )
    aliases = Words(label=_("别名"), required=False, help_text=_("大家在群里也这么叫的名字，用顿号隔开。"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CompoundAddForm(CompoundForm):
    community = forms.TypedChoiceField(label=_("社区"), coerce=int)
    field_order = ("community", "name", "kind", "property_firm", "aliases")


class BuildingForm(forms.Form):
    label = forms.CharField(label=_("楼号"), max_length=20, help_text=_("写 3 或 B区7 即可，不用写“号楼”。"))
    floors = forms.IntegerField(label=_("层数"), min_value=1, max_value=150, initial=6)
    grid = forms.CharField(label=_("网格"), max_length=30, required=False)
    aliases = Words(label=_("别名"), required=False, help_text=_("用顿号隔开。"))
    x_m = forms.IntegerField(label=_("示意图横向位置（米）"), min_value=0, max_value=5000, initial=50)
    y_m = forms.IntegerField(label=_("示意图纵向位置（米）"), min_value=0, max_value=5000, initial=50)


class BuildingAddForm(BuildingForm):
    stairs = Words(label=_("单元"), required=False, help_text=_("如 1、2、3；不分单元就留空。"))
    lifts = forms.IntegerField(label=_("每单元电梯数"), min_value=0, max_value=20, initial=0)
    field_order = ("label", "floors", "stairs", "lifts")


class StairForm(forms.Form):
    label = forms.CharField(label=_("单元"), max_length=20, required=False)
    lifts = forms.IntegerField(label=_("电梯数"), min_value=0, max_value=20, initial=0)
    entrance = forms.CharField(
        label=_("共用的门厅"),
        max_length=20,
        required=False,
        help_text=_("几个单元走同一个大门时，写同一个名字，叫号时会错开。"),
    )


class DoorForm(forms.Form):
    stair = forms.TypedChoiceField(label=_("单元"), coerce=int)
    rooms = Words(label=_("房号"), help_text=_("可以一次写几间，用顿号隔开：501、502、503。"))


class ZoneForm(forms.Form):
    zone = forms.ChoiceField(label=_("改为"), choices=ZONES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("会留在历史里，也会贴在门口。"),
    )
    rule = forms.ChoiceField(label=_("依据（规则里的条目）"), required=False)
    review_at = forms.DateTimeField(
        label=_("复核时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class HomeFilter(forms.Form):
    q = forms.CharField(
        label=_("查找"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("门牌、短码、电话或姓名")}),
    )
    compound = forms.ChoiceField(label=_("小区"), required=False)
    smartphone = forms.ChoiceField(
        label=_("手机"), required=False, choices=[("", _("全部")), ("no", _("没有智能手机"))]
    )


class HomeForm(forms.Form):
    head = forms.CharField(label=_("户主"), max_length=40, required=False)
    persons = forms.IntegerField(label=_("人数"), min_value=0, max_value=99, initial=1)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    chat_name = forms.CharField(label=_("群昵称"), max_length=60, required=False)
    language = forms.ChoiceField(label=_("语言"), choices=LANGUAGES)
    smartphone = forms.BooleanField(label=_("有智能手机，会扫码"), required=False, initial=True)
    delivery_note = forms.CharField(
        label=_("送货备注"), max_length=200, required=False, help_text=_("只写送到哪里、怎么敲门，不写原因。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HomeEditForm(HomeForm):
    """The number is not shown here: looking at it is a deed of its own, and written down."""

    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    forget_phone = forms.BooleanField(label=_("删去已登记的电话"), required=False)
    field_order = ("head", "persons", "phone", "forget_phone")

    def show_phone(self, masked: str) -> None:
        if masked:
            self.fields["phone"].help_text = _("已登记 %(phone)s。留空不改，填了就换成新的。") % {
                "phone": masked
            }
        else:
            del self.fields["forget_phone"]


class FlagForm(forms.Form):
    kind = forms.ChoiceField(label=_("标记"), choices=[(flag, FLAGS[flag]) for flag in Flag])
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("名册文件"), help_text=_("XLSX、XLS、WPS、CSV，最多 64 MB、每表 20 万行。")
    )
    subdistrict = forms.TypedChoiceField(label=_("街道"), coerce=int)
    compound = forms.ChoiceField(
        label=_("表里没写小区的，算作"),
        required=False,
        help_text=_("一张表只有一个小区、又没有“小区”这一列时才选。"),
    )


class PersonForm(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60, min_length=2)
    name = forms.CharField(label=_("姓名"), max_length=60)


class PostForm(forms.Form):
    role = forms.ChoiceField(label=_("岗位"), choices=[(role, ROLES[role]) for role in GRANTABLE])
    path = forms.ChoiceField(label=_("负责的区域"))
    building = forms.CharField(
        label=_("只负责一栋楼"),
        max_length=20,
        required=False,
        help_text=_("楼栋长写楼号；单元长写 3-2。其他岗位留空。"),
    )
    until = forms.DateField(
        label=_("到期日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("留空就一直有效，随时可以结束。"),
    )
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)


class PersonWithPostForm(PersonForm, PostForm):
    field_order = ("username", "name", "role", "path", "building")
