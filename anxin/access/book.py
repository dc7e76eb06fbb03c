"""The book: one line per deed, written in the deed's own transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from anxin.access.actor import Actor
from anxin.access.models import Event, PersonalRead
from anxin.kernel import clock


def record(what: str, *, by: Actor, subdistrict_id: int, about: str, path: str = "", **facts: Any) -> None:
    """`about` is "kind:id". Facts are codes and counts, never a name, a phone or a door."""
    line(what, by=by, subdistrict_id=subdistrict_id, about=about, path=path, **facts).save(force_insert=True)


def line(what: str, *, by: Actor, subdistrict_id: int, about: str, path: str = "", **facts: Any) -> Event:
    """The line that `record` writes, not yet written: for deeds done in arrays."""
    return Event(
        subdistrict_id=subdistrict_id, at=clock.now(), by=by.label, door=by.door, what=what, about=about, path=path,
        facts=facts, request_id=by.request_id,
    )  # fmt: skip


def write_lines(lines: Iterable[Event]) -> None:
    """Many lines in one statement."""
    Event.objects.bulk_create(lines)


def note_read(
    *, by: Actor, subdistrict_id: int, about: str, why: str, count: int = 1, path: str = ""
) -> None:
    """Say that personal data was opened. Called by queries that return it, outside of long lists by the door."""
    PersonalRead.objects.create(
        subdistrict_id=subdistrict_id,
        at=clock.now(),
        by=by.label,
        about=about,
        why=why,
        count=count,
        path=path,
    )


def own_key(by: Actor, key: str, *scope: object) -> str:
    """A sender's key as it is kept: 64 characters that nobody else's key, and no key for anything else, can equal."""
    text = "\x1f".join([by.label, *map(str, scope), key])
    return hashlib.sha256(text.encode()).hexdigest()
