"""Tickets chosen on the board change hands together.

First what would happen; then, asked again, what did.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.board import actions as reassigning
from tickets.board.forms import ReassignForm
from tickets.board.queries.reassigning import MOST, HandOver, chosen_tickets, foreseen_outcomes
from tickets.board.rules import may_watch_board
from tickets.record import rules
from tickets.record.domain.judgement import judgement_of
from tickets.record.models import Ticket

# How the form carries what was on the screen, a line a ticket.
SEEN_LINE = "{number} {seen}"


@require_POST
def reassign_dialog(request: HttpRequest) -> HttpResponse:
    """The preview; with `do` in the form the deed. Both fill the dialog."""
    if not may_watch_board(request.user):
        raise Http404
    rules.require_right(request.user, "assign_ticket")

    form = ReassignForm(request.POST)
    numbers = set(request.POST.getlist("number"))
    if len(numbers) > MOST:
        form.add_error(
            None,
            _("At most %(most)d tickets change hands together; %(count)d are chosen.")
            % {"most": MOST, "count": len(numbers)},
        )
    if not form.is_valid():
        context = {"form": form, "outcomes": None, "is_done": False}
        return render(request, "tickets/_reassign.html", context, status=422)

    tickets = chosen_tickets(request.user, numbers)
    seen = {ticket.number: judgement_of(ticket) for ticket in tickets}
    is_done = "do" in request.POST
    if is_done:
        # What the browser shows, not what stands in the database now: it may have changed since.
        seen |= _seen_on_screen(request)
        outcomes = _reassign(request, tickets, form, seen)
    else:
        outcomes = foreseen_outcomes(
            tickets, form.cleaned_data["department"], form.cleaned_data["assignee"]
        )
    return _render_outcomes(request, form, outcomes, seen, is_done=is_done)


def _seen_on_screen(request: HttpRequest) -> dict[str, str]:
    """By ticket number: what the person had seen of it when the preview was asked for."""
    seen = {}
    for line in request.POST.getlist("seen"):
        number, gap, judgement = line.partition(" ")
        if gap:
            seen[number] = judgement
    return seen


def _reassign(
    request: HttpRequest, tickets: list[Ticket], form: ReassignForm, seen: dict[str, str]
) -> list[HandOver]:
    return reassigning.reassign_tickets(
        tickets,
        by=request.user,
        at=timezone.now(),
        department=form.cleaned_data["department"],
        assignee=form.cleaned_data["assignee"],
        reason=form.cleaned_data["reason"],
        seen=seen,
    )


def _render_outcomes(
    request: HttpRequest,
    form: ReassignForm,
    outcomes: list[HandOver],
    seen: dict[str, str],
    *,
    is_done: bool,
) -> HttpResponse:
    changing = [outcome.ticket for outcome in outcomes if not outcome.refused]
    refused = [outcome for outcome in outcomes if outcome.refused]
    lines = [
        SEEN_LINE.format(number=ticket.number, seen=seen[ticket.number]) for ticket in changing
    ]
    context = {
        "form": form,
        "department": form.cleaned_data["department"],
        "assignee": form.cleaned_data["assignee"],
        "is_done": is_done,
        "outcomes": outcomes,
        "changing": changing,
        "seen": lines,
        "refused": refused,
    }
    return render(request, "tickets/_reassign.html", context)
