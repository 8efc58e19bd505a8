"""The limits that an incident's history tells of: judged by the rules of now, ended ones at rest
for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from calendars.models import published_until
from tickets.limits.actions.clocks.working_set import copy_terms, earliest_due
from tickets.limits.domain import limit_rules, sla
from tickets.limits.enums import ClockEvent
from tickets.limits.models.clocks import CLOCK_FIELDS, schedule_data
from tickets.limits.queries import limit_terms
from tickets.limits.queries.limit_terms import LimitTerms
from tickets.record.domain import lifecycle
from tickets.transfer.domain.history import Incident, WaitSpan, WorkCycle

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
"""Of a clock's row, all but the keys of itself and of its ticket."""

REOPENABLE = ClockEvent.RESOLVED
"""The event that ends a cycle of work; reopening begins the next one."""


@dataclass(slots=True)
class BuiltClocks:
    """The clocks of one incident as rows of `COLUMNS`, the pauses of each, and what the ticket is
    due next.
    """

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    waits: list[list[WaitSpan]] = field(default_factory=list)
    live: list[sla.Clock] = field(default_factory=list)

    @property
    def next_due_at(self) -> datetime | None:
        return earliest_due(self.live)


class PromiseCache:
    """What the rules of the moment promise; asked once for equal facts."""

    def __init__(self, at: datetime) -> None:
        self.at, self.rules = at, limit_terms.load_rulebook(at)
        self._terms: dict[limit_rules.TicketFacts, list[list[LimitTerms]]] = {}
        self._frozen: dict[tuple[int, bool], tuple[sla.Target, SimpleNamespace]] = {}

    def of(self, facts: limit_rules.TicketFacts) -> list[list[LimitTerms]]:
        """By kind of limit: one or two terms."""
        if facts not in self._terms:
            self._terms[facts] = list(self.rules.terms_by_kind(facts).values())
        return self._terms[facts]

    def frozen(
        self, terms: LimitTerms, moment: datetime | None, *, is_reopened: bool
    ) -> tuple[sla.Target, SimpleNamespace]:
        """The law's target, and the columns that copy the terms."""
        if terms.kind.is_moment:
            return _freeze_terms(terms, moment, is_reopened)
        key = (id(terms), is_reopened)  # kept alive by `_terms`
        if key not in self._frozen:
            self._frozen[key] = _freeze_terms(terms, None, is_reopened)
        return self._frozen[key]


def _freeze_terms(
    terms: LimitTerms, moment: datetime | None, is_reopened: bool
) -> tuple[sla.Target, SimpleNamespace]:
    law, columns = (
        limit_terms.target_of_terms(terms, moment=moment, is_reopened=is_reopened),
        SimpleNamespace(),
    )
    copy_terms(columns, terms, law)
    return law, columns


def build_clocks(
    one: Incident, facts: limit_rules.TicketFacts, promised: PromiseCache
) -> BuiltClocks:
    """As `clocks.build_history` judges a ticket, but with its pauses and all its cycles."""
    built = BuiltClocks()
    if one.status in lifecycle.PROMISES_NOTHING:
        return built
    happened_at, over = _event_moments(one), _known_to_be_over(one)
    for terms in promised.of(facts):
        kind = terms[0].kind
        started, stopped = happened_at.get(kind.start_event), happened_at.get(kind.stop_event)
        if kind.is_moment:
            started = one.reported_at if one.fields["promised_at"] else None
        if started is None or (not stopped and kind.stop_event in over):
            continue
        for number, cycle in enumerate(
            _judged_cycles(one, kind, WorkCycle(started, stop=stopped)), 1
        ):
            _add_clock(built, one, terms, number, cycle, promised)
    return built


def _event_moments(one: Incident) -> dict[str, datetime | None]:
    return {
        ClockEvent.REPORTED: one.reported_at,
        ClockEvent.FIRST_CONTACT: one.fields["first_responded_at"],
        ClockEvent.PROCESSING_STARTED: one.processing_started_at,
        ClockEvent.PROMISED: one.fields["promised_at"],
        ClockEvent.RESOLVED: one.fields["resolved_at"],
    }


def _known_to_be_over(one: Incident) -> set[ClockEvent]:
    """Events that the state tells of although no time of them is known: their limits cannot be
    judged and are not made up.
    """
    over = set()
    if one.status not in lifecycle.UNANSWERED:
        over.add(ClockEvent.FIRST_CONTACT)
    if one.status not in lifecycle.UNSTARTED:
        over.add(ClockEvent.PROCESSING_STARTED)
    return over


def _judged_cycles(one: Incident, kind: Any, whole: WorkCycle) -> Iterator[WorkCycle]:
    """The spans to judge: those that ended, and the open one of a ticket that still waits for work."""
    is_open = one.status in lifecycle.UNSOLVED
    repeated = (
        kind.stop_event == REOPENABLE
        and not kind.is_moment
        and kind.start_event == ClockEvent.REPORTED
    )
    for cycle in one.cycles if repeated else [whole]:
        if (cycle.stop or is_open) and not (cycle.stop and kind.repeats):
            yield cycle


def _add_clock(
    built: BuiltClocks,
    one: Incident,
    terms: list[LimitTerms],
    number: int,
    cycle: WorkCycle,
    promised: PromiseCache,
) -> None:
    moment = one.fields["promised_at"]
    winner = (
        limit_terms.strictest_terms(terms, cycle.start, is_reopened=cycle.is_reopened)
        if len(terms) > 1
        else terms[0]
    )
    target, columns = promised.frozen(winner, moment, is_reopened=cycle.is_reopened)
    waits = _honoured_waits(one.waits, cycle, target.pause_reasons)
    seen_at = cycle.stop or promised.at
    clock = sla.replay_clock(
        target, cycle.start, [(wait.start, wait.end) for wait in waits], cycle.stop, seen_at
    )
    built.rows.append(_clock_row(winner, columns, number, cycle, clock, promised.at))
    built.waits.append(waits)
    if clock.is_live:
        built.live.append(clock)


def _honoured_waits(
    waits: list[WaitSpan], cycle: WorkCycle, reasons: frozenset[str]
) -> list[WaitSpan]:
    """The waiting that this limit honours, cut to the cycle."""
    cut = []
    for wait in waits:
        if wait.reason in reasons:
            start, end = max(wait.start, cycle.start), wait.end
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
) -> tuple[Any, ...]:
    kind = terms.kind
    raised = [step.key for step in clock.target.steps if sla.has_reached(clock, step, at)]
    planned = sla.step_schedule(clock, frozenset(raised))
    next_check_at = sla.first_check(clock, planned)
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
        schedule_data(planned),
        clock.state,
        next_check_at,
        is_provisional,
        not clock.is_live,
        *(getattr(clock, name) for name in CLOCK_FIELDS),
    )
