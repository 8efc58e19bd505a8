"""Moves of a ticket and what they end."""

import pytest

from core.errors import LawBroken
from tests.tickets.world import at, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent
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
