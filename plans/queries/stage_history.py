"""One stage with all that was ever reported of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from calendars.queries.hours import desk_hours
from plans.domain import progress, reminders
from plans.models import Replan, Stage, StageProblem, StageProgress


@dataclass(frozen=True, slots=True)
class StageHistory:
    """The stage with its progress lines, problems and new dates, the newest first."""

    stage: Stage
    progress: list[StageProgress]
    problems: list[StageProblem]
    replans: list[Replan]
    is_overdue: bool
    days_late: int
    is_rest_day: bool


def stage_history(stage: Stage, at: datetime) -> StageHistory:
    """How the stage stands at a moment, and how it came to that."""
    today = timezone.localdate(at)
    lines = stage.progress.select_related("by").prefetch_related("files__file")
    return StageHistory(
        stage=stage,
        progress=list(lines),
        problems=list(stage.problems.select_related("raised_by", "resolved_by")),
        replans=list(stage.replans.select_related("asked_by", "decided_by")),
        is_overdue=progress.is_overdue(stage, today),
        days_late=progress.delay_days(stage, today),
        is_rest_day=reminders.is_rest_day(stage.planned_date, desk_hours()),
    )
