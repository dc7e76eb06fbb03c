"""Refusals and faults as application/problem+json. Anything else is a bug and crashes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence, status

MEDIA_TYPE = "application/problem+json"
TYPE = "https://anxin.invalid/problems/"
TITLES = {
    400: "Unreadable", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 409: "Refused",
    422: "Not valid", 429: "Too many requests",
}  # fmt: skip


def problem(
    code: str, status_code: int, detail: str, faults: list[dict[str, Any]] | None = None
) -> JsonResponse:
    return JsonResponse(
        {
            "type": TYPE + code, "title": TITLES.get(status_code, "Refused"), "status": status_code, "code": code,
            "detail": detail, "faults": faults or [],
        },
        status=status_code, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip


def refused(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    return problem(refusal.code, status(refusal), sentence(refusal))


def not_signed_in(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
    answer = problem("not_signed_in", 401, sentence(Refusal("not_signed_in")))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def too_often(request: HttpRequest, error: Throttled) -> JsonResponse:
    answer = problem("too_often", 429, sentence(Refusal("too_often")))
    answer["Retry-After"] = str(int(error.wait or 60) + 1)
    return answer


def not_valid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    """Where and which rule, never the value: it may be somebody's telephone number."""
    faults = [
        {"where": [str(part) for part in each["loc"]], "code": each["type"], "detail": each["msg"]}
        for each in error.errors
    ]
    return problem("invalid", 422, sentence(Refusal("invalid")), faults)


def other(request: HttpRequest, error: HttpError) -> JsonResponse:
    """Those the framework itself raises: an unreadable body, a write without the page's token."""
    code = {400: "unreadable", 403: "csrf", 404: "no_such_address"}.get(error.status_code, "unreadable")
    return problem(code, error.status_code, sentence(Refusal(code)))


def unknown(request: HttpRequest, rest: str = "") -> JsonResponse:
    return problem("no_such_address", 404, sentence(Refusal("no_such_address")))


def install(api: NinjaAPI) -> None:
    answers: list[tuple[type[Exception], Callable[..., Any]]] = [
        (Refusal, refused),
        (AuthenticationError, not_signed_in),
        (Throttled, too_often),
        (ValidationError, not_valid),
        (HttpError, other),
        (Http404, unknown),
    ]
    for kind, answer in answers:
        api.add_exception_handler(kind, answer)
