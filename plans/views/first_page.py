"""The first page of a plan as a form: of a new plan, and of one that is edited."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import LawBroken, NotAllowed, StaleVersion
from metrics import forms as metric_forms
from metrics import rules as metrics_rules
from metrics.queries.registry import REGISTRY
from pages.conflicts import differing_fields
from pages.steps import act_once, go_to, visible_or_404
from plans import forms, rules
from plans.actions import drafting
from plans.models import Plan
from plans.queries import first_values
from plans.queries.detail import WITH_OWNER
from tickets.record.models import Ticket

MOST_SOURCES = 50


# --- a new plan -------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """A draft: empty, or of what the address names.

    From a ticket (`?ticket=`), of a figure (`?figure=`), or taking over another plan (`?from=`).
    """
    rules.require_right(request.user, "lead_plan")
    sources = Plan.objects.visible_to(request.user)

    if request.method == "GET":
        source = sources.filter(number=request.GET.get("from", "")).first()
        form = forms.CopyForm(initial=_proposed_values(request, source), sources=sources)
        context = {"form": form, "source": source, "sources": sources[:MOST_SOURCES]}
        return render(request, "plans/edit.html", context)

    form = forms.CopyForm(request.POST, sources=sources)
    if form.is_valid():
        try:
            return go_to(request, _created_page(request, form))
        except LawBroken as error:
            form.refuse(error)

    context = {"form": form, "source": form.cleaned_data.get("copied_from")}
    return render(request, "plans/edit.html", context, status=422)


def _created_page(request: HttpRequest, form: forms.CopyForm) -> str:
    """The address of the new plan; the same form sent twice leads to the same one."""
    data = form.details
    # The version is the one of an edit; a new plan has none yet.
    data.pop("version", None)
    # The form is sent to the address that it was opened at, ticket included.
    ticket = _named_ticket(request)

    def create() -> str:
        plan = drafting.create_plan(by=request.user, at=timezone.now(), ticket=ticket, **data)
        return reverse("plans:page", args=[plan.number])

    return act_once(request, form, create)


def _named_ticket(request: HttpRequest) -> Ticket | None:
    """The ticket that `?ticket=` names, if the person may see it."""
    number = request.GET.get("ticket", "")
    return Ticket.objects.visible_to(request.user).filter(number=number).first()


def _proposed_values(request: HttpRequest, source: Plan | None) -> dict[str, Any]:
    """What stands in the empty form; of several beginnings the later one prevails."""
    today = timezone.localdate()
    values = first_values.blank_values(request.user, today)
    if source is not None:
        values.update(first_values.copied_values(source, today))

    # Figures are about all tickets, so an address alone must not bring one to everybody.
    metric = REGISTRY.get(request.GET.get("figure", ""))
    if metric is not None and metrics_rules.sees_all(request.user):
        scope = metric_forms.read_scope(request.GET)
        span = metric_forms.read_span(request.GET, today)
        values.update(first_values.figure_values(metric, scope, span, at=timezone.now()))

    ticket = _named_ticket(request)
    if ticket is not None:
        values.update(first_values.ticket_values(ticket))
    return values


# --- an edited plan ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def edit_plan(request: HttpRequest, number: str) -> HttpResponse:
    """A second editor sees what is stored now beside the own text, which is kept."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    rules.require_lead(request.user, plan)
    if not plan.is_editable:
        raise NotAllowed(str(plan.get_state_display()))

    if request.method == "GET":
        form = forms.PlanForm(initial=first_values.stored_values(plan), plan=plan)
        return render(request, "plans/edit.html", {"form": form, "plan": plan})

    form = forms.PlanForm(request.POST, plan=plan)
    if form.is_valid():
        data = form.details
        version = data.pop("version") or 0
        try:
            drafting.edit_plan(plan, by=request.user, at=timezone.now(), version=version, **data)
            return redirect("plans:page", number=plan.number)
        except StaleVersion as stale:
            return _show_conflict(request, plan, form, stale.current)
        except LawBroken as error:
            form.refuse(error)

    return render(request, "plans/edit.html", {"form": form, "plan": plan}, status=422)


def _show_conflict(
    request: HttpRequest, plan: Plan, form: forms.PlanForm, version: int
) -> HttpResponse:
    """Both texts side by side; saving again, knowingly, takes the own ones.

    `version` is the one that is stored now.
    """
    current = visible_or_404(WITH_OWNER, request.user, plan.number)
    differing = differing_fields(form, first_values.stored_values(current))
    form.carry_version(version)

    context = {"form": form, "plan": current, "differing": differing, "is_conflict": True}
    return render(request, "plans/edit.html", context, status=409)
