"""Fetching from a real IMAP server: all that came, each once, whoever else reads the box."""

from __future__ import annotations

import select
import socket
import ssl
import subprocess
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.mails import CUSTOMER, mail
from tests.fixtures import in_background, moment
from tests.imap_server import Box, box
from tickets.mail import mailbox
from tickets.mail.mailbox import MailboxAddress, fetch_new_mails
from tickets.record.models import IncomingMail, Mailbox, Ticket
from tickets.tasks import fetch_mails, take_mails

__all__ = ["box"]
pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")


def numbered(first, last):
    return [mail(f"第{n}封", message_id=f"<{n}@customer.example>") for n in range(first, last)]


def self_signed(folder):
    """A server's side of TLS with a certificate of its own making."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    subprocess.run(
        [*made, "-keyout", key, "-out", certificate, *names], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def first_words(listening, context):
    """What somebody says who connects; nothing where no trust was made."""
    line, _address = listening.accept()
    try:
        with context.wrap_socket(line, server_side=True) as secure:
            secure.sendall(b"* OK ready\r\n")
            return secure.recv(1000)
    except OSError:
        return b""


def test_all_that_came_is_kept_once_and_marked_as_seen(box):
    box.put(*numbered(0, 5))
    assert fetch_new_mails(MONDAY) == 5
    assert fetch_new_mails(MONDAY) == 0
    assert box.unseen() == []
    assert IncomingMail.objects.count() == 5
    assert bytes(IncomingMail.objects.earliest("pk").raw).startswith(b"From: ")


def test_a_mail_that_a_colleague_has_read_is_fetched_all_the_same(box):
    box.put(*numbered(0, 1))
    fetch_new_mails(MONDAY)
    box.put(*numbered(1, 3))
    box.mark_all_seen()
    assert fetch_new_mails(MONDAY) == 2


def test_at_the_first_look_old_mails_that_were_read_stay_where_they_are(box):
    box.put(*numbered(0, 2))
    box.mark_all_seen()
    box.put(*numbered(2, 3))
    assert fetch_new_mails(MONDAY) == 1
    assert fetch_new_mails(MONDAY) == 0, "nor at the second look"


def test_what_lies_behind_the_oldest_unread_mail_stays_there(box):
    box.put(*numbered(0, 1))
    with box.open() as opened:
        oldest = opened.uids("ALL")
    box.put(*numbered(1, 6))
    box.mark_all_seen()
    with box.open() as opened:
        opened.flag(oldest, "\\Seen", False)
    assert [fetch_new_mails(MONDAY) for _look in range(3)] == [1, 0, 0]
    box.put(*numbered(6, 8))
    assert fetch_new_mails(MONDAY) == 2


@contextmanager
def withheld(box, uid):
    """Between desk and server, the server gives this mail out to nobody."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        in_background(lambda: meddle(listening, box.port, f"UID FETCH {uid} ".encode()))
        yield Box(listening.getsockname()[1])


def meddle(listening, port, asked):
    """Hand over, in both directions, all but the request for this mail."""
    desk, _address = listening.accept()
    with desk, socket.create_connection(("127.0.0.1", port)) as server:
        while ready := select.select([desk, server], [], [])[0]:
            for line in ready:
                said = line.recv(65536)
                if not said:
                    return
                other = server if line is desk else desk
                other.sendall(said.replace(asked, b"UID FETCH 4000000000 "))


def test_a_mail_that_the_server_keeps_back_is_told_stops_none_behind_it_and_comes_later(
    box, settings, monkeypatch
):
    box.put(*numbered(0, 1))
    fetch_new_mails(MONDAY)
    monkeypatch.setattr(mailbox, "BATCH", 2)
    box.put(*numbered(1, 6))
    with box.open() as opened:
        kept_back = opened.uids("ALL")[1]
    # Asked for again only after what came behind it.
    for kept, told in ((2, True), (4, False), (5, True)):
        with withheld(box, kept_back) as way:
            settings.IMAP_URL = way.url
            tells = pytest.raises(ValueError, match=f"mail {kept_back}") if told else nullcontext()
            with tells:
                fetch_new_mails(MONDAY)
        assert IncomingMail.objects.count() == kept
    settings.IMAP_URL = box.url
    assert fetch_new_mails(MONDAY) == 1
    assert Mailbox.objects.get().failed_uids == []


def test_a_limit_counts_from_when_the_server_took_the_mail(box):
    box.put(*numbered(0, 1))
    tomorrow = timezone.now() + timedelta(days=1)
    fetch_new_mails(tomorrow)
    age = tomorrow - IncomingMail.objects.get().received_at
    assert timedelta(hours=23) < age < timedelta(hours=25)


def test_a_certificate_that_nobody_signed_is_not_trusted(tmp_path, settings):
    """Who stands between would get the password of the box."""
    context = self_signed(tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        settings.IMAP_URL = f"imaps://u:p@127.0.0.1:{listening.getsockname()[1]}/INBOX"
        heard = in_background(lambda: first_words(listening, context))
        with pytest.raises(ssl.SSLError):
            fetch_new_mails(MONDAY)
        assert b"LOGIN" not in heard()


def test_a_worker_that_died_before_it_noted_how_far_it_was_loses_and_doubles_nothing(box):
    box.put(*numbered(0, 4))
    fetch_new_mails(MONDAY)
    Mailbox.objects.update(last_uid=1)
    assert fetch_new_mails(MONDAY) == 0
    assert IncomingMail.objects.count() == 4


def test_one_that_is_too_large_is_kept_by_its_head(box, settings):
    settings.MAIL_MAX_BYTES = 10_000
    box.put(mail("长" * 100_000))
    fetch_new_mails(MONDAY)
    row = IncomingMail.objects.get()
    assert row.size > 300_000 and len(row.raw) <= 64 * 1024
    assert b"Subject:" in bytes(row.raw)


def test_the_job_brings_them_into_tickets(cast, box, settings):
    contact = cast.customers["华启科技有限公司"].contacts.first()
    contact.email = CUSTOMER
    contact.save()
    box.put(mail())
    for _look in range(2):
        fetch_mails()
        take_mails()
    assert Ticket.objects.get().contact == contact


def test_a_desk_without_a_box_fetches_nothing(db, settings):
    settings.IMAP_URL = ""
    fetch_mails()
    assert not IncomingMail.objects.exists()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "imaps://a%40b:p%3Aw@mx.example.com/Service/In",
            (True, "mx.example.com", 993, "a@b", "p:w", "Service/In"),
        ),
        ("imap://u:p@mx:1143", (False, "mx", 1143, "u", "p", "INBOX")),
    ],
)
def test_addresses(url, expected):
    found = MailboxAddress.of_url(url)
    assert (
        found.is_encrypted,
        found.host,
        found.port,
        found.user,
        found.password,
        found.folder,
    ) == expected
