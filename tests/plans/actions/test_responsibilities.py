"""The responsibility table (A22): sent to the heads, confirmed by them, confirmed anew when changed."""

from datetime import date

import pytest

from core.errors import LawBroken, NotAllowed
from notifications.models import InboxItem
from plans.actions import responsibilities
from plans.enums import EventKind
from plans.models import PlanEvent
from tests.fixtures import moment

pytestmark = pytest.mark.django_db

AT = moment("2024-07-01 15:00")
LATER = moment("2024-07-02 09:00")


@pytest.fixture
def headed(drafted, cast):
    """Every department of the table has its head: 王芳, 刘洋 and 吴静."""
    for name in ("supervisor", "engineer", "trainer"):
        department = cast.staff[name].department
        department.head = cast.staff[name]
        department.save()
    return drafted


def send(plan, cast, at=AT):
    return responsibilities.distribute_responsibilities(plan, by=cast.staff["manager"], at=at)


def test_a_line_goes_to_the_end_and_its_span_is_in_order(drafted, cast):
    line = {
        "by": cast.staff["manager"],
        "at": AT,
        "task": "推广",
        "department": cast.staff["manager"].department,
    }
    added = responsibilities.add_responsibility(drafted, **line)
    assert added.order == 4
    with pytest.raises(LawBroken) as refused:
        responsibilities.add_responsibility(
            drafted, **line, start=date(2024, 8, 2), end=date(2024, 8, 1)
        )
    assert refused.value.field == "end"


def test_without_heads_nothing_is_sent(drafted, cast):
    with pytest.raises(LawBroken, match="培训部"):
        send(drafted, cast)
    assert not drafted.responsibilities.filter(sent_at__isnull=False).exists()


def test_lines_are_sent_once_and_their_heads_told(headed, cast):
    assert send(headed, cast) == 3
    assert set(headed.responsibilities.values_list("sent_at", flat=True)) == {AT}
    told = InboxItem.objects.filter(path__endswith="#responsibilities")
    assert {item.user.username for item in told} == {"supervisor", "engineer", "trainer"}
    event = PlanEvent.objects.get(plan=headed, kind=EventKind.DISTRIBUTED)
    assert (event.after, event.data["departments"]) == ("3", ["培训部", "客服部", "技术支持部"])
    with pytest.raises(LawBroken):
        send(headed, cast, at=LATER)


def test_the_head_confirms_the_lines_of_the_department(headed, cast):
    engineer, department = cast.staff["engineer"], cast.staff["engineer"].department
    confirm = {"at": LATER, "department": department}
    with pytest.raises(LawBroken):
        responsibilities.acknowledge_responsibilities(headed, by=engineer, **confirm)
    send(headed, cast)
    with pytest.raises(NotAllowed):
        responsibilities.acknowledge_responsibilities(headed, by=cast.staff["manager"], **confirm)
    assert responsibilities.acknowledge_responsibilities(headed, by=engineer, **confirm) == 1
    confirmed = headed.responsibilities.filter(acknowledged_at__isnull=False)
    assert [(line.department, line.acknowledged_by) for line in confirmed] == [
        (department, engineer)
    ]


def test_a_changed_line_is_sent_and_confirmed_anew(headed, cast):
    manager, engineer = cast.staff["manager"], cast.staff["engineer"]
    send(headed, cast)
    responsibilities.acknowledge_responsibilities(
        headed, by=engineer, at=LATER, department=engineer.department
    )
    line = headed.responsibilities.get(department=engineer.department)
    line = responsibilities.edit_responsibility(line, by=manager, at=LATER, remark="含移动端")
    assert (line.remark, line.sent_at, line.acknowledged_at, line.acknowledged_by) == (
        "含移动端",
        None,
        None,
        None,
    )
    assert send(headed, cast, at=LATER) == 1


def test_a_line_that_was_sent_stays_in_the_record(headed, cast):
    manager = cast.staff["manager"]
    responsibilities.remove_responsibility(headed.responsibilities.last(), by=manager, at=AT)
    send(headed, cast)
    with pytest.raises(LawBroken):
        responsibilities.remove_responsibility(headed.responsibilities.last(), by=manager, at=LATER)
    assert headed.responsibilities.count() == 2
