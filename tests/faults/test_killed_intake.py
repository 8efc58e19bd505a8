"""FLT-19: `kill -9` at every step on the way of a mail. Each becomes one ticket, none is lost, none is doubled."""

from __future__ import annotations

import pytest
from django.utils import timezone

from customers.actions.people import add_contact
from tests.factories.mails import mail
from tests.faults.processes import Nursery
from tests.fixtures import until
from tests.imap_server import Box, box
from tickets.mail.actions.intake import ATTEMPTS
from tickets.mail.mailbox import fetch_new_mails
from tickets.record.enums import MailState
from tickets.record.models import IncomingMail, Mailbox, Ticket

__all__ = ["box"]
pytestmark = pytest.mark.django_db(transaction=True)

# Of one sender no more than are taken within an hour.
SENDERS, EACH = 12, 10
MAILS = SENDERS * EACH
WORKERS = 3


def numbered(customer):
    """Every fifth without a Message-ID."""
    mails = []
    for sender in range(SENDERS):
        address = f"zhang{sender}@customer.example"
        add_contact(customer, name=f"张{sender}", email=address, at=timezone.now())
        for n in range(EACH):
            number = sender * EACH + n
            message_id = f"<{number}@customer.example>" if n % 5 else ""
            mails.append(mail(f"第{number}封", sender=address, message_id=message_id))
    return mails


def watched_box(processes, box: Box) -> None:
    """The box is known, and what is started from now on looks into it."""
    processes.environment["IMAP_URL"] = box.url
    fetch_new_mails(timezone.now())


def test_mails_survive_the_death_of_whoever_takes_them(cast, processes, box):
    mails = numbered(cast.customers["华启科技有限公司"])
    watched_box(processes, box)
    workers = Nursery(processes, "fetch_and_take_dying", WORKERS)
    # Every sixth comes a second time, as servers do that got no answer.
    box.put(*mails, *mails[::6])
    until(
        lambda: (
            IncomingMail.objects.count() == MAILS
            and not IncomingMail.objects.filter(state=MailState.NEW).exists()
            and not box.unseen()
        ),
        "every mail has found its place",
        patience=120,
    )
    kills = workers.kills
    workers.end()

    assert kills >= WORKERS, "they died on the way"
    given_up = IncomingMail.objects.filter(state=MailState.TRAY)
    assert all(one.attempts > ATTEMPTS for one in given_up), "only what killed one after another"
    assert Ticket.objects.count() == MAILS - given_up.count()
    assert (
        len(set(Ticket.objects.values_list("original_text", flat=True))) == Ticket.objects.count()
    )


def test_control_who_notes_the_place_first_and_keeps_then_loses_mails(cast, processes, box):
    mails = numbered(cast.customers["华启科技有限公司"])[:20]
    watched_box(processes, box)
    workers = Nursery(processes, "fetch_and_take_noting_first", 1)
    box.put(*mails)
    until(
        lambda: Mailbox.objects.get().last_uid >= len(mails) and workers.kills > 0,
        "the box was read to its end",
        patience=60,
    )
    workers.end()
    assert IncomingMail.objects.count() < len(mails)
