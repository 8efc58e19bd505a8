"""A problem or a gap in the process proposes a plan; who leads plans takes it up or declines it with a reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.enums import Role
from accounts.models import User
from core.errors import LawBroken
from notifications.actions import tell
from notifications.enums import Topic
from plans import rules
from plans.actions import drafting, notices
from plans.enums import ProposalState
from plans.models import Plan, PlanProposal, StageProblem
from tickets.record.models import Ticket


@transaction.atomic
def propose_plan(
    *,
    by: Any,
    at: datetime,
    title: str,
    gap: str,
    ticket: Ticket | None = None,
    problem: StageProblem | None = None,
) -> PlanProposal:
    """Anybody with the right may propose; the managers are told."""
    rules.require(by, "propose_plan")
    proposal = PlanProposal.objects.create(
        title=title, gap=gap, ticket=ticket, problem=problem, at=at, by=by
    )
    managers = User.objects.at_work().in_role(Role.MANAGER).exclude(pk=by.pk)
    data = {
        "number": ticket.number if ticket else "",
        "summary": title,
        **notices.in_both_languages(gettext_noop("%(name)s proposes a plan"), name=by),
    }
    tell.notify_users(
        managers,
        topic=Topic.PLAN_TASK,
        key=f"proposal:{proposal.pk}",
        at=at,
        path=f"/plans/proposals/{proposal.pk}/",
        data=data,
        is_urgent=True,
    )
    return proposal


def _lock_open_proposal(proposal: PlanProposal) -> PlanProposal:
    current = PlanProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if current.state != ProposalState.OPEN:
        raise LawBroken(_("This proposal was answered already."))
    return current


@transaction.atomic
def take_up_proposal(
    proposal: PlanProposal,
    *,
    by: Any,
    at: datetime,
    name: str,
    start_date: date,
    end_date: date,
    owner: User | None = None,
) -> Plan:
    """It becomes a draft that knows where it came from."""
    rules.require(by, "lead_plan")
    proposal = _lock_open_proposal(proposal)
    plan = drafting.create_plan(
        by=by,
        at=at,
        name=name,
        start_date=start_date,
        end_date=end_date,
        owner=owner,
        ticket=proposal.ticket,
        background=proposal.gap,
    )
    _store_answer(proposal, ProposalState.TAKEN, by=by, at=at, answer=plan.number, plan=plan)
    return plan


@transaction.atomic
def decline_proposal(proposal: PlanProposal, *, by: Any, at: datetime, note: str) -> PlanProposal:
    """With a reason that the proposer reads."""
    rules.require(by, "lead_plan")
    return _store_answer(
        _lock_open_proposal(proposal), ProposalState.DECLINED, by=by, at=at, answer=note
    )


def _store_answer(
    proposal: PlanProposal,
    state: ProposalState,
    *,
    by: Any,
    at: datetime,
    answer: str,
    plan: Plan | None = None,
) -> PlanProposal:
    proposal.state, proposal.answer, proposal.plan = state, answer, plan
    proposal.decided_at, proposal.decided_by = at, by
    proposal.save()
    if proposal.by_id != by.pk:
        sentence = (
            gettext_noop("your proposal became plan %(answer)s")
            if plan
            else gettext_noop("your proposal was declined: %(answer)s")
        )
        data = {
            "number": "",
            "summary": proposal.title,
            **notices.in_both_languages(sentence, answer=answer),
        }
        path = f"/plans/{plan.number}/" if plan else f"/plans/proposals/{proposal.pk}/"
        tell.notify_users(
            [proposal.by],
            topic=Topic.PLAN_TASK,
            key=f"proposal:{proposal.pk}:answer",
            at=at,
            path=path,
            data=data,
            is_urgent=True,
        )
    return proposal
