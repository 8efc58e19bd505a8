"""Binds a contact to the follower of the company's WeChat account who reads the customer's page."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import LawBroken
from core.work.record import store_row
from customers.actions.people import bind_wechat
from notifications.channels.outbound import get_json
from notifications.domain import wechat
from notifications.enums import ChannelName
from notifications.queries.customer_channels import channel_set_up
from privacy.domain.sealing import Unreadable
from tickets.record.actions.locking import lock_ticket
from tickets.record.models import Ticket
from tickets.work.actions.conversation import keep_note

LONGEST_ID = 64


def bind_reader(ticket: Ticket, code: str, *, at: datetime) -> None:
    """The contact of the ticket gets messages by WeChat from now on, as WeChat says who reads.

    Raises `LawBroken` when WeChat does not say it, and when somebody else is bound.
    """
    wechat_id = _reader_behind(code)
    with transaction.atomic():
        ticket = lock_ticket(ticket)
        if ticket.contact is None:
            raise LawBroken(_("This case has no contact."))
        if bind_wechat(ticket.contact, wechat_id, at=at):
            note = _("%(name)s gets messages by WeChat from now on: bound on the customer's page.")
            keep_note(ticket, note % {"name": ticket.contact}, by=None, at=at)
            store_row(ticket, by=None, at=at)


def _reader_behind(code: str) -> str:
    """The open id that WeChat gives for a code; a code is good once."""
    refusal = LawBroken(_("WeChat did not say who you are. Please try again."))
    channel = channel_set_up(ChannelName.WECHAT)
    if channel is None:
        raise refusal
    try:
        asked = urlencode(wechat.who_request(channel.account, channel.secret, code))
        url = f"{settings.WECHAT_URL}{wechat.WHO_PATH}?{asked}"
        answer = get_json(url, hosts=settings.PROVIDER_HOSTS)
    except (OSError, Unreadable):
        raise refusal from None
    wechat_id = answer.body.get("openid")
    if not isinstance(wechat_id, str) or not 0 < len(wechat_id) <= LONGEST_ID:
        raise refusal
    return wechat_id
