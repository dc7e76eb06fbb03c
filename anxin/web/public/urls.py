"""Addresses for everybody: `place` and `share` are the subdistrict's code, a dash and the ref."""

from django.urls import path

from anxin.web.public import pages

urlpatterns = [
    path("p/<str:place>/", pages.compound, name="public_compound"),
    path("r/<str:share>/", pages.round_, name="public_round"),
]
