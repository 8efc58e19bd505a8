"""Campaigns are planned, started once, sent piece by piece, answered, and ended."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.errors import LawBroken
from customers.models import Contact
from customers.queries import contacts_who_object
from feedback.enums import Audited, Expectation, SkipReason
from feedback.models import Campaign, Invitation, LowScoreReason
from feedback.queries.campaigns import customers_of_group
from feedback.rules import CAMPAIGNS, require_answerable
from notifications.actions.letters import Letter, queue_letters
from notifications.enums import Topic
from tickets.record.queries.reachability import ways_to_reach

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CampaignAnswer:
    """What a customer says: scores from 1 to 5, why not better, what should change."""

    overall: int
    expectations: Mapping[Expectation, int] = field(default_factory=dict)
    reasons: Sequence[LowScoreReason] = ()
    suggestion: str = ""


@transaction.atomic
def plan_campaign(
    *,
    by: User,
    at: datetime,
    title: str,
    closes_on: date,
    segment: str = "",
    level: str = "",
    region: str = "",
) -> Campaign:
    """Nobody is asked before it is started. Raises `NotAllowed`, `LawBroken` for a day that is
    over.
    """
    CAMPAIGNS.require_right(by, "add_campaign")
    if closes_on <= timezone.localdate(at):
        raise LawBroken(_("Leave the customers at least until tomorrow."), field="closes_on")
    return Campaign.objects.create(
        title=title.strip(),
        segment=segment,
        level=level,
        region=region.strip(),
        closes_on=closes_on,
        created_at=at,
        created_by=by,
    )


@transaction.atomic
def start_campaign(campaign: Campaign, *, by: User, at: datetime) -> int:
    """Ask one person of each customer of the group: the main contact, else the first. Their number.

    Raises `NotAllowed`; `LawBroken` for one that was started, whose day is over, and for a group of
    nobody.
    """
    CAMPAIGNS.require_right(by, "add_campaign")
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.started_at is not None:
        raise LawBroken(_("It has been started already."))
    if campaign.closes_on <= timezone.localdate(at):
        raise LawBroken(_("Leave the customers at least until tomorrow."), field="closes_on")
    people = _people_of(campaign)
    if not people:
        raise LawBroken(_("There is no customer in this group."))
    campaign.started_at = at
    campaign.save(update_fields=["started_at"])
    Invitation.objects.bulk_create(
        (Invitation(campaign=campaign, contact_id=key) for key in people), batch_size=1000
    )
    audit.write_audit_entry(
        Audited.CAMPAIGN_STARTED,
        by=by,
        at=at,
        target=f"campaign {campaign.pk}",
        invited=len(people),
    )
    return len(people)


def _people_of(campaign: Campaign) -> list[int]:
    """The contact of each customer."""
    first = Contact.objects.filter(customer=OuterRef("pk")).order_by("-is_primary", "pk")
    customers = customers_of_group(campaign).annotate(person=Subquery(first.values("pk")[:1]))
    known = customers.filter(person__isnull=False).order_by("pk")
    return list(known.values_list("person", flat=True))


@transaction.atomic
def end_campaign(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Nobody is asked any more, and no answer is taken from today on.

    Raises `NotAllowed`; `LawBroken` for one that does not run.
    """
    CAMPAIGNS.require_right(by, "add_campaign")
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    today = timezone.localdate(at)
    if not campaign.is_open(today):
        raise LawBroken(_("It is not under way."))
    campaign.closes_on = today - timedelta(days=1)
    campaign.save(update_fields=["closes_on"])
    campaign.invitations.filter(is_due=True).update(is_due=False)
    return campaign


def send_invitations(*, at: datetime, limit: int) -> int:
    """Send the next invitations that wait; how many were looked at."""
    keys = list(
        Invitation.objects.filter(is_due=True).order_by("pk").values_list("pk", flat=True)[:limit]
    )
    for key in keys:
        try:
            _send_one(key, at)
        except Exception:
            # One that fails must not keep the others from being asked.
            logger.exception("invitation %s", key)
            Invitation.objects.filter(pk=key).update(is_due=False, skip_reason=SkipReason.FAILED)
    return len(keys)


@transaction.atomic
def _send_one(key: int, at: datetime) -> None:
    """Nothing where another worker was faster."""
    rows = Invitation.objects.select_for_update(of=("self",))
    related = rows.select_related("campaign", "contact__preferred_channel")
    invitation = related.get(pk=key)
    if not invitation.is_due:
        return
    invitation.is_due = False
    if contacts_who_object([invitation.contact_id]):
        invitation.skip_reason = SkipReason.NO_CONSENT
        invitation.save()
        return
    ways = ways_to_reach(invitation.contact, at=at, topic=Topic.CAMPAIGN)
    if not ways:
        invitation.skip_reason = SkipReason.NO_WAY
        invitation.save()
        return
    letter = Letter(
        channel=ways[0].channel,
        address=ways[0].address,
        topic=Topic.CAMPAIGN,
        key=f"invitation:{invitation.pk}",
        at=at,
        language=invitation.contact.language,
        data={
            "number": str(invitation.pk),
            "name": invitation.contact.name,
            "title": invitation.campaign.title,
            "until": f"{invitation.campaign.closes_on:%Y-%m-%d}",
        },
    )
    (invitation.message,) = queue_letters([letter])
    invitation.sent_at = at
    invitation.save()


@transaction.atomic
def answer_invitation(
    invitation: Invitation, answer: CampaignAnswer, *, seen_version: int, at: datetime
) -> Invitation:
    """Keep what somebody says, or how somebody changes it.

    Raises `LawBroken` once it is over, and for who has not seen what was answered meanwhile.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("campaign")
    invitation = rows.get(pk=invitation.pk)
    is_open = invitation.campaign.is_open(timezone.localdate(at))
    require_answerable(invitation, is_open=is_open, seen_version=seen_version)
    invitation.overall = answer.overall
    for expectation in Expectation:
        setattr(invitation, expectation.value, answer.expectations.get(expectation))
    invitation.suggestion = answer.suggestion
    invitation.answered_at = at
    invitation.version += 1
    invitation.save()
    invitation.reasons.set(answer.reasons)
    return invitation
