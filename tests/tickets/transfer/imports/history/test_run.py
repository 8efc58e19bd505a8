"""What the import of a history leaves in a real database, whatever happens to it on the way."""

from datetime import UTC, datetime
from zlib import crc32

import openpyxl
import pytest
from django.core.management import CommandError
from django.db import DatabaseError, connection

from accounts.models import Department
from core.actions.jobs import LOCK_SPACE
from core.errors import BadFile
from core.models import AuditEntry
from customers.models import Contact, Customer
from tests.fixtures import browser_of
from tests.seed_rows import restore_tables
from tests.support.history_imports import bring_in, counts, everything, few, rows_of, run, written
from tests.tickets.world import at
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import EventKind, Status
from tickets.record.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db


def test_a_dry_run_tells_and_changes_nothing(sample):
    before = [model.objects.count() for model in (Ticket, Customer, Department, AuditEntry)]
    told = run(sample)
    assert counts(told) == (300, 0, 6, 0) and not told["committed"]
    assert {warning["code"] for warning in told["warnings"]} == {"before_report", "stale"}
    assert {tuple(warning)[:4] for warning in told["warnings"]} == {
        ("row", "column", "value", "reason")
    }
    assert [model.objects.count() for model in (Ticket, Customer, Department, AuditEntry)] == before


DIES = """
CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
CREATE TRIGGER dies BEFORE INSERT ON tickets_ticket FOR EACH ROW WHEN (NEW.number = '{}') EXECUTE FUNCTION dies()
"""


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_killed_goes_on_where_it_was(sample):
    numbers = list(dict.fromkeys(row["number"] for row in rows_of(sample)))
    with connection.cursor() as cursor:
        cursor.execute(DIES.format(numbers[170]))
    try:
        with pytest.raises(DatabaseError):
            bring_in(sample, chunk=50)
        connection.close()
        assert set(Ticket.objects.values_list("number", flat=True)) == set(numbers[:150]), (
            "whole chunks, and no part of one"
        )
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION dies() CASCADE")
    assert counts(bring_in(sample, chunk=70).counts) == (150, 150, 6, 0)
    resumed = everything()
    restore_tables()
    bring_in(sample)
    assert everything() == resumed


def test_scattered_lines_other_encodings_and_spreadsheets_bring_the_same(sample, tmp_path):
    rows = few(sample, 12)
    bring_in(written(tmp_path / "one.csv", rows))
    for name, how in {
        "semicolon.csv": {"delimiter": ";"},
        "gb.csv": {"encoding": "gb18030"},
        "utf16.csv": {"encoding": "utf-16"},
    }.items():
        path = written(tmp_path / name, [{**row, "category": "类别"} for row in rows], **how)
        assert counts(bring_in(path).counts)[:2] == (0, 12)
    scattered = [{**row, "number": f"X{row['number']}"} for row in rows]
    assert (
        counts(bring_in(written(tmp_path / "x.csv", scattered[::2] + scattered[1::2])).counts)[0]
        == 12
    )
    tickets, told, _clocks, _pauses = everything()
    for number in list(told):
        if not number.startswith("X"):
            assert [event["at"] for event in told[number]] == [
                event["at"] for event in told[f"X{number}"]
            ]
            assert tickets[number]["reopen_count"] == tickets[f"X{number}"]["reopen_count"]
    book = openpyxl.Workbook()
    for row in ([*rows[0]], *([*{**row, "number": f"Y{row['number']}"}.values()] for row in rows)):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    assert counts(bring_in(tmp_path / "book.xlsx").counts)[0] == 12


def test_a_bad_incident_is_refused_whole_and_the_others_come_in(sample, tmp_path):
    rows = few(sample, 8)
    numbers = list(dict.fromkeys(row["number"] for row in rows))
    first = {
        number: next(n for n, row in enumerate(rows) if row["number"] == number)
        for number in numbers
    }
    rows[first[numbers[0]]]["sys_updated_at"] = "30-02-2016 10:00"
    rows[first[numbers[1]]]["incident_state"] = "Parked"
    rows[first[numbers[2]]]["resolved_at"] = "01-01-2016 00:00"
    rows[first[numbers[4]]]["contact_type"] = "Pigeon"
    rows[first[numbers[5]] + 1] = dict(rows[first[numbers[5]]])
    rows[first[numbers[6]]]["number"] = "?"
    told = run(written(tmp_path / "bad.csv", rows), "--commit")
    assert [(one["row"], one["column"], one["value"], one["code"]) for one in told["problems"]] == [
        (first[numbers[0]] + 2, "sys_updated_at", "30-02-2016 10:00", "moment"),
        (first[numbers[1]] + 2, "incident_state", "Parked", "unknown_status"),
        (first[numbers[2]] + 2, "resolved_at", "01-01-2016 00:00", "before_report"),
        (first[numbers[4]] + 2, "contact_type", "Pigeon", "unknown_channel"),
        (first[numbers[6]] + 2, "number", "", "missing"),
    ]
    assert (told["created"], told["refused"]) == (4, 5), "the line without a number stands alone"
    assert set(Ticket.objects.values_list("number", flat=True)) == {
        numbers[n] for n in (3, 5, 6, 7)
    }
    assert [one["row"] for one in told["warnings"] if one["code"] == "repeated"] == [
        first[numbers[5]] + 3
    ]
    assert TicketEvent.objects.filter(kind=EventKind.IMPORTED).count() == 4


def test_an_incident_that_goes_on_or_belongs_to_somebody_else_is_refused(sample, tmp_path):
    rows = few(sample, 2)
    numbers = list(dict.fromkeys(row["number"] for row in rows))
    begun = [row for row in rows if row["incident_state"] != "Closed"]
    assert counts(bring_in(written(tmp_path / "march.csv", begun)).counts) == (2, 0, 0, 0)
    told = run(written(tmp_path / "april.csv", rows), "--commit")
    assert [(one["value"], one["code"]) for one in told["problems"]] == [
        (number, "goes_on") for number in numbers
    ]
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.RESOLVED}
    moved = [{**row, "opened_at": "01-01-2016 00:00"} for row in begun]
    assert [one["code"] for one in run(written(tmp_path / "other.csv", moved))["problems"]] == [
        "taken",
        "taken",
    ]


FLAT = [
    {
        "Request": "R-1",
        "Progress": "done",
        "Received": "2024-03-01T08:00:00+08:00",
        "First answer": "2024-03-01T00:05:00Z",
        "Solved": "2024-03-01 03:00",
        "Ended": "2024-03-04T01:00:00",
        "Came back": "1",
        "Company": "华启科技有限公司",
        "Asked by": "张敏",
        "Telephone": "138 1234 5678",
        "Team": "客服部",
        "Handled by": "n/a",
        "Via": "telephone",
        "Severity": "B",
        "Subject": "打印机卡纸",
        "Text": "每天早上都卡",
    },
    {
        "Request": "R-2",
        "Progress": "customer's turn",
        "Received": "2024-03-02T00:00:00",
        "First answer": "-",
        "Solved": "-",
        "Ended": "-",
        "Came back": "0",
        "Company": "新客户",
        "Asked by": "-",
        "Telephone": "-",
        "Team": "-",
        "Handled by": "-",
        "Via": "-",
        "Severity": "C",
        "Subject": "如何换墨盒",
        "Text": "-",
    },
]


def test_another_layout_needs_only_another_mapping(cast, tmp_path):
    assert counts(bring_in(written(tmp_path / "flat.csv", FLAT), "flatdesk").counts) == (2, 0, 0, 0)
    done, waits = Ticket.objects.get(number="R-1"), Ticket.objects.get(number="R-2")
    assert (done.customer, done.contact.name, done.department.name) == (
        cast.customers["华启科技有限公司"],
        "张敏",
        "客服部",
    )
    assert done.first_responded_at == datetime(
        2024, 3, 1, 0, 5, tzinfo=UTC
    ) and done.reported_at == datetime(2024, 3, 1, 0, 0, tzinfo=UTC)
    assert (done.resolved_at.hour, done.tier, done.channel.code, done.reopen_count) == (
        3,
        "important",
        "phone",
        1,
    )
    assert (waits.status, waits.wait_reason, waits.channel.code) == (
        Status.WAITING_CUSTOMER,
        "customer",
        "ticket_system",
    )
    assert Contact.objects.filter(customer=done.customer, phone_digits="13812345678").count() == 1
    assert set(Ticket.objects.matching("每天早上", with_people=False)) == {done}
    assert set(Ticket.objects.matching("新客户", with_people=True)) == {waits}
    ack = SlaClock.objects.get(ticket=done, kind__code="ack")
    assert (ack.state, ack.stopped_at, ack.is_historic) == (
        ClockState.MET,
        done.first_responded_at,
        True,
    )
    assert SlaClock.objects.get(ticket=waits, kind__code="respond").state == ClockState.PAUSED


def test_a_mapping_of_ones_own_is_named_by_its_path(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[columns]\nnumber = "工单"\nstate = "状态"\nreported_at = "时间"\n[states]\n"完成" = "closed"\n'
        '[defaults]\nchannel = "phone"\ncustomer = "未知客户"\n',
        encoding="utf-8",
    )
    rows = [{"工单": "甲-1", "状态": "完成", "时间": "2024-03-01 08:00"}]
    assert counts(run(written(tmp_path / "m.csv", rows), "--commit", mapping=mine)) == (1, 0, 0, 0)
    assert Ticket.objects.get(number="甲-1").reported_at == at("2024-03-01 08:00")
    mine.write_text(mine.read_text(encoding="utf-8").replace("phone", "pigeon"), encoding="utf-8")
    for mapping, file in ((mine, "m.csv"), ("nowhere", "m.csv"), ("flatdesk", "m.csv")):
        with pytest.raises(CommandError):
            run(tmp_path / file, mapping=mapping)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(BadFile):
        bring_in(tmp_path / "empty.csv", "flatdesk")


def test_a_quotation_mark_that_is_never_closed_is_told_and_nothing_is_written(sample, tmp_path):
    lines = sample.read_text(encoding="utf-8").split("\n")
    lines[3] = lines[3].replace(",", ',"', 1)
    torn = tmp_path / "torn.csv"
    torn.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CommandError, match="4"):
        run(torn, "--commit")
    assert not Ticket.objects.exists()


def test_one_import_at_a_time(sample):
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_SPACE | crc32(b"import_history")])
        with pytest.raises(CommandError):
            run(sample, "--commit")
    finally:
        elsewhere.close()
    assert not Ticket.objects.exists()
    assert counts(run(sample))[0] == 300


def test_the_page_of_an_imported_ticket_tells_its_story(cast, sample, tmp_path):
    bring_in(
        written(
            tmp_path / "few.csv", [row for row in rows_of(sample) if row["number"] == "INC0000102"]
        )
    )
    shown = browser_of(cast.staff["manager"]).get("/tickets/INC0000102/").content.decode()
    assert "Updated by" in shown and "Group 23" in shown and "INC0000102" in shown
