"""Notices about a ticket say its number and lead to its page, without a database."""

from types import SimpleNamespace

from accounts.models import User
from notifications.enums import Topic
from tests.fixtures import moment
from tickets.record.actions.notices import ticket_notice

AT = moment("2024-05-06 09:00")
TICKET = SimpleNamespace(number="202405-00123", summary="设备无法启动", department_id=3)


def test_a_notice_names_its_ticket_and_leads_to_it():
    person = User(username="agent")
    notice = ticket_notice(TICKET, person, Topic.ASSIGNED, key="assigned:1:2", at=AT, by="王芳")
    assert (notice.user, notice.topic, notice.key, notice.at) == (
        person,
        Topic.ASSIGNED,
        "assigned:1:2",
        AT,
    )
    assert notice.subject == "202405-00123 设备无法启动"
    assert notice.path == "/tickets/202405-00123/"
    assert notice.data == {
        "number": "202405-00123",
        "summary": "设备无法启动",
        "department": 3,
        "by": "王芳",
    }


def test_what_people_do_is_urgent_and_a_clock_may_say_otherwise():
    assert ticket_notice(TICKET, User(), Topic.ASSIGNED, key="k", at=AT).is_urgent
    calm = ticket_notice(TICKET, User(), Topic.BREACH, key="k", at=AT, is_urgent=False)
    assert not calm.is_urgent
