"""What counts as a text to read, and when two are the same."""

from __future__ import annotations

import hashlib

from anxin.kernel.errors import Refusal

MOST_CHARACTERS = 200_000


def text_hash(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()


def readable(text: str) -> str:
    """The text to read. Refuses `message.empty` and `message.too_long`."""
    text = text.replace("\x00", "").encode(errors="replace").decode()  # what no database keeps
    if not text.strip():
        raise Refusal("message.empty")
    if len(text) > MOST_CHARACTERS:
        raise Refusal("message.too_long", most=MOST_CHARACTERS)
    return text
