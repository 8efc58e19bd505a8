"""What the bulk writer and the history import leave in a real database."""

import csv
import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from core.actions.jobs import LOCK_SPACE
from core.errors import BadFile
from core.models import AuditEntry
from customers.models import Contact, Customer
from notifications.models import InboxItem
from tests.fixtures import browser_of
from tests.tickets.world import SHANGHAI, at
from tickets.limits.actions.clocks import sweep_clocks
from tickets.limits.domain import sla
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock, SlaPause
from tickets.record.enums import EventKind, Source, Status
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.actions import bulk
from tickets.transfer.imports import history
from tickets.work.models import Assignment

pytestmark = pytest.mark.django_db
PACKED = Path(__file__).parent / "data" / "servicenow_incidents_300.csv.gz"
NINE = at("2024-05-06 09:00")
NOW = at("2026-11-20 10:00")
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("history") / "servicenow.csv"
    path.write_bytes(gzip.decompress(PACKED.read_bytes()))
    return path


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path, rows, **how):
    with path.open("w", encoding=how.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), **how)
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring_in(path, mapping="servicenow", *, now=NOW, chunk=history.CHUNK):
    return history.bring_in(
        path, history.mapping_at(str(mapping)), by=None, at=now, is_dry=False, chunk=chunk
    )


def run(path, *options, mapping="servicenow"):
    out = io.StringIO()
    call_command(
        "import_history", str(path), "--mapping", str(mapping), "--json", *options, stdout=out
    )
    return json.loads(out.getvalue())


def counts(told):
    return tuple(told[name] for name in ("created", "unchanged", "warned", "refused"))


def shanghai(stamp):
    return (
        None
        if stamp == "?"
        else datetime.strptime(stamp, "%d-%m-%Y %H:%M").replace(tzinfo=SHANGHAI)
    )


def few(sample, count):
    """The lines of the first incidents."""
    rows = rows_of(sample)
    numbers = list(dict.fromkeys(row["number"] for row in rows))[:count]
    return [row for row in rows if row["number"] in numbers]


def everything():
    """All that an import leaves, without keys and without the moment of the import."""
    tickets = {row.pop("id"): row for row in Ticket.objects.values()}
    customers = dict(Customer.objects.values_list("pk", "name"))
    for row in tickets.values():
        row["customer_id"] = customers[row["customer_id"]]
        row["department_id"] = bool(row["department_id"])
    number = {key: row["number"] for key, row in tickets.items()}
    of_ticket = {}
    for event in TicketEvent.objects.order_by("ticket", "id").values(
        "ticket", "kind", "at", "before", "after", "note", "data", "source"
    ):
        of_ticket.setdefault(number[event.pop("ticket")], []).append(event)
    clocks = {row.pop("id"): row for row in SlaClock.objects.values()}
    for row in clocks.values():
        row["ticket_id"] = number[row["ticket_id"]]
    by_ticket = {(row["ticket_id"], row["kind_id"], row["cycle"]): row for row in clocks.values()}
    pauses = {}
    for row in SlaPause.objects.order_by("started_at").values(
        "clock", "reason", "started_at", "ended_at"
    ):
        clock = clocks[row.pop("clock")]
        pauses.setdefault((clock["ticket_id"], clock["kind_id"], clock["cycle"]), []).append(row)
    return {row["number"]: row for row in tickets.values()}, of_ticket, by_ticket, pauses


def ticket_row(cast, key, number, **told):
    customer = next(iter(cast.customers.values()))
    return (
        key,
        number,
        cast.channels["邮件"].pk,
        customer.pk,
        told.get("summary", "x"),
        "x",
        NINE,
        NINE,
        NINE,
    )


COLUMNS = (
    "id",
    "number",
    "channel_id",
    "customer_id",
    "summary",
    "original_text",
    "reported_at",
    "recorded_at",
    "updated_at",
)


def test_reserved_keys_are_nobody_elses(cast):
    first, second = bulk.reserve_keys(Ticket, 3), bulk.reserve_keys(Ticket, 2)
    assert len({*first, *second}) == 5 and list(first) == sorted(first)
    assert not Ticket.objects.filter(pk__in=[*first, *second]).exists()
    assert not len(bulk.reserve_keys(Ticket, 0))


def test_a_copied_row_is_what_saving_it_would_have_stored(cast):
    hard = "tab\t line\nback\\slash \\N “中文” '"
    (key,) = bulk.reserve_keys(Ticket, 1)
    assert bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, key, "X-1", summary=hard)]) == 1
    copied = Ticket.objects.get(pk=key)
    customer = next(iter(cast.customers.values()))
    saved = Ticket.objects.create(
        number="X-2",
        channel=cast.channels["邮件"],
        customer=customer,
        summary=hard,
        original_text="x",
        reported_at=NINE,
        recorded_at=NINE,
        updated_at=NINE,
    )
    other = {"id": key, "number": "X-1"}
    assert Ticket.objects.filter(pk=key).values().get() == {
        **Ticket.objects.filter(pk=saved.pk).values().get(),
        **other,
    }
    assert copied.summary == hard


def test_json_and_spans_come_back_as_they_went(cast):
    (key,) = bulk.reserve_keys(Ticket, 1)
    bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, key, "X-1")])
    data = [{"words": "“引号” \\ \n 行", "n": 1.5, "none": None}, {}]
    rows = [(key, EventKind.NOTE, NINE, NINE, one) for one in data]
    bulk.copy_rows(TicketEvent, ("ticket_id", "kind", "at", "recorded_at", "data"), rows)
    assert [event.data for event in TicketEvent.objects.filter(ticket=key).order_by("id")] == data


def test_copied_rows_are_what_django_would_have_written(cast, sample, tmp_path):
    """Row for row as `bulk_create` leaves them."""
    spans = (
        timedelta(days=2, seconds=3, microseconds=5),
        timedelta(seconds=-7, microseconds=-9),
        timedelta(),
    )
    bring_in(written(tmp_path / "few.csv", few(sample, 10)))
    like = SlaClock.objects.values().first()
    names = [name for name in like if name not in ("id", "cycle", "spent", "is_historic")]
    rows = [(cycle, span, *(like[name] for name in names)) for cycle, span in enumerate(spans, 50)]
    bulk.copy_rows(SlaClock, ("cycle", "spent", *names), rows, is_historic=True)
    fields = ("cycle", "spent", *names)
    created = [dict(zip(fields, (row[0] + 10, *row[1:]), strict=True)) for row in rows]
    SlaClock.objects.bulk_create(SlaClock(**values, is_historic=True) for values in created)
    stored = SlaClock.objects.filter(ticket=like["ticket_id"], cycle__gte=50).order_by("cycle")
    one, other = (
        [{**row, "id": 0, "cycle": row["cycle"] % 10} for row in half]
        for half in (stored.values()[:3], stored.values()[3:])
    )
    assert (
        one == other
        and [row["spent"] for row in one] == list(spans)
        and all(row["is_historic"] for row in one)
    )


def test_what_the_database_refuses_is_refused(cast):
    (one,) = bulk.reserve_keys(Ticket, 1)
    bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, one, "X-1")])
    with pytest.raises(IntegrityError):
        bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, bulk.reserve_keys(Ticket, 1)[0], "X-1")])
    with pytest.raises(ValueError, match="values"):
        bulk.copy_rows(Ticket, COLUMNS, [(1, 2)])


def test_a_dry_run_tells_and_changes_nothing(sample):
    before = [model.objects.count() for model in (Ticket, Customer, Department, AuditEntry)]
    told = run(sample)
    assert counts(told) == (300, 0, 6, 0) and not told["committed"]
    assert {warning["code"] for warning in told["warnings"]} == {"before_report", "stale"}
    assert {tuple(warning)[:4] for warning in told["warnings"]} == {
        ("row", "column", "value", "reason")
    }
    assert [model.objects.count() for model in (Ticket, Customer, Department, AuditEntry)] == before


def test_the_300_incidents_keep_their_times_their_counts_and_their_lines(sample):
    assert counts(run(sample, "--commit")) == (300, 0, 6, 0)
    lines = {}
    for row in rows_of(sample):
        lines.setdefault(row["number"], []).append(row)
    reopened = Q(
        events__kind=EventKind.MOVED,
        events__after=Status.PROCESSING,
        events__data__move__in=["reopen", "refuse"],
    )
    told = Ticket.objects.annotate(
        reopened=Count("events", filter=reopened),
        assigned=Count("events", filter=Q(events__kind=EventKind.ASSIGNED)),
    )
    for ticket in told.prefetch_related("events"):
        last = lines[ticket.number][-1]
        assert (ticket.reopened, ticket.assigned) == (
            int(last["reopen_count"]),
            int(last["reassignment_count"]),
        ), ticket.number
        assert ticket.reopen_count == ticket.reopened
        assert ticket.reported_at == shanghai(last["opened_at"]) and ticket.closed_at == shanghai(
            last["closed_at"]
        )
        assert (
            ticket.resolved_at == (shanghai(last["resolved_at"]) or ticket.resolved_at)
            and ticket.resolved_at
        )
        times = {event.at for event in ticket.events.all() if event.kind != EventKind.IMPORTED}
        assert times == {shanghai(row["sys_updated_at"]) for row in lines[ticket.number]}
        assert all(event.source == Source.IMPORT for event in ticket.events.all())
        assert (ticket.status, ticket.is_open, ticket.source) == (
            Status.CLOSED,
            False,
            Source.IMPORT,
        )
    assert AuditEntry.objects.get(action="import_history").data["created"] == 300


def test_nothing_of_the_past_is_raised_told_or_looked_at_again(sample):
    bring_in(sample)
    assert (
        SlaClock.objects.count() > 200
        and SlaClock.objects.filter(state=ClockState.BREACHED_STOPPED).exists()
    )
    assert not SlaClock.objects.filter(
        Q(is_historic=False) | Q(next_check_at__isnull=False)
    ).exists()
    for moment in (NOW, NOW + 1000 * HOUR):
        assert sweep_clocks(moment, 10_000).looked_at == 0
    assert not Escalation.objects.exists() and not InboxItem.objects.exists()


def test_waiting_stands_in_the_pauses_and_is_not_spent(sample):
    bring_in(sample)
    waited = (
        SlaClock.objects.filter(pauses__isnull=False)
        .distinct()
        .select_related("kind")
        .prefetch_related("pauses")
    )
    assert len(waited) > 50
    for row in waited:
        pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
        assert {pause.reason for pause in row.pauses.all()} <= set(row.pause_reasons)
        assert row.spent == row.stopped_at - row.started_at - sum(
            (end - start for start, end in pauses), timedelta()
        )
    for row in SlaClock.objects.select_related("kind").prefetch_related("pauses"):
        pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
        assert (
            sla.replay_clock(row.target, row.started_at, pauses, row.stopped_at, row.stopped_at)
            == row.clock
        ), "case 63"
    again = SlaClock.objects.filter(cycle=2)
    assert {row.start_event for row in again} == {"reopened"} and {
        row.ticket.reopen_count for row in again
    } == {1}


def test_a_second_run_writes_nothing(sample):
    bring_in(sample)
    before, last = everything(), TicketEvent.objects.latest("pk").pk
    assert counts(run(sample, "--commit")) == (0, 300, 6, 0)
    assert everything() == before and TicketEvent.objects.latest("pk").pk == last
    assert bulk.reserve_keys(Ticket, 1)[0] == Ticket.objects.latest("pk").pk + 1, (
        "not even a key was used up"
    )


DIES = """
CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
CREATE TRIGGER dies BEFORE INSERT ON tickets_ticket FOR EACH ROW WHEN (NEW.number = '{}') EXECUTE FUNCTION dies()
"""


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_killed_goes_on_where_it_was(sample):
    call_command(
        "flush", "--no-input", verbosity=0
    )  # so that both runs number their reference rows alike
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
    call_command("flush", "--no-input", verbosity=0)
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


def test_incidents_still_open_are_silently_late_and_go_on_from_now(sample, tmp_path):
    """Late is late, but nobody is told of the past; a limit that is yet to come acts as any other."""
    old = [row for row in few(sample, 6) if row["incident_state"] in ("New", "Active")]
    fresh = {
        **old[0],
        "number": "INC1",
        "incident_state": "New",
        "priority": "3 - Moderate",
        "sys_created_at": "?",
        "resolved_at": "?",
        "closed_at": "?",
    }
    fresh |= {
        "opened_at": "20-11-2026 09:50",
        "sys_updated_at": "20-11-2026 09:55",
        "reopen_count": "0",
        "reassignment_count": "0",
    }
    assert bring_in(written(tmp_path / "open.csv", [*old, fresh])).counts["refused"] == 0
    late = SlaClock.objects.exclude(ticket__number="INC1")
    assert {row.state for row in late} == {ClockState.BREACHED_RUNNING} and late.filter(
        next_check_at__lte=NOW
    ).count() == 0
    assert (
        sweep_clocks(NOW, 1000).looked_at == 0
        and not Escalation.objects.exists()
        and not InboxItem.objects.exists()
    )
    assert not Ticket.objects.filter(is_open=True, next_due_at=None).exists()
    assert (
        Assignment.objects.filter(ended_at=None).count()
        == Ticket.objects.filter(department__isnull=False).count()
    )
    assert sweep_clocks(NOW + HOUR, 1000).raised > 0
    assert set(Escalation.objects.values_list("clock__ticket__number", flat=True)) == {"INC1"}


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


def test_statements_do_not_grow_with_the_incidents(sample, tmp_path):
    taken = []
    for count, prefix in ((20, "A"), (200, "B")):
        rows = [
            {
                **row,
                "number": f"{prefix}{row['number']}",
                "caller_id": f"{prefix}{row['caller_id']}",
            }
            for row in few(sample, count)
        ]
        path = written(tmp_path / f"{prefix}.csv", rows)
        with CaptureQueriesContext(connection) as captured:
            bring_in(path)
        taken.append(len(captured))
    assert taken[1] <= taken[0] + 1 <= 35


def test_the_page_of_an_imported_ticket_tells_its_story(cast, sample, tmp_path):
    bring_in(
        written(
            tmp_path / "few.csv", [row for row in rows_of(sample) if row["number"] == "INC0000102"]
        )
    )
    shown = browser_of(cast.staff["manager"]).get("/tickets/INC0000102/").content.decode()
    assert "Updated by" in shown and "Group 23" in shown and "INC0000102" in shown
