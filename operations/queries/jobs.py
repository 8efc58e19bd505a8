"""How the jobs of the timetable are doing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.models import JobRun

# A job that missed so many of its periods is overdue ...
MISSED = 3

# ... but none before this: a busy worker may be late by a minute.
PATIENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class JobState:
    """A job's heartbeat beside its timetable line."""

    name: str
    period: timedelta
    began_at: datetime | None = None
    done_at: datetime | None = None
    failed_at: datetime | None = None
    error: str = ""
    failures: int = 0
    seconds: float | None = None
    waited_since: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def expected_at(self) -> datetime | None:
        """When it should be done next; None while it has never run."""
        return self.done_at and self.done_at + self.period

    @property
    def patience(self) -> timedelta:
        """How long it may be silent."""
        return max(MISSED * self.period, PATIENCE)

    @property
    def overdue_at(self) -> datetime | None:
        """From when on its silence is an outage; None while nobody waits for it yet."""
        since = self.done_at or self.waited_since
        return since and since + self.patience

    def is_overdue(self, at: datetime) -> bool:
        return self.overdue_at is not None and at > self.overdue_at

    @property
    def is_failing(self) -> bool:
        """Failed and not done well since: at once for a job that runs seldom, else the third."""
        forgiven = 0 if self.period >= timedelta(hours=1) else MISSED - 1
        return self.failures > forgiven


def job_states(periods: Mapping[str, timedelta]) -> list[JobState]:
    """The jobs of a timetable in its order, also those that have never run. One statement."""
    rows = JobRun.objects.in_bulk(list(periods))
    return [_state(name, period, rows.get(name)) for name, period in periods.items()]


def _state(name: str, period: timedelta, row: JobRun | None) -> JobState:
    if row is None:
        return JobState(name, period)
    enrolled = row.data.get("enrolled_at")
    return JobState(
        name,
        period,
        began_at=row.began_at,
        done_at=row.done_at,
        failed_at=row.failed_at,
        error=row.error if row.failures else "",
        failures=row.failures,
        seconds=row.data.get("seconds"),
        waited_since=datetime.fromisoformat(enrolled) if enrolled else None,
        data=row.data,
    )


def job_data(name: str) -> dict[str, Any]:
    """What a job left behind; empty if it has never run."""
    data: dict[str, Any] | None = (
        JobRun.objects.filter(pk=name).values_list("data", flat=True).first()
    )
    return data or {}
