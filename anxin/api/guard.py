"""Who may do what at this door: a key or the pages' own session, the permission of the operation, and a pace."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import SimpleRateThrottle

from anxin.access import queries as access
from anxin.access.actor import NOBODY, Actor
from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal

Check = Callable[[HttpRequest], Any]


class Asked(HttpRequest):
    """A request that passed: for annotations."""

    auth: Actor
    request_id: str
    LANGUAGE_CODE: str


class Key(HttpBearer):
    """`Authorization: Bearer …`, a key made by `anxin key make`."""

    def __init__(self, who: Permission) -> None:
        super().__init__()
        self.who = who

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = access.actor_of_token(token, request_id=getattr(request, "request_id", ""))
        return admitted(request, found, self.who)


class Session(APIKeyCookie):
    """The pages' own session; a write needs the CSRF token as theirs do."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, who: Permission) -> None:
        super().__init__()
        self.who = who

    def __call__(self, request: HttpRequest) -> Actor | None:
        return super().__call__(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        request_id = getattr(request, "request_id", "")
        return admitted(
            request, access.actor_of_user(request.user.pk, door="api", request_id=request_id), self.who
        )


def admitted(request: HttpRequest, actor: Actor, who: Permission) -> Actor | None:
    """None is 401; without the permission anywhere it is 403. Queries narrow to the area."""
    if actor.kind == "nobody":
        return None
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise Refusal("text_unreadable")  # PostgreSQL keeps every character but this one
    if not actor.may(who):
        raise Refusal("not_allowed", permission=str(who))
    return replace(actor, language=getattr(request, "LANGUAGE_CODE", actor.language))


def needs(permission: Permission) -> Sequence[Check]:
    """`auth=needs(Permission.X)` on every operation; a test fails on one that says nothing.

    It stands in the place of authentication so that it is asked before a body is read.
    """
    return (Key(permission), Session(permission))


def reader(request: HttpRequest) -> Actor:
    """For operations open to anybody: nobody, with the language they asked for."""
    return replace(NOBODY, door="api", language=getattr(request, "LANGUAGE_CODE", "zh-hans"))


class Pace(SimpleRateThrottle):
    """So many requests a minute for each user, or address. Counted in each process: it stops a script that runs away."""

    cache = caches["local"]

    def get_cache_key(self, request: HttpRequest) -> str:
        actor = getattr(request, "auth", None)
        whose = actor.label if isinstance(actor, Actor) else f"at:{self.get_ident(request)}"
        return "api_pace_" + hashlib.sha256(whose.encode()).hexdigest()[:24]
