"""All addresses. Each door lists its own; a test walks them and fails on one without a permission."""

from django.urls import include, path

from anxin.api.root import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("anxin.web.urls")),
]

handler404 = "anxin.web.refusals.not_found"
handler500 = "anxin.web.refusals.broken"
handler403 = "anxin.web.refusals.forbidden"
