"""F23 as a workbook and a document: the source's columns, every finding, no text of a customer."""

import docx
import openpyxl
import pytest
from django.core.management import CommandError, call_command

from analytics.actions.audits import begin_audit, explain_rule, sign_audit
from analytics.enums import DataRule
from analytics.exports import f23
from core.models import AuditEntry
from customers.models import Customer
from tests.factories.records import MONDAY, NEXT_MONDAY, SUNDAY, Records
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
MARK = "王芳 2024-05-13"


@pytest.fixture
def audit(cast):
    Records(cast).week_of_e10()
    return begin_audit(by=cast.staff["manager"], at=NEXT_MONDAY, first_on=MONDAY, last_on=SUNDAY)


@pytest.fixture
def signed(cast, audit):
    explain_rule(
        audit, DataRule.NO_REASON, "客户取消请求", by=cast.staff["manager"], at=NEXT_MONDAY
    )
    return sign_audit(
        audit,
        by=cast.staff["manager"],
        at=NEXT_MONDAY,
        seen_at=audit.checked_at,
        conclusion="三条本周整改",
        leaves_open=True,
    )


def texts(file):
    """By sheet the rows of texts."""
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in openpyxl.load_workbook(file)
    }


def test_the_workbook_says_what_the_form_asks_for(signed):
    book = texts(f23.make_workbook(signed, mark=MARK))
    assert list(book) == ["数据审核记录表", "异常记录"]
    said = dict(row[:2] for row in book["数据审核记录表"][2:])
    assert said == {
        "审核周期": "2024-05-06 至 2024-05-12",
        "审核人": "陈强",
        "应审记录数": "40",
        "未完成记录数": "4",
        "整改完成时间": None,
        "结论": "三条本周整改",
        "签署时间": "2024-05-13 00:30",
    }
    assert book["数据审核记录表"][0][0] == "数据审核记录表 2024-05-06 至 2024-05-12"
    header, *lines = book["异常记录"]
    assert header == ["编号", "问题", "备注", "整改完成时间"] and len(lines) == 4
    assert "客户取消请求" in [line[2] for line in lines]
    assert {line[0] for line in lines} == set(
        signed.findings.values_list("ticket__number", flat=True)
    )


def test_the_document_says_the_same_and_whose_copy_it_is(signed):
    document = docx.Document(f23.make_document(signed, mark=MARK))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for word in ("应审记录数", "40", "未完成记录数", "客户取消请求", "三条本周整改"):
        assert word in cells
    assert document.sections[0].footer.paragraphs[0].text.startswith(MARK)


def test_no_text_of_a_customer_leaves_with_it(signed):
    said = str(texts(f23.make_workbook(signed, mark=MARK)))
    assert "机密摘要" not in said
    assert not [name for name in Customer.objects.values_list("name", flat=True) if name in said]


def test_a_remark_that_looks_like_a_formula_stays_a_text(cast, audit):
    explain_rule(audit, DataRule.NO_END, "=1+1", by=cast.staff["manager"], at=NEXT_MONDAY)
    sheet = openpyxl.load_workbook(f23.make_workbook(audit, mark=MARK))["异常记录"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]


def test_one_that_is_not_signed_or_found_nothing_says_so(cast, audit):
    assert f23.heading_of(audit).endswith("（未签署）")
    other = begin_audit(
        by=cast.staff["manager"],
        at=NEXT_MONDAY,
        first_on=NEXT_MONDAY.date(),
        last_on=NEXT_MONDAY.date(),
        department=cast.staff["engineer"].department,
    )
    book = texts(f23.make_workbook(other, mark=MARK))
    assert book["异常记录"][1][0] == "无异常记录"
    assert ["审核范围", "技术支持部"] in [row[:2] for row in book["数据审核记录表"]]


# --- the command -------------------------------------------------------------------------------
def test_the_command_writes_it_under_its_name_and_into_the_ledger(audit, tmp_path):
    call_command("export_form", "f23", "--audit", audit.pk, "--out", tmp_path)
    call_command("export_form", "F23", "--audit", audit.pk, "--out", tmp_path / "x.docx")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "x.docx"
    assert names[1].startswith("数据审核记录表_2024-05-06至2024-05-12_")
    lines = AuditEntry.objects.filter(action="export_f23").order_by("pk")
    assert [line.data["ending"] for line in lines] == ["xlsx", "docx"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["F23"], "name it with --audit"),
        (["F23", "--audit", "99999"], "no data audit 99999"),
        (["F23", "--audit", "x"], "no data audit x"),
        (["F1", "--audit", "1"], "--audit is for F23"),
    ],
)
def test_the_command_says_what_is_missing(audit, tmp_path, words, refusal):
    with pytest.raises(CommandError, match=refusal):
        call_command("export_form", *words, "--out", tmp_path)
