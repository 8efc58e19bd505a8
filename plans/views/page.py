"""One plan: its page, its first page as a form, the history of a stage, the review on one page, its files."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import LawBroken, NotAllowed, StaleVersion
from core.work.steps import act_once, go_to, visible_or_404
from documents import views as downloads
from metrics import forms as metric_forms
from metrics import rules as metrics_rules
from metrics.domain.figures import rounded
from metrics.queries import measure
from metrics.queries.registry import REGISTRY
from plans import forms, rules
from plans.actions import drafting, meetings
from plans.domain import lifecycle
from plans.models import Plan, PlanEvent, PlanFile
from plans.queries import course, detail, gantt
from plans.queries.detail import WITH_OWNER, stage_of
from plans.queries.since import since_last_review
from plans.views import steps
from tickets.record.models import Ticket


@require_GET
def plan_page(request: HttpRequest, number: str) -> HttpResponse:
    plan, now = visible_or_404(detail.WHOLE, request.user, number), timezone.now()
    shown = detail.page(plan, request.user, now)
    context = {
        "plan": plan,
        "shown": shown,
        "course": course.course_of_plan(plan),
        "start_duties": course.start_duties(shown),
        "gantt": gantt.gantt(plan, shown.stages, shown.today, shown.rest),
        "now": now,
        "buttons": steps.PLAN_STEPS.offered_to(request.user, plan),
        "leads": rules.leads(request.user, plan),
        "may_edit": rules.leads(request.user, plan) and plan.is_editable,
        "may_review": rules.leads(request.user, plan) and plan.state in lifecycle.LIVE,
        "may_export": rules.has_right(request.user, "export_plan")
        or rules.leads(request.user, plan),
        "may_archive": plan.state == "summarized" and rules.has_right(request.user, "archive_plan"),
        "may_copy": rules.has_right(request.user, "lead_plan"),
        "steps": _steps(request.user, shown),
    }
    return render(request, "plans/page.html", context)


def _steps(user: Any, shown: detail.Page) -> dict[str, dict[Any, list[Any]]]:
    """The steps of the parts that are offered to this reader, by kind and primary key."""
    found: dict[str, dict[Any, list[Any]]] = {
        "problems": {},
        "replans": {},
        "lines": {},
        "metrics": {},
        "actions": {},
        "next": {},
    }
    plan = shown.plan
    for problem in shown.problems:
        problem.stage.plan = plan
    replans = [line.replan for part in shown.parts for line in part.lines if line.replan]
    for replan in replans:
        replan.stage = next(stage for stage in shown.stages if stage.pk == replan.stage_id)
    actions = [action for meeting in shown.reviews for action in meeting.actions.all()]
    for meeting in shown.reviews:
        for action in meeting.actions.all():
            action.meeting = meeting
            meeting.plan = plan
    summary = getattr(plan, "summary", None)
    following = list(summary.next_actions.select_related("plan")) if summary else []
    things = {
        "problems": shown.problems,
        "replans": replans,
        "lines": shown.lines,
        "metrics": [card.metric for card in shown.cards],
        "actions": actions,
        "next": following,
    }
    for kind, rows in things.items():
        for row in rows:
            if kind in ("lines", "metrics"):
                row.plan = plan
            found[kind][row.pk] = list(steps.PARTS[kind].steps.offered_to(user, row))
    found["following"] = {row.pk: [row] for row in following}
    return found


@require_GET
def stage(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """All that was told of a stage, with its steps; in a dialog or on a page of its own."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    row = stage_of(plan, code)
    context = {
        "plan": plan,
        "shown": detail.history(row, timezone.now()),
        "stage": row,
        "buttons": steps.STAGE_STEPS.offered_to(request.user, row),
    }
    return render(request, "plans/_stage.html" if request.htmx else "plans/stage.html", context)


@require_GET
def history(request: HttpRequest, number: str) -> HttpResponse:
    """The last two hundred lines of the ledger."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    events = PlanEvent.objects.filter(plan=plan).select_related("actor", "stage")[:200]
    return render(
        request,
        "plans/_history.html" if request.htmx else "plans/history.html",
        {"plan": plan, "events": events},
    )


# --- the first page as a form ---------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A draft: empty, from a ticket (`?ticket=`), of a figure (`?figure=`), or taking over another plan (`?from=`)."""
    rules.require_right(request.user, "lead_plan")
    sources = Plan.objects.visible_to(request.user)
    source = sources.filter(number=request.GET.get("from", "")).first()
    if request.method == "GET":
        form = forms.CopyForm(initial=_first_guess(request, source), sources=sources)
        return render(
            request, "plans/edit.html", {"form": form, "source": source, "sources": sources[:50]}
        )
    form = forms.CopyForm(request.POST, sources=sources)
    if form.is_valid():
        now, told = timezone.now(), form.details
        told.pop("version", None)
        ticket = _ticket_named(request)
        try:
            url = act_once(
                request,
                form,
                lambda: _page_of(drafting.create(by=request.user, at=now, ticket=ticket, **told)),
            )
            return go_to(request, url)
        except LawBroken as error:
            form.refuse(error)
    return render(
        request,
        "plans/edit.html",
        {"form": form, "source": form.cleaned_data.get("copied_from")},
        status=422,
    )


def _ticket_named(request: HttpRequest) -> Ticket | None:
    """The ticket that `?ticket=` names, if the person may see it."""
    return (
        Ticket.objects.visible_to(request.user).filter(number=request.GET.get("ticket", "")).first()
    )


def _page_of(plan: Plan) -> str:
    return reverse("plans:page", args=[plan.number])


def _first_guess(request: HttpRequest, source: Plan | None) -> dict[str, Any]:
    today = timezone.localdate()
    guess: dict[str, Any] = {
        "owner": request.user,
        "start_date": today,
        "end_date": today.fromordinal(today.toordinal() + 60),
    }
    if source is not None:
        copied = forms.PlanForm.initial_of(source)
        kept = (
            "kind",
            "rhythm",
            "core_goal",
            "benchmark_notes",
            "practice_notes",
            "scope_text",
            "departments",
            "channels",
            "natures",
            "issue_types",
        )
        guess.update(
            {name: copied[name] for name in (*kept, "scope_departments")},
            name=source.name,
            copied_from=source.pk,
        )
        guess["end_date"] = today + (source.end_date - source.start_date)
    if request.GET.get("figure") in REGISTRY and metrics_rules.may_see(request.user):
        guess.update(_of_figure(request, today))
    ticket = _ticket_named(request)
    if ticket is not None:
        guess.update(
            name=ticket.summary,
            background=f"{ticket.number} {ticket.summary}\n{ticket.symptom}".strip(),
            channels=[ticket.channel_id],
            issue_types=[ticket.issue_type_id] if ticket.issue_type_id else [],
        )
    return guess


def _of_figure(request: HttpRequest, today: date) -> dict[str, Any]:
    """A figure that went wrong begins a plan: its scope and its period as baseline, what it was as the reason."""
    metric = REGISTRY[request.GET["figure"]]
    scope, span = metric_forms.read_scope(request.GET), metric_forms.read_span(request.GET, today)
    found = measure.figure(metric.key, scope, span, at=timezone.now())
    value = (
        "—" if found.value is None else f"{rounded(found.value, metric.unit)} {metric.unit.label}"
    )
    return {
        "name": str(metric.name),
        "background": f"{metric.name} {span.start} – {span.end}: {value} (n = {found.count})",
        "channels": scope.channels,
        "issue_types": scope.issue_types,
        "scope_departments": scope.departments,
        "natures": scope.natures,
        "baseline_from": span.start,
        "baseline_to": span.end,
    }


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """A second editor sees what is stored now beside the own text, which is kept."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    rules.require_lead(request.user, plan)
    if not plan.is_editable:
        raise NotAllowed(str(plan.get_state_display()))
    if request.method == "GET":
        form = forms.PlanForm(initial=forms.PlanForm.initial_of(plan), plan=plan)
        return render(request, "plans/edit.html", {"form": form, "plan": plan})
    form = forms.PlanForm(request.POST, plan=plan)
    if not form.is_valid():
        return render(request, "plans/edit.html", {"form": form, "plan": plan}, status=422)
    told = form.details
    version = told.pop("version") or 0
    try:
        drafting.edit(plan, by=request.user, at=timezone.now(), version=version, **told)
    except StaleVersion as stale:
        return _conflict(request, plan, form, stale.current)
    except LawBroken as error:
        form.refuse(error)
        return render(request, "plans/edit.html", {"form": form, "plan": plan}, status=422)
    return redirect("plans:page", number=plan.number)


def _conflict(request: HttpRequest, plan: Plan, form: forms.PlanForm, current: int) -> HttpResponse:
    """Both texts side by side; saving again, knowingly, takes the own ones."""
    stored = forms.PlanForm.initial_of(visible_or_404(WITH_OWNER, request.user, plan.number))
    differing = [
        {"field": form[name], "theirs": stored[name]}
        for name, value in form.details.items()
        if name
        in (
            "name",
            "core_goal",
            "background",
            "benchmark_notes",
            "practice_notes",
            "scope_text",
            "start_date",
            "end_date",
            "owner",
        )
        and stored[name] != value
    ]
    form.data = form.data.copy()
    form.data["version"] = str(current)
    context = {
        "form": form,
        "plan": visible_or_404(WITH_OWNER, request.user, plan.number),
        "differing": differing,
        "is_conflict": True,
    }
    return render(request, "plans/edit.html", context, status=409)


# --- the review on one page --------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, number: str) -> HttpResponse:
    """进度复盘会 on one page: what happened since the last one, each stage, matters, decisions."""
    plan, now = visible_or_404(WITH_OWNER, request.user, number), timezone.now()
    rules.require_lead(request.user, plan)
    since = since_last_review(plan, now)
    stages = [line.stage for line in since.lines]
    if request.method == "GET":
        first_guess = {
            "held_at": timezone.localtime(now).replace(second=0, microsecond=0),
            "attendees": since.attendees,
        }
        form = forms.ReviewForm(initial=first_guess, stages=stages)
        return render(request, "plans/review.html", {"plan": plan, "form": form, "since": since})
    form = forms.ReviewForm(request.POST, stages=stages)
    if form.is_valid():
        try:
            url = act_once(
                request,
                form,
                lambda: (
                    meetings.review(plan, by=request.user, at=now, **form.told),
                    _page_of(plan) + "#reviews",
                )[1],
            )
            return go_to(request, url)
        except LawBroken as error:
            form.refuse(error)
    return render(
        request, "plans/review.html", {"plan": plan, "form": form, "since": since}, status=422
    )


@require_http_methods(["GET", "POST"])
def retrospective(request: HttpRequest) -> HttpResponse:
    """流程复盘 over a period; afterwards its report leaves as form F18."""
    rules.require_right(request.user, "lead_plan")
    if request.method == "GET":
        form = forms.RetrospectiveForm(initial=forms.RetrospectiveForm.first_guess())
        return render(request, "plans/retrospective.html", {"form": form})
    form, now = forms.RetrospectiveForm(request.POST), timezone.now()
    if form.is_valid():
        try:
            url = act_once(
                request,
                form,
                lambda: reverse(
                    "plans:meeting",
                    args=[meetings.retrospect(by=request.user, at=now, **form.told).pk],
                ),
            )
            return go_to(request, url)
        except LawBroken as error:
            form.refuse(error)
    return render(request, "plans/retrospective.html", {"form": form}, status=422)


# --- files ----------------------------------------------------------------------------------------------------------------------
@require_GET
def download(request: HttpRequest, number: str, file_id: Any) -> HttpResponse:
    """A file of this very plan; only pictures and PDF may show in place."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    return downloads.send_stored_file(
        request,
        get_object_or_404(PlanFile.objects.select_related("file"), plan=plan, file_id=file_id).file,
    )
