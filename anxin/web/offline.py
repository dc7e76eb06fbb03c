"""What lets the field list work in a lift: the worker and the manifest, under the address they look after."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.web.route import Asked, route

WORKER = "b/sw.js"


@route("anyone")
def worker(request: Asked) -> HttpResponse:
    """The service worker. A worker may look after addresses under its own only, so static/ cannot serve it."""
    kept = staticfiles_storage.path(WORKER) if staticfiles_storage.exists(WORKER) else finders.find(WORKER)
    if kept is None:
        raise Http404
    response = FileResponse(open(str(kept), "rb"), content_type="text/javascript")  # noqa: SIM115  # the response closes it
    response["Cache-Control"] = "no-cache"
    return response  # type: ignore[return-value]


@route("anyone")
def manifest(request: Asked) -> HttpResponse:
    start = reverse("field_worker").rpartition("/")[0] + "/"
    icons = [
        {"src": static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "name": _("安心 · 配送清单"),
            "short_name": _("安心"),
            "lang": request.LANGUAGE_CODE,
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "theme_color": "#0f766e",
            "background_color": "#f5f4f1",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
