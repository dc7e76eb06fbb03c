"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "actor": getattr(request, "actor", None),
        "demo": settings.DEMO,
        "large_type": request.COOKIES.get("anxin_large") == "1",
    }
