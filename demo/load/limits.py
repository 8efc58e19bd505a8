"""The limits of one life, judged as the product judges them.

Kept, missed, paused, or running with what a sweep has raised so far.
"""

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

# What a confirmed solution also ends, as in `tickets.limits.actions.clocks.events`.
SOLVING_ENDS = frozenset(
    {ClockEvent.FIRST_CONTACT, ClockEvent.PROCESSING_STARTED, ClockEvent.SUBSTANTIVE_REPLY}
)

Span = tuple[str, datetime, datetime | None]


@dataclass(slots=True)
class PreparedTerms:
    """Terms of a kind as rows copy them, in the order of `TERM_COLUMNS`, and the clock's target."""

    terms: LimitTerms
    target: sla.LimitTarget
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


def prepare_terms(terms: LimitTerms) -> PreparedTerms:
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
    return PreparedTerms(terms, limit_terms.target_of_terms(terms), columns)


@dataclass(slots=True)
class JudgedClock:
    """A clock of a ticket as it is now, the spans in which it stood still, the steps raised."""

    prepared: PreparedTerms
    clock: Clock
    pauses: list[Span]
    raised: list[str]
    cycle: int = 1
    cancel_reason: str = ""

    @property
    def step_schedule(self) -> dict[str, sla.ScheduledStep]:
        """The steps that are still to be raised."""
        return sla.step_schedule(self.clock, frozenset(self.raised))


@dataclass
class LoadLimits:
    """The rules of a moment, and what they promise."""

    at: datetime
    rules: limit_terms.Rulebook = field(init=False)
    _known: dict[tuple[int, ...], list[list[PreparedTerms]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = limit_terms.load_rulebook(self.at)

    def terms_by_kind(self, facts: limit_rules.TicketFacts) -> list[list[PreparedTerms]]:
        """For each kind what is promised by tier and by priority."""
        keys = self.rules.applicable_keys(facts)
        if keys not in self._known:
            by_kind = self.rules.terms_by_kind(facts).values()
            self._known[keys] = [list(map(prepare_terms, terms)) for terms in by_kind]
        return self._known[keys]

    def judged_clocks(self, life: Life, facts: limit_rules.TicketFacts) -> Iterator[JudgedClock]:
        """The clocks that the life has begun."""
        moments = moments_of(life)
        for choices in self.terms_by_kind(facts):
            kind = choices[0].terms.kind
            started = moments.get(kind.start_event)
            if started is None:
                continue
            prepared = choices[0] if len(choices) == 1 else strictest_terms(choices, started)
            if kind.repeats:
                yield self._newest_cycle(prepared, life, started)
                continue
            stopped = moments.get(kind.stop_event)
            if stopped is None and kind.stop_event in SOLVING_ENDS:
                stopped = life.times.get("resolved_at")
            yield self._judged_clock(prepared, life, started, stopped)

    def _judged_clock(
        self, prepared: PreparedTerms, life: Life, started: datetime, stopped: datetime | None
    ) -> JudgedClock:
        target = prepared.target
        if prepared.terms.kind.is_moment:
            target = replace(target, moment=life.promised_at)
        spans = _spans_within(life, target.pause_reasons, started, stopped)
        if spans:
            pauses = []
            for _reason, begin, end in spans:
                if stopped is not None and (end is None or end >= stopped):
                    end = None
                pauses.append((begin, end))
            clock = sla.replay_clock(target, started, pauses, stopped, self.at)
        else:
            # Without a pause there is nothing to replay.
            clock = sla.start_clock(target, started)
            if stopped:
                clock = sla.stop_clock(clock, stopped)
        if stopped is None and life.cancelled_at:
            clock = sla.cancel_clock(clock, life.cancelled_at)
        elif stopped is None:
            clock = sla.record_breach(clock, self.at)
        reason = CancelReason.TICKET_CANCELLED if clock.cancelled_at else ""
        return self._swept_clock(prepared, clock, spans, reason=reason)

    def _newest_cycle(self, prepared: PreparedTerms, life: Life, started: datetime) -> JudgedClock:
        """The newest cycle of a repeating limit; older ones are not written."""
        over_at = life.times.get("fixed_at") or life.cancelled_at
        first = sla.start_clock(prepared.target, started)
        contact_at = last_contact_at(life, over_at or self.at)
        clock = sla.next_cycle(first, contact_at) or first
        clock = sla.settle_clock(clock, over_at) if over_at else sla.record_breach(clock, self.at)
        reason = CancelReason.SOLVED if clock.cancelled_at else ""
        return self._swept_clock(prepared, clock, [], cycle=2, reason=reason)

    def _swept_clock(
        self,
        prepared: PreparedTerms,
        clock: Clock,
        spans: list[Span],
        *,
        cycle: int = 1,
        reason: str = "",
    ) -> JudgedClock:
        """As a sweep that came soon after has left it."""
        until = clock.stopped_at or self.at
        if clock.breached_at:
            clock = replace(clock, detected_at=min(clock.breached_at + SWEPT_AFTER, until))
        raised = []
        if clock.is_live or clock.is_breached:
            steps = clock.target.steps
            raised = [step.key for step in steps if sla.has_reached(clock, step, until)]
        return JudgedClock(prepared, clock, spans, raised, cycle, reason)


def _spans_within(
    life: Life, reasons: frozenset[str], started: datetime, stopped: datetime | None
) -> list[Span]:
    """The spans for which the limit stands still, begun while the clock was running."""
    spans = []
    for reason, begin, end in life.pauses:
        is_before_stop = stopped is None or begin < stopped
        if reason in reasons and begin >= started and is_before_stop:
            spans.append((reason, begin, end))
    return spans


def strictest_terms(choices: list[PreparedTerms], started: datetime) -> PreparedTerms:
    """The promise that is due first."""
    strictest = limit_terms.strictest_terms([choice.terms for choice in choices], started)
    return next(choice for choice in choices if choice.terms is strictest)


def moments_of(life: Life) -> dict[str, datetime | None]:
    """When each event of the life happened, as far as it did."""
    times = life.times
    resolved_at = times.get("resolved_at")
    closed_at = times.get("closed_at")
    survey_sent_at = None
    if resolved_at and closed_at:
        survey_sent_at = min(resolved_at + SURVEY_AFTER, closed_at)
    return {
        ClockEvent.REPORTED: life.reported_at,
        ClockEvent.PROMISED: life.reported_at if life.promised_at else None,
        ClockEvent.FIRST_CONTACT: times.get("first_responded_at"),
        ClockEvent.PROCESSING_STARTED: times.get("processing_started_at"),
        ClockEvent.SUBSTANTIVE_REPLY: times.get("substantive_replied_at"),
        ClockEvent.RESOLVED: resolved_at,
        ClockEvent.CALLBACK_DONE: resolved_at if closed_at else None,
        ClockEvent.SURVEY_SENT: survey_sent_at,
    }


def last_contact_at(life: Life, at: datetime) -> datetime:
    """When the customer last heard something before `at`: hours ago, but not before work began."""
    # From the minute of the report, and not by chance: limits and contacts must agree on it.
    slowest = 3 if life.tier == Tier.URGENT else 24
    hours = slowest * (life.reported_at.minute * 60 + life.reported_at.second) / 3600
    began = life.times.get("processing_started_at", life.reported_at)
    return max(began, (at - timedelta(hours=hours)).replace(microsecond=0))
