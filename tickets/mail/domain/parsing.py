"""A mail as it came, in parts that can be shown: whatever its sender, its letters, its faults.

Nothing here trusts a header. What cannot be read raises `UnreadableMail`, whose words name why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from tickets.mail.domain.html_text import text_of_html

MAX_PARTS = 200
MAX_DEPTH = 20
# Lines that may begin a part: what has more is not even taken apart.
MAX_BOUNDARIES = 1_000
MAX_ADDRESSES = 100
MAX_REFERENCES = 50
MAX_CHARACTERS = 100_000
HEADER_LENGTH = 4_000

MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
ADDRESS = re.compile(r"[^\s<>@,;:\"()]{1,64}@[^\s<>@,;:\"()]{1,190}")
IN_BRACKETS = re.compile(rf"<\s*({ADDRESS.pattern})\s*>")

# Names that senders give to letters, and what they are.
CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030"}
GUESSES = ("utf-8", "gb18030")
BROKEN = "\ufffd"
SURROGATES = re.compile("[\ud800-\udfff\0]")

Part = Message


class UnreadableMail(ValueError):
    """It cannot be brought into a ticket by itself: `reason` is a code of `TrayReason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that came along."""

    name: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a server says of a mail: `action` (failed, delayed, …), to whom, and which."""

    action: str
    recipient: str
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailHead:
    """Who sent a mail, and about what."""

    sender_name: str
    sender: str
    subject: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """What a mail says. Addresses are in small letters; `headers` are those that tell a machine."""

    message_id: str
    references: tuple[str, ...]
    sender_name: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    text: str
    html: str
    files: tuple[MailFile, ...]
    headers: dict[str, str]
    content_type: str
    report: DeliveryReport | None = None


TELLING = (
    "auto-submitted",
    "precedence",
    "list-id",
    "return-path",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "x-loop",
)


def parse_mail(raw: bytes) -> ParsedMail:
    """Raises `UnreadableMail`, and nothing else."""
    if raw.count(b"\n--") > MAX_BOUNDARIES:
        raise UnreadableMail("parts")
    try:
        return _parse(raw)
    except UnreadableMail:
        raise
    except Exception as error:
        # The library has its own faults with what strangers write, down to its recursion.
        raise UnreadableMail("unreadable") from error


def parse_head(raw: bytes) -> MailHead:
    """Of a mail that cannot be read whole; empty words where even that fails."""
    head = raw[: 16 * HEADER_LENGTH].partition(b"\r\n\r\n")[0]
    try:
        mail = message_from_bytes(head)
        return MailHead(*_sender_of(mail), _header(mail, "Subject"))
    except Exception:
        return MailHead("", "", "")


def first_message_id(head: bytes) -> str:
    """The Message-ID in the head of a mail; empty for none that is one."""
    mail = message_from_bytes(head)
    return _first_id(_raw_header(mail, "Message-ID"))


def _parse(raw: bytes) -> ParsedMail:
    mail = message_from_bytes(raw)
    parts = list(_leaves(mail))
    sender_name, sender = _sender_of(mail)
    html = "\n".join(_text_of(part) for part in parts if _is_text(part, "html"))
    plain = "\n".join(_text_of(part) for part in parts if _is_text(part, "plain"))
    return ParsedMail(
        message_id=_first_id(_raw_header(mail, "Message-ID")),
        references=_ids_of(mail),
        sender_name=sender_name,
        sender=sender,
        recipients=_recipients_of(mail),
        subject=" ".join(_header(mail, "Subject").split()),
        sent_at=_sent_at(mail),
        text=(plain.strip() or text_of_html(html))[:MAX_CHARACTERS],
        html=html,
        files=tuple(_files_of(parts)),
        headers={name: _header(mail, name) for name in TELLING if name in mail},
        content_type=mail.get_content_type(),
        report=_report_of(mail),
    )


def _leaves(mail: Part) -> Iterator[Part]:
    """The parts that hold something, in their order. Raises `UnreadableMail` for too many."""
    waiting, count = [(mail, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise UnreadableMail("parts")
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            messages = [one for one in inner if isinstance(one, Message)]
            waiting += [(one, depth + 1) for one in reversed(messages)]
            continue
        count += 1
        if count > MAX_PARTS:
            raise UnreadableMail("parts")
        yield part


def _raw_header(mail: Part, name: str) -> str:
    """As it stands, on one line and bounded; bytes that are no letters as most write here."""
    small = name.lower()
    written = next((value for key, value in mail.raw_items() if key.lower() == small), "")
    data = str(written)[:HEADER_LENGTH].encode("utf-8", "surrogateescape")
    return _one_line(_decoded(data, None))


def _header(mail: Part, name: str) -> str:
    """The header in words; broken encodings as they stand."""
    return _words_of(_raw_header(mail, name))


def _words_of(written: str) -> str:
    try:
        pieces = decode_header(written)
    except (ValueError, LookupError, MessageError):
        return written
    words = []
    for piece, charset in pieces:
        words.append(_decoded(piece, charset) if isinstance(piece, bytes) else piece)
    return _one_line("".join(words))


def _one_line(written: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", written).strip()


def _decoded(data: bytes, charset: str | None) -> str:
    """The letters: as the sender says, else as most mails here are written."""
    named = (charset or "").strip().strip("\"'").lower()
    for guess in (CHARSETS.get(named, named), *GUESSES):
        try:
            text = data.decode(guess or "utf-8")
        except UnicodeDecodeError as error:
            text = _nearly_whole(data, error.encoding)
        except (LookupError, ValueError):
            continue
        if text:
            return SURROGATES.sub("", text)
    return data.decode("latin-1").replace("\0", "")


def _nearly_whole(data: bytes, charset: str) -> str:
    """A text of which somebody on the way cut a letter in two: those are marked, the rest stays.

    Empty where so many letters are broken that it was written in another charset.
    """
    text = data.decode(charset, "replace")
    whole = sum(letter > "\x7f" for letter in text)
    broken = text.count(BROKEN)
    return text if broken * 10 <= whole - broken else ""


def _sender_of(mail: Part) -> tuple[str, str]:
    """Name and address. The address is read before anything is decoded: what an encoded word hides
    is a name, and no server has checked it.
    """
    written = _raw_header(mail, "From")
    in_brackets = IN_BRACKETS.findall(written)
    if in_brackets:
        name, address = written.rpartition("<")[0], in_brackets[-1]
    else:
        name, address = parseaddr(written)
    if not ADDRESS.fullmatch(address):
        name, address = written, ""
    return _words_of(name.strip(" \"'"))[:200], address.lower()


def _first_id(written: str) -> str:
    found = MESSAGE_ID.search(written)
    return found[0] if found else ""


def _ids_of(mail: Part) -> tuple[str, ...]:
    """What it answers: the newest first, each once."""
    named = MESSAGE_ID.findall(_raw_header(mail, "References"))[::-1]
    named = [*MESSAGE_ID.findall(_raw_header(mail, "In-Reply-To")), *named]
    return tuple(dict.fromkeys(named))[:MAX_REFERENCES]


def _recipients_of(mail: Part) -> tuple[str, ...]:
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    found = [one.lower() for name in names for one in ADDRESS.findall(_raw_header(mail, name))]
    return tuple(dict.fromkeys(found))[:MAX_ADDRESSES]


def _sent_at(mail: Part) -> datetime | None:
    try:
        sent_at = parsedate_to_datetime(_raw_header(mail, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None
    return sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)


def _is_text(part: Part, kind: str) -> bool:
    return part.get_content_type() == f"text/{kind}" and not _is_file(part)


def _is_file(part: Part) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _text_of(part: Part) -> str:
    data = _bytes_of(part)
    text = _decoded(_whole_letters(data[: 4 * MAX_CHARACTERS]), _charset_of(part))
    return text.replace("\r\n", "\n")


def _whole_letters(data: bytes) -> bytes:
    """Without a letter that was cut in two at the end of what is read."""
    if len(data) < 4 * MAX_CHARACTERS:
        return data
    return data[: data.rfind(b"\n") + 1] or data


def _charset_of(part: Part) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, ValueError):
        return None


def _bytes_of(part: Part) -> bytes:
    """Its content; what is not encoded as it says stays as it came."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else str(part.get_payload()).encode()


def _files_of(parts: list[Part]) -> Iterator[MailFile]:
    for number, part in enumerate(parts, 1):
        is_body = part.get_content_maintype() == "text" and not _is_file(part)
        is_report = part.get_content_type() in ("message/delivery-status", "text/rfc822-headers")
        if is_body or is_report:
            continue
        data = _bytes_of(part)
        if data:
            yield MailFile(_name_of(part, number), part.get_content_type(), data)


def _name_of(part: Part, number: int) -> str:
    try:
        written = part.get_filename() or ""
    except (LookupError, ValueError):
        written = ""
    data = written[:HEADER_LENGTH].encode("utf-8", "surrogateescape")
    name = _words_of(_one_line(_decoded(data, None)))
    return name[:200] or f"{number}.{part.get_content_subtype()}"


def _report_of(mail: Part) -> DeliveryReport | None:
    """What a server says of a mail: RFC 3464."""
    if mail.get_content_type() != "multipart/report":
        return None
    action, recipient, found = "", "", []
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            found += re.findall(r"(?im)^message-id:\s*(<[!-;=?-~]+>)", _text_of(part))
        elif part is not mail and part.get("Message-ID"):
            found.append(_first_id(_raw_header(part, "Message-ID")))
        action = action or _raw_header(part, "Action").lower()
        recipient = recipient or _raw_header(part, "Final-Recipient").rpartition(";")[2].strip()
    return DeliveryReport(action, recipient.lower(), tuple(dict.fromkeys(filter(None, found))))
