"""Downloads: checked again when they run, masked by the reader's rights, written to the audit ledger."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.actions import audit
from customers.rules import export_sight
from tickets import rules
from tickets.exports import forms
from tickets.queries import desk
from tickets.queries.detail import find
from tickets.views.lists import VIEW_NAMES, read_address


@require_GET
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """Form F1 of exactly the tickets that the list shows."""
    rules.require(request.user, "export_ticket")
    now = timezone.now()
    view, filters = read_address(request.GET)
    found = desk.tickets(request.user, view, filters, now).order_by("reported_at", "pk")
    file, count = forms.f1(found, export_sight(request.user))
    audit.record("export_f1", by=request.user, at=now, target="F1", reason=request.GET.urlencode()[:300], rows=count)
    name = f"{forms.F1_TITLE}_{VIEW_NAMES[view.key]}_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@require_GET
def execution_form_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """Form F3 of one ticket."""
    rules.require(request.user, "export_ticket")
    ticket, now = find(request.user, number), timezone.now()
    file = forms.f3(ticket, export_sight(request.user))
    audit.record("export_f3", by=request.user, at=now, target=f"ticket {ticket.number}")
    return FileResponse(file, as_attachment=True, filename=f"{forms.F3_TITLE}_{ticket.number}_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")
