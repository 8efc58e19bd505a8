"""Mails of customers: kept as they came, then brought into their ticket, or into the tray.

No right comes from a sender: a mail adds what a customer said, and does nothing else.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from accounts.actions.tries import is_let_through
from accounts.domain.tries import Counter, Limit
from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import holders_or_next_up
from core.actions import audit
from core.errors import BadFile, LawBroken
from core.undo import undone_on_failure
from customers.models import Contact
from customers.queries import channel_to_take
from documents import actions as files
from documents.models import StoredFile
from notifications.actions.letters import mark_bounced
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic
from privacy.domain.redact import redacted_text
from tickets.mail.domain import machines
from tickets.mail.domain.answers import new_part
from tickets.mail.domain.parsing import ParsedMail, UnreadableMail, parse_head, parse_mail
from tickets.mail.queries.finding import contacts_of, deliveries_named, ticket_answered
from tickets.mail.queries.tray import SET_ASIDE
from tickets.record.domain import lifecycle
from tickets.record.domain.triage import tier_suggestion
from tickets.record.enums import Audited, MailState, Nature, Source, TrayReason
from tickets.record.models import IncomingMail, Ticket
from tickets.record.queries.desk_rules import hint_words
from tickets.record.rules import TRAY
from tickets.work.actions import register
from tickets.work.actions.conversation import keep_note
from tickets.work.actions.incoming import living_ticket, take_message

log = logging.getLogger(__name__)

CHANNEL = "mail"
ATTEMPTS = 3
HEAD = 64 * 1024

# Mails of one sender, and receipts: two desks that answer each other stop here.
MAILS_OF_SENDER = Limit(20, timedelta(hours=1))
RECEIPTS_OF_ADDRESS = Limit(1, timedelta(days=1))
RECEIPTS = Limit(60, timedelta(hours=1))


def keep_mail(
    mailbox: str, raw: bytes, *, size: int, message_id: str, received_at: datetime
) -> bool:
    """Keep a mail as it came; False for one that is kept already. `size` is that of the whole."""
    mail = IncomingMail(
        mailbox=mailbox,
        message_id=message_id[:255],
        digest=hashlib.sha256(raw).hexdigest(),
        raw=raw,
        size=size,
        received_at=received_at,
    )
    known = IncomingMail.objects.filter(
        mailbox=mailbox, message_id=mail.message_id, digest=mail.digest
    )
    if known.exists():
        return False
    IncomingMail.objects.bulk_create([mail], ignore_conflicts=True)
    return True


def take_mails(at: datetime, *, limit: int) -> int:
    """Bring up to `limit` kept mails where they belong, the oldest first; the number of them."""
    waiting = IncomingMail.objects.filter(state=MailState.NEW).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True)[:limit])
    return sum(_taken_safely(key, at) for key in keys)


def _taken_safely(key: int, at: datetime) -> bool:
    """Bring one mail where it belongs. One that fails stops none behind it, and ends in the tray.

    Attempts are counted before: also one that kills its worker is given up.
    """
    attempts = _count_attempt(key)
    if attempts is None:
        return False
    try:
        if attempts > ATTEMPTS:
            _put_in_tray(key, TrayReason.UNREADABLE)
            return True
        with undone_on_failure():
            return _take_mail(key, at)
    except UnreadableMail as error:
        _put_in_tray(key, TrayReason(error.reason))
    except OperationalError:
        # The database is away: none behind it would fare better.
        raise
    except Exception:
        log.exception("mail %s could not be read", key)
        if attempts >= ATTEMPTS:
            _put_in_tray(key, TrayReason.UNREADABLE)
    return True


@transaction.atomic
def _count_attempt(key: int) -> int | None:
    """The number of this attempt; None where another worker has the mail or was faster."""
    rows = IncomingMail.objects.select_for_update(skip_locked=True).defer("raw")
    mail = rows.filter(pk=key, state=MailState.NEW).first()
    if mail is None:
        return None
    mail.attempts += 1
    mail.save(update_fields=["attempts"])
    return mail.attempts


@transaction.atomic
def _take_mail(key: int, at: datetime) -> bool:
    rows = IncomingMail.objects.select_for_update(skip_locked=True)
    mail = rows.filter(pk=key, state=MailState.NEW).first()
    if mail is None:
        return False
    _note_head(mail)
    if mail.size > len(mail.raw):
        _put(mail, TrayReason.LARGE)
        return True
    parsed = parse_mail(bytes(mail.raw))
    if machines.is_report(parsed):
        _take_report(mail, parsed, at)
        return True
    copy_of = _same_mail(mail, parsed)
    if copy_of is not None:
        mail.ticket = copy_of.ticket
        _end(mail, MailState.DISCARDED, at)
        return True
    ticket = ticket_answered(parsed)
    if ticket is not None:
        _take_answer(mail, parsed, ticket, at)
    else:
        _take_new_matter(mail, parsed, at)
    return True


def _note_head(mail: IncomingMail) -> None:
    """What lists show of it. Stored with its outcome."""
    head = parse_head(bytes(mail.raw[:HEAD]))
    mail.sender = head.sender[:254]
    mail.sender_name = head.sender_name[:200]
    mail.subject = head.subject[:300]


def _same_mail(mail: IncomingMail, parsed: ParsedMail) -> IncomingMail | None:
    """The one that came before by another of our addresses: it differs by its way alone."""
    if not mail.message_id:
        return None
    others = IncomingMail.objects.filter(message_id=mail.message_id, sender=mail.sender)
    for other in others.filter(state__in=[MailState.TAKEN, MailState.TRAY], is_emptied=False):
        try:
            if parse_mail(bytes(other.raw)).text == parsed.text:
                return other
        except UnreadableMail:
            continue
    return None


def _take_report(mail: IncomingMail, parsed: ParsedMail, at: datetime) -> None:
    """A server says that a message of ours did not arrive: the desk is told by its own way.

    One that is late is not lost. A report that fits nothing is looked at by a person.
    """
    report = parsed.report
    if report is not None and report.action and not machines.is_bounce(parsed):
        _end(mail, MailState.MACHINE, at)
        return
    named = report.message_ids if report else parsed.references
    for delivery in deliveries_named(named):
        message = delivery.message
        # To another address since: this report is about the old one.
        if report and report.recipient and report.recipient != message.address.lower():
            continue
        why = redacted_text(" ".join(parsed.text.split()))[:500]
        mark_bounced(message, why=why, at=at)
        mail.ticket = delivery.communication.ticket
        _end(mail, MailState.MACHINE, at)
        return
    _put(mail, TrayReason.REPORT)


def _take_answer(mail: IncomingMail, parsed: ParsedMail, ticket: Ticket, at: datetime) -> None:
    """What a customer answered becomes part of the ticket."""
    ticket = living_ticket(ticket)
    mail.ticket = ticket
    if ticket.status in lifecycle.READ_ONLY:
        _put(mail, TrayReason.ARCHIVED)
    elif _is_flood(f"thread:{ticket.pk}:{parsed.sender}", at):
        _put(mail, TrayReason.FLOOD)
    else:
        _add_to_ticket(mail, parsed, ticket, at, body=new_part(parsed.text))


def _take_new_matter(mail: IncomingMail, parsed: ParsedMail, at: datetime) -> None:
    """A new ticket for somebody whom the desk knows; else a person looks at it."""
    contacts = contacts_of(parsed.sender)
    is_machine = machines.is_automatic(parsed)
    if _is_nobodys(parsed, is_known=bool(contacts)):
        _end(mail, MailState.MACHINE, at)
    elif is_machine:
        _put(mail, TrayReason.MACHINE)
    elif len(contacts) != 1:
        _put(mail, TrayReason.SEVERAL if contacts else TrayReason.SENDER)
    elif not parsed.subject and not parsed.text and not parsed.files:
        _put(mail, TrayReason.EMPTY)
    elif _is_flood(f"sender:{parsed.sender}", at):
        _put(mail, TrayReason.FLOOD)
    else:
        ticket = _register_mail(parsed, contacts[0], mail, at)
        # Of a new matter all of it: what was forwarded is what it is about.
        _add_to_ticket(mail, parsed, ticket, at, body=parsed.text)


def _is_nobodys(parsed: ParsedMail, *, is_known: bool) -> bool:
    """Does nobody need to see it: our own, a note of absence, a newsletter of a stranger?"""
    if parsed.sender == settings.MAILBOX_ADDRESS.lower() or machines.is_answer_of_machine(parsed):
        return True
    return not is_known and (machines.is_automatic(parsed) or machines.is_to_many(parsed))


def _add_to_ticket(
    mail: IncomingMail, parsed: ParsedMail, ticket: Ticket, at: datetime, *, body: str
) -> None:
    stored, refused = _store_files(parsed, at)
    contacts = [one for one in contacts_of(parsed.sender) if one.customer_id == ticket.customer_id]
    mail.communication = take_message(
        ticket,
        at=at,
        body=body or parsed.subject,
        channel=channel_to_take(CHANNEL),
        contact=contacts[0] if contacts else None,
        stored=stored,
        is_automatic=machines.is_automatic(parsed),
    )
    if refused:
        keep_note(ticket, "\n".join(refused), by=None, at=at)
    mail.ticket = ticket
    _end(mail, MailState.TAKEN, at)


def _store_files(parsed: ParsedMail, at: datetime) -> tuple[list[StoredFile], list[str]]:
    """The files that are kept, and a sentence for each that is not.

    What will pass, such as a scanner that is away, fails the whole mail, which is tried again.
    """
    stored, refused = [], []
    for file in parsed.files:
        upload = SimpleUploadedFile(file.name, file.data, file.content_type)
        try:
            with transaction.atomic():
                stored.append(files.store_upload(upload, by=None, at=at))
        except BadFile as error:
            if error.is_passing:
                raise
            refused.append(error.message)
    return stored, refused


def _register_mail(
    parsed: ParsedMail, contact: Contact, mail: IncomingMail, at: datetime
) -> Ticket:
    words = f"{parsed.subject}\n{parsed.text}"
    suggested = tier_suggestion(text=words, words=hint_words(at), impact="", nature=Nature.SUPPORT)
    return register.register_ticket(
        by=None,
        at=at,
        reported_at=min(mail.received_at, at),
        customer=contact.customer,
        contact=contact,
        channel=channel_to_take(CHANNEL),
        summary=parsed.subject or parsed.text.partition("\n")[0] or parsed.files[0].name,
        original_text=parsed.text or parsed.subject or parsed.files[0].name,
        nature=Nature.SUPPORT,
        tier=suggested.tier,
        priority=suggested.priority,
        source=Source.MAIL,
        sends_receipt=_may_get_receipt(parsed, at),
    )


def _may_get_receipt(parsed: ParsedMail, at: datetime) -> bool:
    """Once a day for an address, and so many an hour in all: nobody is flooded through us."""
    if not machines.may_be_answered(parsed):
        return False
    counters = [
        Counter(f"receipts:{parsed.sender}", RECEIPTS_OF_ADDRESS),
        Counter("receipts", RECEIPTS),
    ]
    return is_let_through(counters, at=at)


def _is_flood(name: str, at: datetime) -> bool:
    return not is_let_through([Counter(f"mails:{name}", MAILS_OF_SENDER)], at=at)


@transaction.atomic
def _put_in_tray(key: int, reason: TrayReason) -> None:
    mail = IncomingMail.objects.select_for_update().get(pk=key)
    if mail.state == MailState.NEW:
        _note_head(mail)
        _put(mail, reason)


def _put(mail: IncomingMail, reason: TrayReason) -> None:
    mail.state = MailState.TRAY
    mail.reason = reason
    mail.save()
    _tell_of_tray(mail)


def _tell_of_tray(mail: IncomingMail) -> None:
    """Supervisors, where there is none managers, learn that there is something to be sorted: once
    an hour, however much it is.
    """
    line = say_in_both_languages("summary", lambda: _("a mail came that belongs to no ticket"))
    notify_users(
        holders_or_next_up(Role.SUPERVISOR),
        topic=Topic.TRAY,
        key=f"tray:{mail.received_at:%Y%m%d%H}",
        at=mail.received_at,
        path=TRAY,
        data=line,
    )


def _end(mail: IncomingMail, state: MailState, at: datetime, *, by: User | None = None) -> None:
    mail.state = state
    mail.reason = ""
    mail.ended_at = at
    mail.ended_by = by
    mail.save()


def file_mail(key: int, ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """Put a mail of the tray into a ticket, as if it had come there.

    Of one that cannot be read, or is too large, what is known of it, and a note that says so.
    Raises `LawBroken` when somebody else was faster, and for an archived ticket; `BadFile` where
    its files cannot be kept now.
    """
    with undone_on_failure(), transaction.atomic():
        mail = _of_tray(key)
        parsed, lack = _readable(mail)
        _add_to_ticket(mail, parsed, ticket, at, body=parsed.text)
        mail.ended_by = by
        mail.save(update_fields=["ended_by"])
        if lack:
            keep_note(ticket, lack, by=None, at=at)
        target = f"ticket {ticket.number}"
        audit.write_audit_entry(Audited.MAIL_FILED, by=by, at=at, target=target, mail=mail.pk)
    return ticket


def _readable(mail: IncomingMail) -> tuple[ParsedMail, str]:
    """A mail as far as it can be read, and what of it is missing."""
    raw = bytes(mail.raw)
    is_cut = mail.size > len(raw)
    try:
        parsed = parse_mail(raw)
    except UnreadableMail:
        head = raw[:HEAD].partition(b"\r\n\r\n")[0]
        return parse_mail(head), _("This mail could not be read: ask for it in another form.")
    if is_cut:
        lack = _("This mail was too large: its files and the end of its text were not kept.")
        return replace(parsed, files=()), lack
    return parsed, ""


@transaction.atomic
def discard_mail(key: int, *, by: User, at: datetime) -> None:
    """Nothing for us. Raises `LawBroken` when somebody else was faster."""
    mail = _of_tray(key)
    _end(mail, MailState.DISCARDED, at, by=by)
    audit.write_audit_entry(Audited.MAIL_DISCARDED, by=by, at=at, target=f"mail {mail.pk}")


@transaction.atomic
def bring_back_mail(key: int, *, by: User, at: datetime) -> None:
    """Let a mail that was set aside wait in the tray again. Raises `LawBroken` for any other."""
    mail = IncomingMail.objects.select_for_update(of=("self",)).get(pk=key)
    if mail.state not in SET_ASIDE or mail.is_emptied:
        raise LawBroken(_("This mail is not set aside."))
    mail.ended_at = mail.ended_by = None
    _put(mail, TrayReason.BACK)
    audit.write_audit_entry(Audited.MAIL_BACK, by=by, at=at, target=f"mail {mail.pk}")


def _of_tray(key: int) -> IncomingMail:
    mail = IncomingMail.objects.select_for_update().filter(pk=key).first()
    if mail is None or mail.state != MailState.TRAY:
        raise LawBroken(_("Somebody has dealt with this mail already."))
    return mail


def forget_raw_mails(at: datetime, *, kept_for: timedelta, limit: int) -> int:
    """Empty mails that have long found their place; what they said is in their tickets."""
    old = IncomingMail.objects.filter(ended_at__lt=at - kept_for, is_emptied=False)
    keys: Sequence[int] = list(old.order_by("ended_at").values_list("pk", flat=True)[:limit])
    return IncomingMail.objects.filter(pk__in=keys).update(raw=b"", is_emptied=True)
