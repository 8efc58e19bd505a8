"""Clocks of tickets that were worked elsewhere: judged from their facts, nothing past is raised."""

from datetime import datetime

from accounts.models import User
from tickets.limits.actions.clocks.events import start_under_terms
from tickets.limits.actions.clocks.pausing import sync_pause
from tickets.limits.actions.clocks.working_set import load_for_update
from tickets.limits.domain import clock_events, sla
from tickets.limits.models import SlaClock, SlaKind
from tickets.limits.queries import limit_terms
from tickets.record.domain import lifecycle
from tickets.record.enums import Status
from tickets.record.models import Ticket


def build_history(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """The clocks that the ticket's own times tell of.

    Of a ticket that still waits for work the rest runs on, silently late.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    moments = limit_terms.event_moments(ticket)
    is_open = ticket.status in lifecycle.UNSOLVED
    events_over = clock_events.events_over(Status(ticket.status))

    for terms in limit_terms.terms_for_ticket(ticket, at).values():
        kind = terms[0].kind
        started_at = _start_of(kind, ticket, moments)
        stopped_at = moments.get(kind.stop_event)

        is_over_unknown = stopped_at is None and kind.stop_event in events_over
        is_judgeable = stopped_at is not None or is_open
        # Which updates a finished ticket had, its times do not tell.
        is_finished_repetition = stopped_at is not None and kind.repeats

        if started_at is None or is_over_unknown or not is_judgeable or is_finished_repetition:
            continue

        start_under_terms(ticket_clocks, terms, started_at)
        _judge_row(ticket_clocks.fresh[-1], stopped_at, at)

    # The ledger has one line about the import: that clocks began elsewhere is no event here.
    sync_pause(ticket_clocks)
    ticket_clocks.events.clear()

    for row in ticket_clocks.fresh:
        _silence_past_steps(row, at)
    ticket_clocks.save_all()


def _start_of(
    kind: SlaKind, ticket: Ticket, moments: dict[str, datetime | None]
) -> datetime | None:
    if kind.is_moment and ticket.promised_at:
        return ticket.reported_at

    return moments.get(kind.start_event)


def _judge_row(row: SlaClock, stopped_at: datetime | None, at: datetime) -> None:
    if stopped_at:
        row.store_state(sla.stop_clock(row.clock, stopped_at, seen_at=at))
    else:
        row.store_state(sla.record_breach(row.clock, at))


def _silence_past_steps(row: SlaClock, at: datetime) -> None:
    """What was reached before the import is not raised any more; later moments are."""
    clock = row.clock
    row.raised = [step.key for step in clock.target.steps if sla.has_reached(clock, step, at)]
    row.is_historic = not clock.is_live
    row.store_state(clock)
