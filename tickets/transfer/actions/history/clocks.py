"""The limits of an incident's history: judged by the rules of now, ended ones at rest for ever."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from calendars.models import published_until
from tickets.limits.actions.clocks.working_set import copy_terms, earliest_due
from tickets.limits.domain import clock_events, limit_rules, sla
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaKind
from tickets.limits.models.clocks import CLOCK_FIELDS, schedule_data
from tickets.limits.queries import limit_terms
from tickets.limits.queries.limit_terms import LimitTerms
from tickets.record.domain import lifecycle
from tickets.transfer.actions import bulk
from tickets.transfer.domain.history import Incident, WaitSpan, WorkCycle

# Of a clock's row, all but the keys of itself and of its ticket.
COLUMNS = (
    "kind",
    "cycle",
    "policy_name",
    "policy_key",
    "start_event",
    "stop_event",
    "repeats",
    "amount",
    "unit",
    "calendar_version",
    "pause_reasons",
    "moment",
    "steps",
    "raised",
    "step_schedule",
    "state",
    "next_check_at",
    "is_provisional",
    "is_historic",
    *CLOCK_FIELDS,
)

# The event that ends a cycle of work; reopening begins the next one.
REOPENABLE = ClockEvent.RESOLVED


@dataclass(slots=True)
class BuiltClocks:
    """The clocks of one incident as rows of `COLUMNS`, the pauses of each, and those still live."""

    rows: list[bulk.RowValues] = field(default_factory=list)
    waits: list[list[WaitSpan]] = field(default_factory=list)
    live: list[sla.Clock] = field(default_factory=list)

    @property
    def next_due_at(self) -> datetime | None:
        """What the ticket is due next."""
        return earliest_due(self.live)


class PromiseCache:
    """What the rules of the moment promise; asked once for equal facts."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.rules = limit_terms.load_rulebook(at)
        self._terms: dict[limit_rules.TicketFacts, list[list[LimitTerms]]] = {}
        self._frozen: dict[tuple[int, bool], tuple[sla.LimitTarget, SimpleNamespace]] = {}

    def terms_by_kind(self, facts: limit_rules.TicketFacts) -> list[list[LimitTerms]]:
        """For each kind of limit one or two terms."""
        if facts not in self._terms:
            self._terms[facts] = list(self.rules.terms_by_kind(facts).values())
        return self._terms[facts]

    def frozen_terms(
        self, terms: LimitTerms, moment: datetime | None, *, is_reopened: bool
    ) -> tuple[sla.LimitTarget, SimpleNamespace]:
        """The clock's target, and the columns that copy the terms."""
        # A promised moment is each ticket's own: nothing to remember.
        if terms.kind.is_moment:
            return _freeze_terms(terms, moment, is_reopened)
        # An `id` is only its own as long as the object lives: `_terms` keeps it alive.
        key = (id(terms), is_reopened)
        if key not in self._frozen:
            self._frozen[key] = _freeze_terms(terms, None, is_reopened)
        return self._frozen[key]


def _freeze_terms(
    terms: LimitTerms, moment: datetime | None, is_reopened: bool
) -> tuple[sla.LimitTarget, SimpleNamespace]:
    target = limit_terms.target_of_terms(terms, moment=moment, is_reopened=is_reopened)
    # A stand-in for the row: only the columns that copy the terms are wanted.
    columns: Any = SimpleNamespace()
    copy_terms(columns, terms, target)
    return target, columns


def build_clocks(
    incident: Incident, facts: limit_rules.TicketFacts, promise_cache: PromiseCache
) -> BuiltClocks:
    """As `clocks.build_history` judges a ticket, but with its pauses and all its cycles."""
    built = BuiltClocks()
    if incident.status in lifecycle.PROMISES_NOTHING:
        return built
    happened_at = _event_moments(incident)
    over = clock_events.events_over(incident.status)
    for terms in promise_cache.terms_by_kind(facts):
        kind = terms[0].kind
        started = happened_at.get(kind.start_event)
        stopped = happened_at.get(kind.stop_event)
        if kind.is_moment:
            # A promise runs from the report, whenever it was made.
            started = incident.reported_at if incident.fields["promised_at"] else None
        if started is None or (not stopped and kind.stop_event in over):
            continue
        whole = WorkCycle(started, stop=stopped)
        for number, cycle in enumerate(_judged_cycles(incident, kind, whole), 1):
            _add_clock(built, incident, terms, number, cycle, promise_cache)
    return built


def _event_moments(incident: Incident) -> dict[str, datetime | None]:
    return {
        ClockEvent.REPORTED: incident.reported_at,
        ClockEvent.FIRST_CONTACT: incident.fields["first_responded_at"],
        ClockEvent.PROCESSING_STARTED: incident.processing_started_at,
        ClockEvent.PROMISED: incident.fields["promised_at"],
        ClockEvent.RESOLVED: incident.fields["resolved_at"],
    }


def _judged_cycles(incident: Incident, kind: SlaKind, whole: WorkCycle) -> Iterator[WorkCycle]:
    """The spans to judge: those that ended, and the open one of a ticket that waits for work."""
    is_open = incident.status in lifecycle.UNSOLVED
    begins_anew = (
        kind.stop_event == REOPENABLE
        and not kind.is_moment
        and kind.start_event == ClockEvent.REPORTED
    )
    for cycle in incident.cycles if begins_anew else [whole]:
        if cycle.stop:
            # The file does not say when the customer heard something meanwhile.
            if not kind.repeats:
                yield cycle
        elif is_open:
            yield cycle


def _add_clock(
    built: BuiltClocks,
    incident: Incident,
    terms: list[LimitTerms],
    number: int,
    cycle: WorkCycle,
    promise_cache: PromiseCache,
) -> None:
    winner = terms[0]
    if len(terms) > 1:
        winner = limit_terms.strictest_terms(terms, cycle.start, is_reopened=cycle.is_reopened)
    target, columns = promise_cache.frozen_terms(
        winner, incident.fields["promised_at"], is_reopened=cycle.is_reopened
    )
    waits = _honoured_waits(incident.waits, cycle, target.pause_reasons)
    pauses = [(wait.start, wait.end) for wait in waits]
    seen_at = cycle.stop or promise_cache.at
    clock = sla.replay_clock(target, cycle.start, pauses, cycle.stop, seen_at)
    row = _clock_row(winner, columns, number, cycle, clock, promise_cache.at)
    built.rows.append(row)
    built.waits.append(waits)
    if clock.is_live:
        built.live.append(clock)


def _honoured_waits(
    waits: list[WaitSpan], cycle: WorkCycle, reasons: frozenset[str]
) -> list[WaitSpan]:
    """The waiting that this limit honours, cut to the cycle."""
    cut = []
    for wait in waits:
        if wait.reason not in reasons:
            continue
        start = max(wait.start, cycle.start)
        end = wait.end
        if cycle.stop:
            end = min(end or cycle.stop, cycle.stop)
        if end is None or end > start:
            cut.append(WaitSpan(wait.reason, start, end))
    return cut


def _clock_row(
    terms: LimitTerms,
    columns: SimpleNamespace,
    number: int,
    cycle: WorkCycle,
    clock: sla.Clock,
    at: datetime,
) -> bulk.RowValues:
    """One clock in the order of `COLUMNS`."""
    kind = terms.kind
    # Steps whose moment has passed count as raised: nobody is called about the past.
    raised = [step.key for step in clock.target.steps if sla.has_reached(clock, step, at)]
    schedule = sla.step_schedule(clock, frozenset(raised))
    is_provisional = clock.due_at is not None and clock.due_at.year > published_until(
        terms.version_id
    )
    return (
        kind.pk,
        number,
        columns.policy_name,
        columns.policy_key,
        ClockEvent.REOPENED if cycle.is_reopened else kind.start_event,
        kind.stop_event,
        kind.repeats,
        columns.amount,
        columns.unit,
        columns.calendar_version_id,
        columns.pause_reasons,
        columns.moment,
        columns.steps,
        raised,
        schedule_data(schedule),
        clock.state,
        sla.first_check(clock, schedule),
        is_provisional,
        not clock.is_live,
        *(getattr(clock, name) for name in CLOCK_FIELDS),
    )
