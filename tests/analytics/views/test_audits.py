"""The pages of data audits: begun, explained, checked again, signed; who may, and what a second click does."""

import re
import uuid

import pytest
from django.utils import timezone

from analytics.actions.audits import begin_audit
from analytics.models import AuditFinding, DataAudit
from core.models import AuditEntry
from customers.models import Customer
from tests.factories.records import MONDAY, NEXT_MONDAY, SUNDAY, Records
from tests.fixtures import browser_of, cast
from tests.support.pages import said
from tickets.record.models import Ticket

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LIST = "/reports/audits/"


@pytest.fixture
def records(cast):
    return Records(cast)


@pytest.fixture
def audit(cast, records):
    records.week_of_e10()
    return begin_audit(by=cast.staff["manager"], at=NEXT_MONDAY, first_on=MONDAY, last_on=SUNDAY)


def form(**fields):
    return {"submit_id": str(uuid.uuid4()), **fields}


def text_of(answer):
    return answer.content.decode()


def seen_at(page):
    return re.search(r'name="seen_at" value="([^"]+)"', page).group(1)


def test_a_supervisor_audits_explains_checks_and_signs(cast, records):
    records.week_of_e10()
    browser = browser_of(cast.staff["supervisor"])
    assert f'href="{LIST}"' in text_of(browser.get("/reports/"))
    assert said("No data audit yet") in text_of(browser.get(LIST))
    wanted = form(first_on="2024-05-06", last_on="2024-05-12", department="")
    answers = [browser.post(f"{LIST}new/", wanted) for _click in "ab"]
    assert [answer.status_code for answer in answers] == [302, 302]
    audit = DataAudit.objects.get()
    page = f"{LIST}{audit.pk}/"
    assert {answer.url for answer in answers} == {page}

    shown = text_of(browser.get(page))
    assert ">40<" in shown and "10.0 %" in shown
    finding = audit.findings.get(rule="no_reason")
    assert f"/tickets/{finding.ticket.number}/" in shown
    remark = form(text="客户取消请求")
    at = f"{page}findings/{finding.pk}/"
    answers = [browser.post(at, remark) for _click in "ab"]
    assert {answer.url for answer in answers} == {f"{page}#finding-{finding.pk}"}
    assert "客户取消请求" in text_of(browser.get(page))
    browser.post(f"{page}explain/", form(rule="no_assignee", text="历史导入"))
    assert audit.findings.open().count() == 1

    Ticket.objects.filter(closed_at=None, cancelled_at=None).update(closed_at=timezone.now())
    assert browser.post(f"{page}check/").status_code == 302
    shown = text_of(browser.get(page))
    conclusion = form(seen_at=seen_at(shown), conclusion="本周记录已整改")
    assert [browser.post(f"{page}sign/", conclusion).status_code for _click in "ab"] == [302, 302]
    shown = text_of(browser.get(page))
    assert "本周记录已整改" in shown and f"{page}sign/" not in shown
    assert DataAudit.objects.get().auditor == cast.staff["supervisor"]
    assert "2024-05-06" in text_of(browser.get(LIST))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"first_on": "2024-05-12", "last_on": "2024-05-06"},
            "The last day is before the first one.",
        ),
        ({"first_on": "2024-05-06", "last_on": "2099-05-06"}, "The last day is still to come."),
        ({"first_on": "2022-05-06", "last_on": "2024-05-06"}, "At most a year is audited at once."),
        ({"first_on": "gestern", "last_on": "2024-05-06"}, "Enter the date as 2026-03-16."),
    ],
)
def test_nonsense_is_refused_with_words(cast, fields, message):
    answer = browser_of(cast.staff["manager"]).post(f"{LIST}new/", form(**fields))
    assert answer.status_code == 422 and said(message) in text_of(answer)
    assert not DataAudit.objects.exists()


def test_open_findings_are_asked_about_before_it_is_signed(cast, audit):
    browser = browser_of(cast.staff["manager"])
    page = f"{LIST}{audit.pk}/"
    shown = text_of(browser.get(page))
    conclusion = {"seen_at": seen_at(shown), "conclusion": "四条下周整改"}
    answer = browser.post(f"{page}sign/", form(**conclusion))
    assert answer.status_code == 422 and "四条下周整改" in text_of(answer), "nothing typed is lost"
    assert browser.post(f"{page}sign/", form(**conclusion, leaves_open="on")).status_code == 302
    assert DataAudit.objects.get().left_open == 4


@pytest.mark.parametrize("moment", ["x", "2024-05-13T00:00:00+08:00"])
def test_a_page_that_is_not_the_newest_signs_nothing(cast, audit, moment):
    browser = browser_of(cast.staff["manager"])
    said_so = form(seen_at=moment, conclusion="好", leaves_open="on")
    assert browser.post(f"{LIST}{audit.pk}/sign/", said_so).status_code == 422
    assert not DataAudit.objects.get().is_signed


def test_a_rule_has_a_page_of_its_own_and_leads_back_to_it(cast, audit):
    browser = browser_of(cast.staff["manager"])
    page = f"{LIST}{audit.pk}/"
    shown = text_of(browser.get(f"{page}?rule=no_assignee"))
    assert shown.count('id="finding-') == 2
    finding = audit.findings.filter(rule="no_assignee").first()
    answer = browser.post(f"{page}findings/{finding.pk}/?rule=no_assignee", form(text="已离职"))
    assert answer.url == f"{page}?rule=no_assignee#finding-{finding.pk}"


def test_a_remark_that_is_refused_stands_where_it_was_typed(cast, audit):
    browser = browser_of(cast.staff["manager"])
    page = f"{LIST}{audit.pk}/"
    first, other = audit.findings.filter(rule="no_assignee")
    long = "客户取消请求" * 60
    answer = browser.post(f"{page}findings/{first.pk}/", form(text=long))
    assert answer.status_code == 422 and text_of(answer).count(f'value="{long}"') == 1
    answer = browser.post(f"{page}explain/", form(rule="no_assignee", text=""))
    assert answer.status_code == 422 and "is-invalid" in text_of(answer)
    # One key is one sending: with another text it is asked about, and the text is kept.
    kept = form(text="已离职")
    assert browser.post(f"{page}findings/{first.pk}/", kept).status_code == 302
    answer = browser.post(f"{page}findings/{other.pk}/", {**kept, "text": "已调岗"})
    assert answer.status_code == 422 and 'value="已调岗"' in text_of(answer)
    assert browser.post(f"{page}explain/", form(rule="other", text="x")).status_code == 422


def test_every_form_of_the_page_is_sent_by_itself(cast, audit):
    shown = text_of(browser_of(cast.staff["manager"]).get(f"{LIST}{audit.pk}/"))
    keys = re.findall(r'name="submit_id" value="([^"]+)"', shown)
    assert len(keys) == len(set(keys)) == 4 + 1 + 1


def test_empty_periods_and_complete_ones_say_so(cast, records):
    manager = cast.staff["manager"]
    browser = browser_of(manager)
    days = {"by": manager, "at": NEXT_MONDAY, "first_on": MONDAY, "last_on": SUNDAY}
    empty = begin_audit(**days)
    assert said("Nothing to audit") in text_of(browser.get(f"{LIST}{empty.pk}/"))
    records.closed()
    complete = begin_audit(**days)
    assert said("Every record is complete") in text_of(browser.get(f"{LIST}{complete.pk}/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_statements_however_much_they_show(
    cast, records, rows, django_assert_num_queries
):
    manager = cast.staff["manager"]
    for _n in range(rows):
        records.closed(assignee=None)
        begun = begin_audit(by=manager, at=NEXT_MONDAY, first_on=MONDAY, last_on=SUNDAY)
    browser = browser_of(manager)
    browser.get(LIST)
    with django_assert_num_queries(LIST_STATEMENTS):
        browser.get(LIST)
    with django_assert_num_queries(PAGE_STATEMENTS):
        browser.get(f"{LIST}{begun.pk}/")


LIST_STATEMENTS, PAGE_STATEMENTS = 4, 6


# --- who may -----------------------------------------------------------------------------------
def test_an_analyst_reads_and_changes_nothing(cast, audit):
    browser = browser_of(cast.staff["analyst"])
    page = f"{LIST}{audit.pk}/"
    shown = text_of(browser.get(page))
    assert f"{page}sign/" not in shown and f"{page}check/" not in shown
    finding = audit.findings.first()
    for path in ("sign/", "check/", "explain/", f"findings/{finding.pk}/"):
        assert browser.post(f"{page}{path}", form()).status_code == 404
    assert browser.get(f"{LIST}new/").status_code == 404


@pytest.mark.parametrize("who", ["agent", "engineer", "trainer", "admin"])
def test_for_others_there_are_none(cast, audit, who):
    browser = browser_of(cast.staff[who])
    for path in (LIST, f"{LIST}{audit.pk}/", f"{LIST}{audit.pk}/f23.xlsx", f"{LIST}new/"):
        assert browser.get(path).status_code == 404


def test_no_text_of_a_customer_stands_on_any_page(cast, audit):
    words = ["机密摘要", *Customer.objects.values_list("name", flat=True)]
    browser = browser_of(cast.staff["analyst"])
    shown = text_of(browser.get(f"{LIST}{audit.pk}/")) + text_of(browser.get(LIST))
    assert not [word for word in words if word in shown]


@pytest.mark.parametrize(
    "path",
    ["99999999/", "99999999999999999999/", "f23.xlsx", "{}/?rule=other", "{}/f23.pdf"],
)
def test_what_is_not_there_is_not_there(cast, audit, path):
    browser = browser_of(cast.staff["manager"])
    assert browser.get(LIST + path.format(audit.pk)).status_code == 404


def test_a_finding_is_found_in_its_own_audit_only(cast, audit):
    browser = browser_of(cast.staff["manager"])
    other = begin_audit(by=cast.staff["manager"], at=NEXT_MONDAY, first_on=MONDAY, last_on=SUNDAY)
    finding = AuditFinding.objects.filter(audit=audit).first()
    address = f"{LIST}{other.pk}/findings/{finding.pk}/"
    assert browser.post(address, form(text="改")).status_code == 404


def test_a_download_has_its_line_in_the_ledger(cast, audit):
    browser = browser_of(cast.staff["analyst"])
    for kind in ("docx", "xlsx"):
        answer = browser.get(f"{LIST}{audit.pk}/f23.{kind}")
        assert answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 5000
    lines = AuditEntry.objects.filter(action="export_f23")
    assert [line.data["ending"] for line in lines.order_by("pk")] == ["docx", "xlsx"]


def test_it_reads_in_english(cast, audit):
    manager = cast.staff["manager"]
    manager.language = "en"
    manager.save()
    shown = text_of(browser_of(manager).get(f"{LIST}{audit.pk}/"))
    assert "Worked on without an assignee" in shown and "Check again" in shown
