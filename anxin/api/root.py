"""The API: one object, a router module per room."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="Anxin", version="1", urls_namespace="api")
