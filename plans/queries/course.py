"""Where a plan stands on its way from draft to archive, and what a draft lacks to start."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.enums import PlanState
from plans.models import Plan, PlanMetric
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
    """What a draft needs before it starts, as `plans.actions.moves.start_plan` asks it."""
    plan = page.plan
    core = [card.metric for card in page.cards if card.metric.is_core]
    return [
        StartDuty(_("record the kick-off meeting"), hasattr(plan, "kick_off")),
        StartDuty(_("at least one stage with owner and date"), bool(page.stages)),
        StartDuty(_("the core goal"), bool(plan.core_goal.strip())),
        StartDuty(
            _("a core metric with its value before, counted or typed with evidence"),
            bool(core) and all(metric.is_counted or metric.before is not None for metric in core),
        ),
        StartDuty(
            _("a target better than the value before, or the reason why not"),
            bool(core) and all(_may_aim_so(metric) for metric in core),
        ),
        StartDuty(
            _("for each core metric an evaluator who is not the plan owner"),
            bool(core) and all(metric.evaluator_id not in (None, plan.owner_id) for metric in core),
        ),
    ]


def _may_aim_so(metric: PlanMetric) -> bool:
    """A value that is counted is known at the start alone."""
    is_unknown = metric.is_counted and metric.before is None
    return is_unknown or bool(metric.aims_better or metric.target_reason)
