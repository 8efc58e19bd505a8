"""The dashboard of plans: tabs, filters, figures, and one page of rows. Everything is narrowed by who looks and by the filters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, Min, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Cast

from accounts.models import Department, User
from core.queries import paging
from plans.domain import lifecycle, progress
from plans.domain.progress import Progress
from plans.enums import Light, PlanState, ProblemState, StageStatus
from plans.models import Plan, PlanMetric, PlanQuerySet, Stage, StageProblem
from plans.queries import dues
from plans.queries.dues import Due

PAGE_SIZE = 50
BY_DUE = paging.Order("due_key", kind=str)
BY_BIRTH = paging.Order("created_at", descending=True)
CLOSED = (PlanState.SUMMARIZED, *sorted(lifecycle.ENDED))
UNEVALUATED = Exists(
    PlanMetric.objects.filter(
        plan=OuterRef("pk"), is_core=True, after__isnull=True, stated_met__isnull=True
    ).order_by()
)
NEXT_DUE = Subquery(
    Stage.objects.unfinished()
    .filter(plan=OuterRef("pk"), plan__state__in=sorted(lifecycle.WATCHED))
    .order_by()
    .values("plan")
    .annotate(first=Min("planned_date"))
    .values("first")
)
PROBLEMS = Subquery(
    StageProblem.objects.filter(
        stage__plan=OuterRef("pk"), stage__dropped_at__isnull=True, state=ProblemState.OPEN
    )
    .order_by()
    .values("stage__plan")
    .annotate(n=Count("pk"))
    .values("n")
)


@dataclass(frozen=True, slots=True)
class View:
    """Which plans a tab or a figure shows, in which order."""

    key: str
    narrow: Callable[[PlanQuerySet], PlanQuerySet]
    order: paging.Order = BY_DUE


TABS = (
    View("active", lambda plans: plans.live()),
    View("drafts", lambda plans: plans.in_states(lifecycle.PLANNED), BY_BIRTH),
    View("ended", lambda plans: plans.in_states(CLOSED), BY_BIRTH),
    View("all", lambda plans: plans, BY_BIRTH),
)
OF_PLANS = (
    *TABS,
    View("running", lambda plans: plans.in_states(lifecycle.AT_WORK)),
    View("evaluation", lambda plans: waiting_for_evaluation(plans)),
    View("gantt", lambda plans: plans.live()),
)
BY_KEY = {view.key: view for view in OF_PLANS}
LISTS = ("late", "due", "problems", "proposals")
"""Figures behind which something else than plans stands."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address narrows; `team` concerns late stages only."""

    q: str = ""
    owner: str = ""
    department: str = ""
    team: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.owner or self.department)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a light burns: `late`, `delayed`, `ended`, `due` or `problems`; days late or left, and how many more stages are the same."""

    kind: str
    code: str = ""
    days: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A plan as a line of the list shows it."""

    plan: Plan
    light: Light
    reason: Reason | None
    progress: Progress
    due: Due | None
    metric: PlanMetric | None
    departments: tuple[str, ...]
    stages: Sequence[Stage]
    is_watched: bool


@dataclass(frozen=True, slots=True)
class Panels:
    """What stands beside the list."""

    dues: list[Due]
    departments: list[dues.DepartmentLoad]
    proposals: list[Any]


def waiting_for_evaluation(plans: PlanQuerySet) -> PlanQuerySet:
    """In evaluation, and a core metric has no value after the change yet."""
    return plans.in_states(lifecycle.MEASURED).filter(UNEVALUATED)


def narrowed(user: Any, filters: Filters) -> PlanQuerySet:
    """The plans that a person may see, as the filters leave them."""
    plans = Plan.objects.visible_to(user)
    if filters.q:
        plans = plans.filter(Q(number__icontains=filters.q) | Q(name__icontains=filters.q))
    if filters.owner:
        plans = plans.filter(owner__username=filters.owner)
    if filters.department:
        through = Plan.departments.through.objects.filter(department__name=filters.department)
        plans = plans.filter(pk__in=through.values("plan"))
    return plans


def counts(user: Any, plans: PlanQuerySet, today: date) -> dict[str, int]:
    """How many stand behind every tab and figure: one statement."""
    week = today + dues.WEEK
    found = paging.capped_counts(
        {
            **{view.key: view.narrow(plans) for view in OF_PLANS if view.key != "gantt"},
            "late": dues.late_stages(plans, today),
            "due_stages": dues.due_stages(plans, today, week),
            "due_actions": dues.open_actions(plans, week),
            "problems": dues.open_problems(plans),
            "proposals": dues.open_proposals(user),
        }
    )
    found["due"] = found.pop("due_stages") + found.pop("due_actions")
    return found


def page(
    plans: PlanQuerySet, view: View, cursor: str, today: date
) -> tuple[paging.Page, list[Row]]:
    """One page and its rows: five statements, whatever the number of plans."""
    rows = (
        view.narrow(plans)
        .select_related("owner")
        .annotate(due_key=Cast(NEXT_DUE, CharField()), open_problems=PROBLEMS)
        .prefetch_related(
            Prefetch("stages", Stage.objects.counted().select_related("owner"), to_attr="steps"),
            Prefetch("departments", Department.objects.only("name"), to_attr="parties"),
            Prefetch(
                "metrics", PlanMetric.objects.order_by("-is_core", "order", "pk"), to_attr="wanted"
            ),
        )
    )
    found = paging.page_of(rows, view.order, cursor, PAGE_SIZE)
    return found, [row_of(plan, today) for plan in found.rows]


def row_of(plan: Plan, today: date) -> Row:
    """A line; the plan carries `steps`, `parties`, `wanted` and `open_problems`."""
    problems = plan.open_problems or 0
    light = progress.light(plan.state, plan.steps, today, end=plan.end_date, open_problems=problems)
    names = tuple(party.name for party in plan.parties) or (
        (plan.departments_text,) if plan.departments_text else ()
    )
    return Row(
        plan=plan,
        light=light,
        reason=reason_of(light, plan, today, problems),
        progress=progress.progress(plan.steps, today),
        due=dues.next_of(plan.steps, today) if plan.state in lifecycle.EDITABLE else None,
        metric=plan.wanted[0] if plan.wanted else None,
        departments=names,
        stages=plan.steps,
        is_watched=plan.state in lifecycle.WATCHED,
    )


def reason_of(light: Light, plan: Plan, today: date, problems: int) -> Reason | None:
    """What makes the light red or amber; the worst first."""
    if light == Light.RED:
        return _why_red(plan, today)
    if light == Light.AMBER:
        return _why_amber(plan.steps, today, problems)
    return None


def _why_red(plan: Plan, today: date) -> Reason:
    late = sorted(
        (stage for stage in plan.steps if progress.is_overdue(stage, today)),
        key=lambda stage: stage.planned_date,
    )
    if late:
        return Reason("late", late[0].code, progress.delay_days(late[0], today), len(late) - 1)
    delayed = [stage for stage in plan.steps if stage.status == StageStatus.DELAYED]
    if delayed:
        return Reason(
            "delayed", delayed[0].code, (delayed[0].planned_date - today).days, len(delayed) - 1
        )
    return Reason("ended", days=(today - plan.end_date).days)


def _why_amber(stages: Sequence[Stage], today: date, problems: int) -> Reason:
    soon = sorted(
        (stage for stage in stages if progress.is_due_soon(stage, today)),
        key=lambda stage: stage.planned_date,
    )
    if soon:
        return Reason("due", soon[0].code, (soon[0].planned_date - today).days, len(soon) - 1)
    return Reason("problems", more=problems)


def panels(user: Any, plans: PlanQuerySet, today: date) -> Panels:
    """Next dues, late stages by department, open proposals: four statements at the most."""
    return Panels(
        dues=dues.as_dues(dues.due_stages(plans, today), dues.open_actions(plans), today, 10),
        departments=dues.late_by_department(plans, today),
        proposals=dues.proposal_rows(user, 5) if user.has_perm("plans.lead_plan") else [],
    )


def choices(user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, as (value, name): owners and departments of plans that the person may see. One statement."""
    visible = Plan.objects.visible_to(user)
    owners = User.objects.filter(pk__in=visible.values("owner")).order_by()
    joined = Plan.departments.through.objects.filter(plan__in=visible).values("department")
    departments = Department.objects.filter(pk__in=joined).order_by()
    rows = owners.values_list(Value("owner"), "username", "display_name")
    rows = rows.union(departments.values_list(Value("department"), "name", "name"), all=True)
    found: dict[str, list[tuple[str, str]]] = {"owner": [], "department": []}
    for kind, value, name in rows:
        found[kind].append((value, name or value))
    return {kind: sorted(offered, key=lambda one: one[1]) for kind, offered in found.items()}
