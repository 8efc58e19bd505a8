"""Lines for group chats cost nothing where nothing rings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.actions import tell
from notifications.actions.group_lines import forget_rings, queue_group_messages
from notifications.enums import Topic
from notifications.models import ChatGroup, GroupMessage, GroupRule
from tests.factories.notices import notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _look_again():
    forget_rings()
    yield
    forget_rings()


def test_nothing_is_asked_again_where_nothing_rings(cast):
    notices = [notice(cast.staff["manager"], topic=Topic.BREACH)]
    queue_group_messages(notices)
    with CaptureQueriesContext(connection) as found:
        queue_group_messages(notices)
    assert len(found) == 0


def test_each_group_has_its_own_line_of_a_matter(cast):
    for name in ("一组", "二组"):
        group = ChatGroup.objects.create(name=name, kind="wecom")
        GroupRule.objects.create(group=group, topic=Topic.BREACH)
    forget_rings()
    people = [cast.staff["manager"], cast.staff["supervisor"]]
    for _time in range(2):
        queue_group_messages(notice(person, topic=Topic.BREACH) for person in people)
    assert GroupMessage.objects.count() == 2
    tell.notify([notice(people[0], "k9", topic=Topic.ASSIGNED)])
    assert GroupMessage.objects.count() == 2
