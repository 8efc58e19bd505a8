"""One plan to look at: its page, the history of a stage, its ledger, its files."""

from collections.abc import Iterable
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.queries.openable import openable_paths
from documents import views as downloads
from pages.steps import visible_or_404
from plans import rules
from plans.domain import lifecycle
from plans.models import NextAction, Plan, PlanEvent, PlanFile, PlanMetric, Replan, ReviewAction
from plans.queries import course, detail, gantt
from plans.queries.detail import WITH_OWNER
from plans.queries.stage_history import stage_history
from plans.views.archive import ARCHIVING
from plans.views.plan_steps import PLAN_STEPS
from plans.views.stage_steps import STAGE_STEPS
from plans.views.steps import PARTS, find_stage

MOST_EVENTS = 200


@require_GET
def plan_page(request: HttpRequest, number: str) -> HttpResponse:
    """Everything of a plan, with the steps that this reader may take now."""
    user, now = request.user, timezone.now()
    plan = visible_or_404(detail.WHOLE, user, number)
    page = detail.plan_page(plan, user, now)
    is_leader = rules.leads(user, plan)

    context = {
        "plan": plan,
        "shown": page,
        "course": course.course_of_plan(plan),
        "start_duties": course.start_duties(page),
        "gantt": gantt.plan_gantt(plan, page.stages, page.today, page.rest),
        "now": now,
        "buttons": PLAN_STEPS.offered_to(user, plan),
        "leads": is_leader,
        "orphaned": [stage for stage in page.stages if rules.is_orphaned(stage)],
        "may_edit": is_leader and plan.is_editable,
        "may_review": is_leader and plan.state in lifecycle.LIVE,
        "may_export": is_leader or rules.has_right(user, "export_plan"),
        "may_archive": ARCHIVING(user, plan),
        "may_copy": rules.has_right(user, "lead_plan"),
        "steps": _steps_of_parts(user, page),
    }
    context["open_pages"] = openable_paths(user, _linked_pages(plan, context["steps"]["following"]))
    return render(request, "plans/page.html", context)


def _linked_pages(plan: Plan, following: dict[int, list[NextAction]]) -> set[str]:
    """Pages of things with rights of their own that the page of the plan names."""
    linked = [plan.copied_from, *(action.plan for [action] in following.values())]
    pages = {reverse("plans:page", args=[other.number]) for other in linked if other}
    summary = getattr(plan, "summary", None)
    if summary and summary.article_number:
        pages.add(reverse("knowledge:page", args=[summary.article_number]))
    return pages


# --- the steps of the parts -------------------------------------------------------------------


def _steps_of_parts(user: User, page: detail.PlanPage) -> dict[str, dict[int, list[Any]]]:
    """The steps that are offered to this reader, by kind of part and primary key.

    `following` holds the next actions of the summary themselves, by primary key.
    """
    metrics = [card.metric for card in page.cards]
    _set_plan_of_parts(page, metrics)
    next_actions = _next_actions(page.plan)
    parts: dict[str, Iterable[Model]] = {
        "problems": page.problems,
        "replans": _open_replans(page),
        "lines": page.lines,
        "metrics": metrics,
        "changes": [entry.change for entry in page.changes],
        "actions": _review_actions(page),
        "next": next_actions,
    }

    offered: dict[str, dict[int, list[Any]]] = {}
    for kind, rows in parts.items():
        definitions = PARTS[kind].steps
        offered[kind] = {row.pk: list(definitions.offered_to(user, row)) for row in rows}
    offered["following"] = {action.pk: [action] for action in next_actions}
    return offered


def _set_plan_of_parts(page: detail.PlanPage, metrics: list[PlanMetric]) -> None:
    """Rights and states of a part are those of its plan: unset, each row would read it anew."""
    plan = page.plan
    for problem in page.problems:
        problem.stage.plan = plan
    changes = [entry.change for entry in page.changes]
    for part in (*page.lines, *metrics, *changes):
        part.plan = plan

    for meeting in page.reviews:
        meeting.plan = plan
        for action in meeting.actions.all():
            action.meeting = meeting

    stages = {stage.pk: stage for stage in page.stages}
    for replan in _open_replans(page):
        replan.stage = stages[replan.stage_id]


def _open_replans(page: detail.PlanPage) -> list[Replan]:
    entries = chain.from_iterable(group.lines for group in page.parts)
    return [entry.replan for entry in entries if entry.replan]


def _review_actions(page: detail.PlanPage) -> list[ReviewAction]:
    return list(chain.from_iterable(meeting.actions.all() for meeting in page.reviews))


def _next_actions(plan: Plan) -> list[NextAction]:
    summary = getattr(plan, "summary", None)
    return list(summary.next_actions.select_related("plan")) if summary else []


# --- a stage, the ledger, files ---------------------------------------------------------------


@require_GET
def stage_page(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """All that was reported of a stage, with its steps; in a dialog or on a page of its own."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    stage = find_stage(plan, code)

    context = {
        "plan": plan,
        "shown": stage_history(stage, timezone.now()),
        "stage": stage,
        "must_reassign": rules.is_orphaned(stage) and rules.leads(request.user, plan),
        "buttons": STAGE_STEPS.offered_to(request.user, stage),
    }
    template = "plans/_stage.html" if request.htmx else "plans/stage.html"
    return render(request, template, context)


@require_GET
def plan_ledger(request: HttpRequest, number: str) -> HttpResponse:
    """The last two hundred lines of the ledger."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    events = PlanEvent.objects.filter(plan=plan).select_related("actor", "stage")

    context = {"plan": plan, "events": events[:MOST_EVENTS]}
    template = "plans/_history.html" if request.htmx else "plans/history.html"
    return render(request, template, context)


@require_GET
def download_plan_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of this very plan; only pictures and PDF may show in place."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    files = PlanFile.objects.select_related("file")
    attached = get_object_or_404(files, plan=plan, file_id=file_id)
    return downloads.send_stored_file(request, attached.file)
