"""What a weekly review goes through: each stage with its news, and what was decided last time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from plans.domain import progress
from plans.enums import ActionState, ProblemState
from plans.models import Plan, ReviewAction, ReviewMeeting, Stage, StageProblem, StageProgress

# Progress lines that a review shows of a stage.
NEWEST_LINES = 3


@dataclass(frozen=True, slots=True)
class StageNews:
    """A stage with the progress that was told since the last review, and its open problems."""

    stage: Stage
    progress_lines: list[StageProgress]
    problems: list[StageProblem]
    is_overdue: bool
    is_due_soon: bool
    days_late: int


@dataclass(frozen=True, slots=True)
class ReviewNews:
    """`last` is the review before this one.

    `open_actions` are its decisions, and earlier ones, that wait to be carried out.
    """

    last: ReviewMeeting | None
    lines: list[StageNews]
    open_actions: list[ReviewAction]
    attendees: str
    progress: progress.Progress


def since_last_review(plan: Plan, at: datetime) -> ReviewNews:
    """Four statements whatever the number of stages."""
    today = timezone.localdate(at)
    last = plan.reviews.select_related("chair").first()
    stages = list(plan.stages.counted().select_related("owner", "subproject"))

    # Grouped here by stage: one statement for all stages instead of one for each.
    new_lines = _new_progress(plan, last)
    problems = _open_problems(plan)
    actions = ReviewAction.objects.filter(meeting__plan=plan, state=ActionState.OPEN)

    lines = []
    for stage in stages:
        lines.append(_stage_news(stage, new_lines[stage.pk], problems[stage.pk], today))
    return ReviewNews(
        last=last,
        lines=lines,
        open_actions=list(actions.select_related("owner", "meeting")),
        attendees=last.attendees if last else _expected_attendees(plan, stages),
        progress=progress.progress_of(stages, today),
    )


def _new_progress(plan: Plan, last: ReviewMeeting | None) -> dict[int, list[StageProgress]]:
    """The progress lines since the last review, or all of them, by stage; the newest first."""
    rows = StageProgress.objects.filter(stage__plan=plan).select_related("by")
    if last is not None:
        rows = rows.filter(at__gt=last.held_at)
    by_stage: dict[int, list[StageProgress]] = defaultdict(list)
    for row in rows:
        by_stage[row.stage_id].append(row)
    return by_stage


def _open_problems(plan: Plan) -> dict[int, list[StageProblem]]:
    """The problems without a corrective action, by stage."""
    by_stage: dict[int, list[StageProblem]] = defaultdict(list)
    for problem in StageProblem.objects.filter(stage__plan=plan, state=ProblemState.OPEN):
        by_stage[problem.stage_id].append(problem)
    return by_stage


def _stage_news(
    stage: Stage, lines: list[StageProgress], problems: list[StageProblem], today: date
) -> StageNews:
    return StageNews(
        stage=stage,
        progress_lines=lines[:NEWEST_LINES],
        problems=problems,
        is_overdue=progress.is_overdue(stage, today),
        is_due_soon=progress.is_due_soon(stage, today),
        days_late=progress.delay_days(stage, today),
    )


def _expected_attendees(plan: Plan, stages: Iterable[Stage]) -> str:
    """For the first review: the owner of the plan and those of its stages, each once."""
    names = [plan.owner_name, *(stage.owner_name for stage in stages)]
    # The plan's owner always has a name; a stage may have no owner.
    return "、".join(name for name in dict.fromkeys(names) if name)
