"""What a phone sends: {"items": [{key, kind, stop, outcome, at, note, photo}]}. One bad item spoils no other."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

from anxin.delivery.actions.handovers import Tick
from anxin.kernel.errors import Refusal

MOST = 200


def items_of(body: bytes) -> list[Any]:
    """Refuses `handover.unreadable` for what is no array of items, `handover.too_many` beyond 200."""
    try:
        items = json.loads(body)["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal("handover.unreadable") from error
    if not isinstance(items, list):
        raise Refusal("handover.unreadable")
    if len(items) > MOST:
        raise Refusal("handover.too_many", most=MOST)
    return items


def tick_of(item: Any) -> Tick:
    """Refuses `handover.unreadable`, `handover.key` and `handover.photo_bad`."""
    key = item.get("key") if isinstance(item, dict) else None
    if not isinstance(key, str) or not key.isprintable():  # half a character or a NUL: no database keeps it
        raise Refusal("handover.key")
    stop = str(item.get("stop", ""))
    if not stop.isascii() or not stop.isdigit() or len(stop) > 19:
        raise Refusal("handover.stop_gone")
    return Tick(
        key=key,
        stop_id=min(int(stop), 2**63 - 1),
        outcome=str(item.get("outcome", "")),
        at=_moment(item.get("at")),
        note=_plain(item.get("note")),
        photo=_picture(item.get("photo")),
    )


def _moment(text: Any) -> datetime:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Refusal("handover.unreadable") from error
    if not 2000 <= at.year <= 2100:  # no phone's clock, and beyond it the arithmetic of time zones breaks
        raise Refusal("handover.unreadable")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _plain(text: Any) -> str:
    return "".join(letter for letter in str(text or "") if letter.isprintable())[:200]


def _picture(text: Any) -> bytes:
    """The bytes of a data URL; nothing for nothing."""
    if not text:
        return b""
    head, _, body = str(text).partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise Refusal("handover.photo_bad")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("handover.photo_bad") from error
