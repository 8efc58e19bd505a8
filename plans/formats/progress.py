"""How plans and their stages stand, in words."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from customers.enums import Level
from plans.enums import EventKind, PlanState, StageStatus
from plans.formats.dates import days_left_text, late_days_text
from plans.models import Plan, PlanEvent, StageProblem
from plans.queries.dashboard import LightReason
from tickets.record.enums import Nature

# Whose states the ends of a change are, by the kind of event.
CHANGED_STATES: dict[str, type[TextChoices]] = {
    EventKind.MOVED: PlanState,
    EventKind.STAGE_MOVED: StageStatus,
}


def reason_text(reason: LightReason) -> str:
    """Why the light is red or amber, in a few words."""
    if reason.kind == "problems":
        text = ngettext("%(n)d open problem", "%(n)d open problems", reason.more)
        return text % {"n": reason.more}
    if reason.kind == "ended":
        text = ngettext("period over for %(n)d day", "period over for %(n)d days", reason.days)
        return text % {"n": reason.days}

    if reason.kind == "evaluation":
        text = ngettext(
            "evaluation open for %(n)d day", "evaluation open for %(n)d days", reason.days
        )
        return text % {"n": reason.days}

    text = f"{reason.code} {_stage_reason_text(reason)}"
    return f"{text} +{reason.more}" if reason.more else text


def _stage_reason_text(reason: LightReason) -> str:
    if reason.kind == "delayed":
        return _("reported as delayed")
    if reason.kind == "late":
        return late_days_text(reason.days)
    return days_left_text(reason.days)


def joined_names(names: Iterable[str]) -> str:
    """Names in a row, as the language separates them."""
    separator = ", " if get_language() == "en" else "、"
    return separator.join(names)


def problem_text(problem: StageProblem) -> str:
    """What happened.

    For a problem that the daily job opened and nobody described yet, that its date passed.
    """
    if problem.description:
        return problem.description
    text = _("Planned for %(day)s and not finished; please describe why.")
    return text % {"day": problem.missed_date}


def departments_text(plan: Plan) -> str:
    """The departments that take part, also those that were only written down."""
    names = [str(department) for department in plan.departments.all()]
    if plan.departments_text:
        names.append(plan.departments_text)
    return "、".join(names)


def nature_labels(plan: Plan) -> list[str]:
    """The natures of tickets that a plan is about, in words."""
    return [str(Nature(value).label) for value in plan.natures if value in Nature.values]


def level_labels(plan: Plan) -> list[str]:
    """The levels of customers that a plan is about, in words."""
    return [str(Level(value).label) for value in plan.customer_levels if value in Level.values]


def change_of_event(event: PlanEvent) -> str:
    """`from → to`, in words where they are states."""
    states = CHANGED_STATES.get(event.kind)
    ends = [_state_label(states, value) for value in (event.before, event.after)]
    return " → ".join(end for end in ends if end)


def _state_label(states: type[TextChoices] | None, value: str) -> str:
    if states is None or value not in states.values:
        return value
    return str(states(value).label)


def stage_status_label(status: str) -> str:
    """The status of a stage in a word."""
    return str(StageStatus(status).label)


FILTERS = {
    "light_reason": reason_text,
    "joined_names": joined_names,
    "problem_text": problem_text,
    "departments_text": departments_text,
    "level_labels": level_labels,
    "nature_labels": nature_labels,
    "event_change": change_of_event,
    "stage_status_label": stage_status_label,
}
