"""Clocks of a ticket that was worked elsewhere: judged from its times, and nothing past is raised."""

import pytest

from tests.tickets.world import at, clock, kinds, local, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock
from tickets.limits.queries import comparison, limit_terms
from tickets.record.enums import Priority, Status, Tier
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def worked_elsewhere(cast, **columns):
    """An important ticket of 6 May that comes with its times and without a clock."""
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT)
    SlaClock.objects.filter(ticket=ticket).delete()
    Ticket.objects.filter(pk=ticket.pk).update(**columns)
    return Ticket.objects.get(pk=ticket.pk)


def test_an_open_ticket_is_judged_by_its_times_and_runs_on_silently(cast):
    ticket = worked_elsewhere(cast, first_responded_at=at("2024-05-06 09:30"))
    lines = TicketEvent.objects.filter(ticket=ticket).count()
    clocks.build_history(ticket, by=None, at=at("2024-05-20 10:00"))
    ack, resolve = clock(ticket, "ack"), clock(ticket, "resolve")
    assert (ack.state, local(ack.stopped_at), ack.is_historic) == (
        ClockState.MET,
        "2024-05-06 09:30",
        True,
    )
    assert (resolve.state, local(resolve.breached_at), resolve.is_historic) == (
        ClockState.BREACHED_RUNNING,
        "2024-05-07 09:00",
        False,
    )
    assert "100%+0m:supervisor" in resolve.raised
    clocks.sweep_clocks(at("2024-05-20 10:01"), 100)
    assert not Escalation.objects.filter(clock__in=[ack, resolve]).exists()
    assert TicketEvent.objects.filter(ticket=ticket).count() == lines


def test_what_was_answered_at_an_unknown_time_is_not_made_up(cast):
    ticket = worked_elsewhere(cast, status=Status.ACCEPTED)
    clocks.build_history(ticket, by=None, at=at("2024-05-06 10:00"))
    assert "ack" not in kinds(ticket)
    assert clock(ticket, "resolve").state == ClockState.RUNNING


def test_a_change_of_tier_starts_no_limit_for_an_answer_at_an_unknown_time(cast):
    ticket = worked_elsewhere(cast, status=Status.ACCEPTED)
    clocks.build_history(ticket, by=None, at=at("2024-05-06 10:00"))
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 11:00"),
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        reason="升级",
        promised_at=at("2024-05-06 18:00"),
    )
    assert "ack" not in kinds(ticket)
    assert clock(ticket, "start").state == ClockState.RUNNING


def test_rules_are_not_compared_by_answers_at_an_unknown_time(cast):
    worked_elsewhere(cast, status=Status.ACCEPTED)
    worked_elsewhere(cast, first_responded_at=at("2024-05-06 09:30"))
    now = at("2024-05-20 10:00")
    rules = limit_terms.load_rulebook(now)
    rows = comparison.compare_last_days(rules, rules, now).rows
    [tally] = [tally for kind, tally, _draft in rows if kind.code == "ack"]
    assert (tally.met, tally.missed) == (1, 0)
