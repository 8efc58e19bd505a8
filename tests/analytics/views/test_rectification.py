"""The pages of rectification: the list, a request with its devices, its steps, and who sees what."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission

from analytics.actions import rectification
from analytics.actions.rectifying import look_after_rectification
from analytics.models import RectificationRequest, RectificationSettings
from core.models import AuditEntry
from tests.factories.faults import AT, fail, model_in_use, serials
from tests.factories.rectification import (
    APRIL,
    NOON,
    alarming,
    open_requests,
    product_department,
    somebody_of,
)
from tests.fixtures import COMPANY, browser_of, cast, moment
from tests.support.pages import said
from tickets.record.models import Ticket

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LIST = "/reports/rectifications/"
HOUR = timedelta(hours=1)
MAY = moment("2026-05-02 08:00")


@pytest.fixture
def request_(cast):
    return open_requests(cast)


def text_of(answer):
    return answer.content.decode()


def page_of(request):
    return f"{LIST}{request.number}/"


def step_of(request, key):
    return f"{page_of(request)}do/{key}/"


def form(version, **fields):
    return {"submit_id": str(uuid.uuid4()), "version": version, **fields}


def test_the_department_takes_it_on_and_a_manager_verifies(cast, request_):
    engineer = browser_of(cast.staff["engineer"])
    manager = browser_of(cast.staff["manager"])
    page = page_of(request_)
    shown = text_of(engineer.get(page))
    assert "10.5 %" in shown and step_of(request_, "accept") in shown
    assert step_of(request_, "verify") not in shown
    taken = form(1)
    answers = [engineer.post(step_of(request_, "accept"), taken) for _click in "ab"]
    assert [(one.status_code, one.url) for one in answers] == [(302, page)] * 2
    assert request_.events.filter(kind="accept").count() == 1, "a second click is harmless"
    assert engineer.post(step_of(request_, "start"), form(2)).status_code == 302
    measure = form(3, measure="更换电容批次，逐台升级固件")
    assert engineer.post(step_of(request_, "report"), measure).status_code == 302
    assert "更换电容批次" in text_of(manager.get(page))

    look_after_rectification(APRIL)
    asked = text_of(manager.get(step_of(request_, "verify")))
    assert said("%(month)s so far") % {"month": "2026-04"} in asked and "alert-warning" in asked
    look_after_rectification(MAY)
    request_.months.filter(month__month=5).delete()
    asked = text_of(manager.get(step_of(request_, "verify")))
    assert "2026-04" in asked and "0.0 %" in asked and "alert-success" in asked
    assert manager.post(step_of(request_, "verify"), form(4)).status_code == 302
    assert manager.post(step_of(request_, "close"), form(5, reason="完成")).status_code == 302
    shown = text_of(manager.get(page))
    assert step_of(request_, "note") not in shown and "完成" in shown


def test_what_is_refused_keeps_its_words(cast, request_):
    engineer = browser_of(cast.staff["engineer"])
    address = step_of(request_, "refuse")
    answer = engineer.post(address, form(1, reason=""))
    assert answer.status_code == 422 and "is-invalid" in text_of(answer)
    rectification.note_on_request(request_, by=cast.staff["manager"], at=NOON + HOUR, note="催办")
    answer = engineer.post(address, form(1, reason="均为误用"))
    assert answer.status_code == 409 and "均为误用" in text_of(answer)
    assert engineer.post(step_of(request_, "start"), form(2)).status_code == 422
    assert RectificationRequest.objects.get().state == "open"


def test_whoever_carried_it_out_is_told_why_they_do_not_verify(cast, request_):
    supervisor = cast.staff["supervisor"]
    request = rectification.accept_request(request_, by=supervisor, at=NOON)
    request = rectification.start_rectification(request, by=supervisor, at=NOON)
    request = rectification.report_measure(request, by=supervisor, at=NOON, measure="换件")
    browser = browser_of(supervisor)
    shown = text_of(browser.get(page_of(request)))
    assert step_of(request, "verify") not in shown
    assert said("Somebody else verifies the measure: you carried it out yourself.") in shown
    assert browser.post(step_of(request, "verify"), form(4)).status_code == 403


def test_the_list_by_state_and_its_second_page(cast, request_):
    manager = browser_of(cast.staff["manager"])
    for n in range(20):
        model_in_use(cast, 1, f"M{n:02d}-")
        fail(cast, serials(1, f"M{n:02d}-"))
    look_after_rectification(NOON + HOUR)
    first = text_of(manager.get(LIST))
    assert first.count("data-row") == 20 and 'rel="next"' in first
    cursor = first.partition("cursor=")[2].partition('"')[0]
    assert request_.number in text_of(manager.get(f"{LIST}?cursor={cursor}"))
    assert said("None in this state") in text_of(manager.get(f"{LIST}?state=closed"))
    assert text_of(manager.get(f"{LIST}?state=open")).count("data-row") == 20
    assert manager.get(f"{LIST}?state=other").status_code == 404


def test_the_list_of_a_desk_without_any(cast):
    shown = text_of(browser_of(cast.staff["manager"]).get(LIST))
    assert said("No model is to be rectified") in shown
    assert said("No product department is set: the managers are told.") in shown
    RectificationSettings.objects.update(is_on=False)
    shown = text_of(browser_of(cast.staff["manager"]).get(LIST))
    assert said("Requests are not opened by themselves: an administrator has switched it off.") in (
        shown
    )


# --- who sees what ----------------------------------------------------------------------------
def test_the_devices_lead_to_the_tickets_that_the_reader_may_open(cast, request_):
    numbers = list(Ticket.objects.filter(asset__serial="S000").values_list("number", flat=True))
    assert len(numbers) == 3
    shown = text_of(browser_of(cast.staff["manager"]).get(page_of(request_)))
    assert all(f"/tickets/{number}/" in shown for number in numbers) and COMPANY in shown
    request_.refresh_from_db()
    Ticket.objects.update(department=cast.staff["agent2"].department, assignee=None)
    shown = text_of(browser_of(cast.staff["engineer"]).get(page_of(request_)))
    assert "S000" in shown and "/tickets/2" not in shown


def test_names_are_masked_for_who_sees_no_names(cast, request_):
    shown = text_of(browser_of(cast.staff["analyst"]).get(page_of(request_)))
    assert "S000" in shown and COMPANY not in shown and "*" in shown
    assert step_of(request_, "note") not in shown


def test_who_sees_no_customers_sees_serial_numbers_alone(cast, request_):
    person = somebody_of(request_.department, "product", "warehouse")
    give("warehouse", "carry_out_rectification")
    shown = text_of(browser_of(person).get(page_of(request_)))
    assert "S000" in shown and COMPANY not in shown and said("Customer") not in table_of(shown)


def give(role, right):
    Group.objects.get(name=role).permissions.add(Permission.objects.get(codename=right))


def table_of(page):
    return page.partition('id="devices"')[2].partition("</table>")[0]


@pytest.mark.parametrize("who", ["agent", "trainer", "admin"])
def test_for_others_there_is_nothing(cast, request_, who):
    browser = browser_of(cast.staff[who])
    for path in (LIST, page_of(request_), f"{page_of(request_)}devices.xlsx"):
        assert browser.get(path).status_code == 404
    assert browser.get(step_of(request_, "accept")).status_code == 404


def test_another_department_finds_an_empty_list(cast, request_):
    other = browser_of(somebody_of(cast.staff["agent2"].department, "else", "engineer"))
    shown = other.get(LIST)
    assert shown.status_code == 200 and request_.number not in text_of(shown)
    assert other.get(page_of(request_)).status_code == 404


@pytest.mark.parametrize("path", ["ZG-202001-001/", "{}/do/other/", "{}/do/verify/x/"])
def test_what_is_not_there_is_not_there(cast, request_, path):
    browser = browser_of(cast.staff["manager"])
    assert browser.get(LIST + path.format(request_.number)).status_code == 404


def test_a_download_has_its_line_in_the_ledger(cast, request_):
    answer = browser_of(cast.staff["engineer"]).get(f"{page_of(request_)}devices.xlsx")
    assert answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 5000
    entry = AuditEntry.objects.get(action="export_rectification")
    assert (entry.actor, entry.target) == (
        cast.staff["engineer"],
        f"rectification {request_.number}",
    )


# --- ways here ----------------------------------------------------------------------------------
def test_reports_and_analysis_lead_here(cast, request_):
    manager = browser_of(cast.staff["manager"])
    assert f'href="{LIST}"' in text_of(manager.get("/reports/"))
    shown = text_of(manager.get("/figures/?month=2026-03"))
    assert f'href="{page_of(request_)}"' in shown and "10 %" in shown
    assert page_of(request_) not in text_of(manager.get("/figures/?month=2026-02"))
    agent = text_of(browser_of(cast.staff["agent"]).get("/figures/?month=2026-03"))
    assert page_of(request_) not in agent and f'href="{LIST}"' not in agent


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_statements_however_much_they_show(
    cast, rows, django_assert_num_queries
):
    product_department(cast)
    alarming(cast)
    for n in range(rows - 1):
        model_in_use(cast, 2, f"M{n}-")
        fail(cast, serials(1, f"M{n}-"), at=AT)
    requests = look_after_rectification(NOON)
    assert len(requests) == rows
    browser = browser_of(cast.staff["manager"])
    browser.get(LIST)
    with django_assert_num_queries(LIST_STATEMENTS):
        browser.get(LIST)
    for request in requests:
        with django_assert_num_queries(PAGE_STATEMENTS):
            browser.get(page_of(request))


LIST_STATEMENTS, PAGE_STATEMENTS = 5, 9


def test_it_reads_in_english(cast, request_):
    manager = cast.staff["manager"]
    manager.language = "en"
    manager.save()
    shown = text_of(browser_of(manager).get(page_of(request_)))
    assert "Devices affected" in shown and "Accept" in shown
