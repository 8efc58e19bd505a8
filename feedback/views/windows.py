"""What other houses show of this one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers.rules import contact_visibility
from feedback.queries.surveys import answers_of_ticket
from pages.steps import visible_or_404
from tickets.record.models import Ticket


@require_GET
def feedback_of_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Beside a ticket: what the customer was asked and has answered, the newest first. Empty where
    nobody was asked.
    """
    ticket = visible_or_404(Ticket.objects.select_related("customer"), request.user, number)
    surveys = answers_of_ticket(ticket, contact_visibility(request.user))
    return render(request, "feedback/_of_ticket.html", {"surveys": surveys})
