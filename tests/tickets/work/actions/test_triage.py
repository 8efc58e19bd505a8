"""Tier and priority, judged by one person at a time."""

import pytest

from core.errors import LawBroken
from tests.tickets.world import at, team, ticket_at
from tickets.record.enums import Priority, Tier
from tickets.work.actions import triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_of_two_who_judge_at_once_the_second_is_told(cast):
    from tickets.record.domain.judgement import judgement_of

    ticket = ticket_at(cast, "2026-03-16 09:00")
    seen = judgement_of(ticket)
    told = {
        "by": cast.staff["supervisor"],
        "at": at("2026-03-16 09:10"),
        "priority": Priority.MEDIUM,
        "reason": "x",
        "seen": seen,
    }
    triage.change_tier(ticket, tier=Tier.IMPORTANT, **told)
    with pytest.raises(LawBroken, match="王芳"):
        triage.change_tier(ticket, tier=Tier.GENERAL, **told)
