"""Desk: sharing out, with before and after, the rule and who is short in counts; and the rows behind every number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.access.terms import Permission
from anxin.supply import planner
from anxin.supply.actions import sharings as deeds
from anxin.supply.actions import stock
from anxin.supply.queries import goods
from anxin.web.given import number
from anxin.web.route import Asked, route
from anxin.web.supply_desk.goods_parts import MilliField, done, door_of, frame, paged, wrong_form

CLASSES = {
    1: gettext_lazy("居家观察且急需"),
    2: gettext_lazy("居家观察"),
    3: gettext_lazy("封控且有老人或残障者"),
    4: gettext_lazy("封控"),
    5: gettext_lazy("管控"),
    6: gettext_lazy("其他"),
}
RULES = {
    "class_first_leximin": gettext_lazy(
        "先按先后类别，每户先得一份；同类里让得最少的一户尽量多，上次少拿的在先"
    ),
    "class_first_proportional": gettext_lazy("先按先后类别，同类里按订购量的比例"),
}
LINE_RULES = {
    "share.full": gettext_lazy("足额"),
    "share.none_left": gettext_lazy("这次没有轮到，下次在先"),
    "share.first_only": gettext_lazy("先保证每户一份"),
    "share.level": gettext_lazy("同类里均分"),
}
MOVES = {
    "received": gettext_lazy("入库"),
    "spoiled": gettext_lazy("变质"),
    "handed_over": gettext_lazy("已交付"),
    "returned": gettext_lazy("退回"),
    "surplus": gettext_lazy("结余"),
}


@route(Permission.SHARE_OUT)
def sharing(request: Asked, round_id: int) -> HttpResponse:
    """Each compound: what came beside what was ordered; `?compound=` shows how it would be shared out."""
    sites = list(goods.sites(request.actor, round_id, Permission.SHARE_OUT))
    if not sites:
        goods.site(request.actor, round_id, 0, Permission.SHARE_OUT)
    plan = _preview(request, round_id, sites)
    context = frame(request, sites[0].round, "sharing") | {
        "sites": [_site(site) for site in sites],
        "plan": plan,
        "items": [_item(item) for item in plan.items] if plan else [],
        "rule": RULES.get(plan.rule, plan.rule) if plan else "",
        "done": (rows := [_done(row) for row in goods.sharings(request.actor, round_id)]),
        "short": [each for each in rows if each["row"].households_short],
        "totals": _totals(rows),
    }
    return render(request, "supply_desk/sharing.html", context)


def _preview(request: Asked, round_id: int, sites: list[Any]) -> planner.SharePlan | None:
    """The solver runs here, outside any transaction; nothing is written."""
    wanted = number(request.GET.get("compound"))
    if wanted and any(site.compound_id == wanted for site in sites):
        return planner.share(request.actor, round_id, wanted)
    return None


def _site(site: Any) -> dict[str, Any]:
    open_, short = goods.wishes_and_stock(site)
    return {"site": site, "open": open_, "short": short}


def _item(item: planner.ItemShare) -> dict[str, Any]:
    return {
        "share": item,
        "item": item.item,
        "after": sum(1 for line in item.lines if line.given),
        "classes": [
            {"word": CLASSES[cls], "homes": homes, "short": short}
            for cls, (homes, short) in item.short_by_class.items()
        ],
    }


def _done(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "rule": RULES.get(row.rule, row.rule) if row.households_short else LINE_RULES["share.full"],
        "classes": [
            {"word": CLASSES[int(cls)], "homes": homes, "short": short}
            for cls, (homes, short) in sorted(row.facts.get("by_class", {}).items())
            if short
        ],
    }


def _totals(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was shared out of each product, over all compounds."""
    found: dict[int, dict[str, Any]] = {}
    for row in (each["row"] for each in rows):
        one = found.setdefault(
            row.item_id,
            {"item": row.item, "compounds": set(), "wanted": 0, "given": 0, "homes": 0, "short": 0},
        )
        one["compounds"].add(row.compound_id)
        one["wanted"] += row.wanted_milli
        one["given"] += row.given_milli
        one["homes"] += row.households
        one["short"] += row.households_short
    return sorted(found.values(), key=lambda one: (one["item"].order, one["item"].id))


@route(Permission.SHARE_OUT, methods=("POST",))
def share_out(request: Asked, round_id: int) -> HttpResponse:
    """One compound (`compound`), or every compound that is ready."""
    compound_id = number(request.POST.get("compound")) or None
    rows = deeds.share_out(by=request.actor, round_id=round_id, compound_id=compound_id)
    short = sum(row.households_short for row in rows)
    text = _("已分配 %(items)s 项，%(short)s 户次短缺；应退的金额已记在退款里。") % {
        "items": len(rows),
        "short": short,
    }
    return done(request, text, "sharing", round_id=round_id)


class GiveOn(forms.Form):
    key = forms.CharField(max_length=48)
    compound = forms.IntegerField()
    item = forms.IntegerField()
    milli = MilliField()


@route(Permission.SHARE_OUT, methods=("POST",))
def give_on(request: Asked, round_id: int) -> HttpResponse:
    if not goods.sites(request.actor, round_id, Permission.SHARE_OUT).exists():
        goods.site(request.actor, round_id, 0, Permission.SHARE_OUT)
    form = GiveOn(request.POST)
    if not form.is_valid():
        return wrong_form(request)
    said = form.cleaned_data
    stock.give_on(
        by=request.actor, round_id=round_id, compound_id=said["compound"], item_id=said["item"], milli=said["milli"],
        key=said["key"],
    )  # fmt: skip
    return done(request, _("已记为结余转赠。"), "settlement", round_id=round_id)


@route(Permission.ORDER_SEE)
def goods_lines(request: Asked, round_id: int) -> HttpResponse:
    """The order lines behind a number: `?item=&compound=&show=short`."""
    item, compound = number(request.GET.get("item")), number(request.GET.get("compound"))
    round_ = goods.round_near(request.actor, round_id, Permission.ORDER_SEE)
    lines = goods.lines_of(request.actor, round_id, item, compound)
    if request.GET.get("show") == "short":
        lines = lines.filter(short_milli__gt=0)
    page = paged(request, lines)
    rows = [
        {"line": line, "door": door_of(line, request.actor.language), "rule": LINE_RULES.get(line.rule, "")}
        for line in page
    ]
    context = frame(request, round_, "") | {"page": page, "rows": rows, "show": request.GET.get("show", "")}
    return render(request, "supply_desk/goods_lines.html", context)


@route(Permission.ROUND_SEE)
def stock_moves(request: Asked, round_id: int) -> HttpResponse:
    """The ledger strip: every move behind a number, `?item=&compound=&kind=`."""
    item, compound = number(request.GET.get("item")), number(request.GET.get("compound"))
    round_ = goods.round_near(request.actor, round_id, Permission.ROUND_SEE)
    moves = goods.moves(request.actor, round_id, item, compound)
    if (kind := request.GET.get("kind", "")) in MOVES:
        kinds = ("handed_over", "returned") if kind == "handed_over" else (kind,)
        moves = moves.filter(kind__in=kinds)
    page = paged(request, moves)
    rows = [{"move": move, "word": MOVES[move.kind]} for move in page]
    context = frame(request, round_, "") | {"page": page, "rows": rows}
    return render(request, "supply_desk/stock_moves.html", context)
