"""Lines for group chats cost nothing where nothing rings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from notifications.actions import tell
from notifications.actions.group_lines import forget_rings, queue_group_messages
from notifications.enums import Topic
from notifications.models import ChatGroup, GroupMessage, GroupRule
from tests.factories.notices import MONDAY, notice
from tests.fixtures import reported
from tickets.record.actions.notices import ticket_notice

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


def test_the_chat_of_a_team_hears_of_its_own_tickets_and_of_nobodys(cast):
    teams = {}
    for name in ("技术支持部", "物流部"):
        team = Department.objects.get_or_create(name=name)[0]
        group = ChatGroup.objects.create(name=name, kind="wecom", department=team)
        GroupRule.objects.create(group=group, topic=Topic.BREACH)
        teams[name] = team
    forget_rings()
    person = cast.staff["manager"]
    for key, department in (("a", teams["物流部"].pk), ("b", None), ("c", -1)):
        queue_group_messages([notice(person, key, topic=Topic.BREACH, department=department)])
    heard = GroupMessage.objects.order_by("group__name", "key").values_list("group__name", "key")
    assert list(heard) == [
        ("技术支持部", "breach:b"),
        ("物流部", "breach:a"),
        ("物流部", "breach:b"),
    ]


def test_a_notice_about_a_ticket_names_its_department(cast):
    ticket = reported(cast, MONDAY)
    ticket.department = cast.staff["engineer"].department
    said = ticket_notice(ticket, cast.staff["manager"], Topic.BREACH, key="k", at=MONDAY)
    assert said.data["department"] == ticket.department_id is not None
