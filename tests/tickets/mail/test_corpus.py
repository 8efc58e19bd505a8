"""Two hundred mails as they really come: broken, foreign, nested, empty. Each is kept and ends somewhere, and none stops the next.

They are the fixtures of mikel/mail (MIT; its licence lies with them), each with the line ends of a
server and of a file.
"""

import tarfile
from pathlib import Path

import pytest

from tests.fixtures import moment
from tickets.mail.actions import intake
from tickets.record.enums import MailState
from tickets.record.models import IncomingMail, Ticket

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")
ENDS = {MailState.TAKEN, MailState.TRAY, MailState.MACHINE}


def mails_of_the_corpus():
    with tarfile.open(Path(__file__).parent / "data" / "mails_of_mikel_mail.tar.gz") as packed:
        for member in packed.getmembers():
            if member.name.endswith(".eml"):
                plain = packed.extractfile(member).read().replace(b"\r\n", b"\n")
                yield from ((f"{member.name} LF", plain), (f"{member.name} CRLF", crlf(plain)))


def crlf(raw):
    return raw.replace(b"\n", b"\r\n")


def test_every_mail_of_a_corpus_ends_somewhere(cast, settings):
    settings.MAILBOX_ADDRESS = "service@desk.example"
    names = []
    for name, raw in mails_of_the_corpus():
        assert intake.keep_mail("box", raw, size=len(raw), message_id=name, received_at=MONDAY)
        names.append(name)
    assert len(names) > 200
    while IncomingMail.objects.filter(state=MailState.NEW).exists():
        assert intake.take_mails(MONDAY, limit=500), "each look takes some"
    ended = IncomingMail.objects.values_list("message_id", "state", "ticket")
    assert {name for name, _state, _ticket in ended} == set(names)
    assert {state for _name, state, _ticket in ended} <= ENDS
    taken = [ticket for _name, state, ticket in ended if state == MailState.TAKEN]
    assert all(taken) and Ticket.objects.count() <= len(taken), "nobody here is known to the desk"
