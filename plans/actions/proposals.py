"""A problem or a gap in the process proposes a plan.

Who leads plans takes it up or declines it with a reason.
"""

from datetime import date, datetime

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
    by: User,
    at: datetime,
    title: str,
    gap: str,
    ticket: Ticket | None = None,
    problem: StageProblem | None = None,
) -> PlanProposal:
    """Anybody with the right may propose; the managers are notified."""
    rules.require_right(by, "propose_plan")
    proposal = PlanProposal.objects.create(
        title=title, gap=gap, ticket=ticket, problem=problem, at=at, by=by
    )
    # Who proposes knows already.
    managers = User.objects.at_work().in_role(Role.MANAGER).exclude(pk=by.pk)
    sentences = notices.in_both_languages(gettext_noop("%(name)s proposes a plan"), name=by)
    tell.notify_users(
        managers,
        topic=Topic.PLAN_TASK,
        key=f"proposal:{proposal.pk}",
        at=at,
        path=f"/plans/proposals/{proposal.pk}/",
        data={"number": ticket.number if ticket else "", "summary": title, **sentences},
        is_urgent=True,
    )
    return proposal


@transaction.atomic
def take_up_proposal(
    proposal: PlanProposal,
    *,
    by: User,
    at: datetime,
    name: str,
    start_date: date,
    end_date: date,
    owner: User | None = None,
) -> Plan:
    """It becomes a draft that knows where it came from."""
    rules.require_right(by, "lead_plan")

    # Locked before the plan is made: two managers at once would make two of it.
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
def decline_proposal(proposal: PlanProposal, *, by: User, at: datetime, note: str) -> PlanProposal:
    """With a reason that the proposer reads."""
    rules.require_right(by, "lead_plan")
    proposal = _lock_open_proposal(proposal)
    return _store_answer(proposal, ProposalState.DECLINED, by=by, at=at, answer=note)


def _lock_open_proposal(proposal: PlanProposal) -> PlanProposal:
    """The row as it is now, locked. Raises `LawBroken` when somebody has answered it."""
    current = PlanProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if current.state != ProposalState.OPEN:
        raise LawBroken(_("This proposal was answered already."))
    return current


def _store_answer(
    proposal: PlanProposal,
    state: ProposalState,
    *,
    by: User,
    at: datetime,
    answer: str,
    plan: Plan | None = None,
) -> PlanProposal:
    proposal.state = state
    proposal.answer = answer
    proposal.plan = plan
    proposal.decided_at = at
    proposal.decided_by = by
    proposal.save()
    if proposal.by_id != by.pk:
        _notify_proposer(proposal, at=at)
    return proposal


def _notify_proposer(proposal: PlanProposal, *, at: datetime) -> None:
    """Where the answer leads: to the plan that it became, else to the proposal."""
    if proposal.plan is not None:
        sentence = gettext_noop("your proposal became plan %(answer)s")
        path = f"/plans/{proposal.plan.number}/"
    else:
        sentence = gettext_noop("your proposal was declined: %(answer)s")
        path = f"/plans/proposals/{proposal.pk}/"
    sentences = notices.in_both_languages(sentence, answer=proposal.answer)
    tell.notify_users(
        [proposal.by],
        topic=Topic.PLAN_TASK,
        key=f"proposal:{proposal.pk}:answer",
        at=at,
        path=path,
        data={"number": "", "summary": proposal.title, **sentences},
        is_urgent=True,
    )
