"""The one place where a refusal becomes a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence, status

# The sentences are in overview/sentences/, one module per room: a new code gets its sentence there.


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
