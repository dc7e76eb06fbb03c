"""The living style page: every component with invented content. Demo mode only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from anxin.web.icons import PATHS
from anxin.web.route import Asked, route

DOORS = {
    "desk": "style.html",
    "resident": "style_resident.html",
    "field": "style_field.html",
    "public": "style_public.html",
    "print": "style_print.html",
    "error": "error.html",
}


class SampleForm(forms.Form):
    name = forms.CharField(label=_("称呼"), help_text=_("配送员敲门时怎么称呼您。"))
    phone = forms.CharField(label=_("电话"), required=False)
    kind = forms.ChoiceField(
        label=_("怎样交接"),
        widget=forms.RadioSelect,
        choices=[("door", _("送到家门口")), ("stair", _("单元门口取"))],
    )
    agree = forms.BooleanField(label=_("已和邻居说好代收"), required=False)
    note = forms.CharField(label=_("备注"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class SampleFilters(forms.Form):
    q = forms.CharField(label=_("找户门、短码"), required=False)
    stair = forms.ChoiceField(label=_("单元"), required=False, choices=[("", _("全部")), ("1", "7号楼1单元")])


class SampleFile(forms.Form):
    file = forms.FileField(label=_("住户表（XLSX）"), help_text=_("常见的中文表头都认得；错的行会原样退回。"))


def sample_stops() -> list[dict[str, Any]]:
    vegetables = {"icon": "supply", "word": _("蔬菜包 2 份")}
    milk = {"icon": "box", "word": _("牛奶 1 箱")}
    medicine = {"icon": "medicine", "word": _("代配药")}
    stops: list[dict[str, Any]] = [
        {"id": "1101", "door": "1101", "owed": [vegetables, milk]},
        {"id": "1102", "door": "1102", "owed": [vegetables], "outcome": "delivered"},
        {"id": "902", "door": "902", "owed": [vegetables, medicine], "hint": _("老人耳背，请多按几次门铃")},
        {"id": "702", "door": "702", "owed": [milk], "outcome": "no_answer"},
        {"id": "301", "door": "301", "owed": [vegetables]},
    ]
    return [{"outcome": "", "url": "#", **stop} for stop in stops]


def context() -> dict[str, Any]:
    day = dt.date(2022, 4, 12)
    form = SampleForm({"name": "", "phone": "13800138000", "kind": "door"})
    form.is_valid()
    return {
        "room": "today",
        "area_name": _("示例街道"),
        "compound_name": _("清和苑（示例）"),
        "door_name": _("7号楼 2单元 1101"),
        "list_name": _("清和苑 · 第 12 轮"),
        "today": day,
        "form": form,
        "filter_form": SampleFilters(),
        "file_form": SampleFile(),
        "page": Paginator(range(1, 8134), 50).page(3),
        "tabs": [
            {"key": "open", "word": _("待核对"), "url": "#", "count": 12},
            {"key": "sure", "word": _("已确认"), "url": "#", "count": 1204},
            {"key": "late", "word": _("候补"), "url": "#", "count": 3},
        ],
        "steps": [
            {"label": _("订单"), "number": 1204, "url": "#", "state": "done", "word": _("已截单")},
            {"label": _("采购"), "number": 1180, "of": 1204, "url": "#", "state": "done"},
            {
                "label": _("到货"),
                "number": 1096,
                "of": 1180,
                "url": "#",
                "state": "due",
                "word": _("还差 84 份"),
            },
            {"label": _("分配"), "number": 1096, "of": 1204, "url": "#", "state": "done"},
            {"label": _("配送"), "number": 642, "of": 1096, "url": "#", "state": "due", "word": _("进行中")},
            {"label": _("签收"), "number": 508, "of": 1096, "url": "#", "state": "waiting"},
        ],
        "days": [
            {
                "date": day + dt.timedelta(days=n),
                "url": "#",
                "current": n == 0,
                "state": "done" if n < 0 else "",
            }
            for n in range(-3, 4)
        ],
        "done": 2,
        "total": 5,
        "stops": sample_stops(),
        "sync_url": "/style/field",
        "icon_names": sorted(PATHS),
    }


@route("demo")
def show(request: Asked, door: str = "desk") -> HttpResponse:
    if not settings.DEMO or door not in DOORS:
        raise Http404
    return render(request, DOORS[door], context())
