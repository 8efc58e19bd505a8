"""How a person wants to be told: the last wishes count, and a refused address is tried again."""

from datetime import time

import pytest

from notifications.actions import preferences
from notifications.enums import Digest, Topic
from notifications.models import Preference
from tests.factories.notices import MONDAY

pytestmark = pytest.mark.django_db


def test_the_last_wishes_replace_the_former(cast):
    person = cast.staff["agent"]
    first = preferences.save_preference(
        person,
        mail_topics=[Topic.BREACH],
        digest=Digest.DAILY,
        quiet_from=time(22),
        quiet_until=time(7),
    )
    preferences.save_preference(
        person, mail_topics=[], digest=Digest.NONE, quiet_from=None, quiet_until=None
    )
    row = Preference.objects.get(user=person)
    assert row.pk == first.pk
    assert (row.mail_topics, row.digest, row.quiet_from, row.quiet_until) == (
        [],
        Digest.NONE,
        None,
        None,
    )


def test_who_saves_the_settings_has_looked_at_the_refused_address(cast):
    person, other = cast.staff["agent"], cast.staff["engineer"]
    for refused in (person, other):
        Preference.objects.create(user=refused, bounced_at=MONDAY, bounced_why="550 no such user")
    preferences.save_preference(
        person, mail_topics=[Topic.BREACH], digest=Digest.NONE, quiet_from=None, quiet_until=None
    )
    reasons = dict(Preference.objects.values_list("user__username", "bounced_why"))
    assert reasons == {"agent": "", "engineer": "550 no such user"}
    assert Preference.objects.get(user=person).bounced_at is None
