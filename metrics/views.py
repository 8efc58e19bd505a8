"""The registry, and the tickets behind a figure: those that the reader may see.

As if they were not there for people who see no tickets.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from customers.rules import contact_visibility
from metrics import forms
from metrics.queries import measure, overview
from metrics.queries.reasons import reason_rows
from metrics.queries.registry import REGISTRY
from metrics.rules import may_see
from tickets.record.models.ticket import scope_of


@require_GET
def registry_page(request: HttpRequest) -> HttpResponse:
    """Every metric with its definition and the figures of this and the last month."""
    _require_figures(request)
    now, seen = timezone.now(), scope_of(request.user)
    context = {
        "sections": overview.registry_sections(timezone.localdate(now), at=now, seen=seen),
        "reasons": reason_rows(timezone.localdate(now), seen=seen),
        "now": now,
        "extent": seen.extent.value,
    }
    return render(request, "metrics/registry.html", context)


@require_GET
def cases_page(request: HttpRequest, key: str) -> HttpResponse:
    """One figure and the exact list of tickets that it counts."""
    _require_figures(request)
    metric = REGISTRY.get(key)
    if metric is None:
        raise Http404
    now, seen = timezone.now(), scope_of(request.user)
    scope, span = (
        forms.read_scope(request.GET),
        forms.read_span(request.GET, timezone.localdate(now)),
    )
    cursor = request.GET.get("cursor", "")
    context = {
        "metric": metric,
        "span": span,
        "now": now,
        "figure": measure.measured_figure(key, scope, span, at=now, seen=seen),
        "page": overview.page_of_cases(
            key, scope, span, cursor, at=now, seen=seen, visibility=contact_visibility(request.user)
        ),
        "choices": overview.filter_choices(metric.filters, scope),
        "is_narrowed": not scope.is_all,
        "may_be_planned": scope.is_of_plans,
        "may_be_measured": scope.is_of_measures,
        "extent": seen.extent.value,
    }
    return render(request, "metrics/cases.html", context)


def _require_figures(request: HttpRequest) -> None:
    if not may_see(request.user):
        raise Http404
