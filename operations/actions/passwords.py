"""Somebody who forgot the password gets in again, by a mail to the address that is stored."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.later import enqueue
from notifications.enums import ChannelName, Topic
from notifications.models import Outbox

# Whoever asks more often gets no more mails than this.
LEAST_PAUSE = timedelta(minutes=5)


@transaction.atomic
def send_password_mails(name_or_mail: str, *, at: datetime) -> int:
    """A mail to everybody at work of this user name or address; the number of new mails.

    The caller tells nobody the number: it would say who works here. The one-time address is made
    when the mail is sent, so that no table holds it.
    """
    typed = name_or_mail.strip()
    named = Q(username__iexact=typed) | Q(email__iexact=typed)
    people = User.objects.at_work().filter(named).exclude(email="")
    mails = [
        Outbox(
            channel=ChannelName.MAIL,
            topic=Topic.PASSWORD,
            user=person,
            dedupe_key=f"mail:password:{person.pk}:{at.timestamp() // LEAST_PAUSE.total_seconds()}",
            created_at=at,
            next_at=at,
        )
        for person in people
        if person.has_usable_password()
    ]
    before = Outbox.objects.filter(dedupe_key__in=[mail.dedupe_key for mail in mails]).count()
    Outbox.objects.bulk_create(mails, ignore_conflicts=True)
    fresh = len(mails) - before
    if fresh:
        enqueue("notifications.deliver_outbox")
    return fresh
