"""Every view declares who may open it. A test walks all addresses and fails on one that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from anxin.access.actor import Actor
from anxin.access.terms import Permission
from anxin.kernel.errors import Refusal

View = Callable[..., HttpResponse]
Who = Permission | Literal["anyone", "signed_in", "card", "demo"]


class Asked(HttpRequest):
    """A request after the middleware: for annotations."""

    actor: Actor
    request_id: str
    LANGUAGE_CODE: str
    htmx: Any


def route(who: Who, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """`who` is a permission held anywhere (queries narrow to the area), or one of four words.

    "anyone" is for pages without personal data, "card" for the household's own page (the view resolves the card),
    "demo" exists in demo mode only.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def wrapped(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            if isinstance(who, Permission) or who == "signed_in":
                if request.actor.kind == "nobody":
                    return redirect_to_login(request.get_full_path())
                if isinstance(who, Permission) and not request.actor.may(who):
                    raise Refusal("not_allowed", permission=str(who))
            return view(request, *args, **kwargs)

        wrapped.who = who  # type: ignore[attr-defined]
        wrapped.methods = methods  # type: ignore[attr-defined]
        return wrapped

    return declare
