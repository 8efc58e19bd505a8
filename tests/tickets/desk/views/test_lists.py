"""What is found by a word, and what an address may ask of a list."""

import pytest
from django.utils import timezone

from accounts.models import User
from customers.actions import people
from customers.queries import contact_by_phone
from tests.fixtures import browser_of
from tests.tickets.world import team, ticket_at
from tickets.work.actions import register

pytestmark = pytest.mark.django_db

REPORTED = "2024-05-06 09:00"


@pytest.fixture
def cast():
    return team()


def listed(cast, query, name="supervisor"):
    answer = browser_of(cast.staff[name]).get(f"/tickets/?view=all&{query}")
    assert answer.status_code == 200
    return answer


def numbers(answer):
    return {row.ticket.number for row in answer.context["listing"].rows}


@pytest.fixture
def of_caller(cast):
    """A ticket of somebody whose phone is written with blanks and the country's code."""
    customer = people.register_customer(
        name="号码公司",
        by=cast.staff["agent"],
        at=timezone.now(),
        contact_name="周杰",
        phone="+86 138-0000 0001",
        source="test",
    )
    return register.register_ticket(
        by=cast.staff["agent"],
        at=timezone.now(),
        reported_at=timezone.now(),
        customer=customer,
        contact=customer.contacts.first(),
        channel=cast.channels["电话"],
        tier="general",
        nature="fault",
        priority="low",
        summary="报警代码 E-002",
    )


@pytest.mark.parametrize(
    "words",
    [
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "+86 13800000001",
        "8613800000001",
        "(138) 0000 0001",
        "１３８０００００００１",
        "138-0000",
    ],
)
def test_a_phone_is_found_however_it_is_written(cast, of_caller, words):
    ticket_at(cast, REPORTED)
    browser = browser_of(cast.staff["supervisor"])
    found = browser.get("/tickets/", {"view": "all", "q": words})
    assert numbers(found) == {of_caller.number}
    customers = browser.get("/customers/", {"q": words})
    assert [row["name"] for row in customers.context["rows"]] == ["号码公司"]
    if len(words) > 8:
        assert contact_by_phone(cast.staff["agent"], words) == of_caller.contact


@pytest.mark.parametrize("words", ["E-002", "e002", "Ｅ００２", "e 002"])
def test_a_code_is_found_with_and_without_its_dash(cast, of_caller, words):
    ticket_at(cast, REPORTED, summary="别的问题")
    assert numbers(listed(cast, f"q={words}")) == {of_caller.number}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("q=漏", "至少"),
        ("q=%23", "至少"),
        ("status=bogus", "无法识别"),
        ("reported_from=yesterday", "无法识别"),
    ],
)
def test_a_filter_that_cannot_be_applied_shows_nothing_and_exports_nothing(cast, query, reason):
    ticket_at(cast, REPORTED)
    answer = listed(cast, query)
    assert numbers(answer) == set()
    assert reason in answer.content.decode()
    export = browser_of(cast.staff["supervisor"]).get(f"/tickets/export/?view=all&{query}")
    assert export.status_code == 409, "a file of everything would be called filtered"


def test_the_filter_dialog_knows_who_has_work(cast):
    ticket = ticket_at(cast, REPORTED)
    ticket.assignee = cast.staff["engineer"]
    ticket.save(update_fields=["assignee"])
    dialog = browser_of(cast.staff["supervisor"]).get("/tickets/filters/?assignee=engineer")
    assert dialog.context["assignees"] == [("engineer", "刘洋")]
    answer = listed(cast, "assignee=engineer")
    assert numbers(answer) == {ticket.number}
    assert [chip["value"] for chip in answer.context["active"]] == ["刘洋"]


@pytest.mark.parametrize("path", ["/customers/?q=华", "/knowledge/?q=泵"])
def test_one_character_is_refused_everywhere(cast, path):
    answer = browser_of(cast.staff["supervisor"]).get(path)
    assert "至少" in answer.content.decode()


def test_somebody_without_a_role_is_told_whom_to_ask(cast):
    newcomer = User.objects.create_user("new", password=None, display_name="新人")
    page = browser_of(newcomer).get("/", follow=True).content.decode()
    assert str(cast.staff["admin"]) in page
    assert "登记新的工单" not in page
