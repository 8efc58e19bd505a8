"""Many tickets of the board change hands together: first told, then done, each for itself."""

import pytest

from accounts.models import Department
from notifications.models import InboxItem
from tests.fixtures import browser_of, moment, reported
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import moves
from tickets.work.models import Assignment

pytestmark = pytest.mark.django_db
AT = moment("2024-06-03 09:00")
BOARD = "/tickets/board/"


@pytest.fixture
def three(cast):
    return [reported(cast, AT) for _n in range(3)]


def numbers(tickets):
    return [ticket.number for ticket in tickets]


def post(user, tickets, **told):
    return browser_of(user).post(
        f"{BOARD}reassign/", {"number": numbers(tickets), **told}, headers={"HX-Request": "true"}
    )


def do(user, preview, **told):
    """What the button of the preview sends."""
    context = preview.context
    sent = {
        "do": "1",
        "number": numbers(context["changing"]),
        "seen": context["seen"],
        "department": context["department"].pk,
        "assignee": "",
    }
    if context["assignee"]:
        sent["assignee"] = context["assignee"].pk
    return browser_of(user).post(
        f"{BOARD}reassign/", {**sent, **told}, headers={"HX-Request": "true"}
    )


def assigned():
    return set(
        Ticket.objects.filter(assignee__isnull=False).values_list("number", "assignee__username")
    )


def test_a_preview_changes_nothing_and_the_deed_what_it_told(cast, three):
    boss, engineer = cast.staff["supervisor"], cast.staff["engineer"]
    closed, there = reported(cast, AT), reported(cast, AT)
    moves.cancel_ticket(closed, by=boss, at=AT, note="误报")
    Ticket.objects.filter(pk=there.pk).update(assignee=engineer, department=engineer.department)
    preview = post(boss, [*three, closed, there], assignee=engineer.pk)
    assert preview.status_code == 200
    assert set(numbers(preview.context["changing"])) == set(numbers(three))
    assert {one.ticket.number for one in preview.context["refused"]} == {
        closed.number,
        there.number,
    }
    assert all(one.refused in preview.content.decode() for one in preview.context["refused"])
    assert assigned() == {(there.number, "engineer")}
    done = do(boss, preview, reason="换班")
    assert (
        done.context["is_done"]
        and not done.context["refused"]
        and "data-done" in done.content.decode()
    )
    assert assigned() == {(number, "engineer") for number in numbers([*three, there])}
    given = Assignment.objects.filter(assignee=engineer, ended_at__isnull=True)
    assert {(one.assigned_by, one.reason, one.department) for one in given} == {
        (boss, "换班", engineer.department)
    }
    assert (
        TicketEvent.objects.filter(kind=EventKind.ASSIGNED, actor=boss).count()
        == InboxItem.objects.filter(user=engineer).count()
        == 3
    )


def test_to_a_department_goes_into_its_pool(cast, three):
    boss, department = cast.staff["manager"], Department.objects.get(name="物流部")
    Ticket.objects.filter(pk=three[0].pk).update(assignee=cast.staff["engineer"])
    do(boss, post(boss, three, department=department.pk))
    assert set(Ticket.objects.values_list("department", "assignee")) == {(department.pk, None)}


def test_pressed_twice_it_is_done_once(cast, three):
    boss = cast.staff["supervisor"]
    preview = post(boss, three, assignee=cast.staff["engineer"].pk)
    do(boss, preview)
    again = do(boss, preview)
    assert len(again.context["refused"]) == 3
    assert Assignment.objects.filter(assignee=cast.staff["engineer"]).count() == 3


def test_what_somebody_changed_meanwhile_stays_and_the_others_go(cast, three):
    boss = cast.staff["supervisor"]
    preview = post(boss, three, assignee=cast.staff["engineer"].pk)
    Ticket.objects.filter(pk=three[1].pk).update(
        assignee=cast.staff["engineer2"], updated_by=cast.staff["manager"]
    )
    done = do(boss, preview)
    [stayed] = done.context["refused"]
    assert stayed.ticket == three[1] and str(cast.staff["manager"]) in stayed.refused
    assert assigned() == {
        (three[0].number, "engineer"),
        (three[1].number, "engineer2"),
        (three[2].number, "engineer"),
    }


def test_without_a_destination_or_with_one_that_left_nothing_is_previewed(cast, three):
    boss, gone = cast.staff["supervisor"], cast.staff["engineer"]
    gone.is_active = False
    gone.save()
    for told in ({}, {"assignee": gone.pk}, {"assignee": "x"}, {"department": "999999"}):
        answer = post(boss, three, **told)
        assert answer.status_code == 422 and answer.context["form"].errors, told
        assert answer.context["outcomes"] is None


def test_too_many_are_told_instead_of_being_left_out(cast, three):
    many = [f"209901-{n:05d}" for n in range(300)]
    answer = browser_of(cast.staff["supervisor"]).post(
        f"{BOARD}reassign/",
        {"number": [*numbers(three), *many], "assignee": cast.staff["engineer"].pk, "do": "1"},
    )
    assert answer.status_code == 422 and "303" in answer.content.decode()
    assert assigned() == set()


def test_odd_numbers_are_left_out(cast, three):
    boss = cast.staff["supervisor"]
    answer = browser_of(boss).post(
        f"{BOARD}reassign/",
        {
            "number": ["x", "a'b", three[0].number],
            "seen": ["x", ""],
            "assignee": cast.staff["engineer"].pk,
        },
    )
    assert numbers(answer.context["changing"]) == [three[0].number]


def test_only_those_who_assign_are_offered_it_and_may(cast, three):
    for who, status in (
        ("supervisor", 200),
        ("manager", 200),
        ("analyst", 403),
        ("agent", 404),
        ("engineer", 404),
    ):
        user = cast.staff[who]
        answer = post(user, three, assignee=cast.staff["engineer"].pk, do="1")
        assert answer.status_code == status, who
        if status != 404:
            browser = browser_of(user)
            offered = (
                'id="pick-bar"' in browser.get(BOARD).content.decode(),
                "data-pick" in browser.get(f"{BOARD}table/").content.decode(),
            )
            assert set(offered) == {status == 200}, who
        assert assigned() == (
            {(number, "engineer") for number in numbers(three)} if status == 200 else set()
        ), who
        Ticket.objects.update(assignee=None)
