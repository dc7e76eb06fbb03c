"""Registers for the tests, made of invented people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anxin.paper.tables import NewSheet, write_table

COLUMNS = (
    "社区", "小区", "类型", "物业", "楼号", "单元", "楼层", "房号", "户主", "人数", "电话", "群昵称",
    "有无智能手机", "居家观察", "行动不便", "备注", "电梯数",
)  # fmt: skip
HEAD = list(COLUMNS)


def row(room: str = "501", **other: Any) -> list[Any]:
    room = other.pop("房号", room)
    says = {
        "社区": "丹枫社区", "小区": "桂花园", "类型": "多层", "物业": "青石物业", "楼号": "3号楼", "单元": "2单元",
        "楼层": "", "房号": room, "户主": f"住户{room}", "人数": 3, "电话": f"1390000{room.zfill(4)}",
        "群昵称": "", "有无智能手机": "有", "居家观察": "否", "行动不便": "", "备注": "", "电梯数": 0, **other,
    }  # fmt: skip
    return [says[name] for name in HEAD]


def workbook(*rows: Sequence[Any], head: Sequence[str] = HEAD, name: str = "Sheet1") -> bytes:
    return write_table([NewSheet(name, [list(head), *map(list, rows)])])
