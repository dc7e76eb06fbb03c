"""People who work here and their posts."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anxin.access import queries as access
from anxin.access.terms import Permission, Role
from anxin.flows import accounts
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.places import queries as places
from anxin.web.route import Asked, route
from anxin.web.settings_desk import forms
from anxin.web.settings_desk.areas import ROOM, with_refusal
from anxin.web.settings_desk.words import ROLES

GRANT = Permission.GRANT_EDIT


def named(request: Asked, user_id: int | None = None) -> list[dict[str, Any]]:
    """Posts with the words for role and area; running ones first."""
    rows = access.grants(request.actor)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    names = places.names_of({row.path for row in rows}, request.LANGUAGE_CODE)
    now = clock.now()
    lines = [
        {
            "grant": row, "role": ROLES.get(Role(row.role), row.role), "running": is_running(row, now),
            "area": names.get(row.path, row.path),
        }
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line["running"])


def is_running(row: Any, now: datetime) -> bool:
    return row.ended_at is None and (row.until is None or row.until > now)


@route(GRANT)
def people(request: Asked) -> HttpResponse:
    by_user: dict[int, list[dict[str, Any]]] = {}
    for line in named(request):
        by_user.setdefault(line["grant"].user_id, []).append(line)
    lines = [(user, by_user.get(user.pk, [])) for user in access.users(request.actor)]
    return render(request, "settings/people.html", {**ROOM, "lines": lines})


@route(GRANT, methods=("GET", "POST"))
def person_add(request: Asked) -> HttpResponse:
    form = forms.PersonWithPostForm(request.POST or None)
    form.fields["path"].choices = accounts.area_choices(request.actor)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            user, password = accounts.open_account(
                by=request.actor, username=said["username"], name=said["name"], **post(request, said)
            )
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            return handed_over(request, user, password)
    context = {**ROOM, "form": form, "title": _("添加账号")}
    return render(request, "settings/form.html", context, status=422 if request.method == "POST" else 200)


def handed_over(request: Asked, user: Any, password: str) -> HttpResponse:
    """The password stands on this one answer and nowhere else."""
    context = {**ROOM, "person": user, "password": password}
    answer = render(request, "settings/password.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def post(request: Asked, said: dict[str, Any]) -> dict[str, Any]:
    """The words of the form as a post: a day ends when the next one begins."""
    until = said["until"]
    ends = datetime.combine(until + timedelta(days=1), time.min, tzinfo=clock.LOCAL) if until else None
    path = accounts.narrowed(request.actor, said["path"], said["building"])
    return {"role": Role(said["role"]), "path": path, "until": ends, "reason": said["reason"]}


@route(GRANT, methods=("GET", "POST"))
def person(request: Asked, user_id: int) -> HttpResponse:
    row = access.users(request.actor).filter(pk=user_id).first()
    if row is None:
        raise NotYours("user")
    form = forms.PostForm(request.POST or None)
    form.fields["path"].choices = accounts.area_choices(request.actor)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            accounts.give(by=request.actor, user_id=user_id, **post(request, form.cleaned_data))
        except Refusal as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("岗位已授予，立即生效。"))
            return redirect("person", user_id)
    context = {**ROOM, "person": row, "form": form, "lines": named(request, user_id)}
    return render(request, "settings/person.html", context, status=422 if request.method == "POST" else 200)


@route(GRANT, methods=("POST",))
def grant_end(request: Asked, grant_id: int) -> HttpResponse:
    user_id = accounts.end(by=request.actor, grant_id=grant_id)
    messages.success(request, _("岗位已结束，立即生效。"))
    return redirect("person", user_id)


@route(GRANT, methods=("POST",))
def password_reset(request: Asked, user_id: int) -> HttpResponse:
    row = access.users(request.actor).filter(pk=user_id).first()
    if row is None:
        raise NotYours("user")
    return handed_over(request, row, accounts.reset_password(by=request.actor, user_id=user_id))
