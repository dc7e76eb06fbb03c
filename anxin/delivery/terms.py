"""Codes of delivery."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """Where a household's goods are handed over; computed by the rule set from zone and need."""

    FLAT_DOOR = "flat_door"
    UNIT_ENTRANCE = "unit_entrance"
    SUPPLY_POINT = "supply_point"


class WaveState(StrEnum):
    DRAFT = "draft"
    PLANNING = "planning"
    PLANNED = "planned"
    PUBLISHED = "published"
    DONE = "done"
    CANCELLED = "cancelled"


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SOLVED = "solved"
    APPLIED = "applied"
    REFUSED = "refused"  # the data had changed, or the checker found a violation
    FAILED = "failed"


class StopState(StrEnum):
    DUE = "due"
    DELIVERED = "delivered"
    HELD = "held"  # no answer, refused, wrong goods: a next try is set
    EXCUSED = "excused"  # with a reason


class Outcome(StrEnum):
    DELIVERED = "delivered"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    WRONG_GOODS = "wrong_goods"


class HoldState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
