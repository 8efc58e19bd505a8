"""Regular surveys: planned, started once, sent, answered, ended."""

from datetime import timedelta

import pytest

from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from customers.enums import Segment
from customers.models import Contact, Customer
from customers.rules import UNMASKED
from feedback.actions import campaigns
from feedback.actions.campaigns import CampaignAnswer
from feedback.enums import Expectation, SkipReason
from feedback.models import Campaign, Invitation, LowScoreReason
from feedback.queries.campaigns import reach_of, results_of
from notifications.actions import outbox
from notifications.models import Outbox
from tests.feedback.support import AT, DAY
from tests.fixtures import at_once

pytestmark = pytest.mark.django_db


def planned(cast, **group):
    return campaigns.plan_campaign(
        by=cast.staff["manager"],
        at=AT,
        title="2026年一季度满意度调查",
        closes_on=(AT + 14 * DAY).date(),
        **group,
    )


@pytest.fixture
def reachable(cast, sink):
    """Everybody has a mail address."""
    for contact in Contact.objects.all():
        contact.email = f"person{contact.pk}@customer.example"
        contact.save()
    return cast


def started(cast, **group):
    campaign = planned(cast, **group)
    campaigns.start_campaign(campaign, by=cast.staff["manager"], at=AT)
    return Campaign.objects.get(pk=campaign.pk)


def test_one_person_of_each_customer_is_asked_and_the_mail_leads_to_the_page(reachable, sink):
    customer = Customer.objects.first()
    Contact.objects.create(customer=customer, name="另一位", created_at=AT)
    campaign = started(reachable)
    assert Invitation.objects.count() == Customer.objects.count()
    assert campaigns.send_invitations(at=AT, limit=10) == Customer.objects.count()
    assert campaigns.send_invitations(at=AT, limit=10) == 0
    outbox.deliver_due(at=AT)
    bodies = [mail.get_payload(decode=True).decode() for mail in sink.took]
    assert len(bodies) == Customer.objects.count()
    assert all("/s/" in body and campaign.title in body for body in bodies)
    assert AuditEntry.objects.filter(action="campaign_started").count() == 1


def test_a_group_is_asked_alone(reachable):
    customer = Customer.objects.last()
    Customer.objects.filter(pk=customer.pk).update(segment=Segment.CONSUMER, region="西南")
    started(reachable, segment=Segment.CONSUMER, region="西南")
    assert Invitation.objects.get().contact.customer == customer
    with pytest.raises(LawBroken, match="没有客户"):
        started(reachable, region="不存在")


def test_whom_no_message_reaches_is_counted_and_not_asked_again(cast, sink):
    campaign = started(cast)
    campaigns.send_invitations(at=AT, limit=10)
    assert set(Invitation.objects.values_list("skip_reason", flat=True)) == {SkipReason.NO_WAY}
    assert reach_of(campaign).unreachable == reach_of(campaign).invited
    assert campaigns.send_invitations(at=AT + DAY, limit=10) == 0


def test_nobody_starts_it_twice_or_too_late_or_without_the_right(reachable):
    campaign = started(reachable)
    manager = reachable.staff["manager"]
    with pytest.raises(LawBroken, match="已经开始"):
        campaigns.start_campaign(campaign, by=manager, at=AT)
    late = planned(reachable)
    with pytest.raises(LawBroken, match="明天"):
        campaigns.start_campaign(late, by=manager, at=AT + 30 * DAY)
    with pytest.raises(LawBroken) as refused:
        campaigns.plan_campaign(by=manager, at=AT, title="x", closes_on=AT.date())
    assert refused.value.field == "closes_on"
    for name in ("supervisor", "agent"):
        with pytest.raises(NotAllowed):
            campaigns.start_campaign(late, by=reachable.staff[name], at=AT)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_ask_everybody_once(reachable):
    started(reachable)
    at_once(4, lambda _n: campaigns.send_invitations(at=AT, limit=10))
    assert Outbox.objects.count() == Invitation.objects.count()


def answered(reachable, overall=4, **told):
    campaign = started(reachable)
    campaigns.send_invitations(at=AT, limit=10)
    invitation = Invitation.objects.order_by("pk").first()
    answer = CampaignAnswer(overall, dict.fromkeys(Expectation, overall), **told)
    campaigns.answer_invitation(invitation, answer, seen_version=0, at=AT + DAY)
    return campaign, Invitation.objects.get(pk=invitation.pk)


def test_an_answer_can_be_changed_by_who_has_seen_it_until_it_is_over(reachable):
    _campaign, invitation = answered(reachable)
    better = CampaignAnswer(5, {Expectation.SPEED: 5})
    with pytest.raises(LawBroken):
        campaigns.answer_invitation(invitation, better, seen_version=0, at=AT + DAY)
    campaigns.answer_invitation(invitation, better, seen_version=1, at=AT + DAY)
    invitation.refresh_from_db()
    assert (invitation.overall, invitation.speed, invitation.quality) == (5, 5, None)
    with pytest.raises(LawBroken):
        campaigns.answer_invitation(invitation, better, seen_version=2, at=AT + 15 * DAY)


def test_the_results_by_group_with_reasons_and_suggestions(reachable):
    reason = LowScoreReason.objects.first()
    campaign, invitation = answered(reachable, 2, reasons=[reason], suggestion="希望周末也有人")
    results = results_of(campaign, UNMASKED)
    assert (results.reach.answered, results.reach.sent) == (1, Customer.objects.count())
    assert results.groups[0].overall == 2
    assert results.groups[0].expectations == [2, 2, 2]
    labels = {group.label for group in results.groups[1:]}
    assert invitation.contact.customer.get_segment_display() in {str(one) for one in labels}
    assert results.reasons == [(reason.name, 1)]
    assert [said.text for said in results.suggestions] == ["希望周末也有人"]


def test_one_that_was_ended_asks_nobody_and_takes_nothing(reachable):
    campaign = started(reachable)
    campaigns.end_campaign(campaign, by=reachable.staff["manager"], at=AT + timedelta(hours=1))
    assert campaigns.send_invitations(at=AT + DAY, limit=10) == 0
    with pytest.raises(LawBroken, match="不在进行中"):
        campaigns.end_campaign(campaign, by=reachable.staff["manager"], at=AT + DAY)
