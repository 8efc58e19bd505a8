"""The door to the mail server: fetches what is new, keeps it, then marks it as seen.

In this order: a worker that dies in between fetches it again, and it is known.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

from tickets.mail.actions.intake import keep_mail
from tickets.mail.actions.positions import known_box, move_position
from tickets.mail.domain.parsing import first_message_id
from tickets.record.models import Mailbox

TIMEOUT = 30
BATCH = 100
# Of a mail that is too large so much is kept.
HEAD = 64 * 1024
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Where a box is."""

    is_encrypted: bool
    host: str
    port: int
    user: str
    password: str
    folder: str

    @classmethod
    def of_url(cls, url: str) -> "MailboxAddress":
        """`imaps://name:password@host:993/INBOX`."""
        parts = urlsplit(url)
        is_encrypted = parts.scheme == "imaps"
        return cls(
            is_encrypted,
            parts.hostname or "localhost",
            parts.port or (993 if is_encrypted else 143),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
        )


def fetch_new_mails(at: datetime) -> int:
    """Keep what came since the last look, at most `BATCH` mails; the number that is new to us.

    A mail that the server does not give out stops none behind it, is tried again, and is raised in
    the end, so that the job tells it.
    """
    address = MailboxAddress.of_url(settings.IMAP_URL)
    name = f"{address.user}@{address.host}/{address.folder}"
    faults: list[Exception] = []
    fetched = 0
    with _open_box(address) as box:
        status = box.folder.status(address.folder, ["UIDVALIDITY", "UIDNEXT"])
        known = known_box(name, status["UIDVALIDITY"], newest=status["UIDNEXT"] - 1)
        for uid in (*_old_unseen(box, known), *_new_uids(box, known))[:BATCH]:
            try:
                fetched += _fetch_one(box, uid, name, at)
            except (ImapToolsError, imaplib.IMAP4.error, ValueError) as error:
                faults.append(error)
            else:
                # What failed before it is looked at again.
                if not faults:
                    move_position(known, int(uid))
    if faults:
        raise faults[0]
    return fetched


def _old_unseen(box: BaseMailBox, known: Mailbox) -> list[str]:
    """Of what lay in the box at the first look, what nobody has seen."""
    if not known.first_uid:
        return []
    return sorted(box.uids(f"UID 1:{known.first_uid} UNSEEN"), key=int)


def _new_uids(box: BaseMailBox, known: Mailbox) -> list[str]:
    """What came since."""
    # A range that ends with `*` always names the last mail, also one below its beginning.
    uids = box.uids(f"UID {known.last_uid + 1}:*")
    return sorted((uid for uid in uids if int(uid) > known.last_uid), key=int)


@contextmanager
def _open_box(address: MailboxAddress) -> Iterator[BaseMailBox]:
    """Encrypted means checked: who stands between would get the password of the box."""
    box: BaseMailBox
    if address.is_encrypted:
        context = ssl.create_default_context()
        box = MailBox(address.host, address.port, timeout=TIMEOUT, ssl_context=context)
    else:
        box = MailBoxUnencrypted(address.host, address.port, timeout=TIMEOUT)
    with box.login(address.user, address.password, address.folder) as open_box:
        yield open_box


def _fetch_one(box: BaseMailBox, uid: str, name: str, at: datetime) -> bool:
    facts = b" ".join(_answer(box, uid, "(INTERNALDATE RFC822.SIZE)"))
    size = int(SIZE.search(facts)[1])
    is_whole = size <= settings.MAIL_MAX_BYTES
    wanted = "(BODY.PEEK[])" if is_whole else f"(BODY.PEEK[]<0.{HEAD}>)"
    raw = b"".join(_answer(box, uid, wanted, literals=True))
    if not raw:
        raise ValueError(f"mail {uid} came without content")
    is_new = keep_mail(
        name,
        raw,
        size=len(raw) if is_whole else size,
        message_id=first_message_id(raw[:HEAD].partition(b"\r\n\r\n")[0]),
        received_at=min(_came_at(facts) or at, at),
    )
    box.client.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return is_new


def _answer(box: BaseMailBox, uid: str, wanted: str, *, literals: bool = False) -> list[bytes]:
    """What the server says of a mail. Raises `ValueError` when it says that it does not."""
    status, parts = box.client.uid("FETCH", uid, wanted)
    if status != "OK":
        raise ValueError(f"mail {uid}: {status}")
    if literals:
        return [part[1] for part in parts if isinstance(part, tuple)]
    return [part if isinstance(part, bytes) else part[0] for part in parts if part]


def _came_at(facts: bytes) -> datetime | None:
    """When the server took it: limits count from there, not from when we looked."""
    moment = imaplib.Internaldate2tuple(facts)
    return datetime.fromtimestamp(time.mktime(moment), UTC) if moment else None
