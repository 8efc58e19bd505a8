"""What the lines of an incident tell, without a database: order, counters, waiting, cycles, and what refuses it."""

import csv
import gzip
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.record.enums import EventKind, Status
from tickets.transfer.domain.history import BadMapping, judge_incident, layout_of, mapping_of

DATA = Path(__file__).parent / "data" / "servicenow_incidents_300.csv.gz"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SHIPPED = Path(__file__).parents[2] / "tickets" / "transfer" / "imports" / "mappings"
MAPPING = {
    "file": {"time": "%d-%m-%Y %H:%M", "unknown": ["?"]},
    "columns": {
        "number": "no",
        "state": "state",
        "at": "at",
        "order": "mod",
        "reported_at": "opened",
        "resolved_at": "resolved",
        "closed_at": "closed",
        "reopened": "re",
        "reassigned": "ra",
        "department": "group",
        "assignee": "who",
    },
    "states": {
        "New": "new",
        "Active": "processing",
        "User": "waiting_customer/customer",
        "Vendor": "waiting_internal/third_party",
        "Resolved": "resolved",
        "Closed": "closed",
    },
    "defaults": {"customer": "x", "channel": "phone"},
}
HEADER = ["no", "state", "at", "mod", "opened", "resolved", "closed", "re", "ra", "group", "who"]


def shipped(name):
    return mapping_of(tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8")))


def line(
    state,
    at,
    *,
    mod="?",
    opened="01-03-2016 09:00",
    resolved="?",
    closed="?",
    re="0",
    ra="0",
    group="A",
    who="?",
):
    return [
        "I1",
        state,
        f"01-03-2016 {at}" if len(at) == 5 else at,
        str(mod),
        opened,
        resolved,
        closed,
        str(re),
        str(ra),
        group,
        who,
    ]


def incident_of(*lines, without=()):
    columns = {name: column for name, column in MAPPING["columns"].items() if name not in without}
    layout = layout_of(mapping_of({**MAPPING, "columns": columns}), HEADER, SHANGHAI)
    return judge_incident("I1", [(n, cells) for n, cells in enumerate(lines, 2)], layout, NOW)


def moves(one):
    return [
        (entry.before, entry.after, entry.data.get("move", ""))
        for entry in one.entries
        if entry.kind == EventKind.MOVED
    ]


def counted(one):
    """Reopenings and reassignments as our own ledger gives them."""
    reopened = sum(
        entry.kind == EventKind.MOVED and entry.data.get("move") == "reopen"
        for entry in one.entries
    )
    return reopened, sum(entry.kind == EventKind.ASSIGNED for entry in one.entries)


def shanghai(written):
    return datetime.strptime(written, "%d-%m-%Y %H:%M").replace(tzinfo=SHANGHAI)


def of_the_file():
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    layout = layout_of(shipped("servicenow"), header, SHANGHAI)
    lines = {}
    for n, cells in enumerate(rows, 2):
        lines.setdefault(cells[0], []).append((n, cells))
    return (
        header,
        lines,
        {number: judge_incident(number, found, layout, NOW) for number, found in lines.items()},
    )


def test_the_counters_of_all_300_incidents_come_out_of_our_ledger():
    header, lines, incidents = of_the_file()
    re, ra = header.index("reopen_count"), header.index("reassignment_count")
    expected = {
        number: (max(int(c[re]) for _n, c in found), max(int(c[ra]) for _n, c in found))
        for number, found in lines.items()
    }
    assert (
        len(expected) == 300
        and sum(one[0] for one in expected.values()) == 4
        and sum(one[1] for one in expected.values()) > 250
    )
    assert {number: counted(one) for number, one in incidents.items()} == expected
    assert {number: (one.reopened, one.reassigned) for number, one in incidents.items()} == expected


def test_every_line_of_all_300_incidents_keeps_its_time():
    header, lines, incidents = of_the_file()
    at = header.index("sys_updated_at")
    for number, found in lines.items():
        assert {entry.at for entry in incidents[number].entries} == {
            shanghai(cells[at]) for _n, cells in found
        }, number
        assert not incidents[number].refused


def test_waiting_is_a_span_and_solving_out_of_it_ends_it():
    one = incident_of(
        line("New", "09:10"),
        line("User", "10:00"),
        line("User", "10:30"),
        line("Vendor", "11:00"),
        line("Resolved", "12:00"),
        line("Closed", "13:00"),
    )
    spans = [
        (
            wait.reason,
            f"{wait.start.astimezone(SHANGHAI):%H:%M}",
            f"{wait.end.astimezone(SHANGHAI):%H:%M}",
        )
        for wait in one.waits
    ]
    assert spans == [("customer", "10:00", "11:00"), ("third_party", "11:00", "12:00")]
    assert one.status == Status.CLOSED and one.came_from == "" and one.wait_reason == ""
    assert one.fields["resolved_at"] == shanghai("01-03-2016 12:00")


def test_an_incident_that_still_waits_knows_where_it_came_from():
    one = incident_of(line("Active", "09:10"), line("User", "10:00"))
    assert (one.status, one.came_from, one.wait_reason) == (
        Status.WAITING_CUSTOMER,
        Status.PROCESSING,
        "customer",
    )
    assert (
        one.waits[-1].end is None
        and one.cycles[-1].stop is None
        and one.fields["resolved_at"] is None
    )


def test_lines_are_ordered_by_time_then_by_their_number_whatever_their_order_in_the_file():
    lines = [
        line("New", "09:10", mod=0),
        line("Active", "09:10", mod=1),
        line("User", "09:10", mod=2),
        line("Resolved", "09:10", mod=3),
    ]
    assert [move[1] for move in moves(incident_of(*reversed(lines)))] == [
        "processing",
        "waiting_customer",
        "resolved",
    ]
    unnumbered = [line("New", "09:10"), line("Active", "09:10"), line("Resolved", "09:10")]
    assert [move[1] for move in moves(incident_of(*unnumbered))] == ["processing", "resolved"], (
        "the file's order decides"
    )


def test_reopening_is_what_the_counter_says():
    seen = incident_of(
        line("Active", "09:10"),
        line("Resolved", "10:00"),
        line("Active", "11:00", re=1),
        line("Resolved", "12:00", re=1),
    )
    assert moves(seen)[-2:] == [
        ("resolved", "processing", "reopen"),
        ("processing", "resolved", ""),
    ]
    assert [(cycle.is_reopened, cycle.stop.minute) for cycle in seen.cycles] == [
        (False, 0),
        (True, 0),
    ]
    into_waiting = incident_of(line("Resolved", "10:00"), line("User", "11:00", re=1))
    assert moves(into_waiting)[-2:] == [
        ("resolved", "processing", "reopen"),
        ("processing", "waiting_customer", "wait_customer"),
    ]
    unseen = incident_of(
        line("Active", "09:10"), line("Active", "11:00", re=2), line("Resolved", "12:00", re=2)
    )
    assert counted(unseen)[0] == 2 and len(unseen.cycles) == 1, (
        "nobody knows when it had been solved before"
    )
    late_start = incident_of(line("Active", "09:10", re=1, ra=3))
    assert counted(late_start) == (1, 3)
    between = incident_of(line("Resolved", "10:00"), line("Closed", "11:00", re=1))
    assert (
        moves(between)[-2:] == [("resolved", "processing", "reopen"), ("processing", "closed", "")]
        and len(between.cycles) == 2
    )


def test_a_line_overtaken_by_the_solution_moves_nothing():
    one = incident_of(
        line("New", "09:10"),
        line("Resolved", "10:00"),
        line("New", "10:30"),
        line("Closed", "11:00"),
    )
    assert [move[1] for move in moves(one)] == ["resolved", "closed"] and counted(one)[0] == 0
    assert [problem.reason for problem in one.warned] == ["stale"]
    stands = incident_of(
        line("Resolved", "10:00"), line("Active", "10:30", resolved="01-03-2016 10:00")
    )
    assert (
        stands.status == Status.PROCESSING
        and counted(stands)[0] == 0
        and stands.fields["resolved_at"] is None
    )


def test_a_line_that_tells_no_state_keeps_the_one_before_it():
    one = incident_of(
        line("New", "09:10"),
        line("Active", "10:00"),
        line("?", "10:30", group="B"),
        line("Closed", "11:00"),
    )
    assert (
        [move[1] for move in moves(one)] == ["processing", "closed"]
        and one.lines == 4
        and not one.refused
    )
    assert [
        problem.reason for problem in incident_of(line("?", "09:10"), line("New", "10:00")).refused
    ] == ["missing"]


def test_counters_that_tell_nothing_are_no_counters():
    lines = [
        line("Active", "09:10", re="?"),
        line("Resolved", "10:00", re="?"),
        line("Active", "11:00", re="?"),
        line("Closed", "12:00", re="?"),
    ]
    assert counted(incident_of(*lines))[0] == 1


@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M:%S"])
def test_the_shipped_mapping_reads_the_dates_of_every_edition_of_the_log(form):
    moment = datetime(2016, 2, 29, 1, 16, tzinfo=SHANGHAI)
    header, _lines, _incidents = of_the_file()
    layout = layout_of(shipped("servicenow"), header, SHANGHAI)
    assert (
        layout.read_moment(moment.strftime(form))
        == layout.read_moment(moment.strftime(form).replace("29/02", "29/2").replace(" 01:", " 1:"))
        == moment
    )


def test_a_desk_without_counters_is_believed_what_its_lines_show():
    lines = [
        line("Active", "09:10"),
        line("Resolved", "10:00"),
        line("Active", "11:00", group="B"),
        line("Closed", "12:00", group="B"),
    ]
    one = incident_of(*lines, without=("reopened", "reassigned"))
    assert counted(one) == (one.reopened, one.reassigned) == (1, 1)


def test_the_solution_is_the_files_if_it_belongs_to_the_last_cycle():
    kept = incident_of(
        line("Resolved", "10:00", resolved="01-03-2016 10:20"),
        line("Closed", "11:00", resolved="01-03-2016 10:20"),
    )
    assert kept.fields["resolved_at"] == kept.cycles[-1].stop == shanghai("01-03-2016 10:20")
    old = "01-03-2016 10:00"
    again = incident_of(
        line("Resolved", "10:00", resolved=old),
        line("Active", "11:00", re=1, resolved=old),
        line("Closed", "12:00", re=1, resolved=old),
    )
    assert again.fields["resolved_at"] == shanghai("01-03-2016 12:00")
    assert [problem.reason for problem in again.warned] == ["before_reopening"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"at": "31-02-2016 10:00"}, ("at", "31-02-2016 10:00", "moment")),
        ({"opened": "2016-03-01"}, ("opened", "2016-03-01", "moment")),
        ({"opened": "?"}, ("opened", "", "missing")),
        ({"at": "01-03-2036 10:00"}, ("at", "01-03-2036 10:00", "future")),
        ({"state": "Frozen"}, ("state", "Frozen", "unknown_status")),
        ({"state": ""}, ("state", "", "missing")),
        ({"re": "many"}, ("re", "many", "count")),
        ({"resolved": "29-02-2016 10:00"}, ("resolved", "29-02-2016 10:00", "before_report")),
        (
            {"resolved": "01-03-2016 12:00", "closed": "01-03-2016 11:00"},
            ("closed", "01-03-2016 11:00", "before_solution"),
        ),
        ({"group": "G" * 61}, ("group", "G" * 61, "too_long")),
    ],
)
def test_one_bad_cell_refuses_the_incident_with_its_row_and_column(changed, reason):
    fields = {"state": "Closed", "at": "10:00", **changed}
    one = incident_of(
        line("New", "09:10", opened=fields.get("opened", "01-03-2016 09:00")), line(**fields)
    )
    assert reason in [(problem.column, problem.value, problem.reason) for problem in one.refused]
    assert {problem.row for problem in one.refused} <= {2, 3}


def test_a_short_line_and_a_long_number_are_refused():
    assert [
        problem.reason for problem in incident_of(line("New", "09:10"), ["I1", "Closed"]).refused
    ] == ["short"]
    layout = layout_of(mapping_of(MAPPING), HEADER, SHANGHAI)
    assert [
        problem.reason
        for problem in judge_incident("I" * 17, [(2, line("New", "09:10"))], layout, NOW).refused
    ] == ["too_long"]


def test_a_line_that_stands_twice_counts_once():
    lines = [line("New", "09:10"), line("Active", "10:00", ra=1)]
    once, twice = incident_of(*lines), incident_of(*lines, *lines)
    assert twice.entries == once.entries and twice.lines == 2
    assert [(problem.row, problem.reason, problem.about) for problem in twice.warned] == [
        (4, "repeated", "2"),
        (5, "repeated", "3"),
    ]


STATES = st.sampled_from(["New", "Active", "User", "Vendor", "Resolved", "Closed"])


@given(
    st.lists(
        st.tuples(STATES, st.integers(0, 2), st.integers(0, 2), st.integers(0, 59)),
        min_size=1,
        max_size=12,
    )
)
def test_any_story_ends_in_its_last_state_with_its_counts(steps):
    """Counters that rise at any line, minutes that stand still: the ledger tells the same counts, its moves join, cycles and spans are in order."""
    lines, minute, re, ra = [], 0, 0, 0
    for n, (state, reopened, reassigned, minutes) in enumerate(steps):
        minute, re, ra = minute + minutes // 20, re + reopened // 2, ra + reassigned
        lines.append(line(state, f"{10 + minute // 60}:{minute % 60:02d}", mod=n, re=re, ra=ra))
    one = incident_of(*lines)
    assert not one.refused and counted(one) == (re, ra) == (one.reopened, one.reassigned)
    joined = moves(one)
    assert [move[0] for move in joined] == ["new", *(move[1] for move in joined)][: len(joined)]
    assert one.status == mapping_of(MAPPING).states[steps[-1][0]][0]
    edges = [edge for wait in one.waits for edge in (wait.start, wait.end or NOW)]
    assert edges == sorted(edges) and all(wait.end for wait in one.waits[:-1])
    assert all(cycle.stop and cycle.start <= cycle.stop for cycle in one.cycles[:-1])


@given(st.integers(0, 90 * 365 * 24 * 60))
def test_a_time_stamp_is_read_to_the_minute_it_names(minutes):
    moment = datetime(2000, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
    one = incident_of(line("New", f"{moment:%d-%m-%Y %H:%M}", opened=f"{moment:%d-%m-%Y %H:%M}"))
    if moment > NOW + timedelta(minutes=5):
        assert [problem.reason for problem in one.refused]
    else:
        assert one.reported_at == moment


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_the_shipped_mappings_can_be_read(name):
    assert shipped(name).states and shipped(name).required_columns


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"number": "no"}},
        {**MAPPING, "states": {"Hold": "waiting_internal"}},
        {**MAPPING, "states": {"Hold": "frozen"}},
        {**MAPPING, "states": {"Hold": "merged"}},
        {**MAPPING, "words": {"tier": {"1": "huge"}}},
        {**MAPPING, "colums": {}},
        {**MAPPING, "file": {"zone": "Mars/Olympus"}},
    ],
)
def test_a_mapping_that_means_nothing_is_refused(wrong):
    with pytest.raises(BadMapping):
        mapping_of(wrong)


def test_a_file_without_a_mapped_column_is_refused():
    with pytest.raises(BadMapping, match="group"):
        layout_of(mapping_of(MAPPING), [name for name in HEADER if name != "group"], SHANGHAI)
