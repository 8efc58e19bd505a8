"""The forms of how a ticket ended, with the columns of forms.md: F6, F7, F8, F9 and F17."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from customers.rules import MASKED, UNMASKED
from feedback.actions.calls import Call, record_call
from feedback.enums import CallKind, CallOutcome
from feedback.models import LowScoreReason
from tests.archive.support import ARCHIVED, COMPANY, CONTACT, HOUR, REPORTED, archived
from tests.fixtures import moment, play_of
from tests.support.stored_files import PNG
from tickets.record.models import Ticket
from tickets.transfer.exports import forms
from tickets.work.actions import finishing
from tickets.work.enums import ConfirmationMode, ConfirmationResult

pytestmark = pytest.mark.django_db
HEADERS = {
    "F6": "工单号, 客户名称, 产品/服务, 问题描述, 处理结果, 验证方法, 验证结果, 客户意见, 客户签字, 签署方式, 签署时间",
    "F7": "工单号, 客户名称, 服务人员, 服务时效, 技术能力, 沟通态度, 问题解决效果, 总体评分, 不满意原因/建议, 填写时间",
    "F8": "工单号, 客户名称, 评分, 评分时间, 应回访时间, 回访人, 回访时间, 是否按时, 不满原因, 处理措施, 回访结果",
    "F9": "工单号, 客户名称, 产品型号/序列号, 问题分级, 问题类型, 反馈时间, 解决时间, 处理时长, 问题原因, 处理过程, 更换备件, "
    "客户确认结果, 满意度评分, 经验教训, 知识库编号, 填写人, 填写日期, 审核人",
    "F17": "电子档案编号, 客户名称, 工单号/问题编号, 关键信息摘要, 资料清单, 归档人, 归档时间, 保存期限至",
}


def desk_time(written):
    """A moment as a cell holds it: of the desk's zone, which cells do not know."""
    return moment(written).replace(tzinfo=None)


def lines_of(code, visibility=UNMASKED):
    """The rows of a form of all tickets, by the names of its columns."""
    table = forms.tables()[code]
    names = [column.name for column in table.columns]
    rows = table.form_lines(Ticket.objects.order_by("reported_at", "pk"), visibility)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_the_columns_are_those_of_the_source():
    columns = {
        code: ", ".join(column.name for column in forms.tables()[code].columns) for code in HEADERS
    }
    assert columns == HEADERS


def test_a_confirmation(cast):
    archived(cast)
    (line,) = lines_of("F6")
    assert line["客户名称"] == COMPANY
    assert line["处理结果"] == "按方案处理并由客户验证。"
    assert line["验证结果"] == "☑已彻底解决 □未解决"
    assert line["客户意见"] == f"{CONTACT}：已恢复"
    assert line["签署方式"] == "☑线上 □线下"
    assert line["签署时间"] == desk_time("2024-05-06 11:00")


def test_a_refusal_and_a_phone_call_are_told_apart(cast):
    play = play_of(cast, REPORTED)
    play.say("已登记", REPORTED)
    play.accept(REPORTED)
    play.solve(REPORTED, REPORTED + HOUR, "接触不良")
    finishing.record_confirmation(
        play.ticket,
        by=cast.staff["agent"],
        at=REPORTED + HOUR,
        mode=ConfirmationMode.OFFLINE,
        result=ConfirmationResult.NOT_SOLVED,
        signature=SimpleUploadedFile("确认单.png", PNG),
    )
    play.work(REPORTED + HOUR, REPORTED + 2 * HOUR, "再次处理")
    play.finish(REPORTED + 2 * HOUR)
    play.confirm(REPORTED + 3 * HOUR)
    first, second = lines_of("F6")
    assert (first["验证结果"], first["签署方式"]) == ("□已彻底解决 ☑未解决", "□线上 ☑线下")
    assert (second["验证结果"], second["签署方式"]) == ("☑已彻底解决 □未解决", "电话回访确认")


def test_an_answer(cast):
    archived(cast)
    (line,) = lines_of("F7")
    assert (line["总体评分"], line["技术能力"], line["服务时效"]) == (5, 4, None)
    assert line["不满意原因/建议"] == f"谢谢，{CONTACT}"
    assert line["服务人员"] == "刘洋"


def test_a_low_score_and_the_call_that_answered_it(cast):
    play = play_of(cast, REPORTED)
    play.say("已登记", REPORTED)
    play.accept(REPORTED)
    play.solve(REPORTED, REPORTED + HOUR, "接触不良")
    play.confirm(REPORTED + HOUR, score=2)
    (waiting,) = lines_of("F8")
    assert waiting["评分"] == 2
    assert (waiting["回访人"], waiting["是否按时"]) == ("", "")
    call = Call(
        CallKind.LOW,
        CallOutcome.SOLVED,
        "致歉",
        reason=LowScoreReason.objects.first(),
        recovery="上门复检",
    )
    record_call(play.ticket, call, by=cast.staff["supervisor"], at=REPORTED + HOUR * 1.5)
    (line,) = lines_of("F8")
    assert line["评分时间"] == desk_time("2024-05-06 10:00")
    assert line["应回访时间"] == desk_time("2024-05-06 11:00")
    assert line["回访时间"] == desk_time("2024-05-06 10:30")
    assert (line["回访人"], line["是否按时"], line["处理措施"]) == ("王芳", "是", "上门复检")
    assert line["不满原因"] == LowScoreReason.objects.first().name


def test_a_closing_report(cast):
    archived(cast)
    (line,) = lines_of("F9")
    assert (line["处理时长"], line["客户确认结果"], line["满意度评分"]) == (
        "2小时",
        "已彻底解决",
        5,
    )
    assert (line["问题原因"], line["经验教训"]) == ("接触器粘连", "已补充到常见问题。")
    assert (line["填写人"], line["填写日期"], line["审核人"]) == ("刘洋", "2024-05-06", "王芳")


def test_a_service_file(cast):
    record = archived(cast)
    (line,) = lines_of("F17")
    assert line["电子档案编号"] == record.file_no
    assert line["工单号/问题编号"].startswith(record.ticket.number)
    assert "F6 问题确认单" in line["资料清单"].splitlines()
    assert (line["归档时间"], line["保存期限至"]) == (desk_time("2024-06-03 10:00"), "2027-06-03")
    assert line["归档人"] == str(cast.staff["manager"])


@pytest.mark.parametrize("code", HEADERS)
def test_masked_forms_name_nobody(cast, code):
    archived(cast)
    told = str(lines_of(code, MASKED))
    assert COMPANY not in told
    assert CONTACT not in told


def test_the_statements_do_not_grow_with_the_rows(cast, django_assert_num_queries):
    for n in range(2):
        archived(cast, at=ARCHIVED + n * HOUR, reported=REPORTED + n * HOUR)
    for code, statements in {"F6": 1, "F7": 3, "F8": 1, "F9": 1, "F17": 1}.items():
        with django_assert_num_queries(statements):
            lines_of(code)
