"""The page of slow cases: which they are, why, what is done about it, and the same rows as a file."""

import io
import json
import re
import uuid
from datetime import date, timedelta
from html import unescape

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.enums import Role
from accounts.models import Department, User
from analytics.actions.slow_cases import code_cases
from analytics.exports import slow_cases as exports
from analytics.forms.slow_cases import read_slow
from analytics.models import Benchmark, SlowCase, SlowCause
from core.models import AuditEntry
from customers.models import Customer
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import REPORT
from tests.fixtures import browser_of
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import CauseCode, Ticket

pytestmark = pytest.mark.django_db
PAGE, CODE, BOOK = "/figures/slow/", "/figures/slow/code/", "/figures/slow/cases.xlsx"
MONTH = "?month=2024-05"
SOLVED = f"{MONTH}&metric=avg_resolution"
FIVE = f"{MONTH}&basis=time&than=5&unit=minutes"
PAGE_STATEMENTS = 18


def page_of(person, query=MONTH):
    answer = browser_of(person).get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer


def numbers_of(answer):
    return [row.ticket.number[-3:] for row in answer.context["rows"]]


def text_of(answer):
    return unescape(answer.content.decode())


def pareto_of(answer):
    return [[cell.text for cell in row] for row in answer.context["chart"].rows]


def cause_called(name):
    return SlowCause.objects.get(name=name)


def code(may, *numbers, cause="分配延迟", remark=""):
    seen = {f"202405-00{number}": 0 for number in numbers}
    by = may.staff["manager"]
    code_cases(date(2024, 5, 1), seen, by=by, at=REPORT, cause=cause_called(cause), remark=remark)


def send(person, query=MONTH, **fields):
    sent = {"submit_id": str(uuid.uuid4()), **fields}
    return browser_of(person).post(f"{CODE}{query}", sent)


# --- which ---------------------------------------------------------------------------------------
def test_past_the_limit_the_slowest_first_with_what_one_asks_of_it(may):
    clock = SlaClock.objects.get(ticket__number="202405-00126", kind__code="ack")
    reason = CauseCode.objects.create(name="夜间无人值班")
    Escalation.objects.create(
        clock=clock,
        step="100%",
        level=1,
        role="manager",
        planned_at=REPORT,
        raised_at=REPORT,
        reason_code=reason,
        reason_at=REPORT,
    )
    answer = page_of(may.staff["manager"])
    assert numbers_of(answer) == ["134", "126", "129"]
    row = answer.context["rows"][1]
    assert (row.spent, row.over, row.reasons) == (70, 10, ["夜间无人值班"])
    ticket = Ticket.objects.select_related("department").get(number="202405-00126")
    page = text_of(answer)
    for words in (ticket.summary, ticket.department.name, str(ticket.assignee), "+10.0 分钟"):
        assert words in page, words
    assert (answer.context["slow"], answer.context["known"]) == (3, 12)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (SOLVED, ["126", "129"]),
        (f"{MONTH}&basis=time&than=50&unit=minutes", ["134", "126"]),
        (f"{MONTH}&basis=time&than=0.5&unit=hours", ["134", "126", "128", "125", "132"]),
        (f"{SOLVED}&basis=time&than=23.5&unit=hours", ["128", "126", "130"]),
        (f"{MONTH}&metric=nonsense&basis=nonsense&cause=x&at=yesterday", ["134", "126", "129"]),
    ],
)
def test_longer_than_whatever_one_asks(may, query, found):
    answer = page_of(may.staff["manager"], query)
    assert sorted(numbers_of(answer)) == sorted(found)
    spans = [row.over for row in answer.context["rows"]]
    assert spans == sorted(spans, reverse=True)


def test_longer_than_the_benchmark(may):
    query = f"{MONTH}&basis=benchmark"
    page = page_of(may.staff["manager"], query)
    assert numbers_of(page) == [] and "该用时没有对标值" in text_of(page)
    Benchmark.objects.create(
        metric="avg_response", value=40, source="行业", valid_from=date(2024, 1, 1)
    )
    answer = page_of(may.staff["manager"], query)
    assert sorted(numbers_of(answer)) == ["125", "126", "128", "134"], "one took just 40 minutes"
    assert "40.0 分钟" in text_of(answer)


@pytest.mark.parametrize("than", ["", "x", "-1", "1e99", "NaN", "Infinity"])
def test_no_number_is_no_answer(may, than):
    answer = page_of(may.staff["manager"], f"{MONTH}&basis=time&than={than}")
    assert answer.context["rows"] == [] and "多长时间算过长" in text_of(answer)


def test_the_filter_bar_and_the_extent_narrow(may):
    support = Department.objects.get(name="技术支持部")
    answer = page_of(may.staff["manager"], f"{FIVE}&department={support.pk}")
    assert {row.ticket.department for row in answer.context["rows"]} == {support}
    engineer = may.staff["engineer"]
    seen = {number[-3:] for number in visible_numbers(engineer)}
    answer = page_of(engineer, FIVE)
    assert 0 < len(numbers_of(answer)) < 11 and set(numbers_of(answer)) <= seen
    assert 'name="case"' not in text_of(answer), "an engineer gives no causes"


def visible_numbers(person):
    return Ticket.objects.visible_to(person).values_list("number", flat=True)


def test_who_sees_no_tickets_finds_nothing(may):
    nobody = User.objects.create_user("nobody")
    for path in (PAGE, BOOK):
        assert browser_of(nobody).get(path).status_code == 404
    assert send(nobody).status_code == send(may.staff["engineer"]).status_code == 404


def test_the_page_of_figures_leads_here_with_its_filters(may):
    there = browser_of(may.staff["manager"]).get(f"/figures/{MONTH}&tier=urgent&by=time")
    assert 'href="/figures/slow/?month=2024-05&tier=urgent"' in text_of(there)
    answer = page_of(may.staff["manager"])
    minutes = "?kind=retrospective&from=2024-05-01&to=2024-05-31"
    assert minutes in text_of(answer)


def test_an_empty_month(may):
    answer = page_of(may.staff["manager"], "?month=2024-01")
    assert answer.context["rows"] == [] and "本月没有用时过长的工单" in text_of(answer)


# --- causes --------------------------------------------------------------------------------------
def test_one_cause_for_several_with_a_remark_and_a_double_click(may):
    manager, cause = may.staff["manager"], cause_called("人员配置不足")
    sent = {"case": ["202405-00126:0", "202405-00134:0"], "cause": cause.pk, "remark": "夜班一人"}
    submit_id = str(uuid.uuid4())
    answers = [send(manager, FIVE, **sent, submit_id=submit_id) for _click in "ab"]
    assert {answer.url for answer in answers} == {f"{PAGE}{FIVE}#cases"}
    found = SlowCase.objects.values_list("ticket__number", "cause", "remark", "version")
    assert set(found) == {
        ("202405-00126", cause.pk, "夜班一人", 1),
        ("202405-00134", cause.pk, "夜班一人", 1),
    }
    page = page_of(manager)
    assert pareto_of(page)[0][:4] == ["人员配置不足", "2", "66.7 %", "66.7 %"]
    assert pareto_of(page)[1][:4] == ["尚未归因", "1", "33.3 %", "100.0 %"]
    assert str(manager) in text_of(page) and "夜班一人" in text_of(page)


def test_one_by_one_its_words_are_on_the_form_and_can_be_taken_away(may):
    code(may, 126, remark="夜班一人")
    manager = may.staff["manager"]
    form = page_of(manager, f"{MONTH}&case=202405-00126").context["form"]
    assert form.single_number == "202405-00126" and form.chosen_numbers == {"202405-00126"}
    assert (form["cause"].value(), form["remark"].value()) == (
        cause_called("分配延迟").pk,
        "夜班一人",
    )
    sent = {"case": "202405-00126:1", "cause": cause_called("其他").pk, "remark": ""}
    send(manager, **sent)
    assert SlowCase.objects.get().remark == "夜班一人", "of several ones it stays"
    send(manager, **{**sent, "case": "202405-00126:2"}, is_single="True")
    assert SlowCase.objects.get().remark == ""
    send(manager, case="202405-00126:3", take_back="1")
    assert SlowCase.objects.get().cause is None
    assert pareto_of(page_of(manager)) == [["尚未归因", "3", "100.0 %", "100.0 %", "是", "", ""]]


def test_a_suggestion_is_offered_and_never_set_by_itself(may):
    manager = may.staff["manager"]
    answer = page_of(manager)
    row = answer.context["rows"][0]
    assert (str(row.suggestion), row.cause) == ("分配延迟", None), "nobody has it yet"
    assert not SlowCase.objects.exists()
    [value] = re.findall(r'value="(202405-00134:0:\d+)"', text_of(answer))
    assert send(manager, accept=value).status_code == 302
    assert SlowCase.objects.get().cause == cause_called("分配延迟")
    assert page_of(manager).context["rows"][0].suggestion is None
    SlowCause.objects.filter(name="分配延迟").update(is_active=False)
    assert page_of(manager).context["rows"][1].suggestion is None, "it is not given any more"


@pytest.mark.parametrize(
    "sent",
    [
        {"cause": "1"},
        {"case": "202405-00126:0"},
        {"case": "202405-00126:x", "cause": "1"},
        {"case": "209901-00001:0", "cause": "1"},
        {"case": "202405-00126:0", "cause": "99999"},
        {"accept": "nonsense"},
    ],
)
def test_what_is_wrong_is_said_and_keeps_what_was_typed(may, sent):
    if sent.get("cause") == "1":
        sent = {**sent, "cause": cause_called("其他").pk}
    answer = send(may.staff["manager"], **sent, remark="夜班一人")
    assert answer.status_code == 422 and not SlowCase.objects.exists()
    assert "夜班一人" in text_of(answer) or "accept" in sent
    if sent.get("case") == "202405-00126:0":
        assert "202405-00126" in answer.context["form"].chosen_numbers


def test_a_second_editor_is_told_who_said_what_and_may_insist(may):
    code(may, 126, remark="夜班一人")
    supervisor = may.staff["supervisor"]
    sent = {"case": ["202405-00126:0", "202405-00129:0"], "cause": cause_called("其他").pk}
    answer = send(supervisor, **sent, remark="另查")
    assert answer.status_code == 409
    page = text_of(answer)
    assert f"202405-00126：分配延迟（{may.staff['manager']}）" in page
    assert SlowCase.objects.count() == 1 and "另查" in page
    assert re.search(r'value="202405-00126:1"[^>]*checked', page), "as it is now"
    assert send(supervisor, **{**sent, "case": "202405-00126:1"}).status_code == 302


# --- the Pareto chart ----------------------------------------------------------------------------
def test_causes_as_a_pareto_chart_with_measure_and_plan_in_one_click(may):
    code(may, 126, 134)
    answer = page_of(may.staff["manager"])
    chart = answer.context["chart"]
    spec = json.loads(chart.written_spec)
    assert spec["layer"][1]["layer"][1]["data"]["values"] == [{"cumulated": 80}]
    cause, *_numbers, measure, plan = chart.rows[0]
    browser = browser_of(may.staff["manager"])
    assert numbers_of(browser.get(cause.path.partition("#")[0])) == ["134", "126"]
    form = browser.get(measure.path).context["form"]
    given = {name: form.initial[name] for name in ("source", "metric", "kind", "why_1")}
    assert given == {
        "source": "retrospective",
        "metric": "avg_response",
        "kind": "dispatch",
        "why_1": "分配延迟",
    }
    assert browser.get(plan.path).status_code == 200
    uncoded = chart.rows[1]
    assert numbers_of(browser.get(uncoded[0].path.partition("#")[0])) == ["129"]
    assert [cell.text for cell in uncoded[5:]] == ["", ""]


def test_not_coded_is_never_hidden(may):
    code(may, 126, 129, 134)
    rows = pareto_of(page_of(may.staff["manager"]))
    assert [row[:2] for row in rows] == [["分配延迟", "3"], ["尚未归因", "0"]]


def test_an_address_of_a_measure_that_nobody_understands(may):
    browser = browser_of(may.staff["manager"])
    form = browser.get("/measures/new/?source=nonsense&cause=99999").context["form"]
    assert form.initial["source"] == "monthly" and "why_1" not in form.initial


# --- pages of it, and the file -------------------------------------------------------------------
def many(count=120):
    """Answered after one minute more each."""
    tickets_like(
        Ticket.objects.get(number="202405-00131"),
        count,
        reported_at="timestamptz '2024-05-20 09:00+08'",
        first_responded_at="timestamptz '2024-05-20 10:00+08' + n * interval '1 minute'",
    )


def test_page_by_page_each_once_and_as_many_as_the_file_has(may):
    many()
    manager = may.staff["manager"]
    browser, seen, address = browser_of(manager), [], f"{PAGE}{FIVE}"
    while address:
        answer = browser.get(address)
        seen += [row.ticket.number for row in answer.context["rows"]]
        found = re.search(r'rel="next"\s+href="([^"]*cursor[^"]*)"', text_of(answer))
        address = f"{PAGE}{found[1]}" if found else ""
    listed = answer.context["listed"]
    assert len(seen) == len(set(seen)) == listed == 131
    book = book_of(manager, FIVE)
    rows = list(book.worksheets[-1].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == seen, "the very rows, in the same order"
    over = [row[6] for row in rows]
    assert over == sorted(over, reverse=True)


def book_of(person, query=MONTH):
    answer = browser_of(person).get(f"{BOOK}{query}")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_file_says_causes_and_rows_and_names_nobody(may):
    code(may, 126, remark="夜班一人")
    summary = "=HYPERLINK(1)"
    Ticket.objects.filter(number="202405-00129").update(summary=summary)
    first, last = book_of(may.staff["manager"]).worksheets
    causes = [row[:3] for row in first.iter_rows(values_only=True)]
    assert ("尚未归因", 2, causes[-2][2]) in causes
    rows = {row[0]: row for row in last.iter_rows(min_row=2, values_only=True)}
    coded = rows["202405-00126"]
    assert coded[5:7] == (70, 10) and coded[9:11] == ("分配延迟", "夜班一人")
    assert rows["202405-00134"][7] == "是"
    cells = [cell for row in last.iter_rows() for cell in row if cell.value == summary]
    assert [cell.data_type for cell in cells] == ["s"], "it never runs"
    written = "\n".join(str(cell) for row in rows.values() for cell in row)
    names = [*Customer.objects.values_list("name", flat=True)]
    people = [*User.objects.exclude(display_name="").values_list("display_name", flat=True)]
    assert not [name for name in (*names, *people) if name in written]
    line = AuditEntry.objects.get(action="export_slow")
    assert (line.target, line.data["rows"]) == ("month 2024-05", 3)


def test_a_cause_alone_has_its_own_file(may):
    code(may, 126)
    query = f"{MONTH}&cause={cause_called('分配延迟').pk}"
    assert page_of(may.staff["manager"], query).context["listed"] == 1
    rows = list(book_of(may.staff["manager"], query).worksheets[-1].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ["202405-00126"]


def test_what_a_sheet_has_no_room_for_goes_on_in_the_next(may):
    query = QueryDict(FIVE.removeprefix("?"))
    asked, _every = read_slow(query, by=may.staff["manager"], at=REPORT)
    with translation.override("zh-hans"):
        file, count = exports.make_workbook(asked, mark="", rows_a_sheet=4)
    sheets = openpyxl.load_workbook(file).worksheets[1:]
    found = [row[0] for one in sheets for row in one.iter_rows(min_row=3, values_only=True)]
    assert (len(sheets), len(set(found)), count) == (3, 11, 11)


def test_who_may_take_nothing_out_finds_neither_button_nor_address(may):
    assert "cases.xlsx" in text_of(page_of(may.staff["analyst"]))
    liaison = User.objects.create_user("liaison", department=Department.objects.first())
    liaison.groups.add(Group.objects.get(name=Role.LIAISON))
    assert "cases.xlsx" not in text_of(page_of(liaison))
    assert browser_of(liaison).get(f"{BOOK}{MONTH}").status_code == 404


def test_the_same_statements_for_few_and_for_a_whole_page(may):
    few = statements_of(may.staff["manager"], f"{FIVE}&tier=urgent")
    many(60)
    assert few == statements_of(may.staff["manager"], FIVE) == PAGE_STATEMENTS


def statements_of(person, query):
    browser = browser_of(person)
    browser.get(f"{PAGE}{query}")
    with CaptureQueriesContext(connection) as captured:
        browser.get(f"{PAGE}{query}")
    return len(captured)


def test_further_pages_are_as_of_the_first(may):
    """What goes on grows meanwhile: it must neither come twice nor be passed over."""
    later = (REPORT + timedelta(hours=1)).isoformat().replace("+", "%2B")
    first, second = (
        page_of(may.staff["manager"], f"{MONTH}&at={later}").context["rows"][0] for _look in "ab"
    )
    assert first.over == second.over
