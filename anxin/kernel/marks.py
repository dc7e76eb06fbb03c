"""Privacy marks. Exports, logs, scrubbing and destruction read them; an unmarked field fails a test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    OPEN = "open"
    PERSONAL = "personal"
    HEALTH = "health"


@dataclass(frozen=True)
class Privacy:
    """What each field of a model is, and how long the row lives (`keep`: a path in the rule set, or "forever")."""

    open: tuple[str, ...]
    personal: tuple[str, ...]
    health: tuple[str, ...]
    keep: str

    def mark(self, field: str) -> Mark:
        if field in self.health:
            return Mark.HEALTH
        return Mark.PERSONAL if field in self.personal else Mark.OPEN


def privacy(*, open: str = "", personal: str = "", health: str = "", keep: str) -> Privacy:
    """Field names separated by spaces. Key columns (`subdistrict_id`, `id`) and references are open by themselves."""
    return Privacy(tuple(open.split()), tuple(personal.split()), tuple(health.split()), keep)
