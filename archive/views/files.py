"""Doors of service files: the index, the card beside a ticket, holds, the whole file as a zip."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from archive import rules
from archive.actions import holds
from archive.enums import Audited
from archive.exports.service_file import service_file
from archive.forms import ReasonedForm
from archive.models import ArchiveRecord
from archive.queries.contents import lines_of_manifest
from archive.queries.index import FileFilter, index_page
from core.actions import audit
from customers.rules import (
    MASKED,
    UNMASKED,
    ContactVisibility,
    contact_visibility,
    may_export_unmasked,
)
from pages.confirmation import confirmed_when_sent
from pages.downloads import reader_mark, zip_response
from pages.forms import ReasonForm
from pages.offers import StepDefinition, StepSet, open_with_right
from pages.steps import StepRequest, serve_step, visible_or_404
from tickets.record import rules as ticket_rules
from tickets.record.models import Ticket


@require_GET
def archive_index(request: HttpRequest) -> HttpResponse:
    """All files that the person may see, the newest first."""
    if not rules.has_right(request.user, "view_archiverecord"):
        raise Http404
    words = request.GET.get("q", "").strip()
    chosen = request.GET.get("show", "")
    if chosen not in FileFilter.values:
        chosen = FileFilter.ALL
    found = index_page(
        request.user,
        contact_visibility(request.user),
        words=words,
        chosen=FileFilter(chosen),
        today=timezone.localdate(),
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "page": found.page,
        "rows": found.rows,
        "words": words,
        "is_too_short": found.is_too_short,
        "chosen": chosen,
        "filters": FileFilter.choices,
        "may_dispose": rules.has_right(request.user, "dispose_archiverecord"),
    }
    return render(request, "archive/index.html", context)


# --- beside the ticket ------------------------------------------------------------------------
def _set_hold(record: ArchiveRecord, by: User, at: datetime, data: dict[str, Any]) -> None:
    holds.set_hold(record, by=by, at=at, reason=data["note"])


def _lift_hold(record: ArchiveRecord, by: User, at: datetime, data: dict[str, Any]) -> None:
    holds.lift_hold(record, by=by, at=at, reason=data["note"])


STEPS = StepSet(
    (
        StepDefinition(
            "hold",
            _("Legal hold…"),
            ReasonForm,
            _set_hold,
            is_open=open_with_right(
                rules.RIGHTS,
                "hold_archiverecord",
                lambda record: not record.has_legal_hold and record.disposed_at is None,
            ),
            icon="lock",
            hint=_("Nothing of this file is removed until the hold is lifted."),
        ),
        StepDefinition(
            "release",
            _("Lift the legal hold…"),
            ReasonForm,
            _lift_hold,
            is_open=open_with_right(
                rules.RIGHTS, "hold_archiverecord", lambda record: record.has_legal_hold
            ),
            icon="rotate",
        ),
    )
)


@require_GET
def file_of_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Beside an archived ticket: the number of its file, how long it is kept, what belongs to it.
    Empty for who does not look into the archive.
    """
    ticket = visible_or_404(Ticket.objects.select_related("customer"), request.user, number)
    context: dict[str, Any] = {"record": None, "is_waiting": False}
    if rules.has_right(request.user, "view_archiverecord"):
        record = ArchiveRecord.objects.with_ticket().filter(ticket=ticket).first()
        context["is_waiting"] = record is None
        context |= _facts_of(record, request.user) if record else {}
    return render(request, "archive/_of_ticket.html", context)


def _facts_of(record: ArchiveRecord, user: User) -> dict[str, Any]:
    visibility = contact_visibility(user)
    names = visibility.known_names(record.ticket.customer)
    return {
        "record": record,
        "contents": [
            visibility.shown_text(line, names) for line in lines_of_manifest(record.manifest)
        ],
        "hold_reason": visibility.shown_text(record.hold_reason, names),
        "offers": STEPS.offered_to(user, record),
        "may_take": ticket_rules.has_right(user, "export_ticket"),
        "may_unmask": may_export_unmasked(user),
    }


def _visible_record(user: User, file_no: str) -> ArchiveRecord:
    """Raises `Http404` that does not tell whether there is such a file."""
    record = rules.visible_records(user).with_ticket().filter(file_no=file_no).first()
    if record is None:
        raise Http404
    return record


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, file_no: str, key: str) -> HttpResponse:
    """Set or lift a legal hold."""
    record = _visible_record(request.user, file_no)
    step = StepRequest(
        steps=STEPS,
        key=key,
        address=reverse("archive:do", args=[file_no, key]),
        page=reverse("tickets:page", args=[record.ticket.number]),
        label=file_no,
        find=lambda: _visible_record(request.user, file_no),
    )
    return serve_step(request, step)


@require_GET
def download_file(request: HttpRequest, file_no: str) -> HttpResponseBase:
    """The whole file as a zip, made while it is sent."""
    record = _visible_record(request.user, file_no)
    ticket_rules.require_right(request.user, "export_ticket")
    now = timezone.now()
    return _send_file(request, record, MASKED, now)


@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def file_in_full(request: HttpRequest, file_no: str) -> HttpResponseBase:
    """The same with names and contact data, for a reason."""
    record = _visible_record(request.user, file_no)
    ticket_rules.require_right(request.user, "export_ticket")
    if not may_export_unmasked(request.user):
        raise Http404
    form = ReasonedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _send_file(request, record, UNMASKED, timezone.now(), reason)
    context = {"record": record, "form": form}
    status = 422 if form.errors else 200
    return render(request, "archive/file_in_full.html", context, status=status)


def _send_file(
    request: HttpRequest,
    record: ArchiveRecord,
    visibility: ContactVisibility,
    now: datetime,
    reason: str = "",
) -> HttpResponseBase:
    audit.write_audit_entry(
        Audited.FILE_TAKEN,
        by=request.user,
        at=now,
        target=f"file {record.file_no}",
        reason=reason,
        is_masked=not visibility.contacts,
    )
    mark = f"{record.file_no} {reader_mark(request, now)}"
    pieces = service_file(record, visibility, mark=mark, at=now)
    return zip_response(pieces, f"{record.file_no}_{record.ticket.number}.zip")
