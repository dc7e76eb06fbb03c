"""Codes of the people at home."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """特殊人群 and what bears on delivery. Health data: seen by the care team; others see only where goods go."""

    HOME_OBSERVED = "home_observed"  # 居家观察
    CANNOT_COME_DOWN = "cannot_come_down"  # 行动不便
    ELDER_ALONE = "elder_alone"  # 独居老人
    DISABLED = "disabled"
    MATERNITY = "maternity"  # 孕产妇
    INFANT = "infant"
    DIALYSIS = "dialysis"
    CHRONIC_RX = "chronic_rx"  # 慢性病配药
    WITHOUT_STOCK = "without_stock"  # 家中断粮
    MEDICAL_DIET = "medical_diet"
    HALAL = "halal"


class ContactKind(StrEnum):
    PHONE = "phone"
    CHAT = "chat"


class ImportState(StrEnum):
    """How far an uploaded register has come."""

    UPLOADED = "uploaded"  # the dry run waits or reads
    UNREADABLE = "unreadable"  # the file as a whole cannot be taken
    READY = "ready"  # the dry run says what would happen; a person decides
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"  # somebody decided against it
