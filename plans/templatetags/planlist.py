"""Words and marks of plans: lights with their reason, days left and late, metrics in short."""

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from core.templatetags.desk import icon
from plans.domain import chart
from plans.domain.progress import SOON
from plans.enums import Light, PlanState
from plans.models import PlanMetric
from plans.queries.chart import unit_of
from plans.queries.dashboard import LightReason
from plans.queries.dues import Due
from plans.queries.metric_cards import title_of_metric

register = template.Library()
LIGHT_ICONS = {
    Light.GREEN: "circle-check",
    Light.AMBER: "clock",
    Light.RED: "alert-triangle",
    Light.GREY: "player-pause",
}
DUE_ICONS = {"late": "alert-triangle", "soon": "clock", "calm": "calendar"}


def days_late(days: int) -> str:
    """`3 days late`."""
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def days_left(days: int) -> str:
    """`today`, `tomorrow`, `in 3 days`, `3 days late`."""
    if days < 0:
        return days_late(-days)
    if days < 2:
        return pgettext("due", "tomorrow") if days else pgettext("due", "today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@register.filter
def left(days: int) -> str:
    """Days until a date in words; negative ones are late."""
    return days_left(days)


@register.simple_tag
def light_mark(light: str) -> SafeString:
    """The light as icon and word."""
    found = Light(light)
    return format_html(
        '<span class="light light-{}">{}<span>{}</span></span>',
        found.value,
        icon(LIGHT_ICONS[found]),
        found.label,
    )


@register.filter
def reason_words(reason: LightReason | None) -> str:
    """Why the light is red or amber, in a few words."""
    if reason is None:
        return ""
    if reason.kind == "problems":
        return ngettext("%(n)d open problem", "%(n)d open problems", reason.more) % {
            "n": reason.more
        }
    if reason.kind == "ended":
        return ngettext("period over for %(n)d day", "period over for %(n)d days", reason.days) % {
            "n": reason.days
        }
    return f"{reason.code} {_told(reason)}" + (f" +{reason.more}" if reason.more else "")


def _told(reason: LightReason) -> str:
    if reason.kind == "delayed":
        return _("reported as delayed")
    return days_late(reason.days) if reason.kind == "late" else days_left(reason.days)


@register.simple_tag
def due_chip(due: Due, is_watched: bool = True) -> SafeString:
    """Days left as a chip: late, soon, or calm; of a plan at rest the date only, which presses nobody."""
    if not is_watched:
        return format_html(
            '<span class="chip tone-paused">{}{}</span>', icon("player-pause"), f"{due.day:%m-%d}"
        )
    tone = "late" if due.days_left < 0 else "soon" if due.days_left <= SOON.days else "calm"
    return format_html(
        '<span class="chip tone-{}">{}{}</span>',
        tone,
        icon(DUE_ICONS[tone]),
        days_left(due.days_left),
    )


@register.simple_tag
def plan_state(state: str) -> SafeString:
    """The state of a plan in a word, with its colour."""
    return format_html(
        '<span class="status plan-{}"><i aria-hidden="true"></i>{}</span>',
        state,
        PlanState(state).label,
    )


@register.filter
def short_date(day: date | None, today: date) -> str:
    """`08-15`, or with the year when it is another one."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


@register.filter
def joined(names: Any) -> str:
    """Names in a row, as the language separates them."""
    return (", " if get_language() == "en" else "、").join(names)


@register.filter
def figure(value: Any) -> str:
    """A figure without idle zeros; a dash for none."""
    return chart.figure_text(value)


@register.filter
def unit(metric: PlanMetric) -> Any:
    """The unit of a metric in the reader's language."""
    return unit_of(metric)


@register.filter
def metric_title(metric: PlanMetric) -> str:
    """The name of a metric in the reader's language where the registry knows it."""
    return title_of_metric(metric)


@register.inclusion_tag("plans/_metric_short.html")
def metric_short(metric: PlanMetric | None) -> dict[str, Any]:
    """Before, after and target on one line, with the verdict."""
    return {
        "metric": metric,
        "places": chart.places_on_line(metric.before, metric.after, metric.target)
        if metric
        else {},
    }
