"""Homes as a sheet: the columns of the register, so that what goes out can come in again. Numbers masked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anxin.access.actor import Actor
from anxin.access.book import note_read
from anxin.access.terms import Permission
from anxin.kernel.paths import within
from anxin.kernel.secrets import masked_phone
from anxin.paper.tables import NewSheet, write_table

HEAD = (
    "小区",
    "楼号",
    "单元",
    "楼层",
    "房号",
    "短码",
    "户主",
    "人数",
    "电话",
    "群昵称",
    "有无智能手机",
    "备注",
)


def homes_sheet(actor: Actor, rows: Any, *, watermark: str) -> bytes:
    """An XLSX of homes (a query of households); those where the actor may export. Written down per subdistrict."""
    rows = rows.filter(within(actor.areas(Permission.EXPORT)))
    counts: dict[int, int] = {}

    def lines() -> Iterator[tuple[Any, ...]]:
        yield HEAD
        for row in rows.iterator(chunk_size=2_000):
            counts[row.subdistrict_id] = counts.get(row.subdistrict_id, 0) + 1
            yield (
                row.compound.name, row.stair.building.label, row.stair.label, row.door.floor, row.door.room,
                row.ref, row.head, row.persons, masked_phone(row.phone) if row.phone else "", row.chat_name,
                "有" if row.smartphone else "无", row.delivery_note,
            )  # fmt: skip

    content = write_table([NewSheet("住户", lines())], watermark=watermark)
    for subdistrict_id, count in counts.items():
        note_read(
            by=actor,
            subdistrict_id=subdistrict_id,
            about=f"area:{subdistrict_id}",
            why="households.export",
            count=count,
        )
    return content
