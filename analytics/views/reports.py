"""Doors of monthly reports: the list, the report with its remarks, issuing it, its papers."""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analytics import rules
from analytics.actions import reports
from analytics.actions.ledger import note_export_of_report
from analytics.enums import Section
from analytics.exports import f20
from analytics.forms.reports import IssueForm, RemarkForm, read_moment, read_month
from analytics.models import MonthlyReport
from analytics.queries.month_tables import month_before
from analytics.queries.months import due_moment
from analytics.queries.pages import shown_differences, shown_sections
from core.errors import AlreadySent, LawBroken
from pages.downloads import form_response, reader_mark
from pages.forms import DeskForm
from pages.steps import act_once

SHOWN = 60


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """The newest version of each month."""
    _require_reader(request)
    newest = MonthlyReport.objects.order_by("-month", "-version").distinct("month")
    now = timezone.now()
    last = month_before(timezone.localdate(now).replace(day=1))
    context = {
        "reports": newest.defer("data").select_related("issued_by")[:SHOWN],
        "last": last,
        "is_made": MonthlyReport.objects.filter(month=last).exists(),
        "may_issue": rules.may_issue(request.user),
        "may_manage_awards": rules.may_manage_awards(request.user),
    }
    return render(request, "analytics/reports.html", context)


@require_GET
def report_page(request: HttpRequest, month: str) -> HttpResponse:
    """The newest version, or the one that the address names; with what it restates."""
    _require_reader(request)
    report = _report_of(_month_in(month), request.GET.get("version", ""))
    return _show_report(request, report)


@require_POST
def write_remark(request: HttpRequest, month: str) -> HttpResponse:
    """What a manager says about a part of the draft."""
    report = _draft_to_change(request, month)
    form = RemarkForm(request.POST)

    def write(now: datetime) -> None:
        section = Section(form.cleaned_data["section"])
        reports.write_remark(report, section, form.cleaned_data["text"], by=request.user, at=now)

    return _act(request, report, form, write, _("Remark kept."))


@require_POST
def issue_report(request: HttpRequest, month: str) -> HttpResponse:
    """Freeze the draft."""
    report = _draft_to_change(request, month)
    form = IssueForm(request.POST)

    def issue(now: datetime) -> None:
        seen_at = read_moment(form.cleaned_data["seen_at"])
        reports.issue_report(report, by=request.user, at=now, seen_at=seen_at)

    return _act(request, report, form, issue, _("Issued: this version never changes."))


@require_POST
def renew_report(request: HttpRequest, month: str) -> HttpResponse:
    """Look again: the draft brought up to date, or what was issued restated."""
    if not rules.may_issue(request.user):
        raise Http404
    first = _month_in(month)
    try:
        before = MonthlyReport.objects.filter(month=first).order_by("-version").first()
        report = reports.build_report(first, at=timezone.now())
    except LawBroken as error:
        messages.error(request, error.message)
        return redirect("analytics:reports")
    if before is not None and before.is_issued and report.pk == before.pk:
        messages.success(request, _("Nothing has changed since it was issued."))
    return redirect(_address_of(report))


@require_GET
def download_report(request: HttpRequest, month: str, version: int, kind: str) -> FileResponse:
    """Form F20 as a workbook or a document."""
    _require_reader(request)
    report = _report_of(_month_in(month), str(version))
    make = f20.KINDS.get(kind)
    if make is None:
        raise Http404
    now = timezone.now()
    file = make(report, mark=reader_mark(request, now))
    note_export_of_report(report, by=request.user, at=now, ending=kind)
    return form_response(file, f20.TITLE, f20.extent_of(report), now, ending=kind)


# --- parts --------------------------------------------------------------------------------------
def _require_reader(request: HttpRequest) -> None:
    if not rules.may_read(request.user):
        raise Http404


def _month_in(written: str) -> date:
    month = read_month(written)
    if month is None:
        raise Http404
    return month


def _report_of(month: date, version: str) -> MonthlyReport:
    reports_of_month = MonthlyReport.objects.filter(month=month).select_related("issued_by")
    if version:
        if not (version.isascii() and version.isdigit() and len(version) < 5):
            raise Http404
        reports_of_month = reports_of_month.filter(version=int(version))
    report = reports_of_month.order_by("-version").first()
    if report is None:
        raise Http404
    return report


def _draft_to_change(request: HttpRequest, month: str) -> MonthlyReport:
    if not rules.may_issue(request.user):
        raise Http404
    return _report_of(_month_in(month), "")


def _address_of(report: MonthlyReport) -> str:
    return reverse("analytics:report", args=[f"{report.month:%Y-%m}"])


def _act(
    request: HttpRequest,
    report: MonthlyReport,
    form: DeskForm,
    act: Callable[[datetime], None],
    done: str,
) -> HttpResponse:
    if not form.is_valid():
        return _show_report(request, report, form, 422)

    def act_now() -> str:
        act(timezone.now())
        return _address_of(report)

    try:
        address = act_once(request, form, act_now)
    except (LawBroken, AlreadySent) as error:
        form.refuse(error)
        return _show_report(request, report, form, 422)
    messages.success(request, done)
    return redirect(address)


def _show_report(
    request: HttpRequest, report: MonthlyReport, form: DeskForm | None = None, status: int = 200
) -> HttpResponse:
    versions = list(MonthlyReport.objects.filter(month=report.month).defer("data"))
    earlier = MonthlyReport.objects.filter(month=report.month, version=report.version - 1).first()
    is_newest = report.version == versions[0].version
    context = {
        "report": report,
        "month": f"{report.month:%Y-%m}",
        "versions": versions,
        "sections": shown_sections(report),
        "restated": shown_differences(earlier, report) if earlier else [],
        "is_late": not report.is_issued and timezone.now() >= due_moment(report.month),
        "may_issue": rules.may_issue(request.user) and is_newest,
        "form": form,
        "remark_form": RemarkForm(),
        "issue_form": IssueForm(initial={"seen_at": report.generated_at.isoformat()}),
    }
    return render(request, "analytics/report.html", context, status=status)
