"""What is late, what comes next, what is open over many plans.

Stages, decisions of reviews, problems, proposals.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from accounts.models import User
from plans.domain import lifecycle, progress
from plans.enums import ActionState, ProblemState, ProposalState, StageStatus
from plans.models import (
    Plan,
    PlanMetric,
    PlanProposal,
    PlanQuerySet,
    ReviewAction,
    Stage,
    StageProblem,
    StageQuerySet,
)

WEEK = timedelta(days=7)

# Rows of a list that has no pages.
SHOWN = 200

# Stands in an address for stages without a department.
NONE = "-"

# Whose a stage is: the department of its owner, else the plan's own words.
DEPARTMENT = Coalesce(
    NullIf("owner__department__name", Value("")),
    NullIf("plan__departments_text", Value("")),
    Value(""),
)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody has to finish by a day.

    A stage has a code; a decision of a review and an evaluation have none.
    """

    day: date
    days_left: int
    code: str
    task: str
    who: str
    plan: Plan
    is_delayed: bool = False
    is_evaluation: bool = False

    @property
    def anchor(self) -> str:
        """Where on the page of its plan it stands."""
        if self.is_evaluation:
            return "#effect"
        return f"#stage-{self.code}" if self.code else ""


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
    """Past their date or reported as delayed.

    Of one department when `team` names it (`NONE`: of none).
    """
    is_late = Q(planned_date__lt=today) | Q(status=StageStatus.DELAYED)
    rows = stages_of(plans).filter(is_late)
    if not team:
        return rows
    name = "" if team == NONE else team
    return rows.annotate(team=DEPARTMENT).filter(team=name)


def due_stages(plans: PlanQuerySet, today: date, until: date | None = None) -> StageQuerySet:
    """From today on, up to a day when one is given."""
    rows = stages_of(plans).filter(planned_date__gte=today)
    return rows.filter(planned_date__lte=until) if until else rows


def open_actions(plans: PlanQuerySet, until: date | None = None) -> QuerySet[ReviewAction]:
    """Decisions of reviews that nobody carried out yet, also those past their date."""
    live = plans.in_states(lifecycle.LIVE)
    rows = ReviewAction.objects.filter(state=ActionState.OPEN, meeting__plan__in=live)
    return rows.filter(due__lte=until) if until else rows


def due_evaluations(plans: PlanQuerySet, until: date | None = None) -> QuerySet[PlanMetric]:
    """Metrics whose value after the change is still to be taken, also when the window is over."""
    measured = plans.in_states(lifecycle.MEASURED).filter(evaluation_due_to__isnull=False)
    rows = PlanMetric.objects.filter(after__isnull=True, plan__in=measured)
    return rows.filter(plan__evaluation_due_to__lte=until) if until else rows


def open_problems(plans: PlanQuerySet) -> QuerySet[StageProblem]:
    """Problem records without a corrective action."""
    return StageProblem.objects.filter(
        state=ProblemState.OPEN,
        stage__dropped_at__isnull=True,
        stage__plan__in=plans.in_states(lifecycle.LIVE),
    )


def open_proposals(user: User) -> QuerySet[PlanProposal]:
    """For those who make plans."""
    rows = PlanProposal.objects.filter(state=ProposalState.OPEN)
    return rows if user.has_perm("plans.lead_plan") else rows.none()


# --- rows of lists ----------------------------------------------------------------------------
def as_dues(
    stages: StageQuerySet,
    actions: QuerySet[ReviewAction] | None,
    today: date,
    limit: int,
    evaluations: QuerySet[PlanMetric] | None = None,
) -> list[Due]:
    """The first ones by date, stages, decisions and evaluations together: one statement each."""
    first_stages = stages.select_related("plan", "owner").order_by("planned_date", "pk")[:limit]
    dues = [_stage_due(stage, today) for stage in first_stages]
    if actions is not None:
        rows = actions.select_related("meeting__plan", "owner")
        first_actions = rows.order_by("due", "pk")[:limit]
        dues += [_action_due(action, today) for action in first_actions]
    if evaluations is not None:
        metrics = evaluations.select_related("plan", "evaluator", "plan__owner")
        first_metrics = metrics.order_by("plan__evaluation_due_to", "pk")[:limit]
        dues += [_evaluation_due(metric, today) for metric in first_metrics]
    return sorted(dues, key=lambda due: (due.day, due.plan.pk, due.code))[:limit]


def _stage_due(stage: Stage, today: date) -> Due:
    return Due(
        day=stage.planned_date,
        days_left=(stage.planned_date - today).days,
        code=stage.code,
        task=stage.task,
        who=stage.owner_name,
        plan=stage.plan,
        is_delayed=stage.status == StageStatus.DELAYED,
    )


def _action_due(action: ReviewAction, today: date) -> Due:
    return Due(
        day=action.due,
        days_left=(action.due - today).days,
        code="",
        task=action.task,
        who=str(action.owner),
        plan=action.meeting.plan,
    )


def _evaluation_due(metric: PlanMetric, today: date) -> Due:
    day = metric.plan.evaluation_due_to
    return Due(
        day=day,
        days_left=(day - today).days,
        code="",
        task=metric.name,
        who=str(metric.evaluator or metric.plan.owner),
        plan=metric.plan,
        is_evaluation=True,
    )


def next_of(stages: Iterable[Stage], today: date) -> Due | None:
    """The unfinished stage whose date comes first."""
    # In Python, because the rows of a page bring their stages along.
    unfinished = [stage for stage in stages if stage.status in lifecycle.UNFINISHED]
    if not unfinished:
        return None
    stage = min(unfinished, key=lambda stage: (stage.planned_date, progress.code_key(stage.code)))
    return _stage_due(stage, today)


def late_by_department(plans: PlanQuerySet, today: date) -> list[DepartmentLoad]:
    """Most late stages first; `share` is the length of the bar, 0 to 100."""
    rows = late_stages(plans, today).annotate(team=DEPARTMENT).order_by().values("team")
    counted = rows.annotate(n=Count("pk"), oldest=Min("planned_date"))
    teams = sorted(counted, key=lambda row: (-row["n"], row["team"]))
    most = max((row["n"] for row in teams), default=1)

    loads = []
    for row in teams:
        # A stage reported as delayed may still lie before its date: it is late by no day.
        days = max(0, (today - row["oldest"]).days)
        loads.append(DepartmentLoad(row["team"], row["n"], days, 100 * row["n"] / most))
    return loads


def problem_rows(plans: PlanQuerySet) -> list[StageProblem]:
    """The oldest open problems first."""
    rows = open_problems(plans).select_related("stage__plan", "stage__owner", "raised_by")
    return list(rows.order_by("raised_at", "pk")[:SHOWN])


def proposal_rows(user: User, limit: int = SHOWN) -> list[PlanProposal]:
    """The oldest open proposals first."""
    rows = open_proposals(user).select_related("by", "ticket")
    return list(rows.order_by("at", "pk")[:limit])
