"""Downloads: checked again when they run, written to the audit ledger, marked with who took them
and when.

They are masked. Contact data in full leave only with the right, a reason and the person's own
password.
"""

from datetime import datetime
from typing import IO

from django.contrib.auth import authenticate
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.actions import audit
from core.work.steps import visible_or_404
from customers.rules import MASKED, UNMASKED, ContactVisibility, may_export_unmasked
from tickets.desk.queries import desk, saved_views
from tickets.desk.views.lists import read_address, view_name
from tickets.record import rules
from tickets.record.enums import Audited
from tickets.record.models import Ticket, TicketQuerySet
from tickets.transfer.exports import forms
from tickets.transfer.forms import UnmaskForm
from tickets.work.queries import TO_WORK_ON

OFFERED = {
    "F11": _lazy("Response times (F11)"),
    "F12": _lazy("Requests in the customer's words (F12)"),
    "F13": _lazy("Classification and priority (F13)"),
    "F14": _lazy("Assignments (F14)"),
    "F15": _lazy("Work progress (F15)"),
}
"""Forms that leave both for the list and for one ticket, beside the register F1 and the execution
form F3.
"""


@require_GET
def offered(request: HttpRequest, number: str = "") -> HttpResponse:
    """The forms to choose from, each masked or in full: of the list that the address names, or of
    one ticket.
    """
    rules.require_right(request.user, "export_ticket")
    space, args = (
        ("tickets:", [visible_or_404(TO_WORK_ON, request.user, number).number])
        if number
        else ("tickets:export_", [])
    )
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    found = [
        {
            "title": title,
            "path": reverse(space + code.lower(), args=args) + query,
            "unmasked_path": reverse(f"{space}{code.lower()}_unmasked", args=args) + query,
        }
        for code, title in OFFERED.items()
    ]
    template = "tickets/_forms.html" if request.htmx else "tickets/forms.html"
    return render(
        request,
        template,
        {"forms": found, "number": number, "may_unmask": may_export_unmasked(request.user)},
    )


@require_GET
def table_xlsx(request: HttpRequest, code: str, number: str = "") -> HttpResponse:
    """A form with many lines: of exactly the tickets that the list shows, or of one ticket."""
    rules.require_right(request.user, "export_ticket")
    return _table(request, code, number, MASKED, "")


@require_GET
def execution_form_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """Form F3 of one ticket."""
    rules.require_right(request.user, "export_ticket")
    return _execution_form(request, number, MASKED, "")


@require_http_methods(["GET", "POST"])
def unmasked(request: HttpRequest, code: str, number: str = "") -> HttpResponse:
    """The same with contact data in full: asks for a reason and the own password."""
    rules.require_right(request.user, "export_ticket")
    if not may_export_unmasked(request.user):
        raise Http404
    form = UnmaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (
            authenticate(
                request,
                username=request.user.get_username(),
                password=form.cleaned_data["password"],
            )
            == request.user
        ):
            reason = form.cleaned_data["reason"]
            return (
                _execution_form(request, number, UNMASKED, reason)
                if code == "F3"
                else _table(request, code, number, UNMASKED, reason)
            )
        form.add_error("password", _("This is not your password."))
    template = "tickets/_unmask.html" if request.htmx else "tickets/unmask.html"
    return render(
        request, template, {"form": form, "number": number}, status=422 if form.errors else 200
    )


def _table(
    request: HttpRequest, code: str, number: str, visibility: ContactVisibility, reason: str
) -> FileResponse:
    table, now = forms.TABLES[code], timezone.now()
    if number:
        ticket = visible_or_404(TO_WORK_ON, request.user, number)
        found, extent, target = (
            Ticket.objects.filter(pk=ticket.pk),
            ticket.number,
            f"ticket {ticket.number}",
        )
    else:
        ticket, target = None, code
        found, extent = _shown(request, now)
    file, count = table.file(
        found.order_by("reported_at", "pk"), visibility, _mark(request, now), of=ticket
    )
    _note(
        request,
        now,
        Audited(f"export_{code.lower()}"),
        target,
        visibility,
        reason,
        rows=count,
        filters=sorted(request.GET),
    )
    return _answer(file, table.title, extent, now)


def _shown(request: HttpRequest, now: datetime) -> tuple[TicketQuerySet, str]:
    """The tickets behind the list that the address names, and what it is called."""
    view, filters = read_address(request.GET)
    viewpoint = saved_views.current_viewpoint(request.user, now)
    extent = view_name(view, viewpoint.numbers)
    if filters != desk.ListFilters():
        extent += _("(filtered)")
    return desk.listed_tickets(viewpoint, view, filters), extent


def _execution_form(
    request: HttpRequest, number: str, visibility: ContactVisibility, reason: str
) -> FileResponse:
    ticket, now = visible_or_404(TO_WORK_ON, request.user, number), timezone.now()
    file = forms.f3(ticket, visibility, _mark(request, now))
    _note(request, now, Audited.EXPORT_F3, f"ticket {ticket.number}", visibility, reason)
    return _answer(file, forms.F3_TITLE, ticket.number, now)


def _mark(request: HttpRequest, now: datetime) -> str:
    return f"{request.user} {timezone.localtime(now):%Y-%m-%d %H:%M}"


def _note(
    request: HttpRequest,
    now: datetime,
    action: Audited,
    target: str,
    visibility: ContactVisibility,
    reason: str,
    **data: object,
) -> None:
    audit.write_audit_entry(
        action,
        by=request.user,
        at=now,
        target=target,
        reason=reason[:300],
        is_masked=not visibility.contacts,
        **data,
    )


def _answer(file: IO[bytes], title: str, extent: str, now: datetime) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{title}_{extent}_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx",
    )
