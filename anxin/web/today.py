"""Desk: 今日. What is wrong now, the day as a strip, each compound in a line; every number opens its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from anxin.access.terms import Permission
from anxin.overview import today as picture
from anxin.web.route import Asked, route


@dataclass(frozen=True)
class Words:
    """How one kind of trouble is said: state word, sentence with the count, the one action that helps, where it is done."""

    state: str
    word: Any
    says: Any
    helps: Any
    where: Callable[[picture.Wrong], tuple[str, dict[str, Any], str]]


def in_round(name: str, query: str = "") -> Callable[[picture.Wrong], tuple[str, dict[str, Any], str]]:
    return lambda w: (name, {"round_id": w.round_id}, f"?compound={w.compound_id}{query}")


def listed(name: str, query: str = "") -> Callable[[picture.Wrong], tuple[str, dict[str, Any], str]]:
    return lambda w: (name, {}, f"?compound={w.compound_id}&round={w.round_id or ''}{query}")


KINDS: dict[str, Words] = {
    "medical_need": Words(
        "overdue", _("就医"), _("%(n)s 户在群里说要就医"), _("马上联系"), in_round("needs", "&urgent=1")
    ),
    "need": Words("due", _("求助"), _("%(n)s 条求助还没有人接"), _("看内容"), in_round("needs")),
    "unserved": Words(
        "overdue", _("未送到"), _("%(n)s 户还没有送到"), _("看名单"), listed("waves", "&state=due")
    ),
    "goods_late": Words(
        "overdue", _("滞留"), _("%(n)s 批物资在门口放了太久"), _("安排配送"), listed("waves")
    ),
    "hold_due": Words("held", _("该再送"), _("%(n)s 户的物资该再送一次"), _("安排再送"), listed("holds")),
    "plan_failed": Words("overdue", _("没排成"), _("%(n)s 个配送计划没有排成"), _("看原因"), listed("waves")),
    "review": Words("overdue", _("待核对"), _("%(n)s 条接龙没有核对"), _("去核对"), in_round("review")),
    "conflict": Words(
        "held",
        _("不一致"),
        _("%(n)s 处两边说的数量不一样"),
        _("去确认"),
        in_round("order_grid", "&show=conflict"),
    ),
    "complaint": Words("overdue", _("投诉"), _("%(n)s 件投诉等答复"), _("去答复"), listed("complaints")),
    "waiting": Words(
        "waiting", _("候补"), _("%(n)s 户截单后才报，在候补"), _("看候补"), in_round("waiting_list")
    ),
    "refund_owed": Words("due", _("待退款"), _("%(n)s 笔退款还没有退"), _("去退款"), listed("refunds")),
    "unpaid": Words(
        "waiting", _("未付款"), _("%(n)s 户还没有付款"), _("看名单"), listed("payments", "&state=unpaid")
    ),
    "zone_review": Words(
        "overdue",
        _("该复核"),
        _("分区到了复核时间"),
        _("去复核"),
        lambda w: ("compound", {"compound_id": w.compound_id}, ""),
    ),
}


@route(Permission.TODAY_SEE)
def today(request: Asked) -> HttpResponse:
    day = picture.today(request.actor)
    sort = request.GET.get("sort", "-wrong")
    context = {
        "room": "today",
        "day": day,
        "groups": [
            grouped(kind, list(rows)) for kind, rows in groupby(day.wrongs, key=lambda wrong: wrong.kind)
        ],
        "steps": steps(day),
        "lines": in_order(day.lines, sort),
    }
    return render(request, "today/today.html", context)


def grouped(kind: str, rows: list[picture.Wrong]) -> dict[str, Any]:
    """One kind of trouble: its sum in a line, the places inside it."""
    words = KINDS[kind]
    return {
        "state": words.state,
        "word": str(words.word),
        "says": told(words, sum(row.count for row in rows)),
        "helps": words.helps,
        "since": min((row.since for row in rows if row.since), default=None),
        "rows": [
            {"wrong": row, "says": told(words, row.count), "url": address(*words.where(row))} for row in rows
        ],
    }


def told(words: Words, count: int) -> str:
    text = str(words.says)
    return text % {"n": count} if "%(n)s" in text else text


def address(name: str, kwargs: dict[str, Any], query: str) -> str:
    """A round that left the picture meanwhile has no page to open; the day itself is the fallback."""
    try:
        return reverse(name, kwargs=kwargs) + query
    except NoReverseMatch:
        return reverse("today")


def steps(day: picture.Today) -> list[dict[str, Any]]:
    s = day.strip
    rounds, waves = address("rounds", {}, ""), address("waves", {}, "")
    done = "done" if s.due and s.carried >= s.due else "due"
    return [
        {"label": _("下单"), "number": s.ordered, "url": rounds},
        {"label": _("已采购"), "number": s.bought, "of": s.ordered, "url": rounds},
        {"label": _("已到货"), "number": s.arrived, "of": s.ordered, "url": rounds},
        {"label": _("已分配"), "number": s.shared, "of": s.ordered, "url": rounds},
        {
            "label": _("已送达"),
            "number": s.carried,
            "of": s.due,
            "url": waves,
            "state": done if s.due else "",
        },
        {"label": _("已签收"), "number": s.received, "of": s.due, "url": waves},
    ]


def in_order(lines: list[picture.Line], sort: str) -> list[picture.Line]:
    key = sort.removeprefix("-")
    if key not in {"name", "zone", "orders", "done", "held", "wrong"}:
        key, sort = "wrong", "-wrong"
    return sorted(lines, key=lambda line: getattr(line, key), reverse=sort.startswith("-"))
