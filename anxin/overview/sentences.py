"""What a refusal says, in the reader's language: what happened, what was kept, what to do. One place for all doors."""

from __future__ import annotations

from typing import Any

from anxin.kernel.errors import Refusal

STATUS = {"not_found": 404, "not_allowed": 403, "stale": 409, "too_often": 429}
SENTENCES: dict[str, Any] = {}


def sentence(refusal: Refusal) -> str:
    text = SENTENCES.get(refusal.code)
    if text is None:
        return refusal.code
    return str(text) % refusal.facts if "%(" in str(text) else str(text)


def status(refusal: Refusal) -> int:
    return STATUS.get(refusal.code, 409)
