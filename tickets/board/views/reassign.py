"""Tickets chosen on the board change hands together: first what would happen, then, asked again, what did."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.board import actions as reassigning
from tickets.board.forms import ReassignForm
from tickets.board.queries.board import may_watch
from tickets.board.queries.reassigning import MOST, chosen, foreseen
from tickets.record import rules
from tickets.record.actions.locking import as_seen


@require_POST
def reassign(request: HttpRequest) -> HttpResponse:
    """The preview; with `do` in the form the deed. Both fill the dialog."""
    if not may_watch(request.user):
        raise Http404
    rules.require_right(request.user, "assign_ticket")
    form, numbers = ReassignForm(request.POST), set(request.POST.getlist("number"))
    if len(numbers) > MOST:
        form.add_error(
            None,
            _("At most %(most)d tickets change hands together; %(count)d are chosen.")
            % {"most": MOST, "count": len(numbers)},
        )
    if not form.is_valid():
        return render(
            request,
            "tickets/_reassign.html",
            {"form": form, "outcomes": None, "is_done": False},
            status=422,
        )
    tickets, is_done = chosen(request.user, numbers), "do" in request.POST
    department, assignee, reason = (
        form.cleaned_data[name] for name in ("department", "assignee", "reason")
    )
    seen = {ticket.number: as_seen(ticket) for ticket in tickets}
    if is_done:
        seen |= dict(one.split(" ", 1) for one in request.POST.getlist("seen") if " " in one)
        told = {"department": department, "assignee": assignee, "reason": reason, "seen": seen}
        outcomes = reassigning.reassign(tickets, by=request.user, at=timezone.now(), **told)
    else:
        outcomes = foreseen(tickets, department, assignee)
    changing = [one.ticket for one in outcomes if not one.refused]
    context = {
        "form": form,
        "department": department,
        "assignee": assignee,
        "is_done": is_done,
        "outcomes": outcomes,
        "changing": changing,
        "seen": [f"{ticket.number} {seen[ticket.number]}" for ticket in changing],
        "refused": [one for one in outcomes if one.refused],
    }
    return render(request, "tickets/_reassign.html", context)
