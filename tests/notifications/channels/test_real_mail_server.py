"""Mails through a real SMTP server: what it parses is what was meant, and what it refuses is told."""

from __future__ import annotations

from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import SMTP, Envelope, Session

from local_services.postgres import free_port
from notifications.actions import outbox
from notifications.actions.letters import queue_letters
from notifications.enums import OutboxState
from notifications.models import Outbox
from tests.factories.letters import ADDRESS, letter
from tests.factories.notices import MONDAY
from tests.fixtures import reported
from tickets.record.models import DeskRule

pytestmark = pytest.mark.django_db
NOBODY = "nobody@customer.example"


class Box(MessageHandler):
    """Keeps what it takes, and knows one address that nobody has."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    async def handle_RCPT(  # noqa: N802 — as the library names it
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address == NOBODY:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)


@pytest.fixture
def box(settings) -> Iterator[Box]:
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield box
    controller.stop()


@pytest.fixture
def ticket(cast):
    DeskRule.objects.update(sends_receipts=False)
    return reported(cast, MONDAY)


@pytest.mark.parametrize(("language", "hello"), [("zh-hans", "您好"), ("en", "Hello")])
def test_what_arrives_is_what_was_meant(box, ticket, language, hello):
    queue_letters([letter(ticket, thread=("<a@x>",), reply_to="service+1.abc@desk.example")])
    Outbox.objects.update(data={**Outbox.objects.get().data, "language": language})
    outbox.deliver_due(at=MONDAY)
    (mail,) = box.mails
    assert ticket.number in str(make_header(decode_header(mail["Subject"])))
    assert (mail["To"], mail["In-Reply-To"]) == (ADDRESS, "<a@x>")
    assert mail["Reply-To"] == "service+1.abc@desk.example"
    body = mail.get_payload(decode=True).decode()
    assert hello in body and "保密的正文" in body
    assert not mail.defects
    assert Outbox.objects.get().state == OutboxState.DONE


def test_what_it_refuses_is_told_and_keeps_no_other_from_arriving(box, ticket):
    queue_letters([letter(ticket, "1", address=NOBODY), letter(ticket, "2")])
    outbox.deliver_due(at=MONDAY)
    refused, sent = Outbox.objects.order_by("pk")
    assert (refused.state, sent.state) == (OutboxState.FAILED, OutboxState.DONE)
    assert "550" in refused.error and NOBODY not in refused.error
    assert [mail["To"] for mail in box.mails] == [ADDRESS]
