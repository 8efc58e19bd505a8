"""Words and places of the effect chart."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans.domain.chart import HEIGHT, BucketFigure, ValueScale, WindowMean, figure_text
from plans.domain.timeline import Extent
from plans.queries.chart import EffectChart
from plans.queries.metric_cards import title_of_metric

register = template.Library()


@register.filter
def px(place: float) -> str:
    """Pixels as an attribute, to a tenth."""
    return f"{round(place, 1):g}"


@register.simple_tag
def chart_height() -> int:
    """Of every chart, in pixels."""
    return HEIGHT


@register.filter
def y_of(scale: ValueScale, value: Decimal) -> float:
    """The pixel of a value."""
    return scale.y(value)


@register.filter
def middle(extent: Extent) -> float:
    """The middle of a piece of the line."""
    return extent.x + extent.width / 2


@register.filter
def anchor_wide(place: float) -> str:
    """How a long word at a place is anchored so that it stays inside."""
    return "start" if place < 25 else "end" if place > 75 else "middle"


@register.filter
def span_words(told: BucketFigure | WindowMean) -> str:
    """`2024-09-08` or `2024-09-08 – 09-15`."""
    if told.first is None:
        return ""
    if told.last is None or told.first == told.last:
        return f"{told.first}"
    return (
        f"{told.first} – {told.last:%m-%d}"
        if told.first.year == told.last.year
        else f"{told.first} – {told.last}"
    )


@register.simple_tag
def point_words(told: BucketFigure, unit: Any) -> str:
    """What a point says when one rests on it."""
    words = f"{span_words(told)}: {figure_text(told.value)} {unit} · n = {told.count}"
    return f"{words} · {_('may still change')}" if told.is_provisional else words


@register.simple_tag
def mean_words(mean: WindowMean, unit: Any) -> str:
    """`before 48 hours · n = 120`."""
    kind = pgettext("metric", "before") if mean.kind == "before" else pgettext("metric", "after")
    words = f"{kind} {figure_text(mean.value)} {unit}"
    words += "" if mean.count is None else f" · n = {mean.count}"
    return f"{words} · {_('so far')}" if mean.is_provisional else words


@register.simple_tag
def chart_words(chart: EffectChart) -> str:
    """The chart in one sentence, for those who hear it."""
    parts = [title_of_metric(chart.metric)]
    parts += [
        mean_words(mean, chart.unit)
        for mean in (chart.before, chart.after)
        if mean and mean.value is not None
    ]
    if chart.metric.target is not None:
        parts.append(
            f"{pgettext('metric', 'target')} {figure_text(chart.metric.target)} {chart.unit}"
        )
    if chart.rollout:
        parts.append(_("effective %(day)s") % {"day": chart.rollout})
    return ", ".join(parts)
