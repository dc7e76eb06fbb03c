"""What the clock does by itself each minute: nobody has to remember it, and two at once do no harm."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.access.actions import sent
from anxin.access.actor import system
from anxin.kernel import clock, jobs
from anxin.kernel.errors import Refusal
from anxin.places import queries as places
from anxin.supply.actions import rounds
from anxin.supply.queries import rounds as read

log = logging.getLogger("anxin.upkeep")
FINISHED_JOBS_KEPT = timedelta(days=7)  # long enough to ask what went wrong over a holiday


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick found to do."""

    jobs_back: int = 0
    jobs_aside: int = 0
    rounds_closed: int = 0
    jobs_forgotten: int = 0
    keys_forgotten: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)


def tick(now: datetime | None = None) -> Ticked:
    now = now or clock.now()
    back, aside = jobs.rescue()
    return Ticked(
        jobs_back=back, jobs_aside=aside, rounds_closed=close_rounds(now),
        jobs_forgotten=jobs.forget(now - FINISHED_JOBS_KEPT), keys_forgotten=_forget_keys(now),
    )  # fmt: skip


def close_rounds(now: datetime) -> int:
    """截单 by the clock, after the grace people were promised. A round that refuses does not hold up the others."""
    by, closed = system("task"), 0
    for row in read.past_hard_close(by, now):
        try:
            rounds.close(by=by, round_id=row.id)
            closed += 1
        except Refusal as refusal:  # somebody pressed the button in this very moment
            log.info("round %s not closed by the clock: %s", row.id, refusal.code)
    return closed


def _forget_keys(now: datetime) -> int:
    gone = 0
    for area in places.subdistricts(system("task")):
        days = places.rule_set(area.pk).number("retention.sent_days")
        gone += sent.forget(subdistrict_id=area.pk, before=now - timedelta(days=days))
    return gone
