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
from tickets.mail.actions.positions import forget_gone, known_box, note_outcome
from tickets.mail.domain.parsing import first_message_id
from tickets.record.models import Mailbox

TIMEOUT = 30
BATCH = 1000
# A look that takes longer leaves the rest to the next one, before its job is stopped.
PATIENCE_SECONDS = 120
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

    A mail that the server does not give out stops none behind it, is asked for again at every look,
    and is raised in the end, so that the job tells it.
    """
    address = MailboxAddress.of_url(settings.IMAP_URL)
    name = f"{address.user}@{address.host}/{address.folder}"
    began = time.monotonic()
    faults: list[Exception] = []
    fetched = 0
    with _open_box(address) as box:
        status = box.folder.status(address.folder, ["UIDVALIDITY", "UIDNEXT"])
        known = known_box(name, status["UIDVALIDITY"], newest=status["UIDNEXT"] - 1)
        for uid in _waiting_uids(box, known)[:BATCH]:
            if time.monotonic() - began > PATIENCE_SECONDS:
                break
            try:
                fetched += _fetch_one(box, str(uid), name, at)
            except imaplib.IMAP4.abort:
                # The line broke: this is no mail's fault.
                raise
            except (ImapToolsError, imaplib.IMAP4.error, ValueError) as error:
                faults.append(error)
                note_outcome(known, uid, is_kept=False)
            else:
                note_outcome(known, uid, is_kept=True)
    if faults:
        raise faults[0]
    return fetched


def _waiting_uids(box: BaseMailBox, known: Mailbox) -> list[int]:
    """What is to be fetched; what failed before comes last, and is in nobody's way."""
    failed = _failed_before(box, known)
    untried = [uid for uid in _old_unseen(box, known) if uid not in failed]
    return untried + _new_uids(box, known) + failed


def _failed_before(box: BaseMailBox, known: Mailbox) -> list[int]:
    """Of what was not given out, what is still there."""
    if known.failed_uids:
        asked = ",".join(map(str, known.failed_uids))
        forget_gone(known, set(map(int, box.uids(f"UID {asked}"))))
    return list(known.failed_uids)


def _old_unseen(box: BaseMailBox, known: Mailbox) -> list[int]:
    """Of what lay in the box at the first look, what nobody has seen."""
    if not known.first_uid:
        return []
    return sorted(map(int, box.uids(f"UID 1:{known.first_uid} UNSEEN")))


def _new_uids(box: BaseMailBox, known: Mailbox) -> list[int]:
    """What came since."""
    # A range that ends with `*` always names the last mail, also one below its beginning.
    uids = map(int, box.uids(f"UID {known.last_uid + 1}:*"))
    return sorted(uid for uid in uids if uid > known.last_uid)


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
    known_size = SIZE.search(facts)
    if known_size is None:
        raise ValueError(f"mail {uid} is not given out")
    size = int(known_size[1])
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
