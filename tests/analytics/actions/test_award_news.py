"""Who is told of an award, once each, in both languages."""

import pytest

from analytics.actions.award_news import tell_awarded, tell_managers
from notifications.models import InboxItem
from tests.factories.awards import NOON, granted, proposed
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def told_of(award):
    items = InboxItem.objects.filter(topic="award", path__contains=award.number)
    return sorted(items.values_list("user__username", flat=True))


def test_a_proposal_is_told_to_those_who_may_grant_it(cast):
    award = proposed(cast)
    tell_managers(award, at=NOON)
    assert told_of(award) == ["manager"], "neither twice nor to whoever proposed it"
    theirs = proposed(cast, "manager")
    assert told_of(theirs) == [], "and not to whom it is for"


def test_the_awarded_person_reads_it_in_their_language(cast):
    engineer = cast.staff["engineer"]
    award = granted(cast)
    tell_awarded(award, at=NOON)
    item = InboxItem.objects.get(user=engineer, topic="award")
    assert "优秀员工奖" in item.data["summary"]
    assert "Employee of the period" in item.data["summary_en"]
