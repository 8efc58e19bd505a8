"""F20 as workbook, document and PDF: the source's words, every part, definitions behind them."""

from datetime import date

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from analytics.actions.reports import build_report, issue_report, write_remark
from analytics.enums import Section
from analytics.exports import f20
from tests.factories.may_2024 import REPORT

pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 1)
PARTS = ["各问题类型占比", "时效", "满意度", "高频问题", "时效不达标环节", "部门"]


@pytest.fixture
def report(may):
    report = build_report(MAY, at=REPORT)
    manager = may.staff["manager"]
    write_remark(report, Section.SATISFACTION, "回访发现等待时间长", by=manager, at=REPORT)
    issue_report(report, by=manager, at=REPORT, seen_at=report.generated_at)
    report.refresh_from_db()
    return report


def test_the_workbook_has_a_sheet_for_each_part(report):
    book = openpyxl.load_workbook(f20.make_workbook(report, mark="王芳 2024-06-01"))
    assert book.sheetnames == [
        "概要",
        *[f"{n} {name}" for n, name in enumerate(PARTS, 1)],
        "指标定义",
    ]
    said = {
        sheet.title: [cell.value for row in sheet.rows for cell in row if cell.value]
        for sheet in book
    }
    assert "2024-05 月度售后数据分析报告（第1版，已签发）" in said["概要"]
    assert report.digest in said["概要"]
    assert "27.7 分钟" in said["2 时效"] and "80.0 %" in said["2 时效"]
    assert "回访发现等待时间长" in said["3 满意度"] and "待记录" in said["3 满意度"]
    assert "本月确认故障" in said["4 高频问题"]
    assert "技术支持部" in said["6 部门"]
    assert book["2 时效"].oddFooter.center.text == "王芳 2024-06-01"


def test_the_document_says_the_same(report):
    document = docx.Document(f20.KINDS["docx"](report, mark="王芳 2024-06-01"))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [line for line in headings if line[0].isdigit()] == [
        f"{n} {name}" for n, name in enumerate(PARTS, 1)
    ]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "27.7 分钟" in cells and "33.3 %" in cells and "回访发现等待时间长" in cells
    assert any("已取消" in cell or "取消" in cell for cell in cells), "the definitions"
    assert len(document.inline_shapes) == 7, "a picture for each table with bars"


def test_the_pdf_has_the_same_texts_and_pictures(report):
    reader = PdfReader(f20.KINDS["pdf"](report, mark="王芳 2024-06-01"))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert "2024-05 月度售后数据分析报告（第1版，已签发）" in text
    for words in (*PARTS, "27.7 分钟", "33.3 %", "回访发现等待时间长", "技术支持部"):
        assert words in text, words
    assert text.count("王芳 2024-06-01") == len(reader.pages), "at the foot of every page"
    assert sum(len(page.images) for page in reader.pages) == 7
