"""Moves of a ticket and what they end."""

import pytest

from core.errors import LawBroken
from tests.tickets.world import at, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import EventKind, Status
from tickets.record.models import DeskRule, Ticket, TicketEvent
from tickets.work.actions import conversation, moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_case_54_and_55_cancelled_and_merged_tickets_promise_nothing(cast):
    supervisor = cast.staff["supervisor"]
    kept, merged, cancelled = (ticket_at(cast, "2026-03-16 09:00") for _ in range(3))
    moves.merge_ticket(merged, by=supervisor, at=at("2026-03-16 09:10"), into=kept)
    moves.cancel_ticket(cancelled, by=supervisor, at=at("2026-03-16 09:10"), note="客户取消请求")
    clocks.sweep_clocks(at("2026-03-20 09:00"), 500)
    for ticket in (merged, cancelled):
        assert set(SlaClock.objects.filter(ticket=ticket).values_list("state", flat=True)) == {
            ClockState.CANCELLED
        }
        assert not Escalation.objects.filter(clock__ticket=ticket).exists()
    assert list(Ticket.objects.late(at("2026-03-20 09:00")).values_list("pk", flat=True)) == [
        kept.pk
    ]


def test_a_merged_ticket_starts_no_limit_and_two_cannot_merge_into_each_other(cast):
    one, two = ticket_at(cast, "2026-03-16 09:00"), ticket_at(cast, "2026-03-16 09:00")
    supervisor = cast.staff["supervisor"]
    moves.merge_ticket(one, by=supervisor, at=at("2026-03-16 09:10"), into=two)
    with pytest.raises(LawBroken):
        moves.merge_ticket(two, by=supervisor, at=at("2026-03-16 09:11"), into=one)
    conversation.record_contact(
        one,
        by=supervisor,
        at=at("2026-03-16 10:00"),
        body="低分",
        channel=cast.channels["电话"],
        score=2,
    )
    assert not SlaClock.objects.live().filter(ticket=one).exists()
    assert TicketEvent.objects.filter(
        ticket=two, kind=EventKind.MERGED_IN, note=one.number
    ).exists()


# --- the archive ----------------------------------------------------------------------------------
def ended(cast, status, **moments):
    """A ticket with which nothing is left to do."""
    ticket = ticket_at(cast, "2026-03-16 09:00")
    rows = Ticket.objects.filter(pk=ticket.pk)
    rows.update(
        status=status,
        is_open=False,
        cancel_reason="重复",
        **{name: at(day) for name, day in moments.items()},
    )
    return ticket


def archived():
    return set(Ticket.objects.filter(status=Status.ARCHIVED).values_list("pk", flat=True))


def test_what_was_ended_thirty_days_ago_is_archived_by_itself(cast):
    old = ended(cast, Status.CLOSED, closed_at="2026-03-17 09:00")
    cancelled = ended(cast, Status.CANCELLED, cancelled_at="2026-03-17 09:00")
    ended(cast, Status.CLOSED, closed_at="2026-03-18 09:00")
    ticket_at(cast, "2026-03-16 09:00")
    assert moves.archive_old_tickets(at=at("2026-04-16 09:00"), limit=10) == 2
    assert archived() == {old.pk, cancelled.pk}
    line = TicketEvent.objects.get(ticket=old, kind=EventKind.MOVED)
    assert (line.after, line.actor) == (Status.ARCHIVED, None)
    assert moves.archive_old_tickets(at=at("2026-04-16 09:00"), limit=10) == 0


def test_a_desk_may_archive_by_hand_alone(cast):
    ended(cast, Status.CLOSED, closed_at="2026-03-17 09:00")
    DeskRule.objects.update(archive_days=0)
    assert moves.archive_old_tickets(at=at("2026-06-16 09:00"), limit=10) == 0


def test_a_low_score_that_waits_for_its_call_keeps_a_ticket_out_of_the_archive(cast):
    ticket = ended(cast, Status.CLOSED, closed_at="2026-03-17 09:00")
    clock = SlaClock.objects.filter(ticket=ticket).first()
    SlaClock.objects.filter(pk=clock.pk).update(
        stop_event="low_callback_done", stopped_at=None, cancelled_at=None
    )
    assert moves.archive_old_tickets(at=at("2026-04-30 09:00"), limit=10) == 0
    assert not archived()
