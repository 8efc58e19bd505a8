"""Door of the monthly analysis: the figures of a month, of the tickets that the reader may see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from analytics.forms.reports import read_month
from analytics.queries.analysis import month_analysis
from analytics.queries.look import Look
from analytics.queries.month_facts import STRIP
from analytics.queries.month_tables import Asked, month_after, month_before
from analytics.queries.pareto import WEIGHTS
from analytics.rules import may_read, may_see_rectification
from metrics.domain.figures import FigureSpan
from metrics.enums import By
from metrics.forms import read_scope
from metrics.queries.overview import filter_choices
from metrics.queries.registry import GROUPS, REGISTRY
from metrics.rules import may_see
from tickets.record.models.ticket import scope_of


@require_GET
def analysis_page(request: HttpRequest) -> HttpResponse:
    """As if it were not there for people who see no tickets."""
    if not may_see(request.user):
        raise Http404
    now = timezone.now()
    this = timezone.localdate(now).replace(day=1)
    month = min(read_month(request.GET.get("month", ""), this), this)
    seen, scope = scope_of(request.user), read_scope(request.GET)
    weight, trend = request.GET.get("by", ""), request.GET.get("trend", "")
    look = Look(
        asked=Asked(FigureSpan.month(month), now, scope, seen),
        by=request.user,
        weight=weight if weight in WEIGHTS else WEIGHTS[0],
        trend=trend if trend in STRIP else "avg_resolution",
    )
    context = {
        "analysis": month_analysis(look),
        "look": look,
        "before": month_before(month),
        "after": month_after(month) if month < this else None,
        "choices": filter_choices([By(by) for by in GROUPS], scope),
        "is_narrowed": not scope.is_all,
        "trends": [(key, REGISTRY[key].name) for key in STRIP],
        "extent": seen.extent.value,
        "may_read_reports": may_read(request.user),
        "may_see_rectification": may_see_rectification(request.user),
    }
    return render(request, "analytics/analysis.html", context)
