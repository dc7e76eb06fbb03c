"""Addresses of 保供. Two blocks: orders first, goods after it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from anxin.web.supply_desk import goods_urls

urlpatterns: list[URLPattern | URLResolver] = [*goods_urls.urlpatterns]
