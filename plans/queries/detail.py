"""Everything that the page of one plan shows, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Prefetch
from django.utils import timezone

from accounts.models import Department, User
from customers.rules import contact_visibility
from plans.domain import progress
from plans.domain.lifecycle import EDITABLE
from plans.enums import Light, ProblemState, ReplanState
from plans.models import (
    Plan,
    PlanFile,
    Replan,
    Responsibility,
    ReviewAction,
    ReviewMeeting,
    Stage,
    StageProblem,
    StageProgress,
    SubProject,
)
from plans.queries.changes import ChangeEntry, changes_of_plan
from plans.queries.evaluation import open_window_end
from plans.queries.gantt import rest_days_of
from plans.queries.metric_cards import MetricCard, metric_cards
from tickets.record.models import Ticket
from tickets.record.queries.hidden_texts import hide_texts_of

MOST_TICKETS = 50

# What the page shows of the rows at both ends of a plan.
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
class StageEntry:
    """A stage of the list with what stands beside it; `told` is its newest progress line."""

    stage: Stage
    is_overdue: bool
    is_due_soon: bool
    days_late: int
    is_rest_day: bool
    progress_line: StageProgress | None
    problems: list[StageProblem]
    replan: Replan | None

    @property
    def open_problems(self) -> int:
        """How many nobody has mended yet."""
        return _open_count(self.problems)

    @property
    def is_moved(self) -> bool:
        """Is it planned for another day than at the start?"""
        return self.stage.planned_date != self.stage.baseline_planned_date


@dataclass(frozen=True, slots=True)
class StageGroup:
    """The stages of one sub-project; those of the plan itself have none."""

    subproject: SubProject | None
    lines: list[StageEntry]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The page as shown."""

    plan: Plan
    today: date
    light: Light
    progress: progress.Progress
    parts: list[StageGroup]
    dropped: list[Stage]
    problems: list[StageProblem]
    reviews: list[ReviewMeeting]
    lines: list[Responsibility]
    cards: list[MetricCard]
    changes: list[ChangeEntry]
    tickets: list[Ticket]
    files: list[PlanFile]
    rest: frozenset[date]
    own_departments: list[Department] = field(default_factory=list)

    @property
    def entries(self) -> list[StageEntry]:
        """The stages of all parts with what stands beside them."""
        entries = []
        for part in self.parts:
            entries += part.lines
        return entries

    @property
    def stages(self) -> list[Stage]:
        """Those that count, of all parts."""
        return [entry.stage for entry in self.entries]

    @property
    def on_rest_days(self) -> list[Stage]:
        """Stages that are planned for a day on which nobody works."""
        return [entry.stage for entry in self.entries if entry.is_rest_day]

    @property
    def open_problems(self) -> int:
        """How many nobody has mended yet."""
        return _open_count(self.problems)

    @property
    def days_to_evaluation(self) -> int | None:
        """Until the window is over; None without one, 0 when it is."""
        end = self.plan.evaluation_due_to
        return max(0, (end - self.today).days + 1) if end else None

    @property
    def has_missed(self) -> bool:
        """A core metric has its value, and missed."""
        core = (card.metric for card in self.cards if card.metric.is_core)
        return any(metric.effect.is_missed for metric in core)


def _open_count(problems: Iterable[StageProblem]) -> int:
    return sum(problem.state == ProblemState.OPEN for problem in problems)


# --- one plan, one stage ----------------------------------------------------------------------

# A plan as its steps need it.
WITH_OWNER = Plan.objects.select_related("owner")

# A plan with all that stands at both of its ends, as its page shows it.
WHOLE = Plan.objects.select_related(*ENDS).prefetch_related(
    "departments", "channels", "issue_types", "product_models"
)


def stage_with_code(plan: Plan, code: str) -> Stage | None:
    """A stage of the plan; a dropped one only while no other has taken its code."""
    rows = plan.stages.filter(code=code).select_related("owner", "subproject")
    stage = rows.order_by(F("dropped_at").asc(nulls_first=True), "pk").first()
    if stage is not None:
        stage.plan = plan
    return stage


# --- the page ---------------------------------------------------------------------------------
def plan_page(plan: Plan, user: User, at: datetime) -> PlanPage:
    """Stages, problems, reviews, responsibilities, figures, files and tickets of a plan."""
    today = timezone.localdate(at)
    stages = list(plan.stages.select_related("owner", "subproject__owner"))
    for stage in stages:
        # Known already: rights and labels of a stage would load it once for each of them.
        stage.plan = plan
    counted = [stage for stage in stages if stage.is_counted]
    dropped = [stage for stage in stages if not stage.is_counted]
    problems = _stage_problems(plan)
    lines = _responsibilities(plan)
    rest = rest_days_of(plan, counted, today)
    cards = metric_cards(plan, user)
    light = progress.light_of(
        plan.state,
        counted,
        today,
        end=plan.end_date,
        open_problems=_open_count(problems),
        window_end=open_window_end(plan, (card.metric for card in cards)),
    )
    return PlanPage(
        plan=plan,
        today=today,
        light=light,
        progress=progress.progress_of(counted, today),
        parts=list(_stage_groups(plan, counted, problems, rest, today)),
        dropped=dropped,
        problems=problems,
        reviews=_review_meetings(plan),
        lines=lines,
        cards=cards,
        changes=changes_of_plan(plan),
        tickets=_linked_tickets(plan, user),
        files=list(plan.files.select_related("file", "stage", "by")),
        rest=rest,
        own_departments=_departments_to_confirm(plan, lines, user),
    )


def _stage_problems(plan: Plan) -> list[StageProblem]:
    rows = StageProblem.objects.filter(stage__plan=plan)
    return list(rows.select_related("stage", "raised_by", "resolved_by"))


def _responsibilities(plan: Plan) -> list[Responsibility]:
    rows = plan.responsibilities.select_related(
        "department__head", "person", "stage", "acknowledged_by"
    )
    return list(rows)


def _stage_groups(
    plan: Plan,
    stages: list[Stage],
    problems: list[StageProblem],
    rest: frozenset[date],
    today: date,
) -> Iterator[StageGroup]:
    """The plan's own stages first, then each sub-project in its order; codes sorted as numbers."""
    newest = _newest_progress(plan)
    replans = _open_replans(plan)
    problems_by_stage: dict[int, list[StageProblem]] = defaultdict(list)
    for problem in problems:
        problems_by_stage[problem.stage_id].append(problem)

    groups: dict[int | None, list[StageEntry]] = defaultdict(list)
    for stage in stages:
        entry = StageEntry(
            stage=stage,
            is_overdue=progress.is_overdue(stage, today),
            is_due_soon=progress.is_due_soon(stage, today),
            days_late=progress.delay_days(stage, today),
            is_rest_day=stage.planned_date in rest,
            progress_line=newest.get(stage.pk),
            problems=problems_by_stage[stage.pk],
            replan=replans.get(stage.pk),
        )
        groups[stage.subproject_id].append(entry)

    if groups[None]:
        yield StageGroup(None, groups[None])
    for part in _subprojects_of(stages):
        yield StageGroup(part, groups[part.pk])


def _subprojects_of(stages: Iterable[Stage]) -> list[SubProject]:
    """Those that have stages, in their order."""
    parts = {stage.subproject_id: stage.subproject for stage in stages if stage.subproject}
    return sorted(parts.values(), key=lambda part: (part.order, part.pk))


def _newest_progress(plan: Plan) -> dict[int, StageProgress]:
    """The newest line of each stage."""
    newest: dict[int, StageProgress] = {}
    # Rows come newest first, so the first one of a stage stays.
    for line in StageProgress.objects.filter(stage__plan=plan).select_related("by"):
        newest.setdefault(line.stage_id, line)
    return newest


def _open_replans(plan: Plan) -> dict[int, Replan]:
    """New dates that wait for the plan owner; a stage has one at the most."""
    rows = Replan.objects.filter(stage__plan=plan, state=ReplanState.ASKED)
    return {replan.stage_id: replan for replan in rows.select_related("asked_by")}


def _review_meetings(plan: Plan) -> list[ReviewMeeting]:
    actions = ReviewAction.objects.select_related("owner", "stage")
    return list(plan.reviews.select_related("chair").prefetch_related(Prefetch("actions", actions)))


def _linked_tickets(plan: Plan, user: User) -> list[Ticket]:
    """The tickets that the plan came from or touches, as far as the reader may see them."""
    visible = Ticket.objects.visible_to(user)
    linked = visible.filter(pk__in=plan.links.values("ticket"))
    newest = list(linked.order_by("-reported_at")[:MOST_TICKETS])
    hide_texts_of(newest, contact_visibility(user))
    return newest


def _departments_to_confirm(
    plan: Plan, lines: list[Responsibility], user: User
) -> list[Department]:
    """Departments whose lines wait for this reader."""
    if plan.state not in EDITABLE:
        return []
    waiting = set()
    for line in lines:
        is_head = line.department.head_id == user.pk
        if is_head and line.sent_at and not line.acknowledged_at:
            waiting.add(line.department)
    return sorted(waiting, key=str)
