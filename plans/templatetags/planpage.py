"""Words of the plan page: the course of a plan, what is left to do, verdicts, changes, problems."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.templatetags.desk import icon
from metrics.enums import MetricUnit
from plans.domain.effect import Effect, one_decimal
from plans.enums import EventKind, PlanState, StageStatus
from plans.models import Plan, PlanEvent, Stage, StageProblem
from plans.queries.detail import PlanPage
from tickets.record.enums import Nature

register = template.Library()
COURSE = (
    PlanState.DRAFT,
    PlanState.RUNNING,
    PlanState.EVALUATING,
    PlanState.SUMMARIZED,
    PlanState.ARCHIVED,
)
STAGE_TONES = {
    StageStatus.NOT_STARTED: "draft",
    StageStatus.IN_PROGRESS: "running",
    StageStatus.DONE: "summarized",
    StageStatus.DELAYED: "terminated",
}


@register.filter
def course(plan: Plan) -> list[dict[str, Any]]:
    """The bar of states; a paused plan stands where it ran."""
    state = PlanState.RUNNING if plan.state == PlanState.PAUSED else PlanState(plan.state)
    place = COURSE.index(state) if state in COURSE else -1
    return [
        {"name": one.label, "state": "done" if n < place else "current" if n == place else "ahead"}
        for n, one in enumerate(COURSE)
    ]


@register.filter
def to_do(page: PlanPage) -> list[dict[str, Any]]:
    """What a draft needs before it starts; the last one only before it is evaluated, and better now."""
    plan = page.plan
    return [
        {"name": _("record the kick-off meeting"), "is_done": hasattr(plan, "kick_off")},
        {"name": _("at least one stage with owner and date"), "is_done": bool(page.stages)},
        {"name": _("the core goal"), "is_done": bool(plan.core_goal.strip())},
        {
            "name": _("a core metric with its target, so that its value before can be frozen"),
            "is_done": any(one.metric.is_core for one in page.cards),
        },
    ]


@register.simple_tag
def stage_mark(stage: Stage) -> SafeString:
    """The status of a stage in a word, with its colour."""
    status = StageStatus(stage.status)
    return format_html(
        '<span class="status plan-{}"><i aria-hidden="true"></i>{}</span>',
        STAGE_TONES[status],
        status.label,
    )


@register.simple_tag
def verdict(effect: Effect) -> SafeString:
    """达标 or not, as icon and word."""
    if effect.is_met is None:
        return format_html(
            '<span class="verdict is-open">{} {}</span>',
            icon("clock"),
            pgettext("effect", "undecided"),
        )
    if effect.is_met:
        return format_html(
            '<span class="verdict is-met">{} {}</span>',
            icon("circle-check"),
            pgettext("effect", "met"),
        )
    return format_html(
        '<span class="verdict is-missed">{} {}</span>',
        icon("circle-x"),
        pgettext("effect", "missed"),
    )


@register.filter
def percent(value: Decimal | None) -> str:
    """`66.7 %`; a dash for none."""
    return "—" if value is None else f"{one_decimal(value)} %"


@register.filter
def change_words(effect: Effect, unit: str) -> str:
    """`-58.3 % (-28)`; percentage points for per cent."""
    if effect.change_abs is None:
        return "—"
    points = _(" points") if unit == MetricUnit.PERCENT or unit in ("%", "％") else ""
    return f"{_signed(effect.change_pct)}{' %' if effect.change_pct is not None else ''} ({_signed(effect.change_abs)}{points})"


def _signed(value: Decimal | None) -> str:
    return "—" if value is None else ("+" if value > 0 else "") + one_decimal(value)


@register.filter
def problem_words(problem: StageProblem) -> str:
    """What happened; for one that the daily job opened and nobody described yet, that its date passed."""
    if problem.description:
        return problem.description
    return _("Planned for %(day)s and not finished; please describe why.") % {
        "day": problem.missed_date
    }


@register.filter
def departments_words(plan: Plan) -> str:
    names = [str(department) for department in plan.departments.all()]
    return "、".join([*names, *([plan.departments_text] if plan.departments_text else [])])


@register.filter
def nature_words(plan: Plan) -> list[str]:
    return [str(Nature(value).label) for value in plan.natures if value in Nature.values]


@register.filter
def note_of(form: Any, code: str) -> str:
    """What was typed beside a stage."""
    return form.note_of(code)


@register.filter
def change_of(event: PlanEvent) -> str:
    """`from → to` in words where they are states."""
    words = {EventKind.MOVED: PlanState, EventKind.STAGE_MOVED: StageStatus}.get(
        EventKind(event.kind)
    )
    ends = [
        str(words(value).label) if words and value in words.values else value
        for value in (event.before, event.after)
    ]
    return " → ".join(end for end in ends if end)


@register.filter
def status_words(status: str) -> str:
    """The status of a stage in a word."""
    return str(StageStatus(status).label)
