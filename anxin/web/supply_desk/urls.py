"""Addresses of 保供. Two blocks: orders first, goods after it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
