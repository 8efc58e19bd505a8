"""Forms F11 to F15: their words and order, the sources' own record in them, what is masked, and that long ones stay cheap."""

import io
import re
import tracemalloc
import zipfile
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actions import numbers
from core.models import AuditEntry
from customers.actions import people
from customers.rules import MASKED, UNMASKED
from demo import sources
from documents.exports import sheets, streamed
from documents.imports import tables
from tests.fixtures import COMPANY, CONTACT, PHONE, browser_of, moment, play_of, reported
from tests.support.list_forms import printed_rows
from tickets.limits.enums import ClockEvent
from tickets.limits.models import Escalation, SlaClock, SlaKind
from tickets.record.enums import Nature, Priority, Purpose, Tier
from tickets.record.models import CauseCode, Ticket
from tickets.transfer.exports import forms
from tickets.work.actions import moves, triage
from tickets.work.models import Assignment

pytestmark = pytest.mark.django_db

CODES = ("F11", "F12", "F13", "F14", "F15")
AT = moment("2024-05-06 09:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HEADERS = {
    "F11": "记录编号, 客户名称(脱敏), 渠道, 服务类型, 问题描述, 起始时间, 分配时间, 负责人, 部门, 状态, 首次响应时间, 结束时间, "
    "响应时长(自动计算), 处理时长, 是否超时, 超时原因, 优化措施, 优化生效日期, 备注",
    "F12": "问题编号, 接收时间, 渠道, 客户名称, 联系方式, 客户类型, 订单号, 问题描述(原话), 期望解决时间, 紧急程度, 记录人",
    "F13": "问题编号, 需求性质, 问题类型, 紧急程度, 判定依据, 优先级, 问题分级, 客户确认分类, 判定人, 判定时间",
    "F14": "问题编号, 需求摘要, 优先级, 分配部门, 处理责任人, 分配人, 任务分配时间, 截止时间, 备注",
    "F15": "问题编号, 开始时间, 结束时间, 处理内容, 处理人, 结果/下一步",
}


def file_of(answer):
    return io.BytesIO(b"".join(answer.streaming_content))


def made(code, tickets=None, visibility=MASKED, **told):
    """The rows of a form of all tickets, in the order of their reports."""
    found = (Ticket.objects.all() if tickets is None else tickets).order_by("reported_at", "pk")
    file, count = forms.tables()[code].make_file(found, visibility, **told)
    rows = printed_rows(file)
    assert count == len(rows) - 1
    return rows


def line(code, ticket, visibility=MASKED):
    """The only line of a ticket, by column."""
    header, only = made(code, Ticket.objects.filter(pk=ticket.pk), visibility)
    return dict(zip(header, only, strict=True))


@pytest.fixture
def record(cast):
    """E2, the source's record CX2023901."""
    numbers.reserve_numbers(prefix="CX", period="2023", upto=900)
    sources.record_cx2023901(cast)
    return Ticket.objects.get(issue_no="CX2023901")


@pytest.fixture
def first_of_may(cast):
    """E1, the source's ticket 202405-00123."""
    numbers.reserve_numbers(prefix="", period="202405", upto=122)
    sources._play_source_ticket(cast, sources.MAY_2024[0], 0)
    return Ticket.objects.get(number="202405-00123")


@pytest.fixture
def worked(cast):
    """A ticket that was answered, worked on and solved."""
    return worked_at(cast, AT)


def worked_at(cast, begun, **told):
    """Answered after 5 minutes, in the customer's hands again after 2 hours."""
    play = play_of(cast, begun, issue_type=cast.types["硬件故障"], **told)
    play.say("已登记", begun + 5 * MINUTE, Purpose.ACK)
    play.accept(begun + 5 * MINUTE)
    play.assign(begun + 6 * MINUTE)
    play.solve(begun + 6 * MINUTE, begun + 2 * HOUR, "接触器粘连")
    play.confirm(begun + 2 * HOUR)
    return play


# --- the sources' own ---------------------------------------------------------------------------------------------


def test_e2_in_every_form(record):
    number = record.number
    assert made("F11", visibility=UNMASKED)[1] == (
        number,
        "华启科技有限公司",
        "在线客服",
        "技术支持",
        "系统页面无法打开",
        "2023-10-01 09:30",
        "2023-10-01 09:45",
        "刘洋",
        "技术支持部",
        "已关闭",
        "2023-10-01 09:30",
        "2023-10-01 10:35",
        timedelta(0),
        timedelta(minutes=65),
        "否",
        None,
        None,
        None,
        None,
    )
    assert made("F12", visibility=UNMASKED)[1] == (
        "CX2023901",
        "2023-10-01 09:30",
        "在线客服",
        "华启科技有限公司",
        "13812345678",
        "老客户（VIP）",
        None,
        "系统页面打不开，业务受影响，请尽快处理。",
        "2023-10-01 12:00",
        "高",
        "李娜",
    )
    assert made("F13", visibility=UNMASKED)[1] == (
        "CX2023901",
        "故障",
        "技术故障",
        "高",
        "客户业务受影响",
        "高",
        "紧急",
        None,
        "李娜",
        "2023-10-01 09:30",
    )
    assert made("F14", visibility=UNMASKED)[1:] == [
        (
            "CX2023901",
            "系统页面无法打开",
            "高",
            "技术支持部",
            None,
            "李娜",
            "2023-10-01 09:30",
            None,
            "按问题类型自动分配",
        ),
        (
            "CX2023901",
            "系统页面无法打开",
            "高",
            "技术支持部",
            "刘洋",
            "王芳",
            "2023-10-01 09:45",
            "2023-10-01 12:00",
            None,
        ),
    ]
    assert made("F15", visibility=UNMASKED)[1:] == [
        ("CX2023901", "2023-10-01 09:45", "2023-10-01 10:00", "检查服务器，运行正常", "刘洋", None),
        (
            "CX2023901",
            "2023-10-01 10:00",
            "2023-10-01 10:30",
            "指导客户清理缓存，页面恢复",
            "刘洋",
            None,
        ),
    ]


def test_e1_in_the_record_of_response_times(first_of_may):
    assert made("F11")[1] == (
        "202405-00123",
        "*有限公司",
        "电话",
        "技术支持",
        "设备无法启动,报警代码E-002",
        "2024-05-01 09:30",
        "2024-05-01 09:41",
        "刘*",
        "技术支持部",
        "已关闭",
        "2024-05-01 09:40",
        "2024-05-01 11:50",
        timedelta(minutes=10),
        timedelta(hours=2, minutes=20),
        "否",
        None,
        None,
        None,
        None,
    )


def test_one_tickets_progress_has_the_sources_text_form(record, tmp_path):
    path = tmp_path / "f15.xlsx"
    call_command(
        "export_form", "F15", "--ticket", "CX2023901", "--out", str(path), stdout=io.StringIO()
    )
    _table, text = openpyxl.load_workbook(path).worksheets
    assert list(text.iter_rows(values_only=True)) == [
        ("问题编号", "处理进度记录"),
        ("CX2023901", "09:45-10:00:检查服务器，运行正常\n10:00-10:30:指导客户清理缓存，页面恢复"),
    ]
    file, _count = forms.tables()["F15"].make_file(Ticket.objects.order_by("pk"), MASKED)
    assert len(openpyxl.load_workbook(file).worksheets) == 1


# --- what the cells mean ----------------------------------------------------------------------------------------------


def test_the_headers_are_the_forms(db):
    assert {code: ", ".join(made(code)[0]) for code in CODES} == HEADERS


def test_a_column_with_full_names_does_not_call_itself_masked(db):
    assert made("F11", visibility=UNMASKED)[0][:2] == ("记录编号", "客户名称")


def test_times_between_are_numbers_that_show_as_spans(worked):
    file, _count = forms.tables()["F11"].make_file(Ticket.objects.order_by("pk"), MASKED)
    cells = openpyxl.load_workbook(file).worksheets[0]
    assert (cells["M3"].value, cells["N3"].value) == (timedelta(minutes=5), timedelta(hours=2))
    assert cells["M3"].number_format == '[<0.041666][m]" 分钟";[h]" 小时 "m" 分钟"'
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    stored = re.search(r'<c r="N3" s="\d+"><v>([^<]+)</v></c>', sheet)
    assert float(stored[1]) == pytest.approx(2 / 24)


def test_what_has_not_happened_is_empty(cast):
    told = line("F11", reported(cast, AT))
    empty = {name for name, value in told.items() if value is None}
    assert empty == {
        "分配时间",
        "负责人",
        "部门",
        "首次响应时间",
        "结束时间",
        "响应时长(自动计算)",
        "处理时长",
        "超时原因",
        "优化措施",
        "优化生效日期",
        "备注",
    }


def judged(ticket, stop_event, **changed):
    """A clock of the ticket that stops with this event, brought into some state."""
    clock = SlaClock.objects.filter(ticket=ticket, stop_event=stop_event).first()
    if clock is None:
        clock = SlaClock.objects.filter(ticket=ticket).first()
        clock.pk, clock.kind, clock.stop_event = (
            None,
            SlaKind.objects.filter(stop_event=stop_event).last(),
            stop_event,
        )
        clock.save(force_insert=True)
    SlaClock.objects.filter(pk=clock.pk).update(**changed)
    return clock


def raised(clock, step="100%", **reason):
    return Escalation.objects.create(
        clock=clock, step=step, level=2, role="supervisor", planned_at=AT, raised_at=AT, **reason
    )


@pytest.mark.parametrize(
    ("stop_event", "changed", "expected"),
    [
        pytest.param(ClockEvent.FIRST_CONTACT, {"breached_at": AT}, "是", id="response"),
        pytest.param(ClockEvent.RESOLVED, {"breached_at": AT}, "是", id="solution"),
        pytest.param(
            ClockEvent.CUSTOMER_UPDATE, {"breached_at": AT}, "否", id="progress-is-neither"
        ),
        pytest.param(
            ClockEvent.FIRST_CONTACT,
            {"breached_at": AT, "is_corrected": True},
            "否",
            id="taken-back",
        ),
        pytest.param(ClockEvent.FIRST_CONTACT, {"breached_at": None}, "否", id="kept"),
        pytest.param(
            ClockEvent.RESOLVED, {"breached_at": AT, "cancelled_at": AT}, "否", id="cancelled"
        ),
    ],
)
def test_late_is_a_missed_limit_of_response_or_solution(cast, stop_event, changed, expected):
    ticket = reported(cast, AT)
    judged(ticket, stop_event, **changed)
    assert line("F11", ticket)["是否超时"] == expected


def test_without_a_judged_limit_nothing_is_said_about_being_late(cast):
    ticket = reported(cast, AT)
    SlaClock.objects.filter(ticket=ticket).update(cancelled_at=AT)
    assert line("F11", ticket)["是否超时"] is None


def test_reasons_of_misses_are_named_once_and_in_order(cast):
    ticket = reported(cast, AT)
    response = judged(ticket, ClockEvent.FIRST_CONTACT, breached_at=AT)
    solution = judged(ticket, ClockEvent.RESOLVED, breached_at=AT)
    progress = judged(ticket, ClockEvent.CUSTOMER_UPDATE, breached_at=AT)
    delay, few = CauseCode.objects.get(name="分配延迟"), CauseCode.objects.get(name="资源不足")
    raised(solution, reason_code=few, reason_note="两人请假", reason_at=AT + 2 * HOUR)
    raised(response, reason_code=delay, reason_at=AT + HOUR)
    raised(response, "100%+240m", reason_code=delay, reason_at=AT + 3 * HOUR)
    raised(solution, "100%+240m", reason_note="等备件", reason_at=AT + 4 * HOUR)
    raised(solution, "80%")
    raised(progress, reason_note="与本表无关", reason_at=AT)
    assert line("F11", ticket)["超时原因"] == "分配延迟；资源不足：两人请假；等备件"


def test_remarks_tell_why_a_ticket_was_cancelled(cast):
    ticket = reported(cast, AT, remark="老客户", measure_note="增加夜班")
    moves.cancel_ticket(ticket, by=cast.staff["supervisor"], at=AT + HOUR, note="客户取消请求")
    told = line("F11", ticket)
    assert (told["状态"], told["备注"], told["优化措施"]) == (
        "已取消",
        "老客户；客户取消请求",
        "增加夜班",
    )


def test_the_grounds_are_the_customers_and_those_of_the_last_change(cast):
    ticket = reported(
        cast,
        AT,
        nature=Nature.COMPLAINT,
        urgency_reason="停产",
        type_confirmed_at=AT + MINUTE,
        customer_urgency=Priority.HIGH,
    )
    boss = cast.staff["supervisor"]
    triage.change_tier(
        ticket,
        by=boss,
        at=AT + HOUR,
        tier=Tier.IMPORTANT,
        priority=Priority.HIGH,
        reason="影响一条产线",
    )
    triage.change_tier(
        ticket,
        by=boss,
        at=AT + 2 * HOUR,
        tier=Tier.GENERAL,
        priority=Priority.HIGH,
        reason="备机已启用",
    )
    assert list(line("F13", ticket, UNMASKED).values())[1:] == [
        "投诉",
        None,
        "高",
        "停产；备机已启用",
        "高",
        "一般",
        "2024-05-06 09:01",
        "王芳",
        "2024-05-06 11:00",
    ]


def test_assignments_tell_who_gave_it_back_and_why(cast, worked):
    Assignment.objects.filter(ticket=worked.ticket, assignee__isnull=False).update(
        refused_reason="不会修", reason="加急"
    )
    assert [row[-1] for row in made("F14")[1:]] == ["按问题类型自动分配", "加急；退回：不会修"]


def test_lines_follow_the_reports_and_then_the_work(cast):
    plays = [worked_at(cast, AT + n * HOUR) for n in (1, 0)]
    second, first = (play.ticket.issue_no or play.ticket.number for play in plays)
    assert [row[0] for row in made("F12")[1:]] == [first, second]
    for code, moment_at in (("F14", 6), ("F15", 1)):
        rows = made(code)[1:]
        assert [row[0] for row in rows] == sorted(
            (row[0] for row in rows), key=[first, second].index
        )
        assert all(
            one[moment_at] <= other[moment_at]
            for one, other in pairwise(rows)
            if one[0] == other[0]
        )


# --- what a file shows ---------------------------------------------------------------------------------------------------

STAFF = ("李娜", "刘洋", "王芳")


NAMED = {
    "F11": [COMPANY, "刘洋"],
    "F12": [COMPANY, PHONE, "李娜"],
    "F13": ["李娜"],
    "F14": ["李娜", "刘洋", "王芳"],
    "F15": ["刘洋"],
}


def test_masked_files_name_neither_customers_nor_staff(worked):
    def told(code, visibility):
        cells = " ".join(
            str(value) for row in made(code, visibility=visibility)[1:] for value in row
        )
        return [name for name in (COMPANY, PHONE, *STAFF, CONTACT) if name in cells]

    assert {code: told(code, MASKED) for code in CODES} == {code: [] for code in CODES}
    assert {code: told(code, UNMASKED) for code in CODES} == NAMED


def test_masks_are_those_of_the_register(worked):
    assert [line("F12", worked.ticket)[name] for name in ("客户名称", "联系方式", "记录人")] == [
        "*有限公司",
        "138****5678",
        "李*",
    ]
    assert line("F11", worked.ticket)["负责人"] == "刘*"


def test_the_execution_form_masks_staff_too(cast, worked):
    rows = dict(
        openpyxl.load_workbook(
            file_of(browser_of(cast.staff["agent"]).get(f"/tickets/{worked.ticket.number}/f3.xlsx"))
        ).active.iter_rows(max_col=2, values_only=True)
    )
    assert rows["处理责任人"] == "刘*"


DANGEROUS = (
    '=HYPERLINK("http://x.invalid","点我")',
    "+86",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    "a & b <c> ]]>",
    " 两端空格 ",
    "行一\r\n行二",
)


@pytest.mark.parametrize("typed", DANGEROUS, ids=ascii)
def test_a_text_leaves_as_the_text_it_is(cast, typed):
    reported(cast, AT, original_text=typed, order_no="=1+1")
    file, _count = forms.tables()["F12"].make_file(Ticket.objects.order_by("pk"), MASKED)
    words, order = (openpyxl.load_workbook(file).worksheets[0][place] for place in ("H3", "G3"))
    assert (words.data_type, words.value) == ("s", typed)
    assert (order.data_type, order.value, order.quotePrefix) == ("s", "=1+1", True)
    assert words.quotePrefix == (typed[0] in "=+-@＝\t")


@pytest.mark.parametrize("typed", ["_x0041_", "a_x000D_b_x000A_", "_x005F_x0041_", "__x00e9__"])
def test_a_text_that_looks_escaped_survives(cast, tmp_path, typed):
    reported(cast, AT, original_text=typed, order_no=typed)
    file, _count = forms.tables()["F12"].make_file(Ticket.objects.order_by("pk"), MASKED)
    path = tmp_path / "f12.xlsx"
    path.write_bytes(file.read())
    line = tables.read_tables(path, path.name).sheets[0].rows[2]
    assert (line[6], line[7]) == (typed, typed)


def test_moments_are_values_that_can_be_sorted(worked):
    moments = {
        code: [name for name, cell in first_line_of(code) if isinstance(cell.value, datetime)]
        for code in ("F1", *CODES)
    }
    assert moments == {
        "F1": ["反馈时间"],
        "F11": ["起始时间", "分配时间", "首次响应时间", "结束时间"],
        "F12": ["接收时间"],
        "F13": ["判定时间"],
        "F14": ["任务分配时间"],
        "F15": ["开始时间", "结束时间"],
    }
    for code in moments:
        for name, cell in first_line_of(code):
            if name in moments[code]:
                assert cell.number_format == "yyyy-mm-dd hh:mm"
    assert dict(first_line_of("F1"))["首次响应时间"].value == "09:05", "as forms.md prescribes"


def first_line_of(code):
    file, _count = forms.tables()[code].make_file(Ticket.objects.order_by("pk"), MASKED)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    return [(name.value, cell) for name, cell in zip(sheet[2], sheet[3], strict=True)]


@pytest.mark.parametrize(
    ("words", "height"),
    [
        ("打不开", None),
        ("设" * 24, None),
        ("设" * 25, 29),
        ("一行\n两行\n三行", 43.5),
        ("diagnose " * 16, 58),
        ("长" * 5_000, 409),
    ],
)
def test_a_row_is_as_high_as_its_text(cast, words, height):
    reported(cast, AT, original_text=words)
    file, _count = forms.tables()["F12"].make_file(Ticket.objects.order_by("pk"), MASKED)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet.row_dimensions[3].height == height


def test_the_title_stands_over_the_whole_table(worked):
    for code in ("F1", *CODES):
        table = forms.tables()[code]
        file, _count = table.make_file(Ticket.objects.order_by("pk"), MASKED)
        sheet = openpyxl.load_workbook(file).worksheets[0]
        assert (sheet["A1"].value, sheet["A1"].font.b) == (table.title, True)
        last = openpyxl.utils.get_column_letter(len(table.columns))
        assert [str(merged) for merged in sheet.merged_cells.ranges] == [f"A1:{last}1"]


def test_what_no_file_can_hold_is_left_out(cast):
    reported(cast, AT, original_text="零\x0b宽\u200b字\uffff符" + "长" * 40_000)
    words = made("F12")[1][7]
    assert (words[:4], len(words)) == ("零宽字符", 32_767)


def test_names_of_forty_characters_fit(cast):
    long = "甲乙丙丁戊己庚辛壬癸" * 4
    cast.staff["agent"].display_name = long
    cast.staff["agent"].save()
    cast.customers[long] = people.register_customer(
        name=long, by=cast.staff["agent"], at=AT, contact_name=long, phone=PHONE
    )
    ticket = reported(cast, AT, customer=long, issue_type=cast.types["硬件故障"])
    assert (
        line("F12", ticket, UNMASKED)["客户名称"] == line("F12", ticket, UNMASKED)["记录人"] == long
    )
    assert line("F11", ticket, UNMASKED)["客户名称"] == long
    assert made("F14", visibility=UNMASKED)[1][5] == long
    assert (line("F12", ticket)["客户名称"], line("F12", ticket)["记录人"]) == ("甲*", "甲*")


def test_a_file_is_ready_to_print(worked):
    for code in CODES:
        table = forms.tables()[code]
        file, _count = table.make_file(
            Ticket.objects.order_by("pk"), MASKED, "李娜 2024-05-06 12:00", of=worked.ticket
        )
        book = openpyxl.load_workbook(file)
        assert book.sheetnames == [table.title, "处理进度记录"][: 2 if code == "F15" else 1]
        for sheet in book.worksheets:
            header = int(sheet.freeze_panes.removeprefix("A")) - 1
            assert sheet.print_title_rows == f"$1:${header}"
            assert all(cell.font.b for cell in sheet[header])
            assert not any(cell.font.b for cell in sheet[header + 1])
            assert {cell.border.left.style for cell in sheet[header + 1]} == {"thin"}
            assert (
                sheet.freeze_panes,
                sheet.page_setup.orientation,
                sheet.page_setup.paperSize,
            ) == ("A3" if sheet.title == table.title else "A2", "landscape", 9)
            assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (
                True,
                0,
            )
            assert sheet.oddHeader.right.text == "时区：Asia/Shanghai"
            assert sheet.oddFooter.center.text == "李娜 2024-05-06 12:00"


def test_an_empty_list_is_a_header(cast):
    assert [len(made(code)) for code in ("F1", *CODES)] == [1] * 6
    answer = browser_of(cast.staff["agent"]).get("/tickets/export/f11/?view=all")
    assert (answer.status_code, len(printed_rows(file_of(answer)))) == (200, 1)


# --- in the browser ---------------------------------------------------------------------------------------------------------


def numbers_in(answer):
    return {row[0] for row in printed_rows(file_of(answer))[1:]}


def test_the_file_holds_the_tickets_of_the_screen(cast, worked):
    other, boss = worked_at(cast, AT + HOUR, summary="打印机卡纸").ticket, cast.staff["supervisor"]
    browser = browser_of(boss)
    for code in CODES:
        table, names = (
            forms.tables()[code],
            {
                ticket: ticket.number if code == "F11" else ticket.issue_no or ticket.number
                for ticket in (other, worked.ticket)
            },
        )
        answer = browser.get(f"/tickets/export/{code.lower()}/?view=all&q=卡纸")
        assert numbers_in(answer) == {names[other]}
        entry = AuditEntry.objects.get(action=f"export_{code.lower()}")
        rows = 2 if code == "F14" else 1
        assert (entry.actor, entry.target, entry.data) == (
            boss,
            code,
            {"rows": rows, "is_masked": True, "filters": ["q", "view"]},
        )
        stamp = f"{timezone.localtime(entry.at):%Y%m%d-%H%M}"
        assert f"{table.title}_全部工单（筛选）_{stamp}.xlsx" in unquote(
            answer["Content-Disposition"]
        )
        alone = browser.get(f"/tickets/{worked.ticket.number}/{code.lower()}.xlsx")
        assert numbers_in(alone) == {names[worked.ticket]}
        assert f"{table.title}_{worked.ticket.number}_" in unquote(alone["Content-Disposition"])
        assert (
            AuditEntry.objects.filter(
                target=f"ticket {worked.ticket.number}", action=f"export_{code.lower()}"
            ).count()
            == 1
        )


def test_only_who_may_export_and_see_the_ticket_gets_it(cast, worked):
    space = f"/tickets/{worked.ticket.number}"
    for who, register in (("sales", (403, 403)), ("agent2", (200, 404))):
        browser = browser_of(cast.staff[who])
        assert (
            browser.get("/tickets/export/").status_code,
            browser.get(f"{space}/f3.xlsx").status_code,
        ) == register
        for code in map(str.lower, CODES):
            assert (
                browser.get(f"/tickets/export/{code}/").status_code,
                browser.get(f"{space}/{code}.xlsx").status_code,
            ) == register
            for path in (f"/tickets/export/{code}/unmasked/", f"{space}/{code}/unmasked/"):
                assert browser.get(path).status_code == (403 if who == "sales" else 404)


def test_full_names_leave_with_right_reason_and_password(cast, worked):
    boss = cast.staff["supervisor"]
    boss.set_password("a-long-pass-word")
    boss.save()
    browser = browser_of(boss)
    for code in CODES:
        expected, kept = (
            made(code, visibility=UNMASKED),
            AuditEntry.objects.filter(action=f"export_{code.lower()}"),
        )
        for path in (
            f"/tickets/export/{code.lower()}/unmasked/?view=all",
            f"/tickets/{worked.ticket.number}/{code.lower()}/unmasked/",
        ):
            before = kept.count()
            assert f'action="{path}"' in browser.get(path).content.decode()
            assert (
                browser.post(path, {"reason": "", "password": "a-long-pass-word"}).status_code
                == 422
            )
            if code == "F12":
                assert (
                    browser.post(path, {"reason": "核对", "password": "wrong"}).status_code == 422
                )
            assert kept.count() == before
            answer = browser.post(path, {"reason": "核对", "password": "a-long-pass-word"})
            assert printed_rows(file_of(answer)) == expected
        assert list(kept.values_list("reason", "data__is_masked")) == [("核对", False)] * 2


def test_the_menus_lead_to_the_forms(cast, worked):
    for who, may_unmask in (("agent", False), ("supervisor", True)):
        browser = browser_of(cast.staff[who])
        page = browser.get("/tickets/?view=all&q=设备&cursor=").content.decode()
        hrefs = {
            f"/tickets/export/{code.lower()}/?view=all&amp;q=%E8%AE%BE%E5%A4%87" for code in CODES
        }
        assert all(f'href="{href}" download' in page for href in hrefs)
        assert ("/tickets/export/forms/" in page) == may_unmask
        number = worked.ticket.number
        assert (
            f'hx-get="/tickets/{number}/forms/"'
            in browser.get(f"/tickets/{number}/").content.decode()
        )
        for path, space in (
            (f"/tickets/{number}/forms/", f"/tickets/{number}/"),
            ("/tickets/export/forms/?view=all", "/tickets/export/"),
        ):
            for headers in ({}, {"HX-Request": "true"}):
                offered = re.findall(
                    rf'href="({space}f\d[^"]+)"',
                    browser.get(path, headers=headers).content.decode(),
                )
                assert len(offered) == (len(forms.tables()) - 1) * (2 if may_unmask else 1)
            assert {browser.get(href.replace("&amp;", "&")).status_code for href in offered} == {
                200
            }
    assert (
        browser_of(cast.staff["agent2"]).get(f"/tickets/{worked.ticket.number}/forms/").status_code
        == 404
    )


# --- from the command line ----------------------------------------------------------------------------------------------------


def exported(tmp_path, *arguments):
    path = tmp_path / "form.xlsx"
    call_command("export_form", *arguments, "--out", str(path), stdout=io.StringIO())
    return printed_rows(path)


def test_a_month_is_the_desks_own(cast, tmp_path):
    for written in (
        "2024-04-30 23:59",
        "2024-05-01 00:00",
        "2024-05-31 23:59",
        "2024-06-01 00:00",
        "2024-12-31 23:59",
    ):
        reported(cast, moment(written))
    assert [row[5] for row in exported(tmp_path, "F11", "--month", "2024-05")[1:]] == [
        "2024-05-01 00:00",
        "2024-05-31 23:59",
    ]
    assert [row[5] for row in exported(tmp_path, "F11", "--month", "2024-12")[1:]] == [
        "2024-12-31 23:59"
    ]
    assert len(exported(tmp_path, "f12")) == 6
    entry = AuditEntry.objects.filter(action="export_f11").latest("pk")
    assert entry.data == {"is_masked": True, "rows": 1, "month": "2024-12"}


def test_a_folder_gets_the_usual_name(cast, tmp_path):
    reported(cast, AT)
    told = io.StringIO()
    call_command(
        "export_form",
        "F13",
        "--month",
        "2024-05",
        "--out",
        str(tmp_path),
        "--unmasked",
        "--reason",
        "核对",
        stdout=told,
    )
    (path,) = tmp_path.iterdir()
    assert told.getvalue().strip() == str(path)
    assert re.fullmatch(r"需求分类与优先级判定表_2024-05_\d{8}-\d{4}\.xlsx", path.name)
    assert AuditEntry.objects.filter(
        action="export_f13", reason="核对", data__is_masked=False
    ).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["F99"],
            "There is no form F99. Known forms: F1, F3, F5, F6, F7, F8, F9, F11, F12, F13, F14, F15, F17.",
            id="form",
        ),
        pytest.param(
            ["F11", "--ticket", "209901-00001"], "There is no ticket 209901-00001.", id="ticket"
        ),
        pytest.param(["F11", "--month", "5/2024"], "Write the month as 2024-05.", id="month"),
        pytest.param(["F3"], "F3 is the form of one ticket: name it with --ticket.", id="f3"),
    ],
)
def test_what_cannot_be_exported_is_said(db, tmp_path, arguments, message):
    with pytest.raises(CommandError, match=re.escape(message)):
        call_command("export_form", *arguments, "--out", str(tmp_path / "x.xlsx"))
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.filter(action__startswith="export_").exists()


# --- long lists ----------------------------------------------------------------------------------------------------------------


def test_the_statements_do_not_grow_with_the_rows(cast):
    taken = {}
    for hours in ((0,), (1, 2)):
        for hour in hours:
            worked_at(cast, AT + hour * HOUR)
        for code in ("F1", *CODES):
            table = forms.tables()[code]
            with CaptureQueriesContext(connection) as captured:
                _file, count = table.make_file(Ticket.objects.order_by("reported_at", "pk"), MASKED)
            taken.setdefault(code, []).append((len(captured), count))
    plain = {code: [(2, 1), (2, 3)] for code in ("F1", "F12", "F13", "F15")}
    assert taken == {**plain, "F11": [(3, 1), (3, 3)], "F14": [(2, 2), (2, 6)]}, (
        "once per chunk for the people of the customers, F11 also for the reasons given"
    )


def test_a_long_table_does_not_gather_in_memory():
    """Twenty thousand cells would hold several megabytes; what lies in memory is one batch and the packed file until it moves to disk."""

    def peak(count):
        book = sheets.open_book()
        table = sheets.ListSheet(book, "长表", [("列", 10)] * 20)
        tracemalloc.start()
        try:
            file, written = streamed.write_workbook(
                book,
                table,
                ([f"{n} 行 {c} 列" for c in range(20)] for n in range(count)),
            )
            assert written == count
            return tracemalloc.get_traced_memory()[1], file
        finally:
            tracemalloc.stop()

    short, _file = peak(200)
    long, file = peak(1_000)
    assert long < short + 1_000_000
    last = list(
        openpyxl.load_workbook(file, read_only=True)
        .worksheets[0]
        .iter_rows(min_row=1001, values_only=True)
    )
    assert last == [tuple(f"999 行 {c} 列" for c in range(20))]
