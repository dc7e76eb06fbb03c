"""All addresses. Each door lists its own; a test walks them and fails on one without a permission."""

from django.urls import include, path

from anxin.api.root import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("anxin.web.urls")),
]
