"""Door of the monthly analysis: the figures of a month, of the tickets that the reader may see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from analytics.forms.reports import read_look
from analytics.queries.analysis import month_analysis
from analytics.queries.awards import has_awards
from analytics.queries.month_facts import TRENDS
from analytics.queries.month_tables import month_after, month_before
from analytics.queries.workload_charts import workload_charts, workload_words
from analytics.queries.worst_lists import worst_lists
from analytics.rules import (
    may_export_figures,
    may_manage_awards,
    may_read,
    may_see_rectification,
)
from metrics.enums import By
from metrics.queries.overview import filter_choices
from metrics.queries.registry import GROUPS, REGISTRY
from metrics.rules import may_see


@require_GET
def analysis_page(request: HttpRequest) -> HttpResponse:
    """As if it were not there for people who see no tickets."""
    if not may_see(request.user):
        raise Http404
    now = timezone.now()
    look = read_look(request.GET, by=request.user, at=now)
    this, scope = timezone.localdate(now).replace(day=1), look.asked.scope
    context = {
        "analysis": month_analysis(look),
        "look": look,
        "before": month_before(look.month),
        "after": month_after(look.month) if look.month < this else None,
        "choices": filter_choices([By(by) for by in GROUPS], scope),
        "is_narrowed": not scope.is_all,
        "trends": [(key, REGISTRY[key].name) for key in TRENDS],
        "extent": look.asked.seen.extent.value,
        "may_read_reports": may_read(request.user),
        "may_see_rectification": may_see_rectification(request.user),
        "may_see_awards": may_manage_awards(request.user) or has_awards(request.user),
        "may_export": may_export_figures(request.user),
    }
    return render(request, "analytics/analysis.html", context)


@require_GET
def lists_part(request: HttpRequest) -> HttpResponse:
    """The worst of the month and the workload, for a place on that page: counted now, they would
    keep what is kept waiting.
    """
    if not may_see(request.user):
        raise Http404
    look = read_look(request.GET, by=request.user, at=timezone.now())
    context = {
        "worst_lists": worst_lists(look),
        "workload": workload_charts(look),
        "workload_words": workload_words(),
    }
    return render(request, "analytics/_lists.html", context)
