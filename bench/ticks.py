"""Handovers over HTTP in arrays of 50 by eight phones at once, beside what the same database inserts row by row."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from anxin.access.actions import tokens
from anxin.access.actor import system
from anxin.delivery.models import Handover, Stop
from anxin.kernel import clock
from bench import planning
from bench.marks import Mark, watch
from bench.server import Client, served
from bench.stage import Stage

TICKS = 12_000
ARRAY = 50
PHONES = 8
CLIENTS = 16
AIM = 25.0
TABLE = (
    "CREATE TABLE bench_row (subdistrict_id bigint NOT NULL, id bigint NOT NULL, stop_id bigint NOT NULL, key varchar(64) NOT "
    "NULL, outcome varchar(12) NOT NULL, at timestamp NOT NULL, by varchar(40) NOT NULL, PRIMARY KEY (subdistrict_id, id))"
)
KEYS = "CREATE UNIQUE INDEX bench_row_once ON bench_row (subdistrict_id, key)"


def measure(stage: Stage) -> list[Mark]:
    planning.publish(stage)
    arrays = cut(stage, stage.sized(TICKS, ARRAY * 2))
    _, key = tokens.make(by=system("cli"), user_id=stage.user.pk, label="bench", subdistrict_id=stage.sid)
    with served() as port:
        for _ in range(PHONES):  # both workers have their modules loaded
            Client(port, {"Authorization": f"Bearer {key}"}).get("/api/v1/waves")
        with watch() as whole, ThreadPoolExecutor(PHONES) as phones:
            sent = sum(
                phones.map(lambda own: send(port, key, own), [arrays[n::PHONES] for n in range(PHONES)])
            )
    kept = Handover.objects.filter(subdistrict_id=stage.sid).count()
    if kept != sent:
        raise RuntimeError(f"{sent} handovers were accepted and {kept} are kept")
    rate = sent / whole.seconds
    bare, how = bare_rate(stage.sized(40_000, 2_000))
    share = 100 * rate / bare
    aimed = connection.vendor == "postgresql"
    return [
        Mark(
            f"handover ticks over HTTP, {sent:,} in arrays of {ARRAY}, {PHONES} connections", f"{rate:,.0f} ticks/s",
            f"≥ {AIM:.0f} % of bare inserts" if aimed else "", share >= AIM if aimed else None,
            f"{share:.0f} % of {bare:,.0f} single-row inserts/s ({how})",
        )
    ]  # fmt: skip


def cut(stage: Stage, most: int) -> list[list[dict[str, str]]]:
    """Arrays of one wave each, as a phone has them; arrays of different waves one after another."""
    assert stage.carried is not None
    rows = Stop.objects.filter(subdistrict_id=stage.sid, wave__round_id=stage.carried.id, state="due")
    by_wave: dict[int, list[dict[str, str]]] = {}
    at = (clock.now() - timedelta(minutes=1)).isoformat()
    for stop_id, wave_id in rows.order_by("path").values_list("id", "wave_id"):
        tick = {"key": f"bench:{stop_id}", "stop_id": str(stop_id), "outcome": "delivered", "at": at}
        if stage.dice.random() < 0.03:
            tick["outcome"] = "no_answer"
        by_wave.setdefault(wave_id, []).append(tick)
    arrays = [
        (start, ticks[start : start + ARRAY])
        for ticks in by_wave.values()
        for start in range(0, len(ticks), ARRAY)
    ]
    arrays.sort(key=lambda pair: pair[0])
    return [ticks for _, ticks in arrays][: max(1, most // ARRAY)]


def send(port: int, key: str, arrays: Sequence[list[dict[str, str]]]) -> int:
    client, accepted = Client(port, {"Authorization": f"Bearer {key}"}), 0
    for array in arrays:
        status = client.post("/api/v1/handovers", array)
        if status != 200:
            raise RuntimeError(f"the array was answered {status}: {client.body[:300]!r}")
        accepted += client.body.count(b'"accepted": true')
    return accepted


# --- the database alone


def bare_rate(count: int) -> tuple[float, str]:
    """Rows a second, one insert a transaction, into a table like that of handovers. Bounded; ends by itself."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute(KEYS)
    try:
        if connection.vendor == "sqlite":
            return one_by_one(count), "one writer, as SQLite has it"
        pgbench = shutil.which("pgbench")
        if pgbench:
            return by_pgbench(pgbench, count), f"pgbench, {CLIENTS} connections"
        return by_threads(count), f"psycopg, {CLIENTS} connections"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_row")


INSERT = "INSERT INTO bench_row VALUES (1, {id}, {id}, {key}, 'delivered', CURRENT_TIMESTAMP, 'user:1')"


def one_by_one(count: int, start: int = 0) -> float:
    sql = INSERT.format(id="%s", key="%s")
    with connection.cursor() as cursor, watch() as spent:
        for number in range(start, start + count):
            cursor.execute(sql, [number, number, f"bench:{number}"])
    return count / spent.seconds


def by_threads(count: int) -> float:
    each = count // CLIENTS
    ready = threading.Barrier(CLIENTS)

    def one(number: int) -> None:
        ready.wait()
        one_by_one(each, number * each)
        connections.close_all()

    with watch() as spent, ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, range(CLIENTS)))
    return each * CLIENTS / spent.seconds


def by_pgbench(pgbench: str, count: int) -> float:
    told: dict[str, Any] = settings.DATABASES["default"]
    script = "\\set id random(1, 9000000000000000)\n" + INSERT.format(id=":id", key="md5(:id::text)") + ";\n"
    where = [
        "-h",
        str(told["HOST"]),
        "-U",
        str(told["USER"]),
        *(["-p", told["PORT"]] if told["PORT"] else []),
    ]
    bounds = ["-c", str(CLIENTS), "-j", "2", "-t", str(max(1, count // CLIENTS))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "insert.sql"
        path.write_text(script)
        said = subprocess.run(
            [pgbench, "-n", *where, *bounds, "-f", str(path), str(connection.settings_dict["NAME"])],
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
        )
    found = re.search(r"tps = ([\d.]+)", said.stdout)
    if not found:
        print(said.stdout, said.stderr, file=sys.stderr)
        raise RuntimeError("pgbench said no rate")
    return float(found.group(1))
