"""Downloads: checked again when they run, written to the audit ledger, marked with who took them and when.

They are masked. Contact data in full leave only with the right, a reason and the person's own password.
"""

from datetime import datetime
from typing import IO

from django.contrib.auth import authenticate
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.actions import audit
from customers.rules import MASKED, UNMASKED, Sight, may_export_unmasked
from tickets import rules
from tickets.exports import forms
from tickets.forms import UnmaskForm
from tickets.queries import desk
from tickets.queries.detail import find
from tickets.views.lists import VIEW_NAMES, read_address


@require_GET
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """Form F1 of exactly the tickets that the list shows."""
    rules.require(request.user, "export_ticket")
    return _register(request, MASKED, "")


@require_GET
def execution_form_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """Form F3 of one ticket."""
    rules.require(request.user, "export_ticket")
    return _execution_form(request, number, MASKED, "")


@require_http_methods(["GET", "POST"])
def unmasked(request: HttpRequest, number: str = "") -> HttpResponse:
    """The same with contact data in full: asks for a reason and the own password."""
    rules.require(request.user, "export_ticket")
    if not may_export_unmasked(request.user):
        raise Http404
    form = UnmaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if authenticate(request, username=request.user.get_username(), password=form.cleaned_data["password"]) == request.user:
            reason = form.cleaned_data["reason"]
            return _execution_form(request, number, UNMASKED, reason) if number else _register(request, UNMASKED, reason)
        form.add_error("password", _("This is not your password."))
    template = "tickets/_unmask.html" if request.htmx else "tickets/unmask.html"
    return render(request, template, {"form": form, "number": number}, status=422 if form.errors else 200)


def _register(request: HttpRequest, sight: Sight, reason: str) -> FileResponse:
    now = timezone.now()
    view, filters = read_address(request.GET)
    found = desk.tickets(request.user, view, filters, now).order_by("reported_at", "pk")
    file, count = forms.f1(found, sight, _mark(request, now))
    _note(request, now, "export_f1", "F1", sight, reason, rows=count, filters=sorted(request.GET))
    extent = str(VIEW_NAMES[view.key]) + (_("(filtered)") if filters != desk.Filters() else "")
    return _answer(file, forms.F1_TITLE, extent, now)


def _execution_form(request: HttpRequest, number: str, sight: Sight, reason: str) -> FileResponse:
    ticket, now = find(request.user, number), timezone.now()
    file = forms.f3(ticket, sight, _mark(request, now))
    _note(request, now, "export_f3", f"ticket {ticket.number}", sight, reason)
    return _answer(file, forms.F3_TITLE, ticket.number, now)


def _mark(request: HttpRequest, now: datetime) -> str:
    return f"{request.user} {timezone.localtime(now):%Y-%m-%d %H:%M}"


def _note(request: HttpRequest, now: datetime, action: str, target: str, sight: Sight, reason: str, **data: object) -> None:
    audit.record(action, by=request.user, at=now, target=target, reason=reason[:300], is_masked=not sight.contacts, **data)


def _answer(file: IO[bytes], title: str, extent: str, now: datetime) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=f"{title}_{extent}_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")
