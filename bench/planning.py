"""One wave of 2,000 households, then all 31 compounds by two workers; cost beside its bound."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

from django_tasks_db.models import DBTaskResult

from anxin.delivery import tasks
from anxin.delivery.actions import waves
from anxin.delivery.models import PlanRun, Wave
from anxin.kernel import clock
from anxin.supply.models import Round
from bench.marks import Mark, watch
from bench.place import HERE
from bench.stage import Stage

HOMES = 2_000
ONE_S, ALL_S, GAP = 10.0, 60.0, 5.0
WORKERS = 2


def measure(stage: Stage) -> list[Mark]:
    return [*one(stage), *all_of_them(stage)]


def one(stage: Stage) -> list[Mark]:
    """In the sealed compound: every home to its door."""
    round_ = stage.round("一个小区")
    compound = stage.compounds()[0]
    count = stage.order(round_, stage.homes(compound, stage.sized(HOMES, 20)), shared=True)
    Round.objects.filter(subdistrict_id=stage.sid, id=round_.id).update(state="shared")
    with watch() as whole:
        wave = waves.plan(by=stage.by, round_id=round_.id, compound_id=compound.id)
        said = tasks.plan_wave.call(subdistrict_id=stage.sid, run_id=wave.run_id)
    run = PlanRun.objects.get(subdistrict_id=stage.sid, id=wave.run_id or 0)
    name = f"plan one wave of {count:,} households, to the door"
    return [
        Mark(
            name,
            f"{whole.seconds:.1f} s",
            f"≤ {ONE_S:.0f} s",
            whole.seconds <= ONE_S,
            f"{whole.cpu:.1f} s of CPU; {said}; {run.solver}, {run.iterations} steps",
        ),
        *gaps("  its cost", [run]),
    ]


def all_of_them(stage: Stage) -> list[Mark]:
    assert stage.carried is not None
    DBTaskResult.objects.filter(status="READY").delete()  # what earlier measures left in the queue
    with watch() as whole:
        waves.plan_round(by=stage.by, round_id=stage.carried.id)
        command = [sys.executable, "-m", "anxin.cli.main", "work", "--batch"]
        workers = [subprocess.Popen(command, cwd=HERE) for _ in range(WORKERS)]
        for worker in workers:
            worker.wait(timeout=1200)
    rows = Wave.objects.filter(subdistrict_id=stage.sid, round_id=stage.carried.id)
    runs = list(PlanRun.objects.filter(subdistrict_id=stage.sid, wave__in=rows.values("pk")))
    done = [run for run in runs if run.state == "applied"]
    homes = sum(row.stops_total for row in rows)
    return [
        Mark(
            f"plan all {len(runs)} compounds, {homes:,} households, {WORKERS} workers", f"{whole.seconds:.1f} s",
            f"≤ {ALL_S:.0f} s", whole.seconds <= ALL_S and len(done) == len(runs),
            f"{len(done)} of {len(runs)} applied" + why_not(runs),
        ),
        *gaps("  their cost", done),
    ]  # fmt: skip


def why_not(runs: Sequence[PlanRun]) -> str:
    codes = sorted({run.why or run.state for run in runs if run.state != "applied"})
    return f" ({', '.join(codes)})" if codes else ""


def gaps(what: str, runs: Sequence[PlanRun]) -> list[Mark]:
    """How far above the bound, in per cent of the bound: seconds of people, and when the last one is done."""
    found = []
    for name, words in (("total_s", "person-seconds"), ("makespan_s", "finish")):
        pairs = [pair for run in runs if (pair := _cost(run, name))]
        cost, least = sum(c for c, _ in pairs), sum(b for _, b in pairs)
        if not least:
            continue
        gap = 100 * (cost - least) / least
        worst = max(100 * (c - b) / b for c, b in pairs if b)
        text = f"{cost:,} s beside a bound of {least:,} s" + (
            f", worst wave {worst:.1f} %" if len(pairs) > 1 else ""
        )
        found.append(Mark(f"{what}, {words}", f"{gap:.1f} % above", f"≤ {GAP:.0f} %", gap <= GAP, text))
    return found


def _cost(run: PlanRun, name: str) -> tuple[int, int] | None:
    blocks = {row["name"]: row["value"] for row in run.cost.get("carry", [])}
    bound = run.bound.get("carry")
    if not bound or name not in blocks:
        return None
    return blocks[name], bound["value"] if name == "total_s" else bound["parts"].get(name, 0)


def publish(stage: Stage) -> list[Wave]:
    assert stage.carried is not None
    rows = Wave.objects.filter(subdistrict_id=stage.sid, round_id=stage.carried.id, state="planned")
    clock_now = clock.now() - timedelta(minutes=1)
    rows.filter(starts_at__gt=clock_now).update(starts_at=clock_now)
    return [waves.publish(by=stage.by, wave_id=row.id) for row in rows]
