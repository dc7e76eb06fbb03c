"""The question to send back. One message may serve several rows; it never names a door."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh-hans", "zh-hant", "en"]
_ORDER = (
    "address_missing", "address_incomplete", "address_not_found", "address_ambiguous", "address_differs",
    "product_unknown", "product_corrected", "qty_missing", "qty_large", "unit_not_allowed", "number_unclaimed",
    "number_claimed_twice", "text_left_over", "reference_without_target", "order_doubtful",
)  # fmt: skip
_LIMIT = 3  # more questions at once and nobody answers any


def question(reasons: Iterable[str], language: Language = "zh-hans") -> str:
    """One polite message asking what is missing, "" when nothing needs asking.

    Reasons of several rows may be put together: the words hold no names and no doors.
    """
    words = _words()[language]
    asked = set(reasons)
    parts = list(dict.fromkeys(words[reason] for reason in _ORDER if reason in asked))[:_LIMIT]
    if not parts:
        return ""
    if len(parts) == 1:
        return words["open"] + parts[0] + words["close"]
    return (
        words["open"]
        + words["join"].join(f"{place}) {part}" for place, part in enumerate(parts, 1))
        + words["close"]
    )


@cache
def _words() -> dict[str, dict[str, str]]:
    text = (files("anxin.chat") / "grammar" / "questions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
