"""Words of plans over time."""

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from plans.enums import StageStatus
from plans.formats.dates import late_days_text
from plans.formats.progress import reason_text
from plans.queries.gantt import PlanLine, StageRow


def bar_text(row: StageRow) -> str:
    """What is written behind a bar."""
    stage = row.stage
    is_done = stage.status == StageStatus.DONE
    if row.days_late:
        return f"+{row.days_late}" if is_done else late_days_text(row.days_late)
    if is_done:
        return "✓"
    return f"{stage.percent}%" if stage.percent else ""


def bar_sentence(row: StageRow) -> str:
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
        parts.append(late_days_text(row.days_late))
    if row.is_moved:
        parts.append(_("first planned for %(day)s") % {"day": stage.baseline_planned_date})
    if row.is_on_rest_day:
        parts.append(_("the date is a rest day"))
    return " · ".join(part for part in parts if part)


def plan_sentence(line: PlanLine) -> str:
    """A plan of the portfolio for those who hear it."""
    row, plan = line.row, line.row.plan
    parts = [
        f"{plan.number} {plan.name}",
        f"{plan.start_date} – {plan.end_date}",
        f"{floatformat(row.progress.weighted_pct or 0, 0)}%",
    ]
    if row.reason:
        parts.append(reason_text(row.reason))
    return " · ".join(parts)


FILTERS = {
    "bar_text": bar_text,
    "bar_sentence": bar_sentence,
    "plan_sentence": plan_sentence,
}
