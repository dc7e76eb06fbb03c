"""Addresses of the pages. Each part of the web lists its own in `<part>/urls.py`."""

from django.urls import include, path
from django.views.i18n import set_language

from anxin.web import demo, entry, offline, style, today

set_language.who = "anyone"  # type: ignore[attr-defined]

urlpatterns = [
    path("", entry.front, name="front"),
    path("start/", demo.start, name="start"),
    path("start/<slug:username>/", demo.become, name="become"),
    path("today/", today.today, name="today"),
    path("supply/", include("anxin.web.supply_desk.urls")),
    path("sign-in/", entry.sign_in, name="sign_in"),
    path("sign-out/", entry.sign_out, name="sign_out"),
    path("language/", set_language, name="set_language"),
    path("large-type/", entry.large_type, name="large_type"),
    path("healthz", entry.healthz, name="healthz"),
    path("field/sw.js", offline.worker, name="field_worker"),
    path("field/manifest.webmanifest", offline.manifest, name="field_manifest"),
    path("", include("anxin.web.delivery_desk.urls")),
    path("", include("anxin.web.field.urls")),
    path("style/", style.show, name="style"),
    path("style/<str:door>", style.show, name="style_door"),
    path("", include("anxin.web.resident.urls")),
    path("", include("anxin.web.public.urls")),
    path("", include("anxin.web.settings_desk.urls")),
]
