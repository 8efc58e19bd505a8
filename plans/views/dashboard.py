"""The dashboard of plans, and the chart of a metric that its page loads."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from core.queries import paging
from plans.models import Plan, PlanMetric
from plans.queries import chart, dues, gantt
from plans.queries import dashboard as board
from plans.queries.dashboard import BY_KEY, LISTS, Filters
from plans.rules import has_right

TAB_NAMES = {
    "active": pgettext_lazy("plans", "Active"),
    "drafts": pgettext_lazy("plans", "Drafts"),
    "ended": pgettext_lazy("plans", "Closed"),
    "all": pgettext_lazy("plans", "All"),
}
FIGURES = (
    (
        "running",
        "player-play",
        pgettext_lazy("plans", "Running"),
        _("Plans that are being carried out."),
    ),
    (
        "late",
        "alert-triangle",
        _("Late stages"),
        _("Stages past their date, or reported as delayed."),
    ),
    (
        "due",
        "calendar",
        _("Due within 7 days"),
        _("Stages from today on and open decisions of reviews, up to seven days ahead."),
    ),
    ("problems", "flag", _("Open problems"), _("Problem records without a corrective action.")),
    (
        "evaluation",
        "clipboard-check",
        _("Waiting for evaluation"),
        _("In evaluation, with a core metric that has no value after yet."),
    ),
    (
        "proposals",
        "message",
        pgettext_lazy("plans", "Proposals"),
        _("Proposals that nobody has answered."),
    ),
)
ALARMS = frozenset({"late"})


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """The list, the portfolio over time, or what stands behind a figure."""
    user, filters = request.user, read_filters(request.GET)
    if not has_right(user, "view_plan"):
        raise Http404
    key = request.GET.get("view", "")
    key = (
        key
        if key in BY_KEY or (key in LISTS and (key != "proposals" or has_right(user, "lead_plan")))
        else "active"
    )
    today = timezone.localdate()
    plans = board.narrowed(user, filters)
    counts = board.counts(user, plans, today)
    context = {
        "view": key,
        "filters": filters,
        "today": today,
        "choices": board.choices(user),
        "is_first": filters.is_empty and not counts["all"],
        "tabs": _tabs(counts),
        "figures": _figures(user, counts),
        "panels": board.panels(user, plans, today),
        "may_lead": has_right(user, "lead_plan"),
        "may_export": has_right(user, "export_plan"),
        **_shown(user, key, plans, filters, request.GET.get("cursor", "")),
    }
    return render(request, "plans/dashboard.html", context)


def read_filters(query: QueryDict) -> Filters:
    """The filters of an address; PostgreSQL knows no NUL in a text."""
    return Filters(
        **{
            name: query.get(name, "").replace("\0", "").strip()
            for name in ("q", "owner", "department", "team")
        }
    )


def _tabs(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "name": name, "count": paging.capped_text(counts[key])}
        for key, name in TAB_NAMES.items()
    ]


def _figures(user: Any, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Proposals are shown to those who answer them."""
    return [
        {
            "key": key,
            "icon": icon,
            "name": name,
            "meaning": meaning,
            "count": counts[key],
            "shown": paging.capped_text(counts[key]),
            "is_late": key in ALARMS and counts[key] > 0,
        }
        for key, icon, name, meaning in FIGURES
        if key != "proposals" or has_right(user, "lead_plan")
    ]


def _shown(user: Any, key: str, plans: Any, filters: Filters, cursor: str) -> dict[str, Any]:
    """The rows of the view, under the name by which its template knows them."""
    today = timezone.localdate()
    if key in LISTS:
        return {"listed": _listed(user, key, plans, filters, today), "most": dues.SHOWN}
    page, rows = board.page(plans, BY_KEY[key], cursor, today)
    return {
        "page": page,
        "rows": rows,
        "portfolio": gantt.portfolio(rows, today) if key == "gantt" else None,
    }


def _listed(user: Any, key: str, plans: Any, filters: Filters, today: Any) -> list[Any]:
    if key == "late":
        return dues.as_dues(dues.late_stages(plans, today, filters.team), None, today, dues.SHOWN)
    if key == "due":
        until = today + dues.WEEK
        return dues.as_dues(
            dues.due_stages(plans, today, until), dues.open_actions(plans, until), today, dues.SHOWN
        )
    return dues.problem_rows(plans) if key == "problems" else dues.proposal_rows(user)


@require_GET
def effect_chart(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A metric over time, brought when the page of its plan has loaded."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), number=number)
    metric = get_object_or_404(PlanMetric, plan=plan, pk=pk)
    return render(
        request,
        "plans/_chart.html",
        {"chart": chart.chart_of(metric, plan, at=timezone.now()), "plan": plan},
    )
