"""Codes of the ground."""

from __future__ import annotations

from enum import StrEnum


class AreaKind(StrEnum):
    HEADQUARTERS = "headquarters"
    SUBDISTRICT = "subdistrict"


class CompoundKind(StrEnum):
    TOWER = "tower"  # with lifts
    WALK_UP = "walk_up"  # six floors, stairs only
    URBAN_VILLAGE = "urban_village"  # 城中村
    MIXED = "mixed"


class Zone(StrEnum):
    SEALED = "sealed"  # 封控
    CONTROLLED = "controlled"  # 管控
    PRECAUTION = "precaution"  # 防范
