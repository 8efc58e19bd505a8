"""What an evaluator sees before taking a value: both windows, what is left out, whether the sample is small."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.domain.figures import Scope, Span, rounded
from metrics.enums import MetricUnit
from metrics.queries import measure, registry
from plans.models import PlanMetric


def preview_lines(metric: PlanMetric, *, at: datetime) -> Iterator[dict[str, Any]]:
    """Lines `{tone, text}` above the form."""
    plan = metric.plan
    if plan.evaluation_due_from is None or plan.evaluation_due_to is None:
        return
    after = Span(plan.evaluation_due_from, plan.evaluation_due_to)
    if not metric.is_counted:
        yield {
            "tone": "info",
            "text": _("The values after the change come from %(start)s to %(end)s.")
            % {"start": after.start, "end": after.end},
        }
        return
    known = registry.metric(metric.key)
    yield {"tone": "info", "text": known.definition}
    yield {"tone": "info", "text": _before_sentence(metric, known)}
    found = measure.figure(metric.key, Scope.from_json(metric.scope), after, at=at)
    yield {
        "tone": "info",
        "text": _window_sentence(
            _("After: %(start)s to %(end)s, %(value)s, %(cases)s"),
            after,
            found.value,
            found.count,
            known,
        ),
    }
    if timezone.localdate(at) <= after.end:
        yield {
            "tone": "warning",
            "text": _("The window runs until %(day)s; the figure is taken when it is over.")
            % {"day": after.end},
        }
    for words in small_sample_warnings(metric, found.count):
        yield {"tone": "warning", "text": words}


def _before_sentence(metric: PlanMetric, known: registry.Metric) -> str:
    span = Span(metric.baseline_from, metric.baseline_to)
    return _window_sentence(
        _("Before: %(start)s to %(end)s, %(value)s, %(cases)s"),
        span,
        metric.before,
        metric.before_samples or 0,
        known,
    )


def _window_sentence(
    sentence: str, span: Span, value: Any, count: int, known: registry.Metric
) -> str:
    cases = ngettext("%(n)d ticket", "%(n)d tickets", count) % {"n": count}
    shown = (
        "—"
        if value is None
        else f"{rounded(value, MetricUnit(known.unit))} {MetricUnit(known.unit).label}"
    )
    return sentence % {"start": span.start, "end": span.end, "value": shown, "cases": cases}


def small_sample_warnings(metric: PlanMetric, after_count: int | None) -> Iterator[str]:
    """A sentence for each window with too few cases."""
    for count, sentence in (
        (
            metric.before_samples,
            _("Only %(count)d cases before the change; %(least)d would be needed to be sure."),
        ),
        (
            after_count,
            _("Only %(count)d cases after the change; %(least)d would be needed to be sure."),
        ),
    ):
        if metric.is_counted and count is not None and count < metric.min_samples:
            yield sentence % {"count": count, "least": metric.min_samples}
