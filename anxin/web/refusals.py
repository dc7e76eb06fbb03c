"""The one place where a refusal becomes a sentence: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.kernel.errors import Refusal
from anxin.overview.sentences import SENTENCES, sentence, status

SENTENCES.update(
    {
        "not_found": _(
            "没有找到这一页。它可能已被移除，或不在您负责的范围内。没有任何内容被改动。请返回上一页，或从首页重新进入。"
        ),
        "not_allowed": _(
            "您的岗位不包含这项操作。没有任何内容被改动。如果工作需要，请联系街道办公室为您增加岗位。"
        ),
        "stale": _("在您填写期间，别人刚刚改过这一项。您的改动还没有保存。请刷新查看最新内容后再改一次。"),
        "too_often": _("操作太频繁了。此前的内容都已保留。请过一分钟再试。"),
        "grant.not_yours": _("这个区域不归您分配岗位。没有任何改动。请联系该区域的负责人。"),
        "grant.role_unknown": _("没有这个岗位。没有任何改动。请从列表中选择。"),
        "grant.above_you": _("您不能授予比自己权限更大的岗位。没有任何改动。请由上级办理。"),
        "user.name_taken": _("这个登录名已有人使用。账号没有创建。请换一个登录名。"),
    }
)


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    template = "_refusal.html" if getattr(request, "htmx", False) else "error.html"
    return render(
        request,
        template,
        {"text": sentence(refusal), "code": refusal.code, "status": status(refusal)},
        status=status(refusal),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, Refusal("not_found"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, Refusal("not_allowed"))


def broken(request: HttpRequest) -> HttpResponse:
    """A bug of ours. Plain words without database, session or template context, because any of them may be what broke."""
    number = getattr(request, "request_id", "-")
    text = gettext(
        "系统出了差错，这一次操作没有完成，此前保存的内容都在。请稍后再试；若再次出现，请把编号告诉管理员：%(number)s"
    )
    return HttpResponse(
        f"<!doctype html><meta charset=utf-8><title>500</title><p>{text % {'number': number}}</p>", status=500
    )
