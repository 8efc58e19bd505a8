"""What a weekly review goes through: each stage with what was told since the last one, and what was decided then."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from plans.domain import progress
from plans.enums import ActionState, ProblemState
from plans.models import Plan, ReviewAction, ReviewMeeting, Stage, StageProblem, StageProgress


@dataclass(frozen=True, slots=True)
class StageNews:
    """A stage and its news."""

    stage: Stage
    told: list[StageProgress]
    problems: list[StageProblem]
    is_overdue: bool
    is_due_soon: bool
    days_late: int


@dataclass(frozen=True, slots=True)
class ReviewNews:
    """`last` is the review before this one; `open_actions` are its decisions, and earlier ones, that wait to be carried out."""

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
    told: dict[int, list[StageProgress]] = defaultdict(list)
    news = StageProgress.objects.filter(stage__plan=plan).select_related("by")
    for line in news.filter(at__gt=last.held_at) if last else news:
        told[line.stage_id].append(line)
    problems: dict[int, list[StageProblem]] = defaultdict(list)
    for problem in StageProblem.objects.filter(stage__plan=plan, state=ProblemState.OPEN):
        problems[problem.stage_id].append(problem)
    actions = ReviewAction.objects.filter(
        meeting__plan=plan, state=ActionState.OPEN
    ).select_related("owner", "meeting")
    people = dict.fromkeys(
        [plan.owner_name, *(stage.owner_name for stage in stages if stage.owner_name)]
    )
    return ReviewNews(
        last=last,
        lines=[
            StageNews(
                stage,
                told[stage.pk][:3],
                problems[stage.pk],
                progress.is_overdue(stage, today),
                progress.is_due_soon(stage, today),
                progress.delay_days(stage, today),
            )
            for stage in stages
        ],
        open_actions=list(actions),
        attendees=last.attendees if last else "、".join(people),
        progress=progress.progress_of(stages, today),
    )
