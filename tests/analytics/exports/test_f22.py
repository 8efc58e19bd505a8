"""F22 (评估报告) as document and PDF: the source's words in its order, and room for people's own."""

from datetime import date
from decimal import Decimal

import docx
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from pypdf import PdfReader

from analytics.actions.reports import build_report
from analytics.exports import f22
from analytics.models import Benchmark
from analytics.queries.look import Look
from analytics.queries.month_tables import Asked
from core.models import AuditEntry
from metrics.domain.figures import FigureSpan
from plans.actions import drafting
from plans.enums import PlanState
from tests.factories.may_2024 import MAY, REPORT
from tickets.record.models import IssueType

pytestmark = pytest.mark.django_db
FIRST = date(2024, 5, 1)


def look_at(span=MAY, by=None):
    return Look(Asked(span, REPORT), by, "tickets", "avg_resolution")


def paper_of(look, kind="docx"):
    return f22.make_paper(look, kind=kind, mark="王芳 2024-06-01")


def tables_of(document):
    """By the first words of each header its rows of texts."""
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
    ]
    return {tuple(header[:2]): rows for header, *rows in tables}


@pytest.fixture
def document(may):
    Benchmark.objects.create(
        metric="avg_response", value=Decimal(20), source="行业报告", valid_from=FIRST
    )
    with translation.override("en"):
        return docx.Document(paper_of(look_at()))


def test_the_parts_stand_in_the_order_of_the_form(document):
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [heading.partition("：")[0] for heading in headings] == [
        *("指标", "部门对比", "行业基准", "帕累托", "趋势", "时效不达标环节", "根因", "改进建议"),
    ], "Chinese for a reader of English too"
    assert len(document.inline_shapes) == 4


def test_figures_with_the_mean_the_most_and_the_least(document):
    tables = tables_of(document)
    assert ["评估周期", "2024-05-01 至 2024-05-31"] in tables["项目", "内容"]
    figures = {row[0]: row[1:5] for row in tables["指标", "平均值"]}
    assert figures["平均响应时效"] == ["27.7 分钟", "70.0 分钟", "5.0 分钟", "11"]
    assert figures["平均解决时效"][0] == "19.83 小时"
    assert figures["一次性解决率"] == ["80.0 %", "—", "—", "10"]
    assert all(row[4] for row in tables["指标", "平均值"]), "no figure without its volume"


def test_departments_with_benchmark_and_gap_none_ranked_by_a_handful(document):
    rows = tables_of(document)["部门", "工单"]
    assert [row[:2] for row in rows] == [["技术支持部", "7"], ["客服部", "4"], ["物流部", "1"]]
    assert rows[1][2:8] == ["11.7 分钟", "20.0 分钟", "5.0 分钟", "3", "20.0 分钟", "-8.3 分钟"]
    assert rows[0][7] == "+11.4 分钟"
    assert all("30" in row[8] for row in rows)


def test_the_vital_few_and_the_benchmark(document):
    tables = tables_of(document)
    pareto = next(rows for header, rows in tables.items() if header[0] == "类别")
    assert pareto[1] == ["硬件故障", "4", "33.3 %", "66.7 %", "是"]
    assert pareto[3] == ["物流问题", "1", "8.3 %", "100.0 %", ""]
    [benchmark] = tables["指标", "本期"]
    assert benchmark == [
        "平均响应时效",
        "27.7 分钟",
        "20.0 分钟",
        "+7.7 分钟（+38.6 %）",
        "行业报告",
    ]


def test_causes_and_advice_are_left_to_people_beside_plans_that_run(may):
    faults = IssueType.objects.get(name="硬件故障")
    plan = drafting.create_plan(
        by=may.staff["manager"],
        at=REPORT,
        name="硬件返修提速",
        start_date=FIRST,
        end_date=date(2024, 8, 31),
        departments=[may.staff["engineer"].department],
        core_goal="快一倍",
    )
    plan.issue_types.add(faults)
    type(plan).objects.filter(pk=plan.pk).update(state=PlanState.RUNNING)
    tables = tables_of(docx.Document(paper_of(look_at())))
    causes = tables["重点类别", "根因"]
    assert [row[0] for row in causes] == ["操作咨询", "硬件故障", "软件bug"]
    assert {row[1].strip() for row in causes} == {""} and "\n" in causes[0][1]
    advice = {row[0]: row[2] for row in tables["重点类别", "改进建议"]}
    assert advice == {"操作咨询": "", "硬件故障": plan.number, "软件bug": ""}


def test_the_pdf_has_the_same_texts_and_pictures(may):
    reader = PdfReader(paper_of(look_at(), "pdf"))
    text = "".join(page.extract_text() for page in reader.pages)
    for words in ("2024-05 评估报告", "评估周期", "27.7 分钟", "硬件故障", "累计占比", "改进建议"):
        assert words in text, words
    assert sum(len(page.images) for page in reader.pages) == 4
    assert text.count("王芳 2024-06-01") == len(reader.pages)


def test_a_month_without_tickets_has_its_parts_and_no_pictures(may):
    empty = FigureSpan.month(date(2001, 1, 1))
    document = docx.Document(paper_of(look_at(empty)))
    assert not document.inline_shapes
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "本月无" in cells


# --- the command -------------------------------------------------------------------------------
def test_the_command_writes_forms_of_a_month_and_notes_them(may, tmp_path):
    build_report(FIRST, at=REPORT)
    call_command("export_form", "F20", "--month", "2024-05", "--out", tmp_path)
    call_command("export_form", "f22", "--month", "2024-05", "--out", tmp_path)
    call_command("export_form", "F22", "--month", "2024-05", "--out", tmp_path / "x.pdf")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "x.pdf" and (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    assert names[1].startswith("月度售后数据分析报告_2024-05_v1_") and names[1].endswith(".xlsx")
    assert names[2].startswith("评估报告_2024-05_") and names[2].endswith(".docx")
    lines = AuditEntry.objects.filter(action__in=("export_f20", "export_f22")).order_by("pk")
    assert [(line.action, line.data["ending"]) for line in lines] == [
        ("export_f20", "xlsx"),
        ("export_f22", "docx"),
        ("export_f22", "pdf"),
    ]
    assert lines[1].target == "month 2024-05"


@pytest.mark.parametrize(
    ("words", "name", "refusal"),
    [
        (["F22"], "", "name it with --month"),
        (["F22", "--month", "2024-13"], "", "Write the month as"),
        (["F22", "--month", "2999-01"], "", "has not begun"),
        (["F20", "--month", "2019-01"], "", "build_month 2019-01"),
        (["F22", "--month", "2024-05"], "x.xlsx", "leaves as docx, pdf"),
        (["F22", "--month", "2024-05", "--unmasked"], "", "no data of customers"),
    ],
)
def test_the_command_says_what_is_missing(may, tmp_path, words, name, refusal):
    with pytest.raises(CommandError, match=refusal):
        call_command("export_form", *words, "--out", tmp_path / name)
    assert not AuditEntry.objects.filter(action__startswith="export_f2").exists()
