"""Places and words of the effect chart."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans.domain.chart import BucketFigure, WindowMean
from plans.domain.timeline import Extent
from plans.formats.dates import period_text
from plans.formats.figures import figure_text, metric_title
from plans.queries.chart import EffectChart

Unit = str | Promise


def pixels_text(place: float) -> str:
    """Pixels as an attribute, to a tenth."""
    return f"{round(place, 1):g}"


def percent_of_width(place: float | None) -> str:
    """A place on a line as an attribute, `12.5%`; empty for none."""
    return "" if place is None else f"{round(place, 3):g}%"


def middle_of(extent: Extent) -> float:
    """The middle of a piece of a line."""
    return extent.x + extent.width / 2


def text_anchor(place: float, margin: float) -> str:
    """How a word is anchored so that it stays inside: not in the middle within a margin."""
    if place < margin:
        return "start"
    return "end" if place > 100 - margin else "middle"


def span_text(figure: BucketFigure | WindowMean) -> str:
    """The days that a figure is about: `2024-09-08` or `2024-09-08 – 09-15`."""
    return period_text(figure.first, figure.last)


def point_text(figure: BucketFigure, unit: Unit) -> str:
    """What a point says when one rests on it."""
    text = f"{span_text(figure)}: {figure_text(figure.value)} {unit} · n = {figure.count}"
    return f"{text} · {_('may still change')}" if figure.is_provisional else text


def mean_text(mean: WindowMean, unit: Unit) -> str:
    """`before 48 hours · n = 120`."""
    kind = pgettext("metric", "before") if mean.kind == "before" else pgettext("metric", "after")
    text = f"{kind} {figure_text(mean.value)} {unit}"
    if mean.count is not None:
        text = f"{text} · n = {mean.count}"
    return f"{text} · {_('so far')}" if mean.is_provisional else text


def chart_text(chart: EffectChart) -> str:
    """The chart in one sentence, for those who hear it."""
    means = [mean for mean in chart.means if mean.value is not None]
    parts = [metric_title(chart.metric), *(mean_text(mean, chart.unit) for mean in means)]
    if chart.metric.target is not None:
        target = figure_text(chart.metric.target)
        parts.append(f"{pgettext('metric', 'target')} {target} {chart.unit}")
    if chart.rollout:
        parts.append(_("effective %(day)s") % {"day": chart.rollout})
    return ", ".join(parts)


FILTERS = {
    "pixels": pixels_text,
    "of_width": percent_of_width,
    "middle": middle_of,
    "text_anchor": text_anchor,
    "figure_span": span_text,
    "point_text": point_text,
    "mean_text": mean_text,
    "chart_text": chart_text,
}
