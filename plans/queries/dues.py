"""What is late, what comes next, what is open over many plans: stages, decisions, problems, proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from plans.domain import lifecycle, progress
from plans.enums import ActionState, ProblemState, ProposalState, StageStatus
from plans.models import (
    PlanProposal,
    PlanQuerySet,
    ReviewAction,
    Stage,
    StageProblem,
    StageQuerySet,
)

WEEK = timedelta(days=7)
SHOWN = 200
"""Rows of a list that has no pages."""

NONE = "-"
"""Stands in an address for stages without a department."""

DEPARTMENT = Coalesce(
    NullIf("owner__department__name", Value("")),
    NullIf("plan__departments_text", Value("")),
    Value(""),
)
"""Whose a stage is: the department of its owner, else the plan's own words."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody has to finish by a day. A stage has a code; a decision of a review has none."""

    day: date
    days_left: int
    code: str
    task: str
    who: str
    plan: Any
    is_delayed: bool = False


@dataclass(frozen=True, slots=True)
class DepartmentLoad:
    """How many stages of a department are late, and by how many days the oldest."""

    name: str
    count: int
    days: int
    share: float


def stages_of(plans: PlanQuerySet) -> StageQuerySet:
    """Unfinished stages of plans that people are reminded of."""
    return Stage.objects.unfinished().filter(plan__in=plans.in_states(lifecycle.WATCHED))


def late_stages(plans: PlanQuerySet, today: date, team: str = "") -> StageQuerySet:
    """Past their date or reported as delayed; of one department (`NONE`: of none) when it is named."""
    rows = stages_of(plans).filter(Q(planned_date__lt=today) | Q(status=StageStatus.DELAYED))
    return (
        rows.annotate(team=DEPARTMENT).filter(team="" if team == NONE else team) if team else rows
    )


def due_stages(plans: PlanQuerySet, today: date, until: date | None = None) -> StageQuerySet:
    """From today on, up to a day when one is given."""
    rows = stages_of(plans).filter(planned_date__gte=today)
    return rows.filter(planned_date__lte=until) if until else rows


def open_actions(plans: PlanQuerySet, until: date | None = None) -> QuerySet[ReviewAction]:
    """Decisions of reviews that nobody carried out yet, also those past their date."""
    rows = ReviewAction.objects.filter(
        state=ActionState.OPEN, meeting__plan__in=plans.in_states(lifecycle.LIVE)
    )
    return rows.filter(due__lte=until) if until else rows


def open_problems(plans: PlanQuerySet) -> QuerySet[StageProblem]:
    """Problem records without a corrective action."""
    return StageProblem.objects.filter(
        state=ProblemState.OPEN,
        stage__dropped_at__isnull=True,
        stage__plan__in=plans.in_states(lifecycle.LIVE),
    )


def open_proposals(user: Any) -> QuerySet[PlanProposal]:
    """For those who make plans."""
    rows = PlanProposal.objects.filter(state=ProposalState.OPEN)
    return rows if user.has_perm("plans.lead_plan") else rows.none()


def as_dues(
    stages: StageQuerySet, actions: QuerySet[ReviewAction] | None, today: date, limit: int
) -> list[Due]:
    """The first ones by date, stages and decisions together: one statement each."""
    found = [
        _of_stage(stage, today)
        for stage in stages.select_related("plan", "owner").order_by("planned_date", "pk")[:limit]
    ]
    if actions is not None:
        rows = actions.select_related("meeting__plan", "owner").order_by("due", "pk")[:limit]
        found += [
            Due(row.due, (row.due - today).days, "", row.task, str(row.owner), row.meeting.plan)
            for row in rows
        ]
    return sorted(found, key=lambda due: (due.day, due.plan.pk, due.code))[:limit]


def _of_stage(stage: Stage, today: date) -> Due:
    days_left = (stage.planned_date - today).days
    return Due(
        stage.planned_date,
        days_left,
        stage.code,
        stage.task,
        stage.owner_name,
        stage.plan,
        stage.status == StageStatus.DELAYED,
    )


def next_of(stages: Iterable[Stage], today: date) -> Due | None:
    """The unfinished stage whose date comes first."""
    unfinished = [stage for stage in stages if stage.status in lifecycle.UNFINISHED]
    stage = min(
        unfinished, key=lambda one: (one.planned_date, progress.code_key(one.code)), default=None
    )
    return _of_stage(stage, today) if stage else None


def late_by_department(plans: PlanQuerySet, today: date) -> list[DepartmentLoad]:
    """Most late stages first; `share` is the length of the bar, 0 to 100."""
    rows = late_stages(plans, today).annotate(team=DEPARTMENT).order_by().values("team")
    found = sorted(
        rows.annotate(n=Count("pk"), oldest=Min("planned_date")),
        key=lambda row: (-row["n"], row["team"]),
    )
    most = max((row["n"] for row in found), default=1)
    return [
        DepartmentLoad(
            row["team"], row["n"], max(0, (today - row["oldest"]).days), 100 * row["n"] / most
        )
        for row in found
    ]


def problem_rows(plans: PlanQuerySet) -> list[StageProblem]:
    """The oldest open problems first."""
    return list(
        open_problems(plans)
        .select_related("stage__plan", "stage__owner", "raised_by")
        .order_by("raised_at", "pk")[:SHOWN]
    )


def proposal_rows(user: Any, limit: int = SHOWN) -> list[PlanProposal]:
    """The oldest open proposals first."""
    return list(open_proposals(user).select_related("by", "ticket").order_by("at", "pk")[:limit])
