"""A life as rows of the tables: the ticket, its contacts, the ledger, the clocks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from core.actions import numbers
from demo.load import columns
from demo.load.clock_rows import clock_row, escalation_rows, pause_rows
from demo.load.limits import JudgedClock, LoadLimits, last_contact_at
from demo.load.lives import BUSINESS, Life, milestones_of
from demo.load.people import Caller, Crowd
from demo.load.vocabulary import ANSWERS, NOTES, Speech
from tickets.limits.actions.clocks.working_set import earliest_due
from tickets.limits.domain import limit_rules
from tickets.limits.models import Escalation, SlaClock, SlaPause
from tickets.record.enums import Direction, EventKind, Purpose, Source, Visibility
from tickets.record.models import Communication, Ticket, TicketEvent
from tickets.transfer.actions import bulk

CANCELLED_BECAUSE = "客户取消"
NOTE_SHARE = 0.1
REPLY_SHARE = 0.4
INTERNAL = Visibility.INTERNAL.value
WEB = Source.WEB.value


@dataclass(slots=True)
class Numbering:
    """Ticket and issue numbers as the desk would have issued them; `keep_used` notes them there."""

    used: dict[tuple[str, str], int] = field(default_factory=dict)

    def next_number(self, prefix: str, period: str) -> int:
        key = (prefix, period)
        if key not in self.used:
            self.used[key] = numbers.reserve_numbers(prefix=prefix, period=period, upto=0)
        self.used[key] += 1
        return self.used[key]

    def keep_used(self) -> None:
        for (prefix, period), last in self.used.items():
            numbers.reserve_numbers(prefix=prefix, period=period, upto=last)


@dataclass(slots=True)
class LoadedTicket:
    """A ticket with everything that is known of it before keys are given out."""

    life: Life
    caller: Caller
    channel: tuple[int, str]
    clocks: list[JudgedClock]
    issue_type_id: int
    queue: int
    agent: int
    solver: int


KeyedTicket = tuple[int, LoadedTicket]

# The key of the clock, the key of its ticket, the clock.
KeyedClock = tuple[int, int, JudgedClock]


@dataclass
class LoadWriter:
    """Writes lives in chunks. Everything random comes from `dice`.

    The order in which it is asked is part of the contract: one seed makes one set of data.
    """

    crowd: Crowd
    limits: LoadLimits
    dice: random.Random
    numbering: Numbering = field(default_factory=Numbering)
    speech: Speech = field(init=False)

    def __post_init__(self) -> None:
        self.speech = Speech(self.dice)
        # One object for each channel and move: equal data are then written as JSON only once.
        self.registered_data = {
            key: {"source": WEB, "channel": name} for key, name in self.crowd.channels
        }
        self.move_data: dict[str, dict[str, str]] = {}

    @property
    def load_moment(self) -> datetime:
        return self.limits.at

    def write_lives(self, lives: list[Life]) -> None:
        """One chunk: seven tables, each in one COPY. The caller is in a transaction."""
        loaded = [self._loaded_ticket(life) for life in lives]
        keys = bulk.reserve_keys(Ticket, len(loaded))
        tickets = list(zip(keys, loaded, strict=True))
        clocks = _keyed_clocks(tickets)
        rows = (self._ticket_row(key, ticket) for key, ticket in tickets)
        bulk.copy_rows(Ticket, columns.TICKET, rows)
        self._copy_clocks(clocks)
        bulk.copy_rows(Communication, columns.SAID, self._all_contacts(tickets))
        bulk.copy_rows(TicketEvent, columns.EVENT, self._all_events(tickets))
        self.numbering.keep_used()

    def _copy_clocks(self, clocks: list[KeyedClock]) -> None:
        rows = (clock_row(key, ticket_key, clock) for key, ticket_key, clock in clocks)
        bulk.copy_rows(SlaClock, columns.CLOCK, rows)
        bulk.copy_rows(SlaPause, columns.PAUSE, _all_pauses(clocks))
        escalations = _all_escalations(clocks, self.load_moment)
        bulk.copy_rows(Escalation, columns.ESCALATION, escalations)

    def _all_contacts(self, tickets: list[KeyedTicket]) -> Iterator[bulk.RowValues]:
        for key, ticket in tickets:
            yield from self._contact_rows(key, ticket)

    def _all_events(self, tickets: list[KeyedTicket]) -> Iterator[bulk.RowValues]:
        for key, ticket in tickets:
            yield from self._event_rows(key, ticket)

    def _loaded_ticket(self, life: Life) -> LoadedTicket:
        crowd = self.crowd
        one_of = self.speech.one_of
        caller = one_of(crowd.callers)
        channel = one_of(crowd.channels)
        issue_type = one_of(crowd.types)
        queue = one_of(crowd.queues)
        facts = limit_rules.TicketFacts(
            tier=life.tier,
            priority=life.priority,
            business_type=BUSINESS[life.nature],
            issue_types=frozenset({issue_type.pk, issue_type.parent_id} - {None}),
            channel=channel[0],
            customer_level=caller.level,
            product=caller.asset.model_id if caller.asset else None,
        )
        people = crowd.of_queue.get(queue) or crowd.agents
        return LoadedTicket(
            life,
            caller,
            channel,
            list(self.limits.judged_clocks(life, facts)),
            issue_type.pk,
            queue,
            one_of(crowd.agents),
            self.dice.choice(people),
        )

    def _ticket_row(self, key: int, loaded: LoadedTicket) -> bulk.RowValues:
        """One ticket in the order of `columns.TICKET`."""
        life = loaded.life
        caller = loaded.caller
        times = life.times
        channel_id = loaded.channel[0]
        agent = loaded.agent
        local = timezone.localtime(life.reported_at)
        month = f"{local:%Y%m}"
        year = f"{local:%Y}"
        number = f"{month}-{self.numbering.next_number('', month):05d}"
        issue_no = f"CX{year}{self.numbering.next_number('CX', year):03d}"
        summary, original_text = self.speech.complaint(caller.product)
        search_text, people_text = bulk.search_texts(
            number=number,
            issue_no=issue_no,
            summary=summary,
            original_text=original_text,
            customer=caller.customer,
            contact=caller.contact,
            asset=caller.asset,
        )
        responded_at = times.get("first_responded_at")
        accepted_at = times.get("accepted_at")
        live_clocks = [judged.clock for judged in loaded.clocks if judged.clock.is_live]
        return (
            key,
            number,
            issue_no,
            1 + len(times),
            life.state,
            life.is_open,
            life.came_from,
            life.wait_reason,
            BUSINESS[life.nature],
            life.nature,
            loaded.issue_type_id,
            channel_id,
            caller.customer.pk,
            caller.contact.pk,
            caller.asset.pk if caller.asset else None,
            original_text,
            summary,
            "",
            life.tier,
            life.priority,
            agent,
            life.reported_at,
            life.reported_at,
            life.reported_at,
            agent if accepted_at else None,
            accepted_at,
            responded_at,
            agent if responded_at else None,
            channel_id if responded_at else None,
            times.get("substantive_replied_at"),
            times.get("processing_started_at"),
            life.promised_at,
            times.get("fixed_at"),
            times.get("resolved_at"),
            times.get("closed_at"),
            life.archived_at,
            life.cancelled_at,
            CANCELLED_BECAUSE if life.cancelled_at else "",
            loaded.queue,
            loaded.solver if "assigned_at" in times else None,
            earliest_due(live_clocks),
            search_text,
            people_text,
            agent,
            life.last_at,
            agent,
        )

    def _contact_rows(self, key: int, loaded: LoadedTicket) -> Iterator[bulk.RowValues]:
        """What was said to the customer, and now and then a note among colleagues."""
        times = loaded.life.times
        responded = times.get("first_responded_at")
        if responded:
            body = ANSWERS[0]
            yield _contact_row(key, loaded, Purpose.ACK, body, responded, speaker_id=loaded.agent)
        replied = times.get("substantive_replied_at")
        if replied and self.dice.random() < REPLY_SHARE:
            body = self.speech.one_of(ANSWERS)
            yield _contact_row(
                key, loaded, Purpose.SUBSTANTIVE, body, replied, speaker_id=loaded.solver
            )
        started = times.get("processing_started_at")
        if started is None:
            return
        if loaded.life.is_open and "fixed_at" not in times:
            # The clock of the next progress report was counted from this very contact.
            last_contact = last_contact_at(loaded.life, self.load_moment)
            if last_contact > started:
                body = self.speech.one_of(ANSWERS)
                yield _contact_row(
                    key, loaded, Purpose.PROGRESS, body, last_contact, speaker_id=loaded.solver
                )
        if self.dice.random() < NOTE_SHARE:
            body = self.speech.one_of(NOTES)
            yield (
                key,
                Direction.NOTE.value,
                INTERNAL,
                None,
                None,
                Purpose.OTHER.value,
                body,
                started,
                started,
                loaded.solver,
            )

    def _event_rows(self, key: int, loaded: LoadedTicket) -> Iterator[bulk.RowValues]:
        life = loaded.life
        yield (
            key,
            EventKind.REGISTERED.value,
            life.reported_at,
            life.reported_at,
            loaded.agent,
            "",
            "",
            self.registered_data[loaded.channel[0]],
            INTERNAL,
            WEB,
        )
        for moment, move, before, after in milestones_of(life):
            yield (
                key,
                EventKind.MOVED.value,
                moment,
                moment,
                loaded.solver,
                before,
                after,
                self.move_data.setdefault(move, {"move": str(move)}),
                INTERNAL,
                WEB,
            )
        for judged in loaded.clocks:
            if judged.clock.is_breached:
                yield _breach_row(key, judged)


def _keyed_clocks(tickets: list[KeyedTicket]) -> list[KeyedClock]:
    count = sum(len(ticket.clocks) for _key, ticket in tickets)
    clock_keys = iter(bulk.reserve_keys(SlaClock, count))
    keyed = []
    for ticket_key, ticket in tickets:
        for clock in ticket.clocks:
            keyed.append((next(clock_keys), ticket_key, clock))
    return keyed


def _all_pauses(clocks: list[KeyedClock]) -> Iterator[bulk.RowValues]:
    for key, _ticket_key, clock in clocks:
        yield from pause_rows(key, clock)


def _all_escalations(clocks: list[KeyedClock], at: datetime) -> Iterator[bulk.RowValues]:
    for key, _ticket_key, clock in clocks:
        yield from escalation_rows(key, clock, at)


def _contact_row(
    key: int,
    loaded: LoadedTicket,
    purpose: Purpose,
    body: str,
    moment: datetime,
    *,
    speaker_id: int,
) -> bulk.RowValues:
    return (
        key,
        "out",
        "customer",
        loaded.channel[0],
        loaded.caller.contact.pk,
        purpose.value,
        body,
        moment,
        moment,
        speaker_id,
    )


def _breach_row(key: int, judged: JudgedClock) -> bulk.RowValues:
    clock = judged.clock
    data = {
        "clock": judged.prepared.terms.kind.code,
        "cycle": judged.cycle,
        "due_at": clock.breached_at.isoformat(),
    }
    return (
        key,
        EventKind.CLOCK_BREACHED.value,
        clock.breached_at,
        clock.detected_at,
        None,
        "",
        "",
        data,
        INTERNAL,
        Source.SYSTEM.value,
    )
