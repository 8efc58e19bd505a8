"""What of plans hangs on one person: owned, to be done, to be judged."""

from django.db.models import Q, QuerySet

from accounts.models import User
from plans.domain import lifecycle
from plans.enums import ActionState
from plans.models import Plan, PlanMetric, Responsibility, ReviewAction, Stage, SubProject

# Everything that is not read-only for ever.
GOING_ON = sorted(lifecycle.EDITABLE | lifecycle.WRITTEN_UP)
EDITABLE = sorted(lifecycle.EDITABLE)


def plans_in_hand(person: User) -> QuerySet[Plan]:
    """Plans that the person owns and that have not ended."""
    return Plan.objects.filter(owner=person, state__in=GOING_ON)


def subprojects_in_hand(person: User) -> QuerySet[SubProject]:
    """Sub-projects of plans that have not ended."""
    parts = SubProject.objects.filter(owner=person, plan__state__in=EDITABLE)
    return parts.select_related("plan")


def stages_in_hand(person: User) -> QuerySet[Stage]:
    """Unfinished stages of plans that have not ended."""
    stages = Stage.objects.unfinished().filter(owner=person, plan__state__in=EDITABLE)
    return stages.select_related("plan").order_by("plan_id", "phase", "sequence")


def responsibilities_in_hand(person: User) -> QuerySet[Responsibility]:
    """Lines of the responsibility table of plans that have not ended; not those of done stages."""
    lines = Responsibility.objects.filter(person=person, plan__state__in=EDITABLE)
    is_unfinished = Q(stage__isnull=True) | Q(stage__in=Stage.objects.unfinished())
    return lines.filter(is_unfinished).select_related("plan", "department__head")


def decisions_in_hand(person: User) -> QuerySet[ReviewAction]:
    """Decisions of review meetings that the person is to carry out."""
    actions = ReviewAction.objects.filter(owner=person, state=ActionState.OPEN)
    # A retrospective has no plan that could have ended.
    goes_on = Q(meeting__plan__isnull=True) | Q(meeting__plan__state__in=GOING_ON)
    actions = actions.filter(goes_on)
    return actions.select_related("meeting__plan")


def evaluations_in_hand(person: User) -> QuerySet[PlanMetric]:
    """Metrics that the person is to evaluate and that have no value after the change yet."""
    metrics = PlanMetric.objects.filter(
        evaluator=person, evaluated_at__isnull=True, plan__state__in=EDITABLE
    )
    return metrics.select_related("plan")
