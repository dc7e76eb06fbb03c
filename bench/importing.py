"""A register of 100,000 households, as an office sends it, beside the same rows written bare."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from anxin.flows.demo import names
from anxin.flows.register import imports
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.paper.tables import NewSheet, write_table
from anxin.places.models import Compound, SupplyPoint, ZonePeriod
from bench.marks import Mark, watch
from bench.stage import COMPOUNDS, Stage

HEAD = (
    "社区", "小区", "类型", "物业", "楼号", "单元", "楼层", "房号", "户主", "人数", "电话", "群昵称",
    "居家观察", "行动不便", "电梯数",
)  # fmt: skip
KINDS = (("高层", 18, 4, 2), ("多层", 6, 2, 0))
HOUSEHOLDS = 100_000
AIM_S = 60.0


def measure(stage: Stage) -> list[Mark]:
    count = stage.sized(HOUSEHOLDS, COMPOUNDS * 20)
    content = write_table([NewSheet("名册", [list(HEAD), *register(count, stage.dice)])])
    with watch() as dry:
        row = imports.take(by=stage.by, subdistrict_id=stage.sid, content=content, filename="名册.xlsx")
        imports.look.call(row.subdistrict_id, row.id)
    with watch() as real:
        imports.confirm(by=stage.by, import_id=row.id)
        imports.carry_out.call(row.subdistrict_id, row.id)
    written = Household.objects.filter(subdistrict_id=stage.sid).count()
    if written != count:
        raise RuntimeError(f"{written} of {count} households were imported")
    bare = bare_rate(min(count, 50_000))
    whole = dry.seconds + real.seconds
    set_zones(stage)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return [
        Mark(
            f"import {count:,} households (file, dry run, import)", f"{whole:.1f} s",
            f"≤ {AIM_S * stage.scale:.1f} s", whole <= AIM_S * stage.scale,
            f"{dry.cpu + real.cpu:.1f} s of CPU here; dry run {dry.seconds:.1f} s, "
            f"writing {real.seconds:.1f} s = {count / real.seconds:,.0f} households/s; "
            f"bare executemany of one table {bare:,.0f} rows/s",
        )
    ]  # fmt: skip


def register(count: int, dice: random.Random) -> Iterator[list[Any]]:
    """Door by door, 31 compounds of equal size."""
    listed = [*names.TOWERS, *names.WALK_UPS, *names.VILLAGES, *names.MIXED][:COMPOUNDS]
    number = 0
    for place, compound in enumerate(listed):
        kind, floors, flats, lifts = KINDS[place % 2]
        share = count * (place + 1) // COMPOUNDS - number
        for home in range(share):
            stair, door = divmod(home, floors * flats)
            building, unit = divmod(stair, 3)
            floor, flat = divmod(door, flats)
            number += 1
            yield [
                names.COMMUNITIES[place % 5], compound, kind, names.FIRMS[place % 5], f"{building + 1}号楼",
                f"{unit + 1}单元", floor + 1, f"{floor + 1}{flat + 1:02d}", names.person(dice),
                dice.randint(1, 5), names.phone(number), f"{building + 1}-{unit + 1}-{floor + 1}{flat + 1:02d}",
                "是" if dice.random() < 1 / 60 else "否", "是" if dice.random() < 1 / 45 else "否", lifts,
            ]  # fmt: skip


def bare_rate(count: int) -> float:
    """Rows a second of executemany into one table of the same shape as households, one transaction."""
    from django.db import models

    table = Household._meta.db_table
    fields = [
        field.column for field in Household._meta.local_concrete_fields if isinstance(field, models.Field)
    ]
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_bare AS SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608
        cursor.execute(f"SELECT {', '.join(fields)} FROM {table} LIMIT %s", [count])  # noqa: S608
        rows = cursor.fetchall()
        with watch() as bare, transaction.atomic():
            cursor.executemany(f"INSERT INTO bench_bare ({', '.join(fields)}) VALUES ({marks})", rows)  # noqa: S608
        cursor.execute("DROP TABLE bench_bare")
    return len(rows) / bare.seconds


def set_zones(stage: Stage) -> None:
    """Nine sealed, fourteen controlled, eight in precaution, each with a point inside the gate."""
    now = clock.now()
    for number, compound in enumerate(stage.compounds()):
        zone = "sealed" if number % 10 < 3 else "controlled" if number % 10 < 8 else "precaution"
        Compound.objects.filter(subdistrict_id=stage.sid, id=compound.id).update(zone=zone)
        SupplyPoint.objects.get_or_create(
            subdistrict_id=stage.sid, compound_id=compound.id, name="南门供应点"
        )
        ZonePeriod.objects.filter(subdistrict_id=stage.sid, compound_id=compound.id, until=None).delete()
        ZonePeriod.objects.create(
            subdistrict_id=stage.sid, compound_id=compound.id, zone=zone, since=now - timedelta(days=2), reason="测量",
            rule_set="cn-2022-03", rule=f"zones.{zone}", decided_by="system:0", review_at=now + timedelta(days=5),
            path=compound.path,
        )  # fmt: skip
