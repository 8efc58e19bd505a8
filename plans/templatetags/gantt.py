"""Plans over time as inline SVG: attributes and classes only, so that a strict policy for styles holds."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from plans.enums import StageStatus
from plans.models import Plan, Stage
from plans.queries import gantt as laid_out
from plans.queries.gantt import StageRow
from plans.templatetags.planlist import days_late

register = template.Library()


@register.filter
def pc(place: float | None) -> str:
    """A place on the line as an attribute: `12.5%`."""
    return "" if place is None else f"{round(place, 3):g}%"


@register.filter
def anchor(place: float) -> str:
    """How a word at a place is anchored so that it stays inside."""
    return "start" if place < 5 else "end" if place > 95 else "middle"


@register.filter
def is_far(place: float) -> bool:
    """So far right that a word behind it would leave the drawing."""
    return place > 86


@register.filter
def bar_words(row: StageRow) -> str:
    """What is written behind a bar."""
    stage = row.stage
    if row.days_late:
        return f"+{row.days_late}" if stage.status == StageStatus.DONE else days_late(row.days_late)
    if stage.status == StageStatus.DONE:
        return "✓"
    return f"{stage.percent}%" if stage.percent else ""


@register.filter
def sentence(row: StageRow) -> str:
    """A bar for those who hear it."""
    stage = row.stage
    parts = [
        f"{stage.code} {stage.task}",
        stage.owner_name,
        f"{row.begin} – {stage.planned_date}",
        str(StageStatus(stage.status).label),
    ]
    if stage.actual_date:
        parts.append(_("done on %(day)s") % {"day": stage.actual_date})
    elif stage.percent:
        parts.append(f"{stage.percent}%")
    if row.days_late:
        parts.append(days_late(row.days_late))
    if row.is_moved:
        parts.append(_("first planned for %(day)s") % {"day": stage.baseline_planned_date})
    if row.is_on_rest_day:
        parts.append(_("the date is a rest day"))
    return " · ".join(part for part in parts if part)


@register.inclusion_tag("plans/_gantt.html")
def plan_gantt(
    plan: Plan, stages: Iterable[Stage], today: date, rest: Iterable[date] = ()
) -> dict[str, Any]:
    """`{% plan_gantt plan stages today rest_days %}`: stages over time. No statement when owners and sub-projects are loaded."""
    return {"plan": plan, "gantt": laid_out.plan_gantt(plan, stages, today, rest), "today": today}
