"""What messages from and to customers cost. Imported after Django is set up."""

import os
import time
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from customers.models import Contact
from notifications.actions.letters import Letter, queue_letters
from notifications.enums import ChannelName, Topic
from notifications.models import Outbox
from tests.imap_server import running_box
from tickets.mail.actions.intake import take_mails
from tickets.mail.mailbox import fetch_new_mails
from tickets.record.domain.reply_tokens import reply_address
from tickets.record.enums import MailState
from tickets.record.models import IncomingMail, Ticket

LETTERS = int(os.environ.get("BENCH_LETTERS", "10000"))
MAILS = int(os.environ.get("BENCH_MAILS", "1000"))
MAILBOX = "service@desk.example"
# No more of one sender than an hour takes.
SENDERS = 100


def measure_letters() -> dict[str, Any]:
    """So many messages queued at once. Taken back, for other jobs find nothing to be sent."""
    at = timezone.now()
    letters = [
        Letter(
            channel=ChannelName.MAIL,
            address=f"bench{n}@customer.example",
            topic=Topic.LETTER,
            key=f"bench:{n}",
            at=at,
            language="zh-hans",
            data={"number": "AS-0", "name": "赵工", "text": "备件已经发出。", "by": "李敏"},
        )
        for n in range(LETTERS)
    ]
    started = time.perf_counter()
    queue_letters(letters)
    seconds = time.perf_counter() - started
    Outbox.objects.filter(dedupe_key__startswith=f"{ChannelName.MAIL}:bench:").delete()
    return {"letters": LETTERS, "s": seconds}


def measure_mails() -> dict[str, Any]:
    """So many mails from a box into their tickets: half are new matters, half answers."""
    open_cases = _open_cases()
    tickets = Ticket.objects.count()
    mails = [_mail_of(n, *open_cases[n % len(open_cases)]) for n in range(MAILS)]
    with running_box() as box, override_settings(IMAP_URL=box.url, MAILBOX_ADDRESS=MAILBOX):
        box.put(*mails)
        started = time.perf_counter()
        fetched = fetch_new_mails(timezone.now())
        fetching = time.perf_counter() - started
        while take_mails(timezone.now(), limit=MAILS):
            pass
        seconds = time.perf_counter() - started
    taken = IncomingMail.objects.filter(state=MailState.TAKEN).count()
    made = Ticket.objects.count() - tickets
    return {
        "mails": fetched,
        "s": seconds,
        "fetching s": fetching,
        "taken": taken,
        "in the tray": IncomingMail.objects.filter(state=MailState.TRAY).count(),
        "new tickets": made,
    }


def _open_cases() -> list[tuple[str, str]]:
    """Tickets of contacts of whom each has an address of its own: address and number."""
    tickets = Ticket.objects.open().filter(contact__isnull=False)
    rows = tickets.order_by("contact", "pk").distinct("contact").values_list("contact", "number")
    cases = []
    for n, (contact, number) in enumerate(rows[:SENDERS]):
        cases.append((f"bench{n}@customer.example", number))
        Contact.objects.filter(pk=contact).update(email=cases[-1][0])
    return cases


def _mail_of(n: int, sender: str, number: str) -> bytes:
    """Of the mails that one sender writes, every other one is an answer."""
    mail = EmailMessage()
    mail["From"] = sender
    is_answer = n // SENDERS % 2
    mail["To"] = reply_address(MAILBOX, number, settings.SECRET_KEY) if is_answer else MAILBOX
    mail["Message-ID"] = f"<bench{n}@customer.example>"
    mail["Subject"] = "空压机无法启动"
    mail.set_content(f"第 {n} 封：早班开机后空压机无法启动，请尽快安排工程师上门。")
    return mail.as_bytes()
