"""Messages that leave for the customer, and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import LawBroken
from core.models.bulk import insert_with_keys
from core.work.record import store_row
from customers.actions.people import note_refused_email
from customers.models import Channel, Contact
from notifications.actions.letters import (
    Letter,
    addresses_tried,
    give_up,
    queue_letters,
    send_by_another,
    send_letter_again,
)
from notifications.actions.tell import say_in_both_languages
from notifications.channels.mail import mail_id
from notifications.enums import GIVEN_UP, ChannelName, OutboxState, Topic
from pages.formats import plain_moment
from tickets.limits.queries.promises import Promise, promises_to_customer
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain.reply_tokens import reply_address
from tickets.record.enums import Direction, EventKind, Purpose, Visibility
from tickets.record.models import Communication, Delivery, IncomingMail, Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.record.queries.reachability import (
    Way,
    deliveries_with_another_address,
    is_reachable_at_all,
    open_channels,
    ways_by,
    ways_to_reach,
)
from tickets.work.actions.conversation import (
    attach_files,
    keep_contact,
    keep_contacts,
    require_contact_right,
    require_not_archived,
)
from tickets.work.actions.telling import tell_handlers

TO_SEND_AGAIN = ("message", "communication__contact__preferred_channel")

# Attempts after which another way is taken: a quarter of an hour has passed.
STUCK_AFTER = 4

# So many mails that an answer names: mail programs follow the first and the last ones.
THREAD = 10


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What was said on a ticket, and how it leaves: `data` are the variables of the wording."""

    said: Communication
    way: Way
    topic: Topic
    data: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def send_message(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    body: str,
    purpose: Purpose = Purpose.PROGRESS,
    to: Way | None = None,
    uploads: Sequence["UploadedFile[bytes]"] = (),
) -> Communication:
    """Write to the customer: `to` somebody, else to the contact by the way that it prefers.

    It counts as a contact from now on; that it did not arrive is told by `note_undelivered`.
    Raises `LawBroken` for a contact who has no address, `BadFile` for an upload that is refused.
    """
    require_contact_right(by, purpose)
    ticket = lock_ticket(ticket)
    require_not_archived(ticket)
    way = to or _way_to(ticket, at)
    said = Communication(
        direction=Direction.OUT,
        channel=_channel_of(way),
        contact=way.contact,
        purpose=purpose,
        body=body,
        at=at,
        recorded_at=at,
        by=by,
    )
    keep_contact(ticket, said)
    attach_files(ticket, uploads, by=by, at=at, said=said, visibility=Visibility.CUSTOMER)

    files = say_in_both_languages("files", lambda: _files_line(len(uploads)))
    _queue([Outgoing(said, way, Topic.LETTER, {"text": body, "by": str(by), **files})])
    store_row(ticket, by=by, at=at)
    return said


def _way_to(ticket: Ticket, at: datetime) -> Way:
    """Raises `LawBroken` that says what to do instead."""
    ways = _ways_to(ticket, ticket.contact, at)
    if ways:
        return ways[0]
    if ticket.contact is None:
        raise LawBroken(_("The ticket has no contact: name one, or record a call instead."))
    raise LawBroken(
        _("%(name)s has no address that we can write to: call, and record the call.")
        % {"name": ticket.contact}
    )


def _ways_to(
    ticket: Ticket, contact: Contact | None, at: datetime, topic: str = Topic.LETTER
) -> list[Way]:
    return ways_to_reach(contact, at=at, came_by=ticket.channel.code, topic=topic)


def _channel_of(way: Way) -> Channel | None:
    return _channels_by_code([way.channel]).get(way.channel)


def _channels_by_code(codes: Iterable[str]) -> dict[str, Channel]:
    return {channel.code: channel for channel in Channel.objects.filter(code__in=codes)}


def _files_line(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d file came along; you find it under the address below.",
        "%(count)d files came along; you find them under the address below.",
        count,
    ) % {"count": count}


def _queue(outgoing: Sequence[Outgoing]) -> None:
    """Hand what was said on tickets to the outbox. Four statements whatever their number."""
    threads = _threads_of([one.said.ticket_id for one in outgoing])
    letters = [_letter_of(one, threads.get(one.said.ticket_id, ())) for one in outgoing]
    deliveries = [
        Delivery(communication=one.said, message=message)
        for one, message in zip(outgoing, queue_letters(letters), strict=True)
    ]
    insert_with_keys(Delivery, deliveries)


def _letter_of(one: Outgoing, thread: tuple[str, ...]) -> Letter:
    said, contact, number = one.said, one.way.contact, one.said.ticket.number
    mailbox = settings.MAILBOX_ADDRESS
    return Letter(
        channel=one.way.channel,
        address=one.way.address,
        topic=one.topic,
        key=f"said:{said.pk}",
        at=said.recorded_at,
        language=contact.language,
        data={"number": number, "name": contact.name, **one.data},
        thread=thread,
        reply_to=reply_address(mailbox, number, settings.SECRET_KEY) if mailbox else "",
    )


def _threads_of(ticket_keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By ticket the Message-IDs of the last mails to and from the customer, the oldest first."""
    sent = Delivery.objects.filter(communication__ticket__in=ticket_keys).values_list(
        "communication__ticket", "message__created_at", "message__message_id"
    )
    came = IncomingMail.objects.filter(ticket__in=ticket_keys).exclude(message_id="")
    mails = [(key, at, mail_id(message_id)) for key, at, message_id in sent]
    mails += came.values_list("ticket", "received_at", "message_id")
    threads: dict[int, tuple[str, ...]] = {}
    for key, _at, message_id in sorted(mails):
        threads[key] = (*threads.get(key, ()), message_id)[-THREAD:]
    return threads


def send_receipt(ticket: Ticket, *, at: datetime, is_spoken: bool) -> None:
    """Tell the customer the number, what is promised, and where to follow the case.

    For a ticket that its caller is registering, and stores. Nothing where the desk sends none. That
    somebody cannot be written to, and was not spoken to either, stands in the ledger.
    """
    if not is_reachable_at_all(at=at) or not current_desk_rule().sends_receipts:
        return
    ways = _ways_to(ticket, ticket.contact, at)
    if not ways and not is_spoken:
        note_unreachable(ticket, at)
    if not ways:
        return
    said = _automatic_message(ticket, _channel_of(ways[0]), Purpose.ACK, at)
    keep_contact(ticket, said)
    promised = promises_to_customer(ticket.pk)
    lines = say_in_both_languages("promises", lambda: _promise_lines(promised))
    _queue([Outgoing(said, ways[0], Topic.RECEIPT, lines)])


def _automatic_message(
    ticket: Ticket, channel: Channel | None, purpose: Purpose, at: datetime
) -> Communication:
    return Communication(
        ticket=ticket,
        direction=Direction.OUT,
        channel=channel,
        contact=ticket.contact,
        purpose=purpose,
        # Worded for each reader when it is shown.
        body="",
        is_automatic=True,
        at=max(at, ticket.reported_at),
        recorded_at=at,
        by=None,
    )


def send_surveys(asked: Mapping[Ticket, datetime], *, at: datetime) -> set[int]:
    """Ask the customers of locked tickets how it was, or ask again; with each until when an answer
    counts. As many statements as for one.

    The keys of the tickets whose contact a message reaches. The caller stores the tickets.
    """
    if not asked:
        return set()
    names = open_channels(at, Topic.SURVEY)
    channels = _channels_by_code(names)
    outgoing = []
    for ticket, until in asked.items():
        ways = ways_by(names, ticket.contact, came_by=ticket.channel.code)
        if ways:
            said = _automatic_message(ticket, channels.get(ways[0].channel), Purpose.SURVEY, at)
            last_day = {"until": f"{timezone.localtime(until):%Y-%m-%d}"}
            outgoing.append(Outgoing(said, ways[0], Topic.SURVEY, last_day))
    keep_contacts([one.said for one in outgoing])
    _queue(outgoing)
    return {one.said.ticket_id for one in outgoing}


def ask_to_confirm(ticket: Ticket, *, at: datetime) -> None:
    """Ask the customer of a locked ticket whether it is solved. The caller stores the ticket.

    Nothing where the desk sends none, or no message reaches the contact: somebody calls.
    """
    if not current_desk_rule().asks_to_confirm:
        return
    ways = _ways_to(ticket, ticket.contact, at, Topic.CONFIRM)
    if ways:
        said = _automatic_message(ticket, _channel_of(ways[0]), Purpose.CONFIRM, at)
        keep_contact(ticket, said)
        _queue([Outgoing(said, ways[0], Topic.CONFIRM)])


def _promise_lines(promised: Sequence[Promise]) -> str:
    return "\n".join(
        _("%(what)s by %(moment)s")
        % {"what": promise.words, "moment": plain_moment(promise.due_at)}
        for promise in promised
    )


def note_unreachable(ticket: Ticket, at: datetime) -> None:
    """That nobody is told of the new ticket by message stands in its ledger: a call is due."""
    note = _("No receipt: no address that we can write to. Call the customer.")
    ledger.write_line(ticket, EventKind.UNDELIVERED, by=None, at=at, note=note)


@transaction.atomic
def resend_message(ticket: Ticket, said: Communication, *, by: User, at: datetime) -> None:
    """Send a message anew that did not arrive, to the address that the contact has now: on its
    channel, where the contact has none there any more on another.

    Raises `LawBroken` where there is none, and for a message that is on its way or arrived.
    """
    require_contact_right(by, Purpose(said.purpose))
    ticket = lock_ticket(ticket)
    require_not_archived(ticket)
    deliveries = Delivery.objects.select_for_update(of=("self",))
    delivery = deliveries.select_related(*TO_SEND_AGAIN).get(communication=said)
    message = delivery.message
    if message.state not in GIVEN_UP:
        raise LawBroken(_("This message is on its way or has arrived."))
    # Read just now: the address may have been mended since the message was.
    ways = _ways_to(ticket, delivery.communication.contact, at, message.topic)
    if not ways:
        raise LawBroken(
            _(
                "The contact has no address any more that we can write to: enter the right one,"
                " or the same one once more if it works again."
            )
        )
    tried = addresses_tried(message)
    ways.sort(
        key=lambda way: (tried.get(way.channel) == way.address, way.channel != message.channel)
    )
    _send_by(ways[0], ticket, delivery, by=by, at=at)
    store_row(ticket, by=by, at=at)


def _send_by(
    way: Way, ticket: Ticket, delivery: Delivery, *, by: User | None, at: datetime
) -> None:
    """Send a message that was given up, by the way that is named; what was said says by which."""
    message, said = delivery.message, delivery.communication
    if way.channel == message.channel:
        send_letter_again(message, address=way.address, at=at)
    else:
        other = send_by_another(message, way.channel, address=way.address, at=at)
        if other is None:
            return
        delivery.message = other
        said.channel = _channel_of(way)
        said.save(update_fields=["channel"])
    delivery.failed_at = None
    delivery.save(update_fields=["message", "failed_at"])
    note = str(way.channel.label)
    ledger.write_line(ticket, EventKind.SENT_AGAIN, by=by, at=at, note=note, communication=said.pk)


def note_undelivered(at: datetime, *, limit: int) -> int:
    """Messages that did not reach the customer go by the next way that the contact has; where there
    is none, who handles the ticket is told. The ledger says either.

    The number of them; each is seen to once.
    """
    _give_up_stuck(at, limit=limit)
    untold = Q(failed_at__isnull=True) | Q(failed_at__lt=F("message__ended_at"))
    unknown = Delivery.objects.filter(untold, message__state__in=GIVEN_UP)
    keys = list(unknown.order_by("pk").values_list("pk", "communication__ticket")[:limit])
    return sum(_note_one(key, ticket_key, at) for key, ticket_key in keys)


def _give_up_stuck(at: datetime, *, limit: int) -> None:
    """Messages that their channel has not taken for a quarter of an hour, where the contact has
    another way: without one they go on trying for half a day.
    """
    waiting = Q(message__state=OutboxState.PENDING, message__lease_until__isnull=True)
    stuck = Delivery.objects.filter(
        waiting, deliveries_with_another_address(at=at), message__attempts__gte=STUCK_AFTER
    )
    neighbours = (*TO_SEND_AGAIN, "communication__ticket__channel")
    for delivery in stuck.select_related(*neighbours).order_by("pk")[:limit]:
        if _untried_ways(delivery.communication.ticket, delivery, at):
            give_up(delivery.message, at=at)


def _untried_ways(ticket: Ticket, delivery: Delivery, at: datetime) -> list[Way]:
    """Of what was discarded after a restore there is none: it may have arrived since the backup."""
    message = delivery.message
    if message.state == OutboxState.DISCARDED:
        return []
    tried = addresses_tried(message)
    ways = _ways_to(ticket, delivery.communication.contact, at, message.topic)
    return [way for way in ways if way.channel not in tried]


@transaction.atomic
def _note_one(key: int, ticket_key: int, at: datetime) -> bool:
    """One of them, under the lock of its ticket; False when another worker was faster."""
    # The ticket first, as every action does: the other way round two workers could deadlock.
    ticket = lock_ticket(Ticket(pk=ticket_key))
    rows = Delivery.objects.select_for_update(of=("self",)).select_related(*TO_SEND_AGAIN)
    delivery = rows.get(pk=key)
    message = delivery.message
    ended_at = message.ended_at or at
    is_told = delivery.failed_at is not None and delivery.failed_at >= ended_at
    if is_told or message.state not in GIVEN_UP:
        return False
    delivery.failed_at = ended_at
    delivery.save(update_fields=["failed_at"])
    ledger.write_line(
        ticket,
        EventKind.UNDELIVERED,
        by=None,
        at=ended_at,
        seen_at=at,
        note=message.error,
        communication=delivery.communication_id,
    )
    said = delivery.communication
    is_refused = message.state == OutboxState.FAILED and message.channel == ChannelName.MAIL
    if is_refused and said.contact is not None:
        note_refused_email(said.contact, message.address)
    untried = _untried_ways(ticket, delivery, at)
    if untried:
        _send_by(untried[0], ticket, delivery, by=None, at=at)
    else:
        _tell_undelivered(ticket, delivery, ended_at, at)
    store_row(ticket, by=None, at=at)
    return True


def _tell_undelivered(ticket: Ticket, delivery: Delivery, ended_at: datetime, at: datetime) -> None:
    what = say_in_both_languages("what", lambda: _("a message did not reach the customer"))
    cause = f"undelivered:{delivery.pk}:{ended_at.timestamp():.0f}"
    tell_handlers(ticket, Topic.UNDELIVERED, key=cause, at=at, is_urgent=True, **what)
