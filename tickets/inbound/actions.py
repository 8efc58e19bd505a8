"""Takes what other programs report: each event once, in one transaction with what it did."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.actions import audit
from core.errors import LawBroken
from notifications.actions.alarms import tell_administrators, tell_administrators_once
from notifications.actions.endpoints import make_secret_of
from notifications.domain.webhooks import OVERLAP
from tickets.inbound.domain import NotUnderstood
from tickets.inbound.enums import EventOutcome, EventState
from tickets.inbound.models import InboundEvent, InboundSource
from tickets.record.enums import Audited
from tickets.record.models import Ticket

# How long one that was taken is known again; senders try for three days.
KEPT_FOR = timedelta(days=30)

# How long one waits for a person.
WAITS_FOR = timedelta(days=90)

# What is deleted within such a span is announced together, one span before.
ANNOUNCED = timedelta(days=14)

DELETED_AT_ONCE = 5000
MINUTE = timedelta(minutes=1)

# What a sender is answered.
STATUS = {EventOutcome.TICKET_MADE: 201, EventOutcome.MESSAGE_ADDED: 200, EventOutcome.KEPT: 202}


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event did."""

    outcome: EventOutcome
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """What its sender is told, and whether that is what was told before."""

    status: int
    body: dict[str, Any]
    is_replayed: bool = False


Act = Callable[[InboundSource, str], Effect]
"""Does what a body says, or raises `NotUnderstood`: all of it is taken back then."""


class ReusedEvent(LawBroken):
    """An id comes with another content than the first time."""


class TooManyEvents(Exception):
    """More in a minute than the source may send."""


def take_event(
    source: InboundSource, event_id: str, body: str, *, at: datetime, act: Act
) -> EventAnswer:
    """Do what an event says, once; what cannot be done is kept, and administrators are told.

    Two equal ones at once: the second waits for the first, and is answered the same. Raises
    `ReusedEvent`, `TooManyEvents`; a fault of ours takes everything back, so that the sender tries
    again.
    """
    digest = hashlib.sha256(body.encode()).hexdigest()
    known = source.events.filter(event_id=event_id)
    with transaction.atomic():
        event = known.first()
        if event is None:
            _require_room(source, at)
            event = _first_of_its_id(source, event_id, digest, at)
        if event is None:
            event = known.get()
        if event.http_status:
            return _told_again(event, digest)
        _act_on(event, body, at=at, act=act)
    return EventAnswer(event.http_status, event.answer)


def _require_room(source: InboundSource, at: datetime) -> None:
    # Of the last minute alone: of a source that waits, as many are let in again each second.
    if source.events.filter(received_at__gt=at - MINUTE).count() >= source.events_per_minute:
        raise TooManyEvents


def _first_of_its_id(
    source: InboundSource, event_id: str, digest: str, at: datetime
) -> InboundEvent | None:
    """A row that holds the id until the transaction ends; None where another was first. Waits for
    one that is at work.
    """
    try:
        with transaction.atomic():
            return InboundEvent.objects.create(
                source=source,
                event_id=event_id,
                digest=digest,
                received_at=at,
                state=EventState.KEPT,
                http_status=0,
            )
    except IntegrityError:
        return None


def _told_again(event: InboundEvent, digest: str) -> EventAnswer:
    if event.digest != digest:
        raise ReusedEvent(_("An event with this id came before, with another content."))
    return EventAnswer(event.http_status, event.answer, is_replayed=True)


def _act_on(event: InboundEvent, body: str, *, at: datetime, act: Act) -> None:
    """Try it, and write down what came of it."""
    try:
        with transaction.atomic():
            effect = act(event.source, body)
    except NotUnderstood as refusal:
        _keep(event, body, refusal, at)
        return
    event.state, event.ticket, event.body = EventState.DONE, effect.ticket, ""
    event.http_status = STATUS[effect.outcome]
    event.answer = {
        "event": event.event_id,
        "outcome": effect.outcome.value,
        "number": effect.ticket.number,
        "errors": [],
    }
    event.save()


def _keep(event: InboundEvent, body: str, refusal: NotUnderstood, at: datetime) -> None:
    event.body, event.http_status = body.replace("\x00", "\ufffd"), STATUS[EventOutcome.KEPT]
    event.answer = {
        "event": event.event_id,
        "outcome": EventOutcome.KEPT.value,
        "number": None,
        "errors": [asdict(fault) for fault in refusal.faults],
    }
    event.save()
    name, key = event.source.name, event.source.pk
    tell_administrators(
        lambda: (
            _(
                "what “%(name)s” reported could not be taken. It waits in the administration under"
                " “events of other programs”"
            )
            % {"name": name}
        ),
        key=f"inbound:{key}",
        at=at,
    )


# --- what administrators do -----------------------------------------------------------------------


def retry_events(rows: Iterable[InboundEvent], *, by: User, at: datetime, act: Act) -> int:
    """Try kept ones once more, the oldest first; how many were taken."""
    taken = 0
    for key in sorted(row.pk for row in rows):
        with transaction.atomic():
            event = _lock_kept(key)
            if event is not None:
                _act_on(event, event.body, at=at, act=act)
                taken += event.state == EventState.DONE
    if taken:
        audit.write_audit_entry(Audited.EVENTS_RETRIED, by=by, at=at, count=taken)
    return taken


@transaction.atomic
def set_events_aside(rows: Iterable[InboundEvent], *, by: User, at: datetime) -> int:
    """Say of kept ones that nothing is to be done; how many."""
    kept = InboundEvent.objects.filter(pk__in=[row.pk for row in rows], state=EventState.KEPT)
    count = kept.update(state=EventState.SET_ASIDE, body="")
    if count:
        audit.write_audit_entry(Audited.EVENTS_SET_ASIDE, by=by, at=at, count=count)
    return count


def _lock_kept(key: int) -> InboundEvent | None:
    rows = InboundEvent.objects.select_for_update(of=("self",)).select_related("source")
    return rows.filter(pk=key, state=EventState.KEPT).first()


def make_source_secret(
    source: InboundSource, *, by: User, at: datetime, overlap: timedelta = OVERLAP
) -> str:
    """A new secret, which is told this once. The one before is good until the overlap is over."""
    target = f"source {source.code}"
    return make_secret_of(source, Audited.INBOUND_SECRET, target, by=by, at=at, overlap=overlap)


# --- what is old ----------------------------------------------------------------------------------


def ends_at(event: InboundEvent) -> datetime:
    """When an event is deleted."""
    is_kept = event.state == EventState.KEPT
    return event.received_at + (WAITS_FOR if is_kept else KEPT_FOR)


def announce_deletions(at: datetime) -> None:
    """Tell administrators of kept events that are deleted soon: of each once, two to four weeks
    before.
    """
    span = int(at.timestamp() // ANNOUNCED.total_seconds())
    for place in (span, span + 1):
        _announce_span(place, at)


def _announce_span(place: int, at: datetime) -> None:
    """What is deleted within the span of that number, counted from the beginning of 1970."""
    begin = datetime.fromtimestamp(place * ANNOUNCED.total_seconds(), tz=UTC)
    received = (begin - WAITS_FOR, begin + ANNOUNCED - WAITS_FOR)
    kept = InboundEvent.objects.filter(state=EventState.KEPT)
    ends = kept.filter(received_at__gte=received[0], received_at__lt=received[1])
    known = ends.aggregate(count=Count("pk"), first=Min("received_at"))
    if known["first"] is None:
        return
    day = timezone.localtime(known["first"] + WAITS_FOR).date()

    def say() -> str:
        sentence = ngettext(
            "%(count)d event of another program waits for somebody and is deleted on %(day)s. It"
            " stands in the administration under “events of other programs”: mend the source and"
            " try it again, or set it aside",
            "%(count)d events of other programs wait for somebody and are deleted from %(day)s on."
            " They stand in the administration under “events of other programs”: mend the sources"
            " and try them again, or set them aside",
            known["count"],
        )
        return sentence % {"count": known["count"], "day": day.isoformat()}

    tell_administrators_once(say, key=f"inbound_ends:{place}", at=at)


def forget_events(at: datetime) -> int:
    """Delete what was taken or set aside a month ago, and what waited for a season; the number."""
    old = InboundEvent.objects.filter(received_at__lt=at - KEPT_FOR)
    waits = InboundEvent.objects.filter(state=EventState.KEPT, received_at__gte=at - WAITS_FOR)
    total = 0
    while keys := list(
        old.exclude(pk__in=waits.values("pk"))
        .order_by("received_at")
        .values_list("pk", flat=True)[:DELETED_AT_ONCE]
    ):
        total += InboundEvent.objects.filter(pk__in=keys).delete()[0]
    return total
