"""The start page of the demo: what to try, and one click to be somebody. Outside demo mode it does not exist."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from anxin.access import queries as access
from anxin.flows.demo import people
from anxin.kernel.errors import NotYours
from anxin.web.route import Asked, route

WHAT = {
    "wei": (
        _("街道办公室"),
        _("看今日总览；开一轮订购；把接龙贴进来核对；采购、分配、排配送；设置小区和分区。"),
    ),
    "li": (_("社区工作者"), _("本社区几个小区的订购、核对、到货、送货和退款。")),
    "tang": (_("网格员"), _("替没有手机的老人下单，登记需要照顾的住户。")),
    "zhao": (_("楼栋长"), _("一栋楼：贴群里的接龙，核对，送到户打勾。")),
    "fang": (_("单元长"), _("一个单元：替邻居下单，送货打勾，叫号。")),
    "qian": (_("物业"), _("到货登记，打印标签，叫号，送货。看不到任何人的情况。")),
    "zhang": (_("志愿者"), _("手机上的送货清单：断网也能打勾，联网后自动补传，不会重复。")),
    "hq": (_("区指挥部"), _("只看：各小区进度、公开账目、分区。")),
    "sun": (_("审计"), _("只看：留痕、账目。")),
    "ops": (_("运维"), _("账号与岗位。")),
}


def only_in_demo() -> None:
    if not settings.DEMO:
        raise NotYours("page")


@route("demo")
def start(request: Asked) -> HttpResponse:
    only_in_demo()
    roles = [
        {
            "username": account.username,
            "name": account.name,
            "title": WHAT[account.username][0],
            "does": WHAT[account.username][1],
        }
        for account in people.ACCOUNTS
    ]
    return render(request, "demo/start.html", {"roles": roles, "homes": people.sample_homes()})


@route("demo", methods=("POST",))
def become(request: Asked, username: str) -> HttpResponse:
    only_in_demo()
    user = access.demo_user(username) if username in WHAT else None
    if user is None:
        raise NotYours("user")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("front")
