"""Managers at once propose an award once and grant it once."""

import pytest

from analytics.actions import awards
from analytics.models import Award
from core.errors import LawBroken
from core.work.lifecycle import IllegalMove
from notifications.models import InboxItem
from tests.factories.awards import NOON, proposal, seen_of
from tests.fixtures import at_once, small_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_managers_at_once_propose_once_and_grant_once():
    cast = small_cast()
    supervisor, manager = cast.staff["supervisor"], cast.staff["manager"]
    outcomes = at_once(4, lambda _n: awards.propose_award(proposal(cast), by=supervisor, at=NOON))
    assert sum(isinstance(one, LawBroken) for one in outcomes) == 3, outcomes
    award = Award.objects.get()

    seen = seen_of(award)
    granted = at_once(4, lambda _n: awards.grant_award(award, by=manager, at=NOON, seen=seen))
    assert sum(isinstance(one, Award) for one in granted) == 1, granted
    assert sum(isinstance(one, IllegalMove) for one in granted) == 3, granted
    assert InboxItem.objects.filter(user=award.staff, topic="award").count() == 1
    assert award.events.filter(kind="granted").count() == 1
