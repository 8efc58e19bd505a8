"""The limits of one life, judged by the clock law: kept, missed, standing, running with what a sweep has raised so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from demo.load.lives import Life
from tickets.limits.domain import limit_rules, sla
from tickets.limits.domain.sla import Clock
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.queries import limit_terms
from tickets.limits.queries.limit_terms import LimitTerms
from tickets.record.enums import Tier

SWEPT_AFTER = timedelta(seconds=15)
SURVEY_AFTER = timedelta(hours=2)
SOLVING_ENDS = frozenset(
    {ClockEvent.FIRST_CONTACT, ClockEvent.PROCESSING_STARTED, ClockEvent.SUBSTANTIVE_REPLY}
)
"""What a confirmed solution also ends, as in `tickets.limits.actions.clocks.events`."""

Span = tuple[str, datetime, datetime | None]


@dataclass(slots=True)
class Promise:
    """Terms of a kind as rows copy them: `columns` in the order of `TERM_COLUMNS`, and the law's target."""

    terms: LimitTerms
    law: sla.Target
    columns: tuple[object, ...]


TERM_COLUMNS = (
    "kind_id",
    "policy_name",
    "policy_key",
    "start_event",
    "stop_event",
    "amount",
    "unit",
    "calendar_version_id",
    "pause_reasons",
    "repeats",
    "steps",
)


def promise(terms: LimitTerms) -> Promise:
    """Prepared once, copied a million times."""
    kind = terms.kind
    columns = (
        kind.pk,
        terms.policy_name,
        terms.policy_key,
        kind.start_event,
        kind.stop_event,
        terms.amount,
        terms.unit,
        terms.version_id,
        sorted(terms.pause_reasons),
        kind.repeats,
        list(terms.steps),
    )
    return Promise(terms, limit_terms.target_of_terms(terms), columns)


@dataclass(slots=True)
class Judged:
    """A clock of a ticket as it stands, the spans in which it stood still, and the steps that were raised."""

    promise: Promise
    clock: Clock
    pauses: list[Span]
    raised: list[str]
    cycle: int = 1
    cancel_reason: str = ""

    @property
    def planned(self) -> dict[str, sla.ScheduledStep]:
        """The steps that are still to be raised."""
        return sla.step_schedule(self.clock, frozenset(self.raised))


@dataclass
class Limits:
    """The rules of a moment, and what they promise."""

    at: datetime
    rules: limit_terms.Rulebook = field(init=False)
    _known: dict[tuple[int, ...], list[list[Promise]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = limit_terms.load_rulebook(self.at)

    def promised(self, facts: limit_rules.TicketFacts) -> list[list[Promise]]:
        """For each kind what is promised by tier and by priority."""
        keys = self.rules.applicable_keys(facts)
        if keys not in self._known:
            self._known[keys] = [
                [promise(terms) for terms in found]
                for found in self.rules.terms_by_kind(facts).values()
            ]
        return self._known[keys]

    def of(self, life: Life, facts: limit_rules.TicketFacts) -> Iterator[Judged]:
        """The clocks that the life has begun."""
        moments = moments_of(life)
        for choices in self.promised(facts):
            kind = choices[0].terms.kind
            started = moments.get(kind.start_event)
            if started is None:
                continue
            chosen = choices[0] if len(choices) == 1 else strictest(choices, started)
            if kind.repeats:
                yield self._updates(chosen, life, started)
            else:
                stopped = moments.get(kind.stop_event) or (
                    life.times.get("resolved_at") if kind.stop_event in SOLVING_ENDS else None
                )
                yield self._judged(chosen, life, started, stopped)

    def _judged(
        self, promised: Promise, life: Life, started: datetime, stopped: datetime | None
    ) -> Judged:
        law = (
            replace(promised.law, moment=life.promised_at)
            if promised.terms.kind.is_moment
            else promised.law
        )
        spans = [
            span
            for span in life.pauses
            if span[0] in law.pause_reasons
            and span[1] >= started
            and (stopped is None or span[1] < stopped)
        ]
        if spans:
            pauses = [
                (begin, end if stopped is None or (end and end < stopped) else None)
                for _reason, begin, end in spans
            ]
            clock = sla.replay_clock(law, started, pauses, stopped, self.at)
        else:
            clock = sla.start_clock(law, started)
            clock = sla.stop_clock(clock, stopped) if stopped else clock
        if stopped is None:
            clock = (
                sla.cancel_clock(clock, life.cancelled_at)
                if life.cancelled_at
                else sla.record_breach(clock, self.at)
            )
        reason = CancelReason.TICKET_CANCELLED if clock.cancelled_at else ""
        return self._seen(promised, clock, spans, reason=reason)

    def _updates(self, promised: Promise, life: Life, started: datetime) -> Judged:
        """The customer was told something lately: only the newest cycle of a repeating limit is written."""
        over_at = life.times.get("fixed_at") or life.cancelled_at
        first = sla.start_clock(promised.law, started)
        clock = sla.next_cycle(first, last_told(life, over_at or self.at)) or first
        clock = sla.settle_clock(clock, over_at) if over_at else sla.record_breach(clock, self.at)
        return self._seen(
            promised, clock, [], cycle=2, reason=CancelReason.SOLVED if clock.cancelled_at else ""
        )

    def _seen(
        self,
        promised: Promise,
        clock: Clock,
        spans: list[Span],
        *,
        cycle: int = 1,
        reason: str = "",
    ) -> Judged:
        """As a sweep that came soon after has left it."""
        until = clock.stopped_at or self.at
        if clock.breached_at:
            clock = replace(clock, detected_at=min(clock.breached_at + SWEPT_AFTER, until))
        steps = clock.target.steps if clock.is_live or clock.is_breached else ()
        raised = [step.key for step in steps if sla.has_reached(clock, step, until)]
        return Judged(promised, clock, spans, raised, cycle, reason)


def strictest(choices: list[Promise], started: datetime) -> Promise:
    """The promise that is due first."""
    best = limit_terms.strictest_terms([one.terms for one in choices], started)
    return next(one for one in choices if one.terms is best)


def moments_of(life: Life) -> dict[str, datetime | None]:
    """When each event of the life happened, as far as it did."""
    times = life.times
    resolved_at, closed_at = times.get("resolved_at"), times.get("closed_at")
    return {
        ClockEvent.REPORTED: life.reported_at,
        ClockEvent.PROMISED: life.reported_at if life.promised_at else None,
        ClockEvent.FIRST_CONTACT: times.get("first_responded_at"),
        ClockEvent.PROCESSING_STARTED: times.get("processing_started_at"),
        ClockEvent.SUBSTANTIVE_REPLY: times.get("substantive_replied_at"),
        ClockEvent.RESOLVED: resolved_at,
        ClockEvent.CALLBACK_DONE: resolved_at if closed_at else None,
        ClockEvent.SURVEY_SENT: min(resolved_at + SURVEY_AFTER, closed_at)
        if resolved_at and closed_at
        else None,
    }


def last_told(life: Life, at: datetime) -> datetime:
    """When the customer last heard something before `at`: some hours ago, but not before work began."""
    slowest = 3 if life.tier == Tier.URGENT else 24
    hours = slowest * (life.reported_at.minute * 60 + life.reported_at.second) / 3600
    began = life.times.get("processing_started_at", life.reported_at)
    return max(began, (at - timedelta(hours=hours)).replace(microsecond=0))
