"""Mail by SMTP."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from accounts.models import User
from notifications.channels.base import Parcel, Postponed, Refused

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""So that out-of-office answers and other desks do not reply to us."""


class Line:
    """A connection for a batch of mails; opened with the first, and again after the server hung up."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def send(self, parcel: Parcel) -> None:
        headers = {**AUTOMATIC, "Message-ID": f"<{parcel.message_id}@{_host()}>"}
        mail = EmailMessage(
            parcel.subject,
            parcel.body,
            to=[parcel.address],
            headers=headers,
            connection=self.connection,
        )
        try:
            self.connection.open()
            self.connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            self.hang_up()
            code, answer = next(iter(error.recipients.values()))
            raise _judged(code, answer) from error
        except smtplib.SMTPDataError as error:
            self.hang_up()
            raise _judged(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            raise Postponed(f"{type(error).__name__}: {error}") from error

    def hang_up(self) -> None:
        """Close whatever is open; a broken line is not worth a word."""
        line, self.connection = self.connection, get_connection()
        line.fail_silently = True
        line.close()


def _judged(code: int, answer: bytes | str) -> Exception:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return (Refused if code >= 500 else Postponed)(f"{code} {said}")


def _host() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


class Mail:
    """The channel of e-mail addresses."""

    name = "mail"

    @property
    def is_on(self) -> bool:
        return bool(settings.EMAIL_IS_SET_UP)

    def address_of(self, person: User) -> str:
        return person.email if person.is_active else ""

    @contextmanager
    def open(self) -> Iterator[Line]:
        line = Line()
        try:
            yield line
        finally:
            line.hang_up()
