"""A test of a channel to customers, sent now to where its administrator wants it."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from notifications.channels import CHANNELS, Parcel, Postponed, Refused
from notifications.enums import Audited, Topic
from notifications.models import CustomerChannel
from privacy.domain.redact import redacted_text

NUMBER = "TEST-00001"


def send_test(channel: CustomerChannel, *, by: User, at: datetime) -> str:
    """Send a receipt of no ticket; empty when the provider took it, else why it did not."""
    if not channel.tests_go_to:
        return _("Enter where tests go.")
    why = _try_to_send(channel, by, at)
    audit.write_audit_entry(
        Audited.CHANNEL_TESTED, by=by, at=at, target=f"channel {channel.name}", is_taken=not why
    )
    return redacted_text(why)


def _try_to_send(channel: CustomerChannel, by: User, at: datetime) -> str:
    values = {
        "name": str(by),
        "number": NUMBER,
        "promises": "",
        "url": f"{settings.SITE_URL}/",
        "path": "",
    }
    parcel = Parcel(
        uuid4(),
        channel.tests_go_to,
        NUMBER,
        "",
        at,
        topic=Topic.RECEIPT,
        language=get_language() or "",
        values=values,
    )
    try:
        with CHANNELS[channel.name].open() as line:
            line.send(parcel)
    except (Refused, Postponed) as error:
        return str(error) or _("It does not answer.")
    return ""
