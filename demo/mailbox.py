"""Mails of a desk that nobody outside shall get: kept in a folder (`MAIL_FOLDER`), to be read here."""

import email
import email.policy
import mailbox
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as OutgoingMail
from django.core.mail.backends.base import BaseEmailBackend

NEWEST = 100


class MailFolder(BaseEmailBackend):
    """Keeps what would be sent, as a maildir: each mail whole or not at all."""

    def send_messages(self, email_messages: Sequence[OutgoingMail]) -> int:
        box = _box()
        for mail in email_messages:
            box.add(mail.message().as_bytes(linesep="\n"))
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail as a reader sees it."""

    key: str
    sent_at: datetime | None
    to: str
    subject: str
    body: str
    message_id: str


def newest_mails() -> list[KeptMail]:
    """The newest ones first. Of a folder with thousands only the newest are opened."""
    folder = Path(settings.MAIL_FOLDER) / "new"
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_kept_mail(path) for path in files[:NEWEST]]


def find_mail(key: str) -> KeptMail | None:
    """One of those that the list shows."""
    return next((mail for mail in newest_mails() if mail.key == key), None)


def _box() -> mailbox.Maildir:
    return mailbox.Maildir(settings.MAIL_FOLDER, create=True)


def _kept_mail(path: Path) -> KeptMail:
    with path.open("rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    return KeptMail(
        key=path.name.partition(".")[2].replace(".", "-"),
        sent_at=_sent_at(mail),
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        body=_text_of(mail),
        message_id=str(mail["Message-ID"] or ""),
    )


def _sent_at(mail: EmailMessage) -> datetime | None:
    written = mail["Date"]
    if not written:
        return None
    sent_at = parsedate_to_datetime(str(written))
    # `-0000`: UTC, from a sender who does not say where it stands.
    return sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)


def _text_of(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part else ""
