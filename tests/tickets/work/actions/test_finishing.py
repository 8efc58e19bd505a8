"""The work is done."""

import pytest

from core.errors import LawBroken
from tests.factories.worked_tickets import fixed, processing
from tests.tickets.world import at, team, ticket_at
from tickets.record.enums import Tier
from tickets.work.actions import finishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_nothing_is_fixed_before_work_went_on(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 12:00"))
    play.reopen(at("2026-03-17 10:00"), "又出现")
    with pytest.raises(LawBroken) as refused:
        finishing.finish_work(
            play.ticket,
            by=cast.staff["engineer"],
            at=at("2026-03-21 10:00"),
            fixed_at=at("2026-03-17 09:00"),
        )
    assert refused.value.field == "fixed_at"
