"""Makes the links that open customers' pages, and ends them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from core.actions import audit
from notifications.enums import Topic
from portal.domain.tokens import hash_of_token, new_token
from portal.enums import Audited, LinkPurpose
from portal.models import CustomerLink
from portal.queries.invitations import token_of_invitation
from tickets.record.models import Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.record.rules import require_right

# Where a message about such a matter leads; others lead to the case.
PAGES: dict[str, str] = {Topic.SURVEY: "survey", Topic.CONFIRM: "confirm"}


def make_link(number: str, at: datetime, topic: str = "") -> str:
    """A new link to the case of this number, for a message to the customer: the path of the page,
    for a survey and a confirmation of their own ones. Of a campaign the number is that of the
    invitation.

    Earlier ones stay: the customer may open an older mail.
    """
    if topic == Topic.CAMPAIGN:
        return reverse("portal:campaign", args=[token_of_invitation(int(number))])
    return _link_of_nobody(number, at, LinkPurpose.CASE, PAGES.get(topic, "case"))


def make_link_of_report(number: str, at: datetime) -> str:
    """The same for somebody who has reported, and who may be anybody."""
    return _link_of_nobody(number, at, LinkPurpose.REPORT)


def _link_of_nobody(number: str, at: datetime, purpose: LinkPurpose, page: str = "case") -> str:
    ticket = Ticket.objects.only("pk").get(number=number)
    token = _new_link(ticket, by=None, at=at, purpose=purpose)
    return reverse(f"portal:{page}", args=[token])


@transaction.atomic
def make_link_by_hand(ticket: Ticket, *, by: User, at: datetime) -> str:
    """The same for somebody of the desk, who hands it over: the path is shown once."""
    require_right(by, "contact_ticket")
    token = _new_link(ticket, by=by, at=at)
    audit.write_audit_entry(Audited.LINK_MADE, by=by, at=at, target=f"ticket {ticket.number}")
    return reverse("portal:case", args=[token])


def _new_link(
    ticket: Ticket, *, by: User | None, at: datetime, purpose: LinkPurpose = LinkPurpose.CASE
) -> str:
    token = new_token()
    CustomerLink.objects.create(
        ticket=ticket,
        purpose=purpose,
        token_hash=hash_of_token(token),
        created_at=at,
        created_by=by,
        expires_at=open_until(at),
    )
    return token


def open_until(at: datetime) -> datetime:
    """Until when a link opens the page that is made at a moment."""
    return at + timedelta(days=current_desk_rule().link_days)


@transaction.atomic
def revoke_links(ticket: Ticket, *, by: User, at: datetime) -> int:
    """No link of the ticket opens anything any more; the number of those that did."""
    require_right(by, "contact_ticket")
    count = ticket.customer_links.open(at).update(revoked_at=at)
    audit.write_audit_entry(
        Audited.LINKS_REVOKED, by=by, at=at, target=f"ticket {ticket.number}", count=count
    )
    return count
