"""Clocks of tickets that were worked elsewhere: judged from their facts, nothing of the past is raised."""

from datetime import datetime
from typing import Any

from tickets.limits.actions.clocks.bench import open_bench
from tickets.limits.actions.clocks.events import begin, stand_or_go
from tickets.limits.domain import sla
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock
from tickets.limits.queries import promises
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket


def build_history(ticket: Ticket, *, by: Any, at: datetime) -> None:
    """The clocks that the ticket's own times tell of. Of a ticket that still waits for work the rest runs on, silently late."""
    bench = open_bench(ticket, by=by, at=at)
    happened_at = promises.moments(ticket)
    is_open = ticket.status in lifecycle.UNSOLVED
    for targets in promises.targets_for(ticket, at).values():
        kind = targets[0].kind
        started, stopped = happened_at.get(kind.start_event), happened_at.get(kind.stop_event)
        starts_with_report = (
            ticket.reported_at if kind.is_moment and ticket.promised_at else started
        )
        if not stopped and kind.stop_event in _known_to_be_over(ticket):
            continue
        if starts_with_report and (stopped or is_open) and not (stopped and kind.repeats):
            begin(bench, targets, starts_with_report)
            _judge(bench.fresh[-1], stopped, at)
    bench.events.clear()
    stand_or_go(bench)
    bench.events.clear()
    for row in bench.fresh:
        _silence(row, at)
    bench.save()


def _known_to_be_over(ticket: Ticket) -> set[ClockEvent]:
    """Events that the state tells of although no time of them is known: their clocks cannot be judged and are not made up."""
    over = set()
    if ticket.status not in lifecycle.UNANSWERED:
        over.add(ClockEvent.FIRST_CONTACT)
    if ticket.status not in lifecycle.UNSTARTED:
        over.add(ClockEvent.PROCESSING_STARTED)
    return over


def _judge(row: SlaClock, stopped_at: datetime | None, at: datetime) -> None:
    row.obey(sla.stop(row.law, stopped_at, seen_at=at) if stopped_at else sla.breach(row.law, at))


def _silence(row: SlaClock, at: datetime) -> None:
    """What was reached before the import is not raised any more; later moments are."""
    clock = row.law
    row.raised = [step.key for step in clock.target.steps if sla.has_reached(clock, step, at)]
    row.is_historic = not clock.is_live
    row.obey(clock)
