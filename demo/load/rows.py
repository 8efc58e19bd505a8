"""A life as rows of the tables: the ticket, what was said, the ledger, the clocks with pauses and escalations."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from calendars.models import published_until
from core.actions import numbers
from demo.load.limits import SWEPT_AFTER, TERM_COLUMNS, Judged, Limits, last_told
from demo.load.lives import BUSINESS, Life, moves
from demo.load.people import Caller, Crowd
from demo.load.vocabulary import ANSWERS, NOTES, Speech
from tickets.limits.actions.clocks.working_set import earliest_due
from tickets.limits.domain import limit_rules, sla
from tickets.limits.models import Escalation, SlaClock, SlaPause
from tickets.limits.models.clocks import CLOCK_FIELDS, schedule_data
from tickets.record.enums import Direction, EventKind, Purpose, Source, Visibility
from tickets.record.models import Communication, Ticket, TicketEvent
from tickets.transfer.actions import bulk

TABLES = (Ticket, SlaClock, SlaPause, Escalation, Communication, TicketEvent)
TICKET = (
    "id",
    "number",
    "issue_no",
    "version",
    "status",
    "is_open",
    "came_from",
    "wait_reason",
    "business_type",
    "nature",
    "issue_type_id",
    "channel_id",
    "customer_id",
    "contact_id",
    "asset_id",
    "original_text",
    "summary",
    "symptom",
    "tier",
    "priority",
    "tier_by_id",
    "tier_at",
    "reported_at",
    "recorded_at",
    "accepted_by_id",
    "accepted_at",
    "first_responded_at",
    "first_responded_by_id",
    "first_responded_channel_id",
    "substantive_replied_at",
    "processing_started_at",
    "promised_at",
    "fixed_at",
    "resolved_at",
    "closed_at",
    "archived_at",
    "cancelled_at",
    "cancel_reason",
    "department_id",
    "assignee_id",
    "next_due_at",
    "search_text",
    "people_text",
    "created_by_id",
    "updated_at",
    "updated_by_id",
)
SAID = (
    "ticket_id",
    "direction",
    "visibility",
    "channel_id",
    "contact_id",
    "purpose",
    "body",
    "at",
    "recorded_at",
    "by_id",
)
EVENT = (
    "ticket_id",
    "kind",
    "at",
    "recorded_at",
    "actor_id",
    "before",
    "after",
    "data",
    "visibility",
    "source",
)
CLOCK = (
    "id",
    "ticket_id",
    "cycle",
    *TERM_COLUMNS,
    "moment",
    *CLOCK_FIELDS,
    "raised",
    "step_schedule",
    "state",
    "next_check_at",
    "cancel_reason",
    "is_provisional",
)
PAUSE = ("clock_id", "reason", "started_at", "ended_at")
ESCALATION = ("clock_id", "step", "level", "role", "planned_at", "raised_at")
CANCELLED_BECAUSE = "客户取消"
NOTE_SHARE, REPLY_SHARE = 0.1, 0.4
INTERNAL = Visibility.INTERNAL.value


@dataclass(slots=True)
class Numbering:
    """Ticket and issue numbers as the desk would have issued them; what was used is told to the series with `keep`."""

    used: dict[tuple[str, str], int] = field(default_factory=dict)

    def next(self, prefix: str, period: str) -> int:
        key = prefix, period
        if key not in self.used:
            self.used[key] = numbers.reserve_numbers(prefix=prefix, period=period, upto=0)
        self.used[key] += 1
        return self.used[key]

    def keep(self) -> None:
        for (prefix, period), last in self.used.items():
            numbers.reserve_numbers(prefix=prefix, period=period, upto=last)


@dataclass(slots=True)
class Told:
    """A ticket with everything that is known of it before keys are given out."""

    life: Life
    caller: Caller
    channel: tuple[int, str]
    judged: list[Judged]
    issue_type_id: int
    queue: int
    agent: int
    solver: int


@dataclass
class Writer:
    """Writes lives in chunks. Everything random comes from `dice`."""

    crowd: Crowd
    limits: Limits
    dice: random.Random
    numbering: Numbering = field(default_factory=Numbering)
    speech: Speech = field(init=False)

    def __post_init__(self) -> None:
        self.speech = Speech(self.dice)
        self.said_data = {
            key: {"source": Source.WEB.value, "channel": name} for key, name in self.crowd.channels
        }
        self.move_data: dict[str, dict[str, str]] = {}

    @property
    def at(self) -> datetime:
        return self.limits.at

    def write(self, lives: list[Life]) -> None:
        """One chunk: seven tables, each in one COPY. The caller is in a transaction."""
        told = [self._told(life) for life in lives]
        keys = bulk.reserve_keys(Ticket, len(told))
        clock_keys = iter(bulk.reserve_keys(SlaClock, sum(len(one.judged) for one in told)))
        clocks = [
            (key, one, next(clock_keys), judged)
            for key, one in zip(keys, told, strict=True)
            for judged in one.judged
        ]
        pairs = list(zip(keys, told, strict=True))
        bulk.copy_rows(Ticket, TICKET, (self._ticket(key, one) for key, one in pairs))
        bulk.copy_rows(
            SlaClock,
            CLOCK,
            (clock_row(clock_key, key, judged) for key, _one, clock_key, judged in clocks),
        )
        bulk.copy_rows(
            SlaPause,
            PAUSE,
            (
                row
                for _key, _one, clock_key, judged in clocks
                for row in pause_rows(clock_key, judged)
            ),
        )
        bulk.copy_rows(
            Escalation,
            ESCALATION,
            (
                row
                for _k, one, clock_key, judged in clocks
                for row in escalations(clock_key, judged, self.at)
            ),
        )
        bulk.copy_rows(
            Communication, SAID, (row for key, one in pairs for row in self._said(key, one))
        )
        bulk.copy_rows(
            TicketEvent, EVENT, (row for key, one in pairs for row in self._events(key, one))
        )
        self.numbering.keep()

    def _told(self, life: Life) -> Told:
        dice, crowd, one_of = self.dice, self.crowd, self.speech.one_of
        caller, channel, issue_type, queue = (
            one_of(crowd.callers),
            one_of(crowd.channels),
            one_of(crowd.types),
            one_of(crowd.queues),
        )
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
        return Told(
            life,
            caller,
            channel,
            list(self.limits.of(life, facts)),
            issue_type.pk,
            queue,
            one_of(crowd.agents),
            dice.choice(people),
        )

    def _ticket(self, key: int, one: Told) -> bulk.RowValues:
        life, caller = one.life, one.caller
        times, channel_id, agent = life.times, one.channel[0], one.agent
        local = timezone.localtime(life.reported_at)
        month, year = f"{local:%Y%m}", f"{local:%Y}"
        number = f"{month}-{self.numbering.next('', month):05d}"
        issue_no = f"CX{year}{self.numbering.next('CX', year):03d}"
        summary, words = self.speech.complaint(caller.product)
        search_text, people_text = bulk.search_texts(
            number=number,
            issue_no=issue_no,
            summary=summary,
            original_text=words,
            customer=caller.customer,
            contact=caller.contact,
            asset=caller.asset,
        )
        responded_at, accepted_at = times.get("first_responded_at"), times.get("accepted_at")
        assignee = one.solver if "assigned_at" in times else None
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
            one.issue_type_id,
            channel_id,
            caller.customer.pk,
            caller.contact.pk,
            caller.asset.pk if caller.asset else None,
            words,
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
            one.queue,
            assignee,
            earliest_due(judged.clock for judged in one.judged if judged.clock.is_live),
            search_text,
            people_text,
            agent,
            life.last_at,
            agent,
        )

    def _said(self, key: int, one: Told) -> Iterator[bulk.RowValues]:
        life, agent = one.life, one.agent
        times, channel_id, contact_id = life.times, one.channel[0], one.caller.contact.pk
        if responded := times.get("first_responded_at"):
            yield (
                key,
                "out",
                "customer",
                channel_id,
                contact_id,
                Purpose.ACK.value,
                ANSWERS[0],
                responded,
                responded,
                agent,
            )
        if (replied := times.get("substantive_replied_at")) and self.dice.random() < REPLY_SHARE:
            body = self.speech.one_of(ANSWERS)
            yield (
                key,
                "out",
                "customer",
                channel_id,
                contact_id,
                Purpose.SUBSTANTIVE.value,
                body,
                replied,
                replied,
                one.solver,
            )
        started = times.get("processing_started_at")
        if (
            started
            and life.is_open
            and "fixed_at" not in times
            and (told := last_told(life, self.at)) > started
        ):
            body = self.speech.one_of(ANSWERS)
            yield (
                key,
                "out",
                "customer",
                channel_id,
                contact_id,
                Purpose.PROGRESS.value,
                body,
                told,
                told,
                one.solver,
            )
        if started and self.dice.random() < NOTE_SHARE:
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
                one.solver,
            )

    def _events(self, key: int, one: Told) -> Iterator[bulk.RowValues]:
        life, web = one.life, Source.WEB.value
        data = self.said_data[one.channel[0]]
        yield (
            key,
            EventKind.REGISTERED.value,
            life.reported_at,
            life.reported_at,
            one.agent,
            "",
            "",
            data,
            INTERNAL,
            web,
        )
        for moment, move, before, after in moves(life):
            known = self.move_data.setdefault(move, {"move": str(move)})
            yield (
                key,
                EventKind.MOVED.value,
                moment,
                moment,
                one.solver,
                before,
                after,
                known,
                INTERNAL,
                web,
            )
        for judged in one.judged:
            clock = judged.clock
            if clock.is_breached:
                told = {
                    "clock": judged.promise.terms.kind.code,
                    "cycle": judged.cycle,
                    "due_at": clock.breached_at.isoformat(),
                }
                seen = clock.detected_at
                yield (
                    key,
                    EventKind.CLOCK_BREACHED.value,
                    clock.breached_at,
                    seen,
                    None,
                    "",
                    "",
                    told,
                    INTERNAL,
                    Source.SYSTEM.value,
                )


def clock_row(key: int, ticket_id: int, judged: Judged) -> bulk.RowValues:
    """A clock with the frozen copy of its terms."""
    clock, promised, planned = judged.clock, judged.promise, judged.planned
    is_provisional = clock.due_at is not None and clock.due_at.year > published_until(
        promised.terms.version_id
    )
    return (
        key,
        ticket_id,
        judged.cycle,
        *promised.columns,
        clock.target.moment,
        *[getattr(clock, name) for name in CLOCK_FIELDS],
        judged.raised,
        schedule_data(planned),
        clock.state,
        sla.first_check(clock, planned),
        judged.cancel_reason,
        is_provisional,
    )


def pause_rows(clock_key: int, judged: Judged) -> Iterator[bulk.RowValues]:
    """The spans in which it stood still."""
    for reason, started_at, ended_at in judged.pauses:
        yield clock_key, reason, started_at, ended_at


def escalations(clock_key: int, judged: Judged, at: datetime) -> Iterator[bulk.RowValues]:
    """What a sweep has raised."""
    clock = judged.clock
    if not judged.raised or not (clock.is_live or clock.is_breached):
        return
    steps = {step.key: step for step in clock.target.steps}
    for terms in judged.promise.terms.steps:
        if terms["key"] in judged.raised:
            planned_at = planned(clock, steps[terms["key"]])
            yield (
                clock_key,
                terms["key"],
                terms["level"],
                terms["role"],
                planned_at,
                min(planned_at + SWEPT_AFTER, at),
            )


def planned(clock: sla.Clock, step: sla.Step) -> datetime:
    """When the step was to be raised, as near as a clock that may have stood still tells."""
    reached = sla.step_moment(clock, step)
    if reached is None and clock.breached_at:
        reached = (
            clock.breached_at + step.offset
            if sla.is_overdue_step(step)
            else clock.started_at + clock.budget * step.share / 100
        )
    return min(reached or clock.started_at, clock.stopped_at or reached or clock.started_at)
