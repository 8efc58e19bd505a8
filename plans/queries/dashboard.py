"""The dashboard of plans: tabs, filters, figures, and one page of rows.

Everything is narrowed by who looks and by the filters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast

from accounts.models import Department, User
from core.queries import paging
from plans.domain import lifecycle, progress
from plans.domain.progress import Progress
from plans.enums import Light, PlanState, ProblemState, StageStatus
from plans.models import Plan, PlanMetric, PlanProposal, PlanQuerySet, Stage, StageProblem
from plans.queries import dues
from plans.queries.dues import DepartmentLoad, Due
from plans.queries.evaluation import open_window_end

PAGE_SIZE = 50
PANEL_DUES, PANEL_PROPOSALS = 10, 5
BY_DUE = paging.Order("due_key", kind=str)
BY_BIRTH = paging.Order("created_at", descending=True)
CLOSED = (PlanState.SUMMARIZED, *sorted(lifecycle.ENDED))

# Ordering is taken off in each of these: within a subquery it would be sorted for nothing.
UNEVALUATED = Exists(
    PlanMetric.objects.filter(
        plan=OuterRef("pk"), is_core=True, after__isnull=True, stated_met__isnull=True
    ).order_by()
)
UNFINISHED_STAGES = Stage.objects.unfinished().filter(
    plan=OuterRef("pk"), plan__state__in=sorted(lifecycle.WATCHED)
)
NEXT_DUE = Subquery(
    UNFINISHED_STAGES.order_by().values("plan").annotate(first=Min("planned_date")).values("first")
)
OPEN_PROBLEMS = StageProblem.objects.filter(
    stage__plan=OuterRef("pk"), stage__dropped_at__isnull=True, state=ProblemState.OPEN
)
PROBLEMS = Subquery(
    OPEN_PROBLEMS.order_by().values("stage__plan").annotate(n=Count("pk")).values("n")
)


@dataclass(frozen=True, slots=True)
class PlanView:
    """Which plans a tab or a figure shows, in which order."""

    key: str
    narrow: Callable[[PlanQuerySet], PlanQuerySet]
    order: paging.Order = BY_DUE


def waiting_for_evaluation(plans: PlanQuerySet) -> PlanQuerySet:
    """In evaluation, and a core metric has no value after the change yet."""
    return plans.in_states(lifecycle.MEASURED).filter(UNEVALUATED)


TABS = (
    PlanView("active", lambda plans: plans.live()),
    PlanView("drafts", lambda plans: plans.in_states(lifecycle.PLANNED), BY_BIRTH),
    PlanView("ended", lambda plans: plans.in_states(CLOSED), BY_BIRTH),
    PlanView("all", lambda plans: plans, BY_BIRTH),
)
OF_PLANS = (
    *TABS,
    PlanView("running", lambda plans: plans.in_states(lifecycle.AT_WORK)),
    PlanView("evaluation", waiting_for_evaluation),
    PlanView("gantt", lambda plans: plans.live()),
)
BY_KEY = {view.key: view for view in OF_PLANS}

# Figures behind which something else than plans stands.
LISTS = ("late", "due", "problems", "proposals")


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """What an address narrows; `team` concerns late stages only."""

    q: str = ""
    owner: str = ""
    department: str = ""
    team: str = ""

    @property
    def is_empty(self) -> bool:
        """Does it narrow no plans?"""
        return not (self.q or self.owner or self.department)


@dataclass(frozen=True, slots=True)
class LightReason:
    """Why a light burns: `late`, `delayed`, `ended`, `evaluation`, `due` or `problems`.

    Days late or left, and for how many more stages the same is true.
    """

    kind: str
    code: str = ""
    days: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as a line of the list shows it."""

    plan: Plan
    light: Light
    reason: LightReason | None
    progress: Progress
    due: Due | None
    metric: PlanMetric | None
    departments: tuple[str, ...]
    stages: Sequence[Stage]
    is_watched: bool


@dataclass(frozen=True, slots=True)
class SidePanels:
    """What stands beside the list."""

    dues: list[Due]
    departments: list[DepartmentLoad]
    proposals: list[PlanProposal]


# --- the list ---------------------------------------------------------------------------------
def filtered_plans(user: User, filters: PlanFilters) -> PlanQuerySet:
    """The plans that a person may see, as the filters leave them."""
    plans = Plan.objects.visible_to(user)
    if filters.q:
        plans = plans.filter(Q(number__icontains=filters.q) | Q(name__icontains=filters.q))
    if filters.owner:
        plans = plans.filter(owner__username=filters.owner)
    if filters.department:
        through = Plan.departments.through.objects
        rows = through.filter(department__name=filters.department)
        plans = plans.filter(pk__in=rows.values("plan"))
    return plans


def view_counts(user: User, plans: PlanQuerySet, today: date) -> dict[str, int]:
    """How many stand behind every tab and figure: one statement."""
    week = today + dues.WEEK
    behind: dict[str, QuerySet[Any]] = {}
    for view in OF_PLANS:
        # The portfolio shows the plans of the first tab, whose number stands there.
        if view.key != "gantt":
            behind[view.key] = view.narrow(plans)
    behind |= {
        "late": dues.late_stages(plans, today),
        "due_stages": dues.due_stages(plans, today, week),
        "due_actions": dues.open_actions(plans, week),
        "due_evaluations": dues.due_evaluations(plans, week),
        "problems": dues.open_problems(plans),
        "proposals": dues.open_proposals(user),
    }
    counts = paging.capped_counts(behind)
    counts["due"] = sum(counts.pop(f"due_{name}") for name in ("stages", "actions", "evaluations"))
    return counts


def plan_list_page(
    plans: PlanQuerySet, view: PlanView, cursor: str, today: date
) -> tuple[paging.Page, list[PlanRow]]:
    """One page and its rows: five statements, whatever the number of plans."""
    stages = Stage.objects.counted().select_related("owner")
    metrics = PlanMetric.objects.order_by("-is_core", "order", "pk")
    rows = view.narrow(plans).select_related("owner")
    rows = rows.annotate(due_key=Cast(NEXT_DUE, CharField()), open_problems=PROBLEMS)
    rows = rows.prefetch_related(
        Prefetch("stages", stages, to_attr="steps"),
        Prefetch("departments", Department.objects.only("name"), to_attr="parties"),
        Prefetch("metrics", metrics, to_attr="wanted"),
    )
    page = paging.page_of(rows, view.order, cursor, PAGE_SIZE)
    return page, [plan_row(plan, today) for plan in page.rows]


def plan_row(plan: Plan, today: date) -> PlanRow:
    """A line; the plan carries `steps`, `parties`, `wanted` and `open_problems`."""
    # A plan without an open problem has no row to count, which is not a zero.
    problems = plan.open_problems or 0
    window_end = open_window_end(plan, plan.wanted)
    light = progress.light_of(
        plan.state,
        plan.steps,
        today,
        end=plan.end_date,
        open_problems=problems,
        window_end=window_end,
    )
    due = None
    if plan.state in lifecycle.EDITABLE:
        due = dues.next_of(plan.steps, today)
    return PlanRow(
        plan=plan,
        light=light,
        reason=light_reason(light, plan, today, problems, window_end),
        progress=progress.progress_of(plan.steps, today),
        due=due,
        metric=plan.wanted[0] if plan.wanted else None,
        departments=_department_names(plan),
        stages=plan.steps,
        is_watched=plan.state in lifecycle.WATCHED,
    )


def _department_names(plan: Plan) -> tuple[str, ...]:
    """Those the desk knows, else the words of an imported form."""
    if plan.parties:
        return tuple(party.name for party in plan.parties)
    return (plan.departments_text,) if plan.departments_text else ()


# --- why a light burns ------------------------------------------------------------------------
def light_reason(
    light: Light, plan: Plan, today: date, problems: int, window_end: date | None = None
) -> LightReason | None:
    """What makes the light red or amber; the worst first."""
    if light == Light.RED:
        return _red_reason(plan, today, window_end)
    if light == Light.AMBER:
        return _amber_reason(plan.steps, today, problems, window_end)
    return None


def _red_reason(plan: Plan, today: date, window_end: date | None) -> LightReason:
    """Past its date, else reported as delayed before that, else the evaluation is late, else the
    plan's period is over.
    """
    late = [stage for stage in plan.steps if progress.is_overdue(stage, today)]
    if late:
        oldest = min(late, key=_planned_date)
        days = progress.delay_days(oldest, today)
        return LightReason("late", oldest.code, days, len(late) - 1)
    delayed = [stage for stage in plan.steps if stage.status == StageStatus.DELAYED]
    if delayed:
        first = delayed[0]
        days = (first.planned_date - today).days
        return LightReason("delayed", first.code, days, len(delayed) - 1)
    if window_end is not None and progress.is_evaluation_late(window_end, today):
        return LightReason("evaluation", days=(today - window_end).days)
    return LightReason("ended", days=(today - plan.end_date).days)


def _amber_reason(
    stages: Sequence[Stage], today: date, problems: int, window_end: date | None
) -> LightReason:
    """The evaluation is due, else a stage is due soon, else open problems."""
    if window_end is not None and progress.is_evaluation_due(window_end, today):
        return LightReason("evaluation", days=(today - window_end).days)
    soon = [stage for stage in stages if progress.is_due_soon(stage, today)]
    if not soon:
        return LightReason("problems", more=problems)
    first = min(soon, key=_planned_date)
    days = (first.planned_date - today).days
    return LightReason("due", first.code, days, len(soon) - 1)


def _planned_date(stage: Stage) -> date:
    return stage.planned_date


# --- beside the list --------------------------------------------------------------------------
def side_panels(user: User, plans: PlanQuerySet, today: date) -> SidePanels:
    """Next dues, late stages by department, open proposals: four statements at the most."""
    stages, actions = dues.due_stages(plans, today), dues.open_actions(plans)
    evaluations = dues.due_evaluations(plans)
    proposals = []
    if user.has_perm("plans.lead_plan"):
        proposals = dues.proposal_rows(user, PANEL_PROPOSALS)
    return SidePanels(
        dues=dues.as_dues(stages, actions, today, PANEL_DUES, evaluations),
        departments=dues.late_by_department(plans, today),
        proposals=proposals,
    )


def filter_choices(user: User) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, as (value, name): owners and departments of visible plans.

    One statement.
    """
    visible = Plan.objects.visible_to(user)
    owners = User.objects.filter(pk__in=visible.values("owner")).order_by()
    taking_part = Plan.departments.through.objects.filter(plan__in=visible)
    departments = Department.objects.filter(pk__in=taking_part.values("department")).order_by()
    owner_rows = owners.values_list(Value("owner"), "username", "display_name")
    department_rows = departments.values_list(Value("department"), "name", "name")

    choices: dict[str, list[tuple[str, str]]] = {"owner": [], "department": []}
    for kind, value, name in owner_rows.union(department_rows, all=True):
        choices[kind].append((value, name or value))
    for offered in choices.values():
        # By what is shown, which for an owner without a display name is the user name.
        offered.sort(key=itemgetter(1))
    return choices
