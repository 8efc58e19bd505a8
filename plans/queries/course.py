"""Where a plan stands on its way from draft to archive, and what a draft lacks to start."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.enums import PlanState
from plans.models import Plan
from plans.queries.detail import PlanPage

COURSE = (
    PlanState.DRAFT,
    PlanState.RUNNING,
    PlanState.EVALUATING,
    PlanState.SUMMARIZED,
    PlanState.ARCHIVED,
)


@dataclass(frozen=True, slots=True)
class CourseState:
    """One state of the way: `place` is `done`, `current` or `ahead`."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class StartDuty:
    """Something that a draft needs before it starts."""

    name: str
    is_done: bool


def course_of_plan(plan: Plan) -> list[CourseState]:
    """All states of the way; a paused plan stands where it ran."""
    current = PlanState.RUNNING if plan.state == PlanState.PAUSED else PlanState(plan.state)
    reached = COURSE.index(current) if current in COURSE else -1
    return [CourseState(state.label, _place(n, reached)) for n, state in enumerate(COURSE)]


def _place(position: int, reached: int) -> str:
    if position < reached:
        return "done"
    return "current" if position == reached else "ahead"


def start_duties(page: PlanPage) -> list[StartDuty]:
    """What a draft needs before it starts.

    The last one is asked only before the plan is evaluated, and better met now.
    """
    plan = page.plan
    return [
        StartDuty(_("record the kick-off meeting"), hasattr(plan, "kick_off")),
        StartDuty(_("at least one stage with owner and date"), bool(page.stages)),
        StartDuty(_("the core goal"), bool(plan.core_goal.strip())),
        StartDuty(
            _("a core metric with its target, so that its value before can be frozen"),
            any(card.metric.is_core for card in page.cards),
        ),
    ]
