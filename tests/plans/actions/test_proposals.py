"""A gap in the process proposes a plan; who leads plans takes it up or declines it, once."""

from datetime import date

import pytest

from core.errors import LawBroken, NotAllowed
from notifications.models import InboxItem
from plans.actions import proposals
from plans.enums import LinkKind, ProposalState
from plans.models import Plan
from tests.fixtures import moment, reported

pytestmark = pytest.mark.django_db

AT = moment("2024-07-01 09:00")


def propose(cast, who="engineer", **fields):
    return proposals.propose_plan(
        by=cast.staff[who], at=AT, title="备件申领流程过长", gap="申领需三级审批", **fields
    )


def take_up(proposal, cast, who="supervisor"):
    return proposals.take_up_proposal(
        proposal,
        by=cast.staff[who],
        at=AT,
        name="备件申领流程优化",
        start_date=date(2024, 7, 8),
        end_date=date(2024, 9, 6),
    )


def told(user):
    return list(InboxItem.objects.filter(user=user).values_list("path", flat=True))


def test_a_proposal_is_told_to_managers(cast):
    proposal = propose(cast)
    assert (proposal.state, proposal.by) == (ProposalState.OPEN, cast.staff["engineer"])
    assert told(cast.staff["manager"]) == [f"/plans/proposals/{proposal.pk}/"]
    assert told(cast.staff["engineer"]) == []


def test_a_manager_who_proposes_is_not_told(cast):
    propose(cast, who="manager")
    assert told(cast.staff["manager"]) == []


def test_a_proposal_becomes_a_draft_that_knows_where_it_came_from(cast):
    ticket = reported(cast, AT)
    proposal = propose(cast, ticket=ticket)
    plan = take_up(proposal, cast)
    proposal.refresh_from_db()
    assert (plan.background, plan.owner) == ("申领需三级审批", cast.staff["supervisor"])
    assert plan.links.get(ticket=ticket).kind == LinkKind.ORIGIN
    assert (proposal.state, proposal.plan, proposal.answer) == (
        ProposalState.TAKEN,
        plan,
        plan.number,
    )
    assert told(cast.staff["engineer"]) == [f"/plans/{plan.number}/"]


def test_a_refusal_is_told_with_its_reason(cast):
    proposal = proposals.decline_proposal(
        propose(cast), by=cast.staff["supervisor"], at=AT, note="已在进行"
    )
    assert (proposal.state, proposal.answer) == (ProposalState.DECLINED, "已在进行")
    item = InboxItem.objects.get(user=cast.staff["engineer"])
    assert item.data["what_en"] == "your proposal was declined: 已在进行"


def test_only_who_leads_plans_answers(cast):
    proposal = propose(cast)
    with pytest.raises(NotAllowed):
        take_up(proposal, cast, who="engineer")
    with pytest.raises(NotAllowed):
        proposals.decline_proposal(proposal, by=cast.staff["engineer"], at=AT, note="不要")
    assert not Plan.objects.exists()


def test_an_answer_is_given_once(cast):
    proposal = propose(cast)
    take_up(proposal, cast)
    with pytest.raises(LawBroken):
        take_up(proposal, cast)
    with pytest.raises(LawBroken):
        proposals.decline_proposal(proposal, by=cast.staff["manager"], at=AT, note="太晚")
    assert Plan.objects.count() == 1
