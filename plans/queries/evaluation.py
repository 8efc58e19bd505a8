"""What an evaluator sees before taking a value: both windows, their figures, small samples."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from metrics.domain.figures import FigureScope, FigureSpan, rounded_value
from metrics.enums import MetricUnit
from metrics.formats import case_count
from metrics.queries import measure, registry
from plans.domain import windows
from plans.models import Plan, PlanMetric


def open_window_end(plan: Plan, metrics: Iterable[PlanMetric]) -> date | None:
    """When the window of an evaluation ends that a core metric still waits for; None for none."""
    if not plan.takes_values:
        return None
    waits = any(metric.is_core and metric.after is None for metric in metrics)
    return plan.evaluation_due_to if waits else None


def preview_lines(metric: PlanMetric, *, at: datetime) -> Iterator[dict[str, str]]:
    """Lines `{tone, text}` above the form."""
    plan = metric.plan
    if plan.evaluation_due_from is None or plan.evaluation_due_to is None:
        return
    after = FigureSpan(plan.evaluation_due_from, plan.evaluation_due_to)
    if metric.is_counted:
        yield from _counted_lines(metric, after, at)
        return
    sentence = _("The values after the change come from %(start)s to %(end)s.")
    yield _info_line(sentence % {"start": after.start, "end": after.end})


def lacks_cases(metric: PlanMetric, *, at: datetime) -> bool:
    """Is the window over without a single ticket to count?"""
    plan = metric.plan
    if plan.evaluation_due_from is None or plan.evaluation_due_to is None:
        return False
    span = FigureSpan(plan.evaluation_due_from, plan.evaluation_due_to)
    if timezone.localdate(at) <= span.end:
        return False
    scope = FigureScope.from_json(metric.scope)
    return measure.measured_figure(metric.key, scope, span, at=at).value is None


def _counted_lines(metric: PlanMetric, after: FigureSpan, at: datetime) -> Iterator[dict[str, str]]:
    """What is counted, both windows with their figures, and what may be wrong with them."""
    known = registry.metric_of(metric.key)
    unit = MetricUnit(known.unit)

    # Frozen when the plan started: what is shown here is not counted again.
    before = FigureSpan(metric.baseline_from, metric.baseline_to)
    yield _info_line(known.definition)
    yield _info_line(
        _window_sentence(
            _("Before: %(start)s to %(end)s, %(value)s, %(cases)s"),
            before,
            _value_text(metric.before, unit),
            case_count(metric.before_samples or 0, known),
        )
    )
    figure = measure.measured_figure(metric.key, FigureScope.from_json(metric.scope), after, at=at)
    yield _info_line(
        _window_sentence(
            _("After: %(start)s to %(end)s, %(value)s, %(cases)s"),
            after,
            _value_text(figure.value, unit),
            case_count(figure.count, known),
        )
    )

    if timezone.localdate(at) <= after.end:
        sentence = _("The window runs until %(day)s; the figure is taken when it is over.")
        yield _warning_line(sentence % {"day": after.end})
    elif figure.value is None:
        yield _warning_line(
            _(
                "No ticket of the scope falls into this window. Wait and measure later, ask for"
                " another window, or type the value with its evidence."
            )
        )
    if sentence := other_length_warning(metric, after):
        yield _warning_line(sentence)
    for warning in small_sample_warnings(metric, figure.count):
        yield _warning_line(warning)


def _info_line(text: str) -> dict[str, str]:
    return {"tone": "info", "text": text}


def _warning_line(text: str) -> dict[str, str]:
    return {"tone": "warning", "text": text}


def _value_text(value: Decimal | None, unit: MetricUnit) -> str:
    """`48.0 hours`; a dash for none."""
    return "—" if value is None else f"{rounded_value(value, unit)} {unit.label}"


def other_length_warning(metric: PlanMetric, after: FigureSpan) -> str:
    """Why the windows of a figure that grows with its days cannot be compared; empty where they
    can.
    """
    known = registry.metric_of(metric.key)
    if not known.grows_with_days or not (metric.baseline_from and metric.baseline_to):
        return ""
    before = FigureSpan(metric.baseline_from, metric.baseline_to)
    if windows.is_as_long(before, after):
        return ""
    sentence = _(
        "This figure grows with the days that it is counted over: %(before)d before the change,"
        " %(after)d after it. Ask for a window of the same length."
    )
    return sentence % {"before": before.days, "after": after.days}


def _window_sentence(sentence: str, span: FigureSpan, value: str, cases: str) -> str:
    return sentence % {"start": span.start, "end": span.end, "value": value, "cases": cases}


def small_sample_warnings(metric: PlanMetric, after_count: int | None) -> Iterator[str]:
    """A sentence for each window with too few cases; none for a figure that is typed."""
    if not metric.is_counted:
        return
    least = metric.min_samples
    before_count = metric.before_samples
    if before_count is not None and before_count < least:
        sentence = _(
            "Only %(count)d cases before the change; %(least)d would be needed to be sure."
        )
        yield sentence % {"count": before_count, "least": least}
    if after_count is not None and after_count < least:
        sentence = _("Only %(count)d cases after the change; %(least)d would be needed to be sure.")
        yield sentence % {"count": after_count, "least": least}
