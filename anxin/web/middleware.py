"""What every request passes: an id, an actor, and the one place where refusals become pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from anxin.access import queries as access
from anxin.kernel.errors import Refusal
from anxin.web import refusals

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)
Answer = Callable[[HttpRequest], HttpResponse]


def request_id(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def chosen_language(get_response: Answer) -> Answer:
    """`?lang=` in an address wins: pages that everybody may cache read no cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        if chosen in LANGUAGES:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return get_response(request)

    return middleware


def actor(get_response: Answer) -> Answer:
    """`request.actor`, built on first use, so that cacheable pages touch neither session nor database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: access.actor_of_user(
                request.user.pk if request.user.is_authenticated else None,
                door="web",
                request_id=request.request_id,  # type: ignore[attr-defined]
                language=request.LANGUAGE_CODE,
            )
        )
        return get_response(request)

    return middleware


class Refusals:
    """A `Refusal` from below becomes a kind sentence; anything else is a bug and stays one.

    A NUL in an address or a form is nobody's word, and PostgreSQL keeps every character but this one.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if request.path.startswith("/api/"):  # it answers for itself, as a program expects
            return None
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "") or nul_in(request.POST):
            return refusals.page(request, Refusal("text_unreadable"))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return refusals.page(request, exception)


def nul_in(form: QueryDict) -> bool:
    return any("\x00" in text for name, texts in form.lists() for text in (name, *map(str, texts)))
