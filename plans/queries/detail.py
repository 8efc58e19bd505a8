"""Everything that the page of one plan shows, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Prefetch
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from calendars.queries.hours import desk_hours
from metrics.domain.figures import Scope, Span
from metrics.queries.links import cases_path
from metrics.queries.registry import REGISTRY
from plans.domain import progress, reminders
from plans.domain.lifecycle import EDITABLE
from plans.enums import Light, ProblemState, ReplanState
from plans.models import (
    Evaluation,
    Plan,
    PlanMetric,
    Replan,
    Responsibility,
    ReviewAction,
    ReviewMeeting,
    Stage,
    StageProblem,
    StageProgress,
    SubProject,
)
from plans.queries.evaluation import small_sample
from plans.queries.gantt import rest_days_of
from tickets.record.models import Ticket

ENDS = (
    "owner",
    "created_by",
    "copied_from",
    "kick_off",
    "summary__author",
    "archive__package",
    "archive__archived_by",
)


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of the list with what stands beside it."""

    stage: Stage
    is_overdue: bool
    is_due_soon: bool
    days_late: int
    is_rest_day: bool
    told: StageProgress | None
    problems: list[StageProblem]
    replan: Replan | None

    @property
    def open_problems(self) -> int:
        return sum(problem.state == ProblemState.OPEN for problem in self.problems)

    @property
    def is_moved(self) -> bool:
        return self.stage.planned_date != self.stage.baseline_planned_date


@dataclass(frozen=True, slots=True)
class Part:
    """The stages of one sub-project; those of the plan itself have none."""

    subproject: SubProject | None
    lines: list[StageLine]


@dataclass(frozen=True, slots=True)
class Card:
    """A metric: its name in the reader's language, its definition, the tickets behind both values, its history."""

    metric: PlanMetric
    title: str
    definition: str
    before_path: str
    after_path: str
    warnings: list[str]
    history: list[Evaluation]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The page as shown."""

    plan: Plan
    today: date
    light: Light
    progress: progress.Progress
    parts: list[Part]
    dropped: list[Stage]
    problems: list[StageProblem]
    reviews: list[ReviewMeeting]
    lines: list[Responsibility]
    cards: list[Card]
    tickets: list[Ticket]
    files: list[Any]
    rest: frozenset[date]
    own_departments: list[Any] = field(default_factory=list)

    @property
    def stages(self) -> list[Stage]:
        return [line.stage for part in self.parts for line in part.lines]

    @property
    def on_rest_days(self) -> list[Stage]:
        return [line.stage for part in self.parts for line in part.lines if line.is_rest_day]

    @property
    def open_problems(self) -> int:
        return sum(problem.state == ProblemState.OPEN for problem in self.problems)

    @property
    def days_to_evaluation(self) -> int | None:
        """Until the window is over; None without one, 0 when it is."""
        end = self.plan.evaluation_due_to
        return max(0, (end - self.today).days + 1) if end else None

    @property
    def has_missed(self) -> bool:
        """A core metric has its value, and missed."""
        return any(
            card.metric.is_core and card.metric.effect.is_met is False for card in self.cards
        )


WITH_OWNER = Plan.objects.select_related("owner")
"""A plan as its steps need it."""

WHOLE = Plan.objects.select_related(*ENDS).prefetch_related(
    "departments", "channels", "issue_types"
)
"""A plan with all that stands at both of its ends, as its page shows it."""


def page(plan: Plan, user: User, at: datetime) -> Page:
    """Stages, problems, reviews, responsibilities, figures, files and tickets of a plan."""
    today = timezone.localdate(at)
    stages = list(plan.stages.select_related("owner", "subproject__owner"))
    counted = [stage for stage in stages if stage.is_counted]
    for stage in stages:
        stage.plan = plan
    problems = list(
        StageProblem.objects.filter(stage__plan=plan).select_related(
            "stage", "raised_by", "resolved_by"
        )
    )
    lines = list(
        plan.responsibilities.select_related(
            "department__head", "person", "stage", "acknowledged_by"
        )
    )
    open_problems = sum(problem.state == ProblemState.OPEN for problem in problems)
    rest = rest_days_of(plan, counted, today)
    return Page(
        plan=plan,
        today=today,
        light=progress.light(
            plan.state, counted, today, end=plan.end_date, open_problems=open_problems
        ),
        progress=progress.progress(counted, today),
        parts=list(_parts(counted, problems, _told(plan), _asked(plan), rest, today)),
        dropped=[stage for stage in stages if not stage.is_counted],
        problems=problems,
        reviews=_reviews(plan),
        lines=lines,
        cards=_cards(plan, user),
        tickets=_tickets(plan, user),
        files=list(plan.files.select_related("file", "stage", "by")),
        rest=rest,
        own_departments=_to_confirm(plan, lines, user),
    )


def _told(plan: Plan) -> dict[int, StageProgress]:
    """The newest line of each stage."""
    newest: dict[int, StageProgress] = {}
    for line in StageProgress.objects.filter(stage__plan=plan).select_related("by"):
        newest.setdefault(line.stage_id, line)
    return newest


def _asked(plan: Plan) -> dict[int, Replan]:
    rows = Replan.objects.filter(stage__plan=plan, state=ReplanState.ASKED).select_related(
        "asked_by"
    )
    return {replan.stage_id: replan for replan in rows}


def _parts(
    stages: list[Stage],
    problems: list[StageProblem],
    told: dict[int, StageProgress],
    asked: dict[int, Replan],
    rest: frozenset[date],
    today: date,
) -> Iterator[Part]:
    """The plan's own stages first, then each sub-project in its order; codes sorted as numbers."""
    by_stage: dict[int, list[StageProblem]] = defaultdict(list)
    for problem in problems:
        by_stage[problem.stage_id].append(problem)
    groups: dict[int | None, list[StageLine]] = defaultdict(list)
    for stage in stages:
        line = StageLine(
            stage=stage,
            is_overdue=progress.is_overdue(stage, today),
            is_due_soon=progress.is_due_soon(stage, today),
            days_late=progress.delay_days(stage, today),
            is_rest_day=stage.planned_date in rest,
            told=told.get(stage.pk),
            problems=by_stage[stage.pk],
            replan=asked.get(stage.pk),
        )
        groups[stage.subproject_id].append(line)
    named = {stage.subproject_id: stage.subproject for stage in stages if stage.subproject}
    order = sorted(named.values(), key=lambda part: (part.order, part.pk))
    for part in (None, *order):
        lines = groups[part.pk if part else None]
        if lines:
            yield Part(part, lines)


def _reviews(plan: Plan) -> list[ReviewMeeting]:
    actions = ReviewAction.objects.select_related("owner", "stage")
    return list(plan.reviews.select_related("chair").prefetch_related(Prefetch("actions", actions)))


def _tickets(plan: Plan, user: User) -> list[Ticket]:
    """The tickets that the plan came from or touches, as far as the reader may see them."""
    return list(
        Ticket.objects.visible_to(user)
        .filter(pk__in=plan.links.values("ticket"))
        .order_by("-reported_at")[:50]
    )


def _to_confirm(plan: Plan, lines: list[Responsibility], user: User) -> list[Any]:
    """Departments whose lines wait for this reader."""
    waiting = {
        line.department
        for line in lines
        if line.sent_at and not line.acknowledged_at and line.department.head_id == user.pk
    }
    return sorted(waiting, key=str) if plan.state in EDITABLE else []


def _cards(plan: Plan, user: User) -> list[Card]:
    histories = Prefetch("evaluations", Evaluation.objects.select_related("by"))
    sees_tickets = user.has_perm("tickets.see_all")
    return [
        _card(metric, user, sees_tickets)
        for metric in plan.metrics.select_related("evaluator", "evaluated_by").prefetch_related(
            histories
        )
    ]


def _card(metric: PlanMetric, user: User, sees_tickets: bool) -> Card:
    known = REGISTRY.get(metric.key)
    scope = Scope.from_json(metric.scope)
    spans = [(metric.baseline_from, metric.baseline_to), (metric.measured_from, metric.measured_to)]
    paths = [
        cases_path(metric.key, scope, Span(*span)) if known and sees_tickets and all(span) else ""
        for span in spans
    ]
    return Card(
        metric=metric,
        title=title_of(metric),
        definition=known.definition if known else "",
        before_path=paths[0],
        after_path=paths[1],
        warnings=list(small_sample(metric, metric.after_samples)),
        history=list(metric.evaluations.all()),
        is_mine=metric.evaluator_id == user.pk,
    )


def title_of(metric: PlanMetric) -> str:
    """In the reader's language where the registry knows the figure."""
    known = REGISTRY.get(metric.key)
    return str(known.name) if known else metric.name


@dataclass(frozen=True, slots=True)
class StageHistory:
    """All that was ever told of one stage."""

    stage: Stage
    progress: list[StageProgress]
    problems: list[StageProblem]
    replans: list[Replan]
    is_overdue: bool
    days_late: int
    is_rest_day: bool


def stage_of(plan: Plan, code: str) -> Stage:
    """A stage of the plan by its code; a dropped one only while no other has taken its code. 404 for none."""
    rows = plan.stages.filter(code=code).select_related("owner", "subproject")
    stage = rows.order_by(F("dropped_at").asc(nulls_first=True), "pk").first()
    if stage is None:
        raise Http404
    stage.plan = plan
    return stage


def history(stage: Stage, at: datetime) -> StageHistory:
    today = timezone.localdate(at)
    return StageHistory(
        stage=stage,
        progress=list(stage.progress.select_related("by").prefetch_related("files__file")),
        problems=list(stage.problems.select_related("raised_by", "resolved_by")),
        replans=list(stage.replans.select_related("asked_by", "decided_by")),
        is_overdue=progress.is_overdue(stage, today),
        days_late=progress.delay_days(stage, today),
        is_rest_day=reminders.is_rest_day(stage.planned_date, desk_hours()),
    )
