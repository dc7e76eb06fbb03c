"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from anxin.places import queries as places


def area_name(request: HttpRequest) -> str:
    """The subdistrict somebody works in, or what stands above it."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "user":
        return ""
    names = [area.name for area in places.subdistricts(actor)[:3]]
    return _("、").join(names)


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "area_name": SimpleLazyObject(lambda: area_name(request)),  # asked for by the desk only
        "actor": getattr(request, "actor", None),
        "demo": settings.DEMO,
        "large_type": request.COOKIES.get("anxin_large") == "1",
    }
