"""Somebody who forgot the password gets in again, by a mail to the address that is stored."""

import unicodedata
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.actions import tries
from accounts.domain.tries import Counter
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
    typed = unicodedata.normalize("NFKC", name_or_mail).strip()
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
    known = Outbox.objects.filter(dedupe_key__in=[mail.dedupe_key for mail in mails])
    sent = set(known.values_list("dedupe_key", flat=True))
    fresh = [mail for mail in mails if mail.dedupe_key not in sent and _may_get_one(mail, at)]
    Outbox.objects.bulk_create(fresh, ignore_conflicts=True)
    if fresh:
        enqueue("notifications.deliver_outbox")
    return len(fresh)


def _may_get_one(mail: Outbox, at: datetime) -> bool:
    """So many an hour for each person, whoever asks for them."""
    limit = tries.configured_limits().reset_mails
    try:
        tries.count_try([Counter(f"reset:person:{mail.user_id}", limit)], at=at)
    except tries.TooManyTries:
        return False
    return True
