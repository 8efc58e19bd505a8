"""The register sample ends exactly as data/README.md says; and a few nasty registers of our own."""

from datetime import datetime

import openpyxl
import pytest
from django.core.management import CommandError

from customers.rules import ContactVisibility
from tests.support.list_forms import printed_rows
from tests.support.register_sheets import SAMPLE, line, register, run
from tests.tickets.world import local
from tickets.record.models import Ticket
from tickets.transfer.domain.register_columns import COLUMNS
from tickets.transfer.exports import errors, forms
from tickets.transfer.models import ImportBatch

pytestmark = pytest.mark.django_db


def test_the_sample_ends_as_promised():
    told = run(SAMPLE, "--commit")
    assert {name: told[name] for name in ("created", "unchanged", "warned", "refused")} == {
        "created": 14,
        "unchanged": 0,
        "warned": 1,
        "refused": 7,
    }
    assert [
        (problem["row"], problem["column"], problem["code"]) for problem in told["problems"]
    ] == [
        (15, "工单号", "repeated"),
        (16, "客户名称", "missing"),
        (17, "反馈时间", "moment"),
        (18, "反馈渠道", "unknown_channel"),
        (19, "问题分级", "unknown_tier"),
        (20, "首次响应时间", "before_report"),
        (21, "工单号", "number"),
    ]
    assert [(one["row"], one["column"]) for one in told["warnings"]] == [(23, "预计解决时间")]
    assert set(Ticket.objects.values_list("number", flat=True)) == {
        *(f"202405-{n:05d}" for n in range(123, 135)),
        "202405-00140",
        "202405-00141",
    }


def test_values_are_read_as_people_meant_them():
    run(SAMPLE, "--commit")
    by_number = {
        ticket.number: ticket for ticket in Ticket.objects.select_related("contact", "customer")
    }
    first = by_number["202405-00123"]
    assert (
        local(first.reported_at),
        local(first.first_responded_at),
        local(first.promised_at),
    ) == (
        "2024-05-01 09:30",
        "2024-05-01 09:40",
        "2024-05-01 12:00",
    )
    assert local(by_number["202405-00125"].reported_at) == "2024-05-06 09:00"
    assert local(by_number["202405-00126"].reported_at) == "2024-05-06 10:00"
    assert local(by_number["202405-00133"].first_responded_at) == "2024-05-31 23:58"
    assert by_number["202405-00125"].contact.phone == "13711112222"
    assert by_number["202405-00131"].contact == by_number["202405-00124"].contact
    assert by_number["202405-00140"].summary == '=HYPERLINK("http://example.invalid","点我")'


def test_the_export_gives_the_form_back():
    run(SAMPLE, "--commit")
    file, count = forms.make_register(
        Ticket.objects.order_by("number"), ContactVisibility(names=True, contacts=True)
    )
    rows = printed_rows(file)
    assert count == 14
    assert rows[0] == COLUMNS
    assert rows[1] == (
        "202405-00123",
        "华启科技有限公司",
        "张敏",
        "13812345678",
        "2024-05-01 09:30",
        "电话",
        "设备无法启动,报警代码E-002",
        "紧急",
        "刘洋",
        "09:40",
        "2024-05-01 12:00",
        "处理中",
    )


def test_the_masked_export_is_the_sources_own_row():
    run(SAMPLE, "--commit")
    file, _count = forms.make_register(
        Ticket.objects.filter(number="202405-00123"), ContactVisibility(names=False)
    )
    row = printed_rows(file)[1]
    assert " | ".join(row) == (
        "202405-00123 | *有限公司 | 张* | 138****5678 | 2024-05-01 09:30 | 电话 | 设备无法启动,报警代码E-002 | 紧急 | 刘* | 09:40"
        " | 2024-05-01 12:00 | 处理中"
    )


ODD_TEXT = "_x0041_ 与 _x005F_x000D_：报警 E_x0030_"


def test_the_export_is_read_back_as_what_is_there(tmp_path):
    """Title, borders and real moments are no obstacle, and a text that looks escaped is a text."""
    run(SAMPLE, "--commit")
    Ticket.objects.filter(number="202405-00123").update(summary=ODD_TEXT)
    file, _count = forms.make_register(
        Ticket.objects.order_by("number"), ContactVisibility(names=True, contacts=True)
    )
    path = tmp_path / "登记表.xlsx"
    path.write_bytes(file.read())
    told = run(path)
    assert {name: told[name] for name in ("created", "unchanged", "refused")} == {
        "created": 0,
        "unchanged": 14,
        "refused": 0,
    }

    Ticket.objects.filter(number="202405-00123").update(number="202312-00001")
    assert run(path, "--commit")["created"] == 1
    again = Ticket.objects.get(number="202405-00123")
    assert again.summary == ODD_TEXT
    assert local(again.reported_at) == "2024-05-01 09:30"
    assert local(again.first_responded_at) == "2024-05-01 09:40"
    assert local(again.promised_at) == "2024-05-01 12:00"


def test_a_formula_leaves_as_text():
    run(SAMPLE, "--commit")
    file, _count = forms.make_register(
        Ticket.objects.filter(number="202405-00140"), ContactVisibility(names=True, contacts=True)
    )
    cell = openpyxl.load_workbook(file).active["G3"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://example.invalid","点我")')


def test_the_error_file_names_every_refused_cell():
    run(SAMPLE, "--commit")
    rows = list(
        openpyxl.load_workbook(
            errors.make_problem_workbook(ImportBatch.objects.get())
        ).active.iter_rows(values_only=True)
    )
    assert [row[0] for row in rows[1:]] == [15, 16, 17, 18, 19, 20, 21, 23]
    assert "传真" in rows[4] and "反馈渠道" in rows[4][-1]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-05-0109:30", "2024-05-01 09:30"),
        ("2024/5/1 9:30", "2024-05-01 09:30"),
        ("2024.5.1 9:30:15", "2024-05-01 09:30:15"),
        ("2024年5月1日9时30分", "2024-05-01 09:30"),
        ("２０２４－０５－０１　０９：３０", "2024-05-01 09:30"),
        ("2024-05-01", "2024-05-01 00:00"),
        ("45413.395833", "2024-05-01 09:30"),
        (datetime(2024, 5, 1, 9, 30), "2024-05-01 09:30"),  # noqa: DTZ001 — a spreadsheet date has no zone
    ],
)
def test_times_as_people_type_them(tmp_path, written, moment):
    told = run(register(tmp_path, line(反馈时间=written)), "--commit")
    assert told["created"] == 1, told
    assert local(Ticket.objects.get().reported_at) == moment


@pytest.mark.parametrize(
    "written",
    [
        "2023-02-29 10:00",
        "2024-13-01",
        "25:00",
        "09:30",
        "yesterday",
        "2999-01-01 10:00",
        "1899-01-01",
        "=A1",
    ],
)
def test_times_that_are_none(tmp_path, written):
    told = run(register(tmp_path, line(反馈时间=written)))
    assert (told["created"], told["problems"][0]["column"]) == (0, "反馈时间")


def test_header_moved_renamed_and_repeated(tmp_path):
    header = ["备注", *(name.replace("(", "（").replace(")", "）") for name in COLUMNS)]
    row = ["", *line()]
    told = run(register(tmp_path, row, header, ["合计:1"], header=header))
    assert (told["created"], told["refused"]) == (1, 0)


def test_a_register_without_its_columns_is_refused_whole(tmp_path):
    with pytest.raises(CommandError, match="客户名称"):
        run(
            register(
                tmp_path, ["202405-00501"], header=["工单号", "反馈渠道", "问题分级", "反馈时间"]
            )
        )


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path):
    told = run(
        register(
            tmp_path, line(工单号="12", 客户名称="", 反馈渠道="传真", 问题分级="特急", 反馈时间="x")
        )
    )
    assert {problem["column"] for problem in told["problems"]} == {
        "工单号",
        "客户名称",
        "反馈渠道",
        "问题分级",
        "反馈时间",
    }
