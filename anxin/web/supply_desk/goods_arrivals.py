"""Where goods come off the lorry: made for a phone in one hand. Property staff see goods here, never households."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence
from anxin.supply.actions import batches as deeds
from anxin.supply.queries import goods
from anxin.supply.queries.rounds import in_language
from anxin.supply.terms import BatchState
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk.goods_parts import (
    MilliField,
    done,
    door_of,
    frame,
    paged,
    workbook,
    wrong_form,
)

STATES = [
    (BatchState.FULL, gettext_lazy("足量")),
    (BatchState.SHORT, gettext_lazy("短缺")),
    (BatchState.SPOILED, gettext_lazy("有变质")),
    (BatchState.SUBSTITUTED, gettext_lazy("换成了别的")),
]
WHY = [
    ("found_spoiled", gettext_lazy("后来发现变质")),
    ("counted_wrong", gettext_lazy("点错了数")),
    ("lost", gettext_lazy("找不到了")),
]


class Came(forms.Form):
    """What came of one product. `key` makes a second press of the button harmless."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    item = forms.TypedChoiceField(label=gettext_lazy("商品"), coerce=int)
    state = forms.ChoiceField(label=gettext_lazy("情况"), choices=STATES, widget=forms.RadioSelect)
    came = MilliField(label=gettext_lazy("一共卸下"), help_text=gettext_lazy("好的坏的都算；没有来就填 0。"))
    spoiled = MilliField(label=gettext_lazy("其中变质"), required=False)
    substitute = forms.TypedChoiceField(
        label=gettext_lazy("换成了"), required=False, coerce=int, empty_value=None
    )
    batch_no = forms.CharField(label=gettext_lazy("批号"), max_length=40, required=False)
    producer = forms.CharField(label=gettext_lazy("生产者"), max_length=60, required=False)
    expires_on = forms.DateField(
        label=gettext_lazy("保质期到"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(label=gettext_lazy("备注"), max_length=200, required=False)

    def offer(self, rows: list[Any], others: list[tuple[int, str]], language: str) -> None:
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            (row.item.id, f"{row.item.code} {in_language(row.item.product, language)}") for row in rows
        ]
        self.fields["substitute"].choices = [("", "—"), *others]  # type: ignore[attr-defined]


@route(Permission.RECEIPT_RECORD)
def arrivals(request: Asked, round_id: int) -> HttpResponse:
    """Which compounds of this round have said what came."""
    sites = list(goods.sites(request.actor, round_id, Permission.RECEIPT_RECORD))
    if not sites:
        goods.site(request.actor, round_id, 0, Permission.RECEIPT_RECORD)
    rows = []
    for site in sites:
        expected = goods.expected(request.actor, round_id, site.compound_id)
        rows.append({
            "site": site,
            "expected": len(expected),
            "said": sum(1 for each in expected if each.batches),
            "waiting": sum(1 for each in expected if each.waiting),
        })  # fmt: skip
    batches = paged(request, goods.batches(request.actor, round_id))
    context = frame(request, sites[0].round, "arrivals") | {"rows": rows, "batches": batches}
    return render(request, "supply_desk/arrivals.html", context)


@route(Permission.RECEIPT_RECORD)
def unloading(request: Asked) -> HttpResponse:
    """The way in for property staff: the gates they receive goods at."""
    context = {"room": "supply", "sites": paged(request, goods.unloading(request.actor))}
    return render(request, "supply_desk/unloading.html", context)


@route(Permission.RECEIPT_RECORD, methods=("GET", "POST"))
def arrival(request: Asked, round_id: int, compound_id: int) -> HttpResponse:
    site = goods.site(request.actor, round_id, compound_id, Permission.RECEIPT_RECORD)
    expected = goods.expected(request.actor, round_id, compound_id)
    context = frame(request, site.round, "arrivals")
    form = Came(
        request.POST or None, initial={"key": context["key"], "item": number(request.GET.get("item")) or None}
    )
    form.offer(_all_items(site, expected), _others(request, site), request.actor.language)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _record(request, site, form)
            except Refusal as refusal:
                form.add_error(None, sentence(refusal))
    context |= {
        "site": site, "expected": expected, "form": form, "why": WHY,
        "may_recall": request.actor.may(Permission.ORDER_SEE, site.path),
        "batches": goods.batches(request.actor, round_id, compound_id),
        "lying": [row for row in expected if row.lying_milli > 0],
    }  # fmt: skip
    return render(request, "supply_desk/arrival.html", context, status=status)


def _all_items(site: Any, expected: list[Any]) -> list[Any]:
    """Those expected, else the whole price card: something may come that nobody announced."""
    return expected or [goods.Expected(item, 0, 0, 0, 0) for item in goods.items(site.round)]


def _others(request: Asked, site: Any) -> list[tuple[int, str]]:
    rows = goods.replacements(site)
    return [(row.id, in_language(row, request.actor.language)) for row in rows]


def _record(request: Asked, site: Any, form: Came) -> HttpResponse:
    said = form.cleaned_data
    deeds.record(
        by=request.actor, round_id=site.round_id, compound_id=site.compound_id, item_id=said["item"],
        state=BatchState(said["state"]), came_milli=said["came"], spoiled_milli=said["spoiled"] or 0,
        substitute_id=said["substitute"], batch_no=said["batch_no"], producer=said["producer"],
        expires_on=said["expires_on"], note_words=said["note"], key=said["key"],
    )  # fmt: skip
    text = _("已登记。再登记下一样，或关掉页面。")
    return done(request, text, "arrival", round_id=site.round_id, compound_id=site.compound_id)


class WriteOff(forms.Form):
    key = forms.CharField(max_length=64)
    item = forms.IntegerField()
    milli = MilliField()
    why = forms.ChoiceField(choices=WHY)


@route(Permission.RECEIPT_RECORD, methods=("POST",))
def write_off(request: Asked, round_id: int, compound_id: int) -> HttpResponse:
    goods.site(request.actor, round_id, compound_id, Permission.RECEIPT_RECORD)
    form = WriteOff(request.POST)
    if not form.is_valid():
        return wrong_form(request)
    said = form.cleaned_data
    deeds.write_off(
        by=request.actor, round_id=round_id, compound_id=compound_id, item_id=said["item"], milli=said["milli"],
        why=said["why"], key=said["key"],
    )  # fmt: skip
    text = _("已从库存里减去，原来的登记保留不变。")
    return done(request, text, "arrival", round_id=round_id, compound_id=compound_id)


@route(Permission.ORDER_SEE)
def recall(request: Asked, batch_id: int) -> HttpResponse:
    """Which households got goods of a batch, to tell them one by one."""
    batch = goods.batch_seen(request.actor, batch_id)
    lines = goods.recall(request.actor, batch_id)
    if request.GET.get("format") == "xlsx":
        head = [_("小区"), _("户门"), _("短码"), _("品名"), _("数量"), _("单位")]
        body = [
            [
                line.order.compound.name, door_of(line, request.actor.language), line.order.ref,
                in_language(line.item.product, request.actor.language), (line.given_milli or 0) / 1000, line.item.unit,
            ]
            for line in lines
        ]  # fmt: skip
        return workbook(request, _("召回名单"), [head, *body], f"recall-{number(str(batch_id))}.xlsx")
    page = paged(request, lines)
    rows = [{"line": line, "door": door_of(line, request.actor.language)} for line in page]
    context = frame(request, batch.round, "arrivals") | {"batch": batch, "page": page, "rows": rows}
    return render(request, "supply_desk/recall.html", context)
