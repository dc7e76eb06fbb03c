"""What a refusal says, in the reader's language: what happened, what was kept, what to do. One place for all doors.

One module per room; a new code gets its sentence there. The household's own pages say some of them in words for
people at home (`web/resident/words.py`).
"""

from __future__ import annotations

from typing import Any

from anxin.kernel.errors import Refusal
from anxin.overview.sentences import (
    access,
    delivery,
    doors,
    goods,
    households,
    money,
    orders,
    places,
    register,
)

STATUS = {"not_found": 404, "not_allowed": 403, "stale": 409, "too_often": 429, "text_unreadable": 400}
ROOMS = (doors, access, places, households, register, orders, goods, money, delivery)
SENTENCES: dict[str, Any] = {code: text for room in ROOMS for code, text in room.SENTENCES.items()}


def sentence(refusal: Refusal) -> str:
    text = SENTENCES.get(refusal.code)
    if text is None:
        return refusal.code
    return str(text) % refusal.facts if "%(" in str(text) else str(text)


def status(refusal: Refusal) -> int:
    return STATUS.get(refusal.code, 409)
