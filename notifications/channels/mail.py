"""Mail by SMTP."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from accounts.models import User
from notifications.channels.base import Parcel, Postponed, Refused

# So that out-of-office answers and other desks do not reply to us.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class MailLine:
    """A connection for a batch of mails: opened with the first, again after the server hung up."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def send(self, parcel: Parcel) -> None:
        mail = EmailMessage(
            parcel.subject,
            parcel.body,
            to=[parcel.address],
            reply_to=[parcel.reply_to] if parcel.reply_to else None,
            headers=_headers_of(parcel),
            connection=self.connection,
        )
        try:
            self.connection.open()
            self.connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            self.hang_up()
            code, answer = next(iter(error.recipients.values()))
            raise _verdict(code, answer) from error
        except smtplib.SMTPDataError as error:
            self.hang_up()
            raise _verdict(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            raise Postponed(f"{type(error).__name__}: {error}") from error

    def hang_up(self) -> None:
        """Close whatever is open; a broken line is not worth a word."""
        broken = self.connection
        self.connection = get_connection()
        broken.fail_silently = True
        broken.close()


def _headers_of(parcel: Parcel) -> dict[str, str]:
    headers = {"Message-ID": mail_id(parcel.message_id)}
    if not parcel.is_written_by_hand:
        headers |= AUTOMATIC
    if parcel.thread:
        headers["In-Reply-To"] = parcel.thread[-1]
        headers["References"] = " ".join(parcel.thread)
    return headers


def mail_id(message_id: UUID) -> str:
    """The Message-ID of a mail, by which answers name it."""
    return f"<{message_id}@{_sender_host()}>"


def _verdict(code: int, answer: bytes | str) -> Exception:
    """What an answer of the server means: 5xx never, everything else not now (RFC 5321)."""
    reply = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    verdict = Refused if code >= 500 else Postponed
    return verdict(f"{code} {reply}")


def _sender_host() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


class MailChannel:
    """The channel of e-mail addresses."""

    name = "mail"

    def is_on(self, at: datetime) -> bool:
        return bool(settings.EMAIL_IS_SET_UP)

    def says_to_customers(self, topic: str, at: datetime) -> bool:
        return self.is_on(at)

    def address_of(self, person: User) -> str:
        return person.email if person.is_active else ""

    @contextmanager
    def open(self) -> Iterator[MailLine]:
        line = MailLine()
        try:
            yield line
        finally:
            line.hang_up()
