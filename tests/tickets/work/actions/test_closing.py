"""Closing and reopening."""

import pytest

from core.errors import LawBroken
from tests.factories.worked_tickets import fixed, processing
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import Purpose, Tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_case_27_reopening_starts_a_cycle_and_freezes_the_first(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 20:00")
    play.confirm(at("2026-03-17 12:00"))
    first = SlaClock.objects.filter(pk=clock(play.ticket, "resolve").pk).values().get()
    play.reopen(at("2026-03-19 15:00"), "又出现")
    second = clock(play.ticket, "resolve")
    assert (second.cycle, local(second.started_at), local(second.due_at)) == (
        2,
        "2026-03-19 15:00",
        "2026-03-20 15:00",
    )
    assert SlaClock.objects.filter(pk=first["id"]).values().get() == first
    assert (
        clock(play.ticket, "survey").state == ClockState.BREACHED_STOPPED
    )  # owed until the 18th: a miss stays a miss


def test_case_29_after_the_window_it_is_a_new_ticket(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 20:00")
    play.confirm(at("2026-03-16 21:00"))
    with pytest.raises(Exception, match="7"):
        play.reopen(at("2026-03-23 21:01"), "又出现")


def test_a_low_score_of_the_second_cycle_needs_its_own_call_back(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    supervisor = cast.staff["supervisor"]
    for day in ("16", "17"):
        if day == "17":
            play.reopen(at("2026-03-17 10:00"), "又出现")
        fixed(play, f"2026-03-{day} 11:00")
        play.confirm(at(f"2026-03-{day} 12:00"), score=2)
        play.say("邀请评分", at(f"2026-03-{day} 12:10"), Purpose.SURVEY)
        with pytest.raises(LawBroken, match=r"低分|low score"):
            play.close(at(f"2026-03-{day} 12:20"), "轴承磨损")
        play.say("低分回访", at(f"2026-03-{day} 12:30"), Purpose.LOW_CALLBACK, by=supervisor)
    play.close(at("2026-03-17 13:00"), "轴承磨损")
    assert play.ticket.is_closed_loop
