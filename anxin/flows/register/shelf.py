"""Where uploaded registers lie until they are done with: outside the database, sealed, each under its import's number."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from anxin.kernel.secrets import seal_bytes, unseal_bytes


def _place(import_id: int) -> Path:
    return Path(settings.HOME) / "imports" / f"{import_id}.sealed"


def put(import_id: int, content: bytes) -> None:
    place = _place(import_id)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seal_bytes(content))


def get(import_id: int) -> bytes | None:
    """None when it was taken away."""
    place = _place(import_id)
    return unseal_bytes(place.read_bytes()) if place.exists() else None


def take_away(import_id: int) -> None:
    _place(import_id).unlink(missing_ok=True)
