"""What other houses show of plans: a part of a page that they fetch by the name of its address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pages.steps import visible_or_404
from plans import rules
from plans.queries.of_ticket import plans_behind
from plans.queries.proposals import open_proposals_of
from tickets.record.models import Ticket


@require_GET
def plans_of_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Beside a ticket: the plans that came from it or touch it, and the way to propose one.

    Empty for who may see no plans.
    """
    user = request.user
    # Whether a plan is about the ticket hangs on its issue type and on the one above that.
    ticket = visible_or_404(Ticket.objects.select_related("issue_type"), user, number)
    may_see = rules.has_right(user, "view_plan")

    context = {
        "ticket": ticket,
        "behind": plans_behind(ticket, user),
        "proposals": open_proposals_of(ticket, user),
        "may_propose": may_see and rules.has_right(user, "propose_plan"),
        "may_lead": rules.has_right(user, "lead_plan"),
    }
    return render(request, "plans/_of_ticket.html", context)
