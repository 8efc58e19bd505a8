"""Who works on a ticket: one active assignment, given, taken and given back."""

from datetime import timedelta

import pytest

from core.errors import LawBroken, NotAllowed
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.fixtures import moment, play_of, reported
from tickets.record.domain.judgement import judgement_of
from tickets.record.enums import EventKind, Purpose, Status
from tickets.record.models import TicketEvent
from tickets.work.actions import assignments

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
MINUTE = timedelta(minutes=1)


def active(ticket):
    """The one assignment that has not ended."""
    return ticket.assignments.get(ended_at__isnull=True)


def give(cast, ticket, person, at=AT, **fields):
    return assignments.assign_ticket(
        ticket,
        by=cast.staff["supervisor"],
        at=at,
        department=None,
        assignee=cast.staff[person],
        **fields,
    )


def told_of(topic):
    items = InboxItem.objects.filter(topic=topic).values_list("user__username", flat=True)
    return sorted(items)


def test_a_new_ticket_goes_into_the_pool_of_its_issue_type(cast):
    ticket = reported(cast, AT, issue_type=cast.types["硬件故障"])
    assert ticket.department.name == "技术支持部"
    assert (active(ticket).department, active(ticket).assignee) == (ticket.department, None)


def test_giving_it_to_somebody_else_ends_the_assignment_before(cast):
    ticket = give(cast, reported(cast, AT), "engineer")
    ticket = give(cast, ticket, "engineer2", AT + MINUTE, reason="换班")
    assert active(ticket).assignee == ticket.assignee == cast.staff["engineer2"]
    before = ticket.assignments.get(assignee=cast.staff["engineer"])
    assert before.ended_at == AT + MINUTE
    line = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.ASSIGNED).latest("pk")
    assert (line.before, line.after, line.note) == (
        str(cast.staff["engineer"]),
        str(cast.staff["engineer2"]),
        "换班",
    )
    assert told_of(Topic.ASSIGNED) == ["engineer", "engineer2"]


def test_the_department_is_that_of_the_person(cast):
    ticket = give(cast, reported(cast, AT), "engineer")
    assert ticket.department == cast.staff["engineer"].department


def test_nobody_is_told_of_what_they_took_themselves(cast):
    engineer = cast.staff["engineer"]
    ticket = assignments.assign_ticket(
        reported(cast, AT), by=engineer, at=AT, department=None, assignee=engineer
    )
    assert active(ticket).accepted_at == AT
    assert told_of(Topic.ASSIGNED) == []


def test_without_the_right_to_assign_nobody_takes_it_from_a_colleague(cast):
    ticket = give(cast, reported(cast, AT), "engineer2")
    engineer = cast.staff["engineer"]
    with pytest.raises(NotAllowed):
        assignments.assign_ticket(ticket, by=engineer, at=AT, department=None, assignee=engineer)
    with pytest.raises(NotAllowed):
        assignments.take_ticket(ticket, by=engineer, at=AT)


def test_who_left_and_a_deadline_that_passed_are_refused(cast):
    ticket = reported(cast, AT)
    with pytest.raises(LawBroken) as late:
        give(cast, ticket, "engineer", due_at=AT)
    assert late.value.field == "due_at"
    cast.staff["engineer"].is_active = False
    with pytest.raises(LawBroken) as gone:
        give(cast, ticket, "engineer")
    assert gone.value.field == "assignee"


def test_of_two_who_dispatch_at_once_the_second_is_told(cast):
    ticket = reported(cast, AT)
    seen = judgement_of(ticket)
    give(cast, ticket, "engineer", seen=seen)
    with pytest.raises(LawBroken, match=str(cast.staff["supervisor"])):
        give(cast, ticket, "engineer2", seen=seen)


def test_taking_it_begins_the_diagnosis(cast):
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    play.say("已登记", AT + MINUTE, Purpose.ACK)
    play.accept(AT + MINUTE)
    taken = assignments.take_ticket(play.ticket, by=cast.staff["engineer"], at=AT + 2 * MINUTE)
    assert (taken.status, taken.assignee) == (Status.DIAGNOSING, cast.staff["engineer"])
    assert active(taken).accepted_at == AT + 2 * MINUTE


def test_giving_it_back_leaves_it_in_its_pool_and_tells_the_supervisor(cast):
    ticket = give(cast, reported(cast, AT), "engineer")
    engineer = cast.staff["engineer"]
    with pytest.raises(LawBroken) as silent:
        assignments.refuse_assignment(ticket, by=engineer, at=AT + MINUTE, reason=" ")
    assert silent.value.field == "note"
    back = assignments.refuse_assignment(ticket, by=engineer, at=AT + MINUTE, reason="不懂此型号")
    assert (back.assignee, back.department) == (None, engineer.department)
    assert (active(back).assignee, active(back).reason) == (None, "refused")
    assert ticket.assignments.get(assignee=engineer).refused_reason == "不懂此型号"
    assert told_of(Topic.REFUSED) == ["supervisor"]
    with pytest.raises(NotAllowed):
        assignments.refuse_assignment(back, by=engineer, at=AT + MINUTE, reason="再说一遍")
