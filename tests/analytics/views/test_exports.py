"""What goes out of the monthly analysis: of exactly the month, filters and tickets of its page."""

import csv
import io
from datetime import date
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import Department, User
from analytics.actions.measuring import _keep_month
from analytics.queries.asked_words import extent_words
from core.models import AuditEntry
from customers.models import Channel, Customer
from metrics.queries.registry import REGISTRY
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import REPORT
from tests.fixtures import browser_of
from tickets.record.models import Ticket
from tickets.record.models.ticket import scope_of

pytestmark = pytest.mark.django_db
PAGE, MONTH = "/figures/", "?month=2024-05"
BOOK, FACTS, WORD, PDF = (
    f"/figures/{name}" for name in ("analysis.xlsx", "tickets.csv", "f22.docx", "f22.pdf")
)
COLUMNS = [
    "number",
    "reported",
    "channel",
    "tier",
    "type",
    "department",
    "business",
    "nature",
    "status",
    "customer",
    "level",
    "category",
    "model",
    "assignee",
    "responded",
    "minutes",
    "in_call",
    "ack",
    "solved",
    "hours",
    "resolved",
    "first_time",
    "reopened",
    "score",
]


def bytes_of(person, path, query=MONTH):
    answer = browser_of(person).get(f"{path}{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def book_of(person, query=MONTH):
    return openpyxl.load_workbook(io.BytesIO(bytes_of(person, BOOK, query)))


def sheet_rows(book):
    """The rows of tickets, by what their columns hold."""
    _header, *rows = book.worksheets[-1].iter_rows(values_only=True)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def csv_table(person, query=MONTH):
    written = bytes_of(person, FACTS, query)
    assert written.startswith(b"\xef\xbb\xbf"), "or spreadsheets read no Chinese"
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))


def csv_rows(person, query=MONTH):
    _header, *rows = csv_table(person, query)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def first_lines(sheet):
    """What stands above the table."""
    return [row[0] for row in sheet.iter_rows(max_row=5, values_only=True)]


def volume_of(person, query=MONTH):
    """The figure of the page."""
    tiles = browser_of(person).get(f"{PAGE}{query}").context["analysis"].tiles
    return next(int(tile.value) for tile in tiles if tile.key == "volume")


def test_the_rows_are_the_twelve_of_the_source(may):
    rows = sheet_rows(book_of(may.staff["manager"]))
    by_number = {row["number"][-3:]: row for row in rows}
    assert sorted(by_number) == [f"{n}" for n in range(123, 135)]
    minutes = [row["minutes"] for row in rows if row["minutes"] is not None]
    assert (sum(minutes), len(minutes)) == (305, 11)
    assert [row["ack"] for row in rows].count("是") == 9, "75 % of 12"
    assert {key for key, row in by_number.items() if row["ack"] == "否"} == {"126", "129", "134"}
    solved = [row["hours"] for row in rows if row["hours"] is not None]
    assert len(solved) == 11, "ten in May, one in June"
    assert by_number["130"]["hours"] == 24 and by_number["130"]["resolved"] == "是"
    assert {key for key, row in by_number.items() if row["first_time"] == "否"} == {"126", "129"}
    scores = [row["score"] for row in rows if row["score"] is not None]
    assert (sum(scores), len(scores)) == (37, 9)
    assert f"{by_number['133']['reported']:%m-%d %H:%M}" == "05-31 23:50"


def test_sheet_and_csv_are_the_same_rows_and_as_many_as_the_figure(may):
    manager = may.staff["manager"]
    book = book_of(manager)
    in_sheet, in_csv = sheet_rows(book), csv_rows(manager)
    assert len(in_sheet) == len(in_csv) == volume_of(manager) == 12
    header = next(book.worksheets[-1].iter_rows(max_row=1, values_only=True))
    assert list(header) == csv_table(manager)[0]
    assert "Asia/Shanghai" in header[1], "the zone is named"
    assert in_csv[0]["number"] == in_sheet[0]["number"]
    assert float(in_csv[0]["minutes"]) == in_sheet[0]["minutes"]
    assert in_csv[0]["reported"] == "2024-05-01 09:30"


def test_what_was_kept_before_does_not_part_figures_and_rows(may):
    _keep_month(date(2024, 5, 1), 0, REPORT)
    Ticket.objects.filter(number="202405-00134").update(reported_at=REPORT)
    assert volume_of(may.staff["manager"]) == 12
    book = book_of(may.staff["manager"])
    strip = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    with translation.override("zh-hans"):
        volume = str(REGISTRY["volume"].name)
    assert strip[volume] == 11 == len(sheet_rows(book))


def test_customers_and_colleagues_leave_masked(may):
    names = [*Customer.objects.values_list("name", flat=True)]
    people = [*User.objects.exclude(display_name="").values_list("display_name", flat=True)]
    written = bytes_of(may.staff["manager"], FACTS).decode()
    assert not [name for name in (*names, *people) if name in written]
    assert "*有限公司" in written


def test_a_narrow_scope_gets_its_own_rows(may):
    engineer = may.staff["engineer"]
    seen = set(Ticket.objects.visible_to(engineer).values_list("number", flat=True))
    rows = csv_rows(engineer)
    assert 0 < len(rows) < 12 and {row["number"] for row in rows} <= seen
    book = book_of(engineer)
    assert len(sheet_rows(book)) == len(rows) == volume_of(engineer)
    with translation.override("zh-hans"):
        whose = extent_words(scope_of(engineer))
    assert whose and whose in first_lines(book.worksheets[0])


def test_a_filter_narrows_all_of_it(may):
    support = Department.objects.get(name="技术支持部")
    query = f"{MONTH}&department={support.pk}"
    manager = may.staff["manager"]
    book = book_of(manager, query)
    assert len(sheet_rows(book)) == len(csv_rows(manager, query)) == 7
    assert {row["department"] for row in csv_rows(manager, query)} == {"技术支持部"}
    assert any("部门: 技术支持部" in line for line in first_lines(book.worksheets[0]))
    word = docx.Document(io.BytesIO(bytes_of(manager, WORD, query)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "部门: 技术支持部" in cells and "客服部" not in cells


def test_a_name_that_looks_like_a_formula_stays_a_text(may):
    Channel.objects.filter(name="邮件").update(name="=HYPERLINK(1)")
    manager = may.staff["manager"]
    assert "'=HYPERLINK(1)" in {row["channel"] for row in csv_rows(manager)}
    sheet = book_of(manager).worksheets[-1]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert len(cells) == 2 and {cell.data_type for cell in cells} == {"s"}


def test_the_form_leaves_as_document_and_pdf(may):
    manager = may.staff["manager"]
    answer = browser_of(manager).get(f"{WORD}{MONTH}")
    assert "评估报告_2024-05_" in unquote(answer["Content-Disposition"])
    reader = PdfReader(io.BytesIO(bytes_of(manager, PDF)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "评估周期" in text and "27.7 分钟" in text
    assert browser_of(manager).get(f"/figures/f22.xlsx{MONTH}").status_code == 404


def test_who_may_not_take_tickets_out_finds_neither_button_nor_address(may):
    liaison = User.objects.create_user("liaison", department=Department.objects.first())
    liaison.groups.add(Group.objects.get(name=Role.LIAISON))
    assert liaison.has_perm("tickets.view_ticket") and not liaison.has_perm("tickets.export_ticket")
    browser = browser_of(liaison)
    page = browser.get(f"{PAGE}{MONTH}").content.decode()
    assert "analysis.xlsx" not in page and "f22" not in page
    for path in (BOOK, FACTS, WORD, PDF):
        assert browser.get(f"{path}{MONTH}").status_code == 404
    page = browser_of(may.staff["manager"]).get(f"{PAGE}{MONTH}&tier=urgent").content.decode()
    for path in (BOOK, FACTS, WORD, PDF):
        assert f'href="{path}?month=2024-05&amp;tier=urgent"' in page


def test_every_file_has_its_line_in_the_ledger(may):
    manager = may.staff["manager"]
    for path in (BOOK, FACTS, WORD):
        bytes_of(manager, path, f"{MONTH}&tier=urgent")
    lines = AuditEntry.objects.filter(target="month 2024-05").order_by("pk")
    assert [line.action for line in lines] == ["export_analysis", "export_facts", "export_f22"]
    assert {line.actor_id for line in lines} == {manager.pk}
    assert {str(line.data["filters"]) for line in lines} == {"{'tiers': ['urgent']}"}
    assert [line.data.get("rows") for line in lines] == [3, 3, None]


@pytest.mark.parametrize("path", [BOOK, FACTS])
def test_the_same_statements_for_twelve_and_for_six_hundred(may, path):
    manager = may.staff["manager"]
    bytes_of(manager, path)
    few = statements_of(manager, path)
    tickets_like(Ticket.objects.get(number="202405-00131"), 600)
    assert len(csv_rows(manager)) == 612
    assert statements_of(manager, path) == few


def statements_of(person, path):
    """How many there are; of the cursor that brings rows in pieces only the first is one."""
    with CaptureQueriesContext(connection) as captured:
        bytes_of(person, path)
    return len(captured)
