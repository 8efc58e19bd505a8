"""What the lines of an incident tell, without a database: order, counters, waiting, cycles, and what refuses it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.incidents import (
    MAPPING,
    NOW,
    SHANGHAI,
    counted,
    incident_of,
    line,
    moves,
    of_the_file,
    shanghai,
)
from tickets.record.enums import Status
from tickets.transfer.domain.history import mapping_of


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


def test_a_desk_without_counters_is_believed_what_its_lines_show():
    lines = [
        line("Active", "09:10"),
        line("Resolved", "10:00"),
        line("Active", "11:00", group="B"),
        line("Closed", "12:00", group="B"),
    ]
    one = incident_of(*lines, without=("reopened", "reassigned"))
    assert counted(one) == (one.reopened, one.reassigned) == (1, 1)


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
