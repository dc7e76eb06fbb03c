"""Decisions on the ground, on plain values."""

from __future__ import annotations


def door_name(building: str, stair: str, room: str, language: str = "zh-hans") -> str:
    """A door as people there say it: "7号楼 2单元 1101"; English "Building 7, Unit 2, 1101"."""
    if language == "en":
        parts = [f"Building {building}", f"Unit {stair}" if stair else "", room]
        return ", ".join(part for part in parts if part)
    house, unit = ("號樓", "單元") if language == "zh-hant" else ("号楼", "单元")
    parts = [
        f"{building}{house}" if building[-1:].isdigit() else building,
        f"{stair}{unit}" if stair else "",
        room,
    ]
    return " ".join(part for part in parts if part)


def stair_name(building: str, stair: str, language: str = "zh-hans") -> str:
    return door_name(building, stair, "", language)
