"""The dashboard of plans, and the chart of a metric that its page loads."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import User
from core.queries import paging
from plans import rules
from plans.models import Plan, PlanMetric, PlanQuerySet
from plans.queries import chart, dues, gantt
from plans.queries import dashboard as board
from plans.queries.dashboard import BY_KEY, LISTS, PlanFilters

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
        _("Proposals that no one has answered."),
    ),
)
ALARMING_FIGURES = frozenset({"late"})
FILTER_NAMES = ("q", "owner", "department", "team")
FIRST_VIEW = "active"


@require_GET
def plan_dashboard(request: HttpRequest) -> HttpResponse:
    """The list, the portfolio over time, or what stands behind a figure."""
    user = request.user
    if not rules.has_right(user, "view_plan"):
        raise Http404

    # One day for the whole page: at midnight figures and rows would differ.
    today = timezone.localdate()
    key = _view_key(user, request.GET.get("view", ""))
    filters = read_plan_filters(request.GET)
    plans = board.filtered_plans(user, filters)
    counts = board.view_counts(user, plans, today)

    context = {
        "view": key,
        "filters": filters,
        "today": today,
        "choices": board.filter_choices(user),
        "is_first": filters.is_empty and not counts["all"],
        "tabs": _tab_entries(counts),
        "figures": _figure_entries(user, counts),
        "panels": board.side_panels(user, plans, today),
        "may_lead": rules.has_right(user, "lead_plan"),
        "may_export": rules.has_right(user, "export_plan"),
    }
    if key in LISTS:
        context["listed"] = _listed_rows(user, key, plans, filters, today)
        context["most"] = dues.SHOWN
    else:
        page, rows = board.plan_list_page(plans, BY_KEY[key], request.GET.get("cursor", ""), today)
        context["page"] = page
        context["rows"] = rows
        context["portfolio"] = gantt.plan_portfolio(rows, today) if key == "gantt" else None
    return render(request, "plans/dashboard.html", context)


def _view_key(user: User, named: str) -> str:
    """The view that an address names; the first one for every other word."""
    if named in BY_KEY:
        return named
    if named == "proposals" and not rules.has_right(user, "lead_plan"):
        return FIRST_VIEW
    return named if named in LISTS else FIRST_VIEW


def read_plan_filters(query: QueryDict) -> PlanFilters:
    """The filters of an address."""
    # PostgreSQL knows no NUL in a text: unremoved, it would be a fault of the server.
    values = {name: query.get(name, "").replace("\0", "").strip() for name in FILTER_NAMES}
    return PlanFilters(**values)


def _tab_entries(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "name": name, "count": paging.capped_text(counts[key])}
        for key, name in TAB_NAMES.items()
    ]


def _figure_entries(user: User, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Proposals are shown to those who answer them."""
    entries = []
    for key, icon, name, meaning in FIGURES:
        if key == "proposals" and not rules.has_right(user, "lead_plan"):
            continue
        count = counts[key]
        entries.append(
            {
                "key": key,
                "icon": icon,
                "name": name,
                "meaning": meaning,
                "count": count,
                "shown": paging.capped_text(count),
                "is_late": key in ALARMING_FIGURES and count > 0,
            }
        )
    return entries


def _listed_rows(
    user: User, key: str, plans: PlanQuerySet, filters: PlanFilters, today: date
) -> list[Any]:
    """What stands behind a figure that counts something else than plans."""
    if key == "proposals":
        return dues.proposal_rows(user)
    if key == "problems":
        return dues.problem_rows(plans)
    if key == "late":
        stages = dues.late_stages(plans, today, filters.team)
        return dues.as_dues(stages, None, today, dues.SHOWN)

    until = today + dues.WEEK
    stages = dues.due_stages(plans, today, until)
    actions = dues.open_actions(plans, until)
    evaluations = dues.due_evaluations(plans, until)
    return dues.as_dues(stages, actions, today, dues.SHOWN, evaluations)


@require_GET
def effect_chart(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A metric over time, brought when the page of its plan has loaded."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), number=number)
    metric = get_object_or_404(PlanMetric, plan=plan, pk=pk)
    context = {"chart": chart.chart_of(metric, plan, at=timezone.now()), "plan": plan}
    return render(request, "plans/_chart.html", context)
