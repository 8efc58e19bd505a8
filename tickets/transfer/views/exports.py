"""Downloads: checked again when they run, audited, marked with who took them and when.

They are masked. Contact data in full leave only with the right, a reason and the person's own
password; who has none confirms as before every dangerous act.
"""

from datetime import datetime

from django.contrib.auth import authenticate
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.actions import audit
from core.errors import LawBroken
from customers.rules import MASKED, UNMASKED, ContactVisibility, may_export_unmasked
from pages.confirmation import confirmed_when_sent
from pages.downloads import form_response, reader_mark
from pages.steps import visible_or_404
from tickets.desk.queries import desk, saved_views
from tickets.desk.views.lists import read_address, view_name
from tickets.record import rules
from tickets.record.enums import Audited
from tickets.record.models import Ticket, TicketQuerySet
from tickets.transfer.exports import forms
from tickets.transfer.forms import UnmaskForm
from tickets.work.queries import TO_WORK_ON

REASON_LENGTH = 300

# Forms of a list as well as of one ticket, beside the register F1 and the execution form F3.
OFFERED = {
    "F5": _lazy("Asked of the customer (F5)"),
    "F6": _lazy("Confirmations (F6)"),
    "F7": _lazy("Satisfaction survey (F7)"),
    "F8": _lazy("Low-score call-backs (F8)"),
    "F9": _lazy("Closing reports (F9)"),
    "F11": _lazy("Response times (F11)"),
    "F12": _lazy("Requests in the customer's words (F12)"),
    "F13": _lazy("Classification and priority (F13)"),
    "F14": _lazy("Assignments (F14)"),
    "F15": _lazy("Work progress (F15)"),
    "F17": _lazy("Service files (F17)"),
}


@require_GET
def offered_forms(request: HttpRequest, number: str = "") -> HttpResponse:
    """The forms to choose from, each masked or in full.

    Of the list that the address names, or of one ticket.
    """
    rules.require_right(request.user, "export_ticket")
    url_name, named = "tickets:export_form", {}
    if number:
        url_name = "tickets:form"
        named = {"number": visible_or_404(TO_WORK_ON, request.user, number).number}
    # The filters of the list go along: the file holds what the screen shows.
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    offers = []
    for code, title in OFFERED.items():
        parts = {**named, "code": code.lower()}
        offers.append(
            {
                "title": title,
                "path": reverse(url_name, kwargs=parts) + query,
                "unmasked_path": reverse(f"{url_name}_unmasked", kwargs=parts) + query,
            }
        )
    template = "tickets/_forms.html" if request.htmx else "tickets/forms.html"
    may_unmask = may_export_unmasked(request.user)
    context = {"forms": offers, "number": number, "may_unmask": may_unmask}
    return render(request, template, context)


@require_GET
def table_xlsx(request: HttpRequest, code: str, number: str = "") -> HttpResponse:
    """A form with many lines: of exactly the tickets that the list shows, or of one ticket."""
    rules.require_right(request.user, "export_ticket")
    return _table_answer(request, code, number, MASKED, "")


def _code_or_404(written: str) -> str:
    """The code of a form as addresses write it, in small letters."""
    code = written.upper()
    if written != code.lower() or code not in OFFERED:
        raise Http404
    return code


@require_GET
def offered_table(request: HttpRequest, code: str, number: str = "") -> HttpResponse:
    """One of the forms that are offered beside the register."""
    rules.require_right(request.user, "export_ticket")
    return table_xlsx(request, _code_or_404(code), number)


@require_http_methods(["GET", "POST"])
def unmasked_table(request: HttpRequest, code: str, number: str = "") -> HttpResponse:
    """The same with contact data in full."""
    rules.require_right(request.user, "export_ticket")
    return unmasked_form(request, _code_or_404(code), number)


@require_GET
def execution_form_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """Form F3 of one ticket."""
    rules.require_right(request.user, "export_ticket")
    return _execution_form_answer(request, number, MASKED, "")


@require_http_methods(["GET", "POST"])
def unmasked_form(request: HttpRequest, code: str, number: str = "") -> HttpResponse:
    """The same with contact data in full: asks for a reason, and who it is."""
    rules.require_right(request.user, "export_ticket")
    if not may_export_unmasked(request.user):
        raise Http404
    if number:
        # Nobody is asked for a password for the sake of a ticket that is not there.
        visible_or_404(TO_WORK_ON, request.user, number)
    form = UnmaskForm(request.POST or None, reader=request.user)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if "password" not in form.fields:
            return _confirmed_answer(request, code, number, reason)
        if _is_own_password(request, form.cleaned_data["password"]):
            return _answer_in_full(request, code, number, reason)
        form.add_error("password", _("The password is incorrect."))
    template = "tickets/_unmask.html" if request.htmx else "tickets/unmask.html"
    context = {"form": form, "number": number}
    return render(request, template, context, status=422 if form.errors else 200)


def _answer_in_full(request: HttpRequest, code: str, number: str, reason: str) -> FileResponse:
    if code == "F3":
        return _execution_form_answer(request, number, UNMASKED, reason)
    return _table_answer(request, code, number, UNMASKED, reason)


_confirmed_answer = confirmed_when_sent(_answer_in_full)


def _is_own_password(request: HttpRequest, password: str) -> bool:
    """Does the person who asks know the password? A desk left open is not enough."""
    username = request.user.get_username()
    return authenticate(request, username=username, password=password) == request.user


def _table_answer(
    request: HttpRequest, code: str, number: str, visibility: ContactVisibility, reason: str
) -> FileResponse:
    table = forms.tables()[code]
    now = timezone.now()
    if number:
        ticket = visible_or_404(TO_WORK_ON, request.user, number)
        tickets = Ticket.objects.filter(pk=ticket.pk)
        extent = ticket.number
        target = f"ticket {ticket.number}"
    else:
        ticket = None
        tickets, extent = _tickets_on_screen(request, now)
        target = code
    ordered = tickets.order_by("reported_at", "pk")
    file, count = table.make_file(ordered, visibility, reader_mark(request, now), of=ticket)
    # Made first, noted then: a file that could not be made has left with nobody.
    _note_export(
        request,
        now,
        Audited(f"export_{code.lower()}"),
        target,
        visibility,
        reason,
        rows=count,
        filters=sorted(request.GET),
    )
    return form_response(file, table.title, extent, now)


def _tickets_on_screen(request: HttpRequest, now: datetime) -> tuple[TicketQuerySet, str]:
    """The tickets behind the list that the address names, and what it is called."""
    view, filters = read_address(request.GET)
    if filters.refused:
        raise LawBroken(_("A filter of this list cannot be applied; nothing was exported."))
    viewpoint = saved_views.current_viewpoint(request.user, now)
    extent = view_name(view, viewpoint.numbers)
    if filters != desk.ListFilters():
        extent += _("(filtered)")
    return desk.listed_tickets(viewpoint, view, filters), extent


def _execution_form_answer(
    request: HttpRequest, number: str, visibility: ContactVisibility, reason: str
) -> FileResponse:
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    now = timezone.now()
    file = forms.make_execution_form(ticket, visibility, reader_mark(request, now))
    _note_export(request, now, Audited.EXPORT_F3, f"ticket {ticket.number}", visibility, reason)
    return form_response(file, forms.F3_TITLE, ticket.number, now)


def _note_export(
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
        reason=reason[:REASON_LENGTH],
        is_masked=not visibility.contacts,
        **data,
    )
