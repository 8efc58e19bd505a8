"""Windows to other houses: the plans of a ticket, and proposals of plans."""

from dataclasses import replace

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from core.work.offers import StepDefinition, StepSet
from core.work.steps import StepRequest, serve_step, visible_or_404
from plans import forms, rules
from plans.actions import proposals
from plans.enums import ProposalState
from plans.models import PlanProposal, PlanQuerySet
from plans.queries.of_ticket import plans_behind
from tickets.record.models import Ticket
from tickets.work.queries import TO_WORK_ON

PROPOSE = StepDefinition(
    "propose",
    _("Propose a plan"),
    forms.ProposalForm,
    lambda ticket, by, at, told: proposals.propose(by=by, at=at, ticket=ticket, **told),
    is_open=lambda user, _ticket: rules.has_right(user, "propose_plan"),
    icon="bulb",
    hint=_(
        "For what comes back again and again, or a gap in the process. A manager decides whether it becomes a plan."
    ),
)
PROPOSE_FREE = replace(
    PROPOSE, run=lambda _none, by, at, told: proposals.propose(by=by, at=at, **told)
)
FROM_TICKET = StepSet((PROPOSE,))
FREELY = StepSet((PROPOSE_FREE,))


def _is_undecided(_user: User, proposal: PlanProposal) -> bool:
    return proposal.state == ProposalState.OPEN


ANSWERS = (
    StepDefinition(
        "take",
        _("Make a plan of it"),
        forms.TakeProposalForm,
        lambda proposal, by, at, told: proposals.take(proposal, by=by, at=at, **told),
        is_open=_is_undecided,
        icon="check",
        is_main=True,
    ),
    StepDefinition(
        "decline",
        pgettext_lazy("proposal", "Decline"),
        forms.ReasonForm,
        lambda proposal, by, at, told: proposals.decline(proposal, by=by, at=at, **told),
        is_open=_is_undecided,
        icon="circle-x",
    ),
)
ANSWER_STEPS = StepSet(ANSWERS)


@require_GET
def of_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Beside a ticket: the plans that came from it or touch it, and the way to propose one. Empty for who may see no plans."""
    ticket = visible_or_404(Ticket.objects.select_related("issue_type"), request.user, number)
    may_propose, may_lead = (
        rules.has_right(request.user, "propose_plan"),
        rules.has_right(request.user, "lead_plan"),
    )
    context = {
        "ticket": ticket,
        "behind": plans_behind(ticket, request.user),
        "proposals": list(
            visible_proposals(request).filter(ticket=ticket, state=ProposalState.OPEN)[:5]
        ),
        "may_propose": may_propose and request.user.has_perm("plans.view_plan"),
        "may_lead": may_lead,
    }
    return render(request, "plans/_of_ticket.html", context)


def visible_proposals(request: HttpRequest) -> PlanQuerySet:
    """The own ones; all for those who make plans."""
    rows = PlanProposal.objects.select_related(
        "by", "ticket", "plan", "problem__stage__plan", "decided_by"
    )
    if rules.has_right(request.user, "lead_plan"):
        return rows
    return (
        rows.filter(Q(by=request.user)) if request.user.has_perm("plans.view_plan") else rows.none()
    )


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """From a ticket."""
    rules.require_right(request.user, "propose_plan")
    page = reverse("tickets:page", args=[number])
    address = reverse("plans:propose", args=[number])
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    step = StepRequest(
        steps=FROM_TICKET,
        key=PROPOSE.key,
        address=address,
        page=page,
        label=ticket.number,
        find=lambda: visible_or_404(TO_WORK_ON, request.user, number),
    )
    return serve_step(request, step, initial={"title": ticket.summary, "gap": ticket.symptom})


@require_http_methods(["GET", "POST"])
def propose_free(request: HttpRequest) -> HttpResponse:
    """From nothing in particular: a gap that somebody noticed."""
    rules.require_right(request.user, "propose_plan")
    step = StepRequest(
        steps=FREELY,
        key=PROPOSE_FREE.key,
        address=reverse("plans:propose_free"),
        page=reverse("plans:list"),
        label="",
        find=lambda: None,
    )
    return serve_step(request, step)


def _find(request: HttpRequest, pk: int) -> PlanProposal:
    found = visible_proposals(request).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    ticket = (
        found.ticket
        if found.ticket
        and Ticket.objects.visible_to(request.user).filter(pk=found.ticket_id).exists()
        else None
    )
    is_open = found.state == ProposalState.OPEN and rules.has_right(request.user, "lead_plan")
    return render(
        request,
        "plans/proposal.html",
        {"proposal": found, "ticket": ticket, "answers": ANSWERS if is_open else ()},
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take it up, or decline it with a reason."""
    rules.require_right(request.user, "lead_plan")
    found = _find(request, pk)
    step = StepRequest(
        steps=ANSWER_STEPS,
        key=verb,
        address=reverse("plans:answer", args=[pk, verb]),
        page=reverse("plans:proposal", args=[pk]),
        label=found.title[:60],
        find=lambda: _find(request, pk),
    )
    return serve_step(
        request,
        step,
        initial={"name": found.title, "owner": request.user, "start_date": timezone.localdate()},
    )
