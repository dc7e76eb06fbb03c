"""Area paths: "hq/fz/c3/k7/b2/" lies within "hq/fz/". A subtree is a prefix, and a prefix is an index range."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q


class PathField(models.CharField[str, str]):
    """Compared byte by byte on both databases, so that a prefix is a range of the index."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def within(prefixes: Iterable[str], field: str = "path") -> Q:
    """Rows whose path lies in any of the areas. No area: no row. The empty path is everywhere."""
    prefixes = tuple(prefixes)
    if "" in prefixes:
        return ~Q(pk__in=[])  # not the empty Q: "everywhere or here" must stay everywhere
    if not prefixes:
        return Q(pk__in=[])
    condition = Q()
    for prefix in prefixes:
        condition |= Q(**{f"{field}__gte": prefix, f"{field}__lt": after(prefix)})
    return condition


def after(prefix: str) -> str:
    """The first path that is no longer inside: "0" follows "/" in ASCII."""
    return prefix.removesuffix("/") + "0"


def covers(prefix: str, path: str) -> bool:
    return path.startswith(prefix)
