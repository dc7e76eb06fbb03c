"""The one place that reads the time. Rules take `now` as an argument; doors and tasks ask here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo(os.environ.get("ANXIN_TIME_ZONE") or "Asia/Shanghai")
"""Days are counted where the doors are. One zone for China; an area elsewhere sets ANXIN_TIME_ZONE."""


_shift: ContextVar[timedelta] = ContextVar("anxin_clock_shift", default=timedelta(0))


def now() -> datetime:
    return datetime.now(UTC) + _shift.get()  # noqa: TID251  the only reader of the wall clock


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Let something happen earlier or later, for tests of days and for the demo's yesterday. Never in a door."""
    token = _shift.set(_shift.get() + by)
    try:
        yield
    finally:
        _shift.reset(token)


def local(at: datetime) -> datetime:
    return at.astimezone(LOCAL)


def local_day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


def today() -> date:
    return local_day(now())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of the local day and of the next one, in UTC."""
    start = datetime.combine(day, time.min, tzinfo=LOCAL)
    return start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)


def at_local(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=LOCAL).astimezone(UTC)
