"""Who asked, behind a proxy: the address our own proxies wrote, never one that the asker wrote before them."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Each proxy adds the address it was asked from at the end; ours are the last `PROXIES` of them."""
    written = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    found = written[-settings.PROXIES] if len(written) >= settings.PROXIES else ""
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return str(request.META["REMOTE_ADDR"])
