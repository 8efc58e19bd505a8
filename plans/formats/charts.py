"""The effect chart in words: its drawing, its table, and one sentence for those who hear it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pages.charts import (
    ACCENT,
    INK_2,
    Bar,
    Cell,
    Chart,
    Mark,
    MeanLine,
    Point,
    Spec,
    Trend,
    bars_spec,
    trend_spec,
)
from plans.domain.chart import BucketFigure, WindowMean
from plans.formats.dates import period_text
from plans.formats.figures import figure_text, metric_title
from plans.queries.chart import EffectChart

Unit = str | Promise
DAY_FORMATS = {"day": "%m-%d", "week": "%m-%d", "month": "%Y-%m"}


def effect_drawing(chart: EffectChart) -> Chart:
    """A metric before and after the change, over time where it is counted; else as two bars."""
    title = metric_title(chart.metric)
    unit = f" ({chart.unit})" if chart.unit else ""
    return Chart(
        name=f"metric-{chart.metric.pk}",
        title=title,
        summary=chart_text(chart),
        spec=_trend_of(chart) if chart.figures else _bars_of(chart),
        columns=[pgettext("metric", "Period"), f"{title}{unit}", "n"],
        rows=_table_rows(chart),
        note=_note_of(chart),
    )


def _trend_of(chart: EffectChart) -> Spec:
    target = chart.metric.target
    marks = []
    if chart.rollout:
        words = _("effective %(day)s") % {"day": chart.rollout}
        marks.append(Mark(f"{chart.rollout:%Y-%m-%d}", words, words))
    trend = Trend(
        points=[_point_of(figure, chart.unit) for figure in chart.figures],
        unit=str(chart.unit),
        marks=marks,
        levels=[_level_of(mean, chart.unit) for mean in chart.means],
        goal=None if target is None else float(target),
        goal_say=target_text(chart),
        axis_format=DAY_FORMATS[chart.bucket],
        is_from_zero=False,
    )
    return trend_spec(trend)


def _point_of(figure: BucketFigure, unit: Unit) -> Point:
    return Point(
        day=figure.first.isoformat(),
        value=None if figure.value is None else float(figure.value),
        say=point_text(figure, unit),
        size=figure.count,
        is_open=figure.is_provisional,
    )


def _level_of(mean: WindowMean, unit: Unit) -> MeanLine:
    return MeanLine(
        start=mean.first.isoformat(),
        end=mean.last.isoformat(),
        value=None if mean.value is None else float(mean.value),
        say=mean_text(mean, unit),
        word=figure_text(mean.value),
        tone=INK_2 if mean.kind == "before" else ACCENT,
    )


def _bars_of(chart: EffectChart) -> Spec:
    bars = [
        Bar(
            name=kind_name(mean),
            value=None if mean.value is None else float(mean.value),
            say=mean_text(mean, chart.unit),
            tone=INK_2 if mean.kind == "before" else ACCENT,
            text=figure_text(mean.value),
        )
        for mean in chart.means
    ]
    target = chart.metric.target
    rule = None if target is None else float(target)
    return bars_spec(bars, str(chart.unit), rule=rule, say=target_text(chart))


def _table_rows(chart: EffectChart) -> list[list[Cell]]:
    """Nothing where there is no value at all."""
    if not chart.figures and not chart.means:
        return []
    rows = [_table_row(span_text(one), one, _("may still change")) for one in chart.figures]
    rows += [
        _table_row(f"{kind_name(mean)} {span_text(mean)}", mean, _("so far"))
        for mean in chart.means
    ]
    if chart.metric.target is not None:
        target = figure_text(chart.metric.target)
        rows.append([Cell(pgettext("metric", "target")), Cell(target), Cell("")])
    return rows


def _table_row(name: str, figure: BucketFigure | WindowMean, open_words: str) -> list[Cell]:
    count = "—" if figure.count is None else str(figure.count)
    named = f"{name} · {open_words}" if figure.is_provisional else name
    return [Cell(named), Cell(figure_text(figure.value)), Cell(count)]


def _note_of(chart: EffectChart) -> str:
    if chart.figures and not chart.cases:
        return _("There are no cases in this period yet.")
    return ""


def kind_name(mean: WindowMean) -> str:
    """Of which side of the change."""
    return pgettext("metric", "before") if mean.kind == "before" else pgettext("metric", "after")


def target_text(chart: EffectChart) -> str:
    """`target 24 hours`; empty without one."""
    if chart.metric.target is None:
        return ""
    return f"{pgettext('metric', 'target')} {figure_text(chart.metric.target)} {chart.unit}"


def percent_of_width(place: float | None) -> str:
    """A place on a line as an attribute, `12.5%`; empty for none."""
    return "" if place is None else f"{round(place, 3):g}%"


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
    text = f"{kind_name(mean)} {figure_text(mean.value)} {unit}"
    if mean.count is not None:
        text = f"{text} · n = {mean.count}"
    return f"{text} · {_('so far')}" if mean.is_provisional else text


def chart_text(chart: EffectChart) -> str:
    """The chart in one sentence."""
    means = [mean for mean in chart.means if mean.value is not None]
    parts = [metric_title(chart.metric), *(mean_text(mean, chart.unit) for mean in means)]
    parts += [target_text(chart)] if chart.metric.target is not None else []
    if chart.rollout:
        parts.append(_("effective %(day)s") % {"day": chart.rollout})
    return ", ".join(parts)


FILTERS = {
    "of_width": percent_of_width,
    "text_anchor": text_anchor,
    "effect_drawing": effect_drawing,
}
