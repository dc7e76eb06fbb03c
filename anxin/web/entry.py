"""The way in and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django_ratelimit.core import is_ratelimited

from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal
from anxin.web.route import Asked, route

WRONG = "30/10m"
"""Wrong passwords from one address, whatever the names: axes counts a name at an address, this who tries many names."""


class SignIn(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60)
    password = forms.CharField(label=_("密码"), widget=forms.PasswordInput, max_length=128)


def home_of(request: Asked) -> str:
    """The page a role works on."""
    if request.actor.may(Permission.TODAY_SEE):
        return "today"
    return "field_list" if request.actor.may(Permission.HANDOVER_RECORD) else "profile"


@route("anyone")
def front(request: Asked) -> HttpResponse:
    if request.actor.kind == "user":
        return redirect(home_of(request))
    return redirect("start" if settings.DEMO else "sign_in")


@route("anyone", methods=("GET", "POST"))
def sign_in(request: Asked) -> HttpResponse:
    form = SignIn(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if is_ratelimited(request, group="sign_in", key="ip", rate=WRONG, increment=False):
            raise Refusal("too_often")
        if form.is_valid():
            user = authenticate(request, **form.cleaned_data)
            if user is not None:
                login(request, user)
                return redirect(where_to(request))
            is_ratelimited(request, group="sign_in", key="ip", rate=WRONG, increment=True)
            form.add_error(
                None, _("登录名或密码不对。什么都没有改动。请核对后再试；连续输错五次要等十五分钟。")
            )
    return render(request, "entry/sign_in.html", {"form": form}, status=status)


def locked(request: Asked, response: HttpResponse, credentials: Any) -> HttpResponse:
    """In place of the answer to a sign-in after too many wrong ones; called by django-axes."""
    form = SignIn({"username": request.POST.get("username", ""), "password": ""})
    form.full_clean()
    del form.errors["password"]
    form.add_error(None, _("连续输错太多次，这个登录名已暂时锁住。什么都没有改动。请等十五分钟再试。"))
    return render(request, "entry/sign_in.html", {"form": form}, status=429)


def where_to(request: Asked) -> str:
    return safe_address(request, request.GET.get("next", ""))


def safe_address(request: Asked, target: str) -> str:
    """An address of this site that somebody sent along; the front page for any other, and for a bare word."""
    here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if here and target.startswith("/") else reverse("front")


@route("anyone", methods=("POST",))
def sign_out(request: Asked) -> HttpResponse:
    logout(request)
    return redirect("front")


@route("anyone", methods=("POST",))
def large_type(request: Asked) -> HttpResponse:
    response = redirect(where_to_back(request))
    response.set_cookie(
        "anxin_large",
        "0" if request.COOKIES.get("anxin_large") == "1" else "1",
        max_age=31_536_000,
        samesite="Lax",
    )
    return response


def where_to_back(request: Asked) -> str:
    return safe_address(request, request.POST.get("next", ""))


@route("anyone")
def healthz(request: Asked) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")
