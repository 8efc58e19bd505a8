"""What the desk does with the links of a ticket."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from pages.steps import visible_or_404
from portal.actions import links
from portal.queries.case import course_of
from portal.queries.codes import qr_picture
from tickets.record.models import Ticket
from tickets.record.rules import require_right


@require_GET
def links_of_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The dialog of the desk: which links there are, a new one, an end to all."""
    ticket = _ticket_or_404(request, number)
    return _show_links(request, ticket)


@require_POST
def make_link(request: HttpRequest, number: str) -> HttpResponse:
    """A new link, shown this once with its code to be scanned."""
    ticket = _ticket_or_404(request, number)
    path = links.make_link_by_hand(ticket, by=request.user, at=timezone.now())
    return _show_links(request, ticket, address=request.build_absolute_uri(path))


@require_POST
def customer_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """A sheet of paper for the customer, with a new link as a code, in the customer's language."""
    ticket = _ticket_or_404(request, number)
    now = timezone.now()
    path = links.make_link_by_hand(ticket, by=request.user, at=now)
    language = ticket.contact.language if ticket.contact else get_language()
    with translation.override(language):
        context = {
            "course": course_of(ticket),
            "reported_at": ticket.reported_at,
            "device": f"{ticket.asset.model.name} {ticket.asset.serial}" if ticket.asset else "",
            "code": qr_picture(request.build_absolute_uri(path)),
            "until": links.open_until(now),
        }
        return render(request, "portal/sheet.html", context)


@require_POST
def revoke_links(request: HttpRequest, number: str) -> HttpResponse:
    """No link of the ticket opens anything any more."""
    ticket = _ticket_or_404(request, number)
    links.revoke_links(ticket, by=request.user, at=timezone.now())
    return _show_links(request, ticket)


def _ticket_or_404(request: HttpRequest, number: str) -> Ticket:
    ticket = visible_or_404(Ticket.objects.all(), request.user, number)
    require_right(request.user, "contact_ticket")
    return ticket


def _show_links(request: HttpRequest, ticket: Ticket, address: str = "") -> HttpResponse:
    now = timezone.now()
    context = {
        "ticket": ticket,
        "links": ticket.customer_links.open(now).select_related("created_by")[:10],
        "address": address,
        "code": qr_picture(address) if address else "",
    }
    template = "portal/_links.html" if request.htmx else "portal/links.html"
    return render(request, template, context)
