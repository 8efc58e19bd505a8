"""Doors of quarterly reports: the list, one report, its problems, issuing it, form F21."""

import re
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analytics import rules
from analytics.actions import quarters
from analytics.exports import f21
from analytics.forms.reports import IssueForm, ProblemsForm, read_moment
from analytics.models import QuarterlyReport
from analytics.queries.quarters import (
    decision_rows,
    follow_up,
    meetings_about,
    quarter_before,
    quarter_of,
    quarter_span,
    shown_causes,
    shown_figures,
)
from core.errors import AlreadySent, LawBroken
from documents.exports.papers import PAPERS
from pages.downloads import form_response, reader_mark
from pages.forms import DeskForm
from pages.steps import act_once

QUARTER = re.compile(r"(20\d{2})-Q([1-4])", re.ASCII)
SHOWN = 40


@require_GET
def quarter_list(request: HttpRequest) -> HttpResponse:
    _require_reader(request)
    last = quarter_before(quarter_of(timezone.localdate()))
    context = {
        "reports": QuarterlyReport.objects.select_related("issued_by")[:SHOWN],
        "last": QuarterlyReport(quarter=last).name,
        "is_made": QuarterlyReport.objects.filter(quarter=last).exists(),
        "may_issue": rules.may_issue(request.user),
    }
    return render(request, "analytics/quarters.html", context)


@require_GET
def quarter_page(request: HttpRequest, name: str) -> HttpResponse:
    _require_reader(request)
    return _show(request, _report_of(name))


@require_POST
def renew_quarter(request: HttpRequest, name: str) -> HttpResponse:
    """Make the draft, or bring it up to date."""
    _require_issuer(request)
    try:
        report = quarters.build_quarter(_quarter_in(name), at=timezone.now())
    except LawBroken as error:
        messages.error(request, error.message)
        return redirect("analytics:quarters")
    return redirect("analytics:quarter", name=report.name)


@require_POST
def write_problems(request: HttpRequest, name: str) -> HttpResponse:
    _require_issuer(request)
    report, form = _report_of(name), ProblemsForm(request.POST)

    def write() -> None:
        quarters.write_problems(report, form.cleaned_data["text"], by=request.user)

    return _act(request, report, form, write)


@require_POST
def issue_quarter(request: HttpRequest, name: str) -> HttpResponse:
    _require_issuer(request)
    report, form = _report_of(name), IssueForm(request.POST)

    def issue() -> None:
        seen_at = read_moment(form.cleaned_data["seen_at"])
        quarters.issue_quarter(report, by=request.user, at=timezone.now(), seen_at=seen_at)

    return _act(request, report, form, issue)


@require_GET
def download_quarter(request: HttpRequest, name: str, kind: str) -> FileResponse:
    """Form F21."""
    _require_reader(request)
    report = _report_of(name)
    if kind not in PAPERS:
        raise Http404
    now = timezone.now()
    file = f21.make_paper(report, kind=kind, mark=reader_mark(request, now))
    return form_response(file, f21.TITLE, report.name, now, ending=kind)


# --- parts --------------------------------------------------------------------------------------
def _require_reader(request: HttpRequest) -> None:
    if not rules.may_read(request.user):
        raise Http404


def _require_issuer(request: HttpRequest) -> None:
    if not rules.may_issue(request.user):
        raise Http404


def _quarter_in(name: str) -> date:
    found = QUARTER.fullmatch(name)
    if found is None:
        raise Http404
    return date(int(found[1]), 3 * int(found[2]) - 2, 1)


def _report_of(name: str) -> QuarterlyReport:
    rows = QuarterlyReport.objects.select_related("issued_by", "meeting__chair")
    report = rows.filter(quarter=_quarter_in(name)).first()
    if report is None:
        raise Http404
    return report


def _act(
    request: HttpRequest, report: QuarterlyReport, form: DeskForm, act: Callable[[], None]
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, report, form, 422)

    def act_now() -> str:
        act()
        return report.name

    try:
        name = act_once(request, form, act_now)
    except (LawBroken, AlreadySent) as error:
        form.refuse(error)
        return _show(request, report, form, 422)
    messages.success(request, _("Saved."))
    return redirect("analytics:quarter", name=name)


def _show(
    request: HttpRequest, report: QuarterlyReport, form: DeskForm | None = None, status: int = 200
) -> HttpResponse:
    meeting = report.meeting or next(iter(meetings_about(report.quarter)), None)
    decisions = report.decisions if report.is_issued else decision_rows(meeting) if meeting else []
    states = follow_up(meeting) if meeting else []
    context = {
        "report": report,
        "span": quarter_span(report.quarter),
        "figures": shown_figures(report),
        "causes": shown_causes(report),
        "meeting": meeting,
        "decisions": list(zip(decisions, states, strict=False)),
        "form": form,
        # What was refused keeps its words.
        "problems": request.POST.get("text", report.problems),
        "problems_form": ProblemsForm(),
        "issue_form": IssueForm(initial={"seen_at": report.generated_at.isoformat()}),
        "may_issue": rules.may_issue(request.user) and not report.is_issued,
    }
    return render(request, "analytics/quarter.html", context, status=status)
