"""Minutes, each on one page: the weekly review of a plan, and the retrospective over a period."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import LawBroken
from pages.steps import act_once, go_to, visible_or_404
from plans import forms, rules
from plans.actions import meetings
from plans.actions.meetings import Decision
from plans.enums import ReviewKind
from plans.forms.meetings import MeetingForm
from plans.models import Plan
from plans.queries.detail import WITH_OWNER
from plans.queries.first_values import retrospective_values, review_values
from plans.queries.review_news import since_last_review


@require_http_methods(["GET", "POST"])
def write_review(request: HttpRequest, number: str) -> HttpResponse:
    """进度复盘会 on one page: what happened since the last one, each stage, matters, decisions."""
    now = timezone.now()
    plan = visible_or_404(WITH_OWNER, request.user, number)
    rules.require_lead(request.user, plan)
    # For a sent form too: it has a row for each stage that the plan has now.
    news = since_last_review(plan, now)
    stages = [line.stage for line in news.lines]
    context = {"plan": plan, "since": news}

    if request.method == "GET":
        form = forms.ReviewForm(initial=review_values(news, now), stages=stages)
        return render(request, "plans/review.html", {**context, "form": form})

    form = forms.ReviewForm(request.POST, stages=stages)
    if form.is_valid():
        try:
            return go_to(request, _recorded_review(request, plan, form))
        except LawBroken as error:
            form.refuse(error)

    return render(request, "plans/review.html", {**context, "form": form}, status=422)


def _recorded_review(request: HttpRequest, plan: Plan, form: forms.ReviewForm) -> str:
    """The address where the minutes stand; the same form sent twice writes them once."""

    def record() -> str:
        meetings.record_review(
            plan,
            by=request.user,
            at=timezone.now(),
            decisions=_decisions_of(form),
            stage_notes=form.stage_notes,
            **form.details,
        )
        page = reverse("plans:page", args=[plan.number])
        return f"{page}#reviews"

    return act_once(request, form, record)


@require_http_methods(["GET", "POST"])
def write_retrospective(request: HttpRequest) -> HttpResponse:
    """流程复盘 over a period; afterwards its report leaves as form F18."""
    rules.require_right(request.user, "lead_plan")
    if request.method == "GET":
        form = forms.RetrospectiveForm(initial=_first_values(request))
        return render(request, "plans/retrospective.html", {"form": form})

    form = forms.RetrospectiveForm(request.POST)
    if form.is_valid():
        try:
            return go_to(request, _recorded_retrospective(request, form))
        except LawBroken as error:
            form.refuse(error)

    return render(request, "plans/retrospective.html", {"form": form}, status=422)


def _first_values(request: HttpRequest) -> dict[str, Any]:
    """The last month; what an address says of kind and period stands instead."""
    given = {
        "kind": request.GET.get("kind", ReviewKind.RETROSPECTIVE),
        "period_from": request.GET.get("from"),
        "period_to": request.GET.get("to"),
    }
    known = {name: value for name, value in given.items() if value}
    return {**retrospective_values(timezone.now()), **known}


def _recorded_retrospective(request: HttpRequest, form: forms.RetrospectiveForm) -> str:
    """The address of its minutes; the same form sent twice writes them once."""

    def record() -> str:
        meeting = meetings.record_retrospective(
            by=request.user, at=timezone.now(), decisions=_decisions_of(form), **form.details
        )
        return reverse("plans:meeting", args=[meeting.pk])

    return act_once(request, form, record)


def _decisions_of(form: MeetingForm) -> list[Decision]:
    return [Decision(**fields) for fields in form.decision_fields]
