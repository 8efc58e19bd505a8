"""What leaves the house: masked, unless somebody with the right says why and proves who it is."""

import io

import openpyxl
import pytest
from django.test import Client

from core.models import AuditEntry
from demo.people import create_cast
from tests.support.list_forms import printed_rows
from tests.tickets.world import ticket_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return create_cast()


def browser(cast, name):
    client = Client()
    client.force_login(cast.staff[name])
    return client


def file_of(answer):
    return io.BytesIO(b"".join(answer.streaming_content))


def test_an_export_is_masked_whoever_takes_it(cast):
    ticket_at(cast, "2026-03-16 09:00")
    for name in ("agent", "supervisor", "analyst"):
        line = printed_rows(file_of(browser(cast, name).get("/tickets/export/?view=all")))[1]
        assert line[1:4] == ("*有限公司", "张*", "138****5678")


def test_contact_data_leave_with_right_reason_and_password(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00")
    supervisor = browser(cast, "supervisor")
    assert (
        supervisor.post(
            "/tickets/export/unmasked/?view=all", {"reason": "", "password": "x"}
        ).status_code
        == 422
    )
    assert (
        supervisor.post(
            "/tickets/export/unmasked/?view=all", {"reason": "核对", "password": "wrong"}
        ).status_code
        == 422
    )
    answer = supervisor.post(
        "/tickets/export/unmasked/?view=all", {"reason": "客户核对", "password": "aftersales-demo"}
    )
    book = openpyxl.load_workbook(file_of(answer))
    assert [cell.value for cell in book.active[3]][1:4] == [
        "华启科技有限公司",
        "张敏",
        "13812345678",
    ]
    assert "王芳" in book.active.oddFooter.center.text
    entry = AuditEntry.objects.get(action="export_f1")
    assert (entry.reason, entry.data) == (
        "客户核对",
        {"rows": 1, "is_masked": False, "filters": ["view"]},
    )
    answer = supervisor.post(
        f"/tickets/{ticket.number}/f3/unmasked/",
        {"reason": "客户核对", "password": "aftersales-demo"},
    )
    form = openpyxl.load_workbook(file_of(answer)).active
    assert ("联系方式", "13812345678") in list(form.values)


def test_without_the_right_there_is_no_such_page(cast):
    for name in ("agent", "analyst"):
        assert browser(cast, name).get("/tickets/export/unmasked/").status_code in (403, 404)


def test_the_export_holds_the_rows_of_the_screen(cast):
    first, second = (
        ticket_at(cast, "2026-03-16 09:00", summary="打印机卡纸"),
        ticket_at(cast, "2026-03-16 10:00", summary="水温异常"),
    )
    answer = browser(cast, "agent").get("/tickets/export/?view=all&q=卡纸")
    numbers = [line[0] for line in printed_rows(file_of(answer))[1:]]
    assert numbers == [first.number]
    assert second.number not in numbers


def test_people_are_found_only_by_those_who_may_see_them(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00")
    for words in ("张敏", "13812345678", "华启"):
        assert (
            ticket.number
            in browser(cast, "agent").get(f"/tickets/?view=all&q={words}").content.decode()
        )
        assert (
            ticket.number
            not in browser(cast, "analyst").get(f"/tickets/?view=all&q={words}").content.decode()
        )
    assert (
        ticket.number
        in browser(cast, "analyst").get("/tickets/?view=all&q=无法启动").content.decode()
    )


def test_nobody_is_asked_for_a_password_for_a_ticket_that_is_not_there(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00")
    supervisor = browser(cast, "supervisor")
    for form in ("f3", "f11", "f15"):
        statuses = [
            supervisor.get(f"/tickets/{number}/{form}/unmasked/").status_code
            for number in (ticket.number, "202001-99999")
        ]
        assert statuses == [200, 404], form
