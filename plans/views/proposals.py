"""Proposals of plans: made beside a ticket or freely, read, taken up or declined."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.queries.openable import openable_paths
from customers.rules import contact_visibility, masked_words
from pages.forms import ReasonForm
from pages.offers import StepDefinition, StepSet, open_with_right, step_calling
from pages.steps import StepRequest, serve_step, visible_or_404
from plans import forms, rules
from plans.actions import proposals
from plans.enums import ProposalState
from plans.models import PlanProposal
from plans.queries.proposals import visible_proposals
from tickets.record.models import Ticket
from tickets.record.queries.hidden_texts import hide_texts_of
from tickets.work.queries import TO_WORK_ON

LARGEST_KEY = 2**63 - 1
LABEL_LENGTH = 60


def _propose_from_ticket(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
    proposals.propose_plan(by=by, at=at, ticket=ticket, **data)


def _propose_freely(_nothing: None, by: User, at: datetime, data: dict[str, Any]) -> None:
    proposals.propose_plan(by=by, at=at, **data)


PROPOSES = open_with_right(rules.RIGHTS, "propose_plan")
ANSWERS_IT = open_with_right(
    rules.RIGHTS, "lead_plan", lambda proposal: proposal.state == ProposalState.OPEN
)
PROPOSE = StepDefinition(
    "propose",
    _("Propose a plan"),
    forms.ProposalForm,
    _propose_from_ticket,
    is_open=PROPOSES,
    icon="bulb",
    hint=_(
        "For recurring problems, or a gap in the process. A manager decides whether it becomes"
        " a plan."
    ),
)
PROPOSE_FREELY = replace(PROPOSE, run=_propose_freely)
FROM_TICKET = StepSet((PROPOSE,))
FREELY = StepSet((PROPOSE_FREELY,))
ANSWERS = (
    StepDefinition(
        "take",
        _("Turn into a plan"),
        forms.TakeProposalForm,
        step_calling(proposals.take_up_proposal),
        is_open=ANSWERS_IT,
        icon="check",
        is_main=True,
    ),
    StepDefinition(
        "decline",
        pgettext_lazy("proposal", "Decline"),
        ReasonForm,
        step_calling(proposals.decline_proposal),
        is_open=ANSWERS_IT,
        icon="circle-x",
    ),
)
ANSWER_STEPS = StepSet(ANSWERS)


@require_http_methods(["GET", "POST"])
def propose_from_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The words of the ticket are proposed as those of the plan."""
    rules.require_right(request.user, "propose_plan")
    # For its words; the step itself finds the ticket anew.
    ticket = visible_or_404(TO_WORK_ON, request.user, number)

    step = StepRequest(
        steps=FROM_TICKET,
        key=PROPOSE.key,
        address=reverse("plans:propose", args=[number]),
        page=reverse("tickets:page", args=[number]),
        label=ticket.number,
        find=lambda: visible_or_404(TO_WORK_ON, request.user, number),
    )
    values = {
        "title": masked_words(ticket.summary, ticket.customer),
        "gap": masked_words(ticket.symptom, ticket.customer),
    }
    return serve_step(request, step, initial=values)


@require_http_methods(["GET", "POST"])
def propose_freely(request: HttpRequest) -> HttpResponse:
    """From nothing in particular: a gap that somebody noticed."""
    rules.require_right(request.user, "propose_plan")

    step = StepRequest(
        steps=FREELY,
        key=PROPOSE_FREELY.key,
        address=reverse("plans:propose_free"),
        page=reverse("plans:list"),
        label="",
        # It is about nothing that somebody else could have changed meanwhile.
        find=lambda: None,
    )
    return serve_step(request, step)


def _find_proposal(user: User, pk: int) -> PlanProposal:
    """The proposal, or a 404 that does not tell whether it exists."""
    # PostgreSQL refuses a larger number, which would be a fault of the server.
    if pk > LARGEST_KEY:
        raise Http404

    proposal = visible_proposals(user).filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return proposal


def _linked_pages(proposal: PlanProposal) -> set[str]:
    """Pages of things with rights of their own that the page of the proposal names."""
    pages = set()
    if proposal.ticket:
        pages.add(reverse("tickets:page", args=[proposal.ticket.number]))
    source = proposal.problem.stage.plan if proposal.problem else None
    pages |= {reverse("plans:page", args=[plan.number]) for plan in (source, proposal.plan) if plan}
    return pages


@require_GET
def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal with its answer, or with the answers that the reader may give."""
    proposal = _find_proposal(request.user, pk)
    hide_texts_of([proposal.ticket] if proposal.ticket else [], contact_visibility(request.user))
    context = {
        "proposal": proposal,
        "open_pages": openable_paths(request.user, _linked_pages(proposal)),
        "answers": list(ANSWER_STEPS.offered_to(request.user, proposal)),
    }
    return render(request, "plans/proposal.html", context)


@require_http_methods(["GET", "POST"])
def answer_proposal(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take it up, or decline it with a reason."""
    user = request.user
    rules.require_right(user, "lead_plan")
    proposal = _find_proposal(user, pk)
    step = StepRequest(
        steps=ANSWER_STEPS,
        key=verb,
        address=reverse("plans:answer", args=[pk, verb]),
        page=reverse("plans:proposal", args=[pk]),
        label=proposal.title[:LABEL_LENGTH],
        find=lambda: _find_proposal(user, pk),
    )
    values = {
        "name": proposal.title,
        "owner": user,
        "start_date": timezone.localdate(),
    }
    return serve_step(request, step, initial=values)
