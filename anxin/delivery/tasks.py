"""Jobs of delivery. Each may run twice: every step takes its row by a guarded update."""

from __future__ import annotations

import logging

from anxin.access.actor import system
from anxin.delivery import planner
from anxin.delivery.actions import runs
from anxin.delivery.queries import waves
from anxin.delivery.terms import RunState
from anxin.kernel.errors import Refusal
from anxin.kernel.jobs import job

log = logging.getLogger("anxin.delivery")


@job
def plan_wave(subdistrict_id: int, run_id: int) -> str:
    """Solve outside transactions, check, keep, apply. Returns what became of the run."""
    by = system()
    run = waves.run(run_id, subdistrict_id)
    if run is None:
        return "gone"
    if runs.begin(by=by, run=run):
        try:
            result = planner.work_out(run.snapshot, seed=run.seed)
        except Exception:
            runs.fail(by=by, run=run, why="plan.broken")
            raise
        runs.keep(by=by, run=run, result=result)
    run.refresh_from_db(fields=["state", "why"])
    if run.state != RunState.SOLVED:
        return str(run.why or run.state)
    try:
        runs.apply(by=by, run_id=run_id, subdistrict_id=subdistrict_id)
    except Refusal as refusal:
        log.info("run %s not applied: %s", run_id, refusal.code)
        return refusal.code
    return "applied"
