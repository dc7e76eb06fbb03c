"""Background jobs: rows in the same database, enqueued in the caller's transaction.

What the library lacks is here and nowhere else: a lease (a job whose worker died goes back), a bound on tries
(a poisoned row is set aside, the queue goes on). So every job can run twice and must not mind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils.module_loading import import_string
from django_tasks import task as _task
from django_tasks_db.models import DBTaskResult

from anxin.kernel import clock

log = logging.getLogger("anxin.jobs")

LEASE = timedelta(minutes=10)
TRIES = 3


def job(function: Callable[..., Any]) -> Any:
    """`@job` on a module-level function of plain JSON arguments; `function.enqueue(...)` inside an action."""
    return _task()(function)


def later(name: str, **arguments: Any) -> None:
    """Enqueue a job by its dotted name: an action stands below the tasks that call it, and cannot import them."""
    import_string(name).enqueue(**arguments)


def rescue(lease: timedelta = LEASE) -> tuple[int, int]:
    """Send jobs of dead workers back to the queue; after TRIES set them aside. Returns (sent back, set aside)."""
    back = aside = 0
    stalled = DBTaskResult.objects.filter(status="RUNNING", started_at__lt=clock.now() - lease)
    for row in stalled.only("id", "worker_ids", "started_at"):
        mine = DBTaskResult.objects.filter(id=row.id, status="RUNNING", started_at=row.started_at)
        if len(row.worker_ids) >= TRIES:
            aside += mine.update(
                status="FAILED", finished_at=Now(), exception_class_path="anxin.kernel.jobs.Poisoned"
            )
            log.error("job set aside after %s tries: %s", TRIES, row.id)
        else:
            back += mine.update(status="READY")
    return back, aside


def forget(before: datetime) -> int:
    """Delete jobs that ended well before then; failed ones stay to be looked at. Returns how many."""
    return int(DBTaskResult.objects.filter(status="SUCCESSFUL", finished_at__lt=before).delete()[0])


class Poisoned(Exception):
    """A job whose workers died TRIES times."""
