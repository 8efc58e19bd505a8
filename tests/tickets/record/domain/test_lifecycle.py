"""The states of a work order against the table of model.md C3."""

import pytest

from core.work.lifecycle import IllegalMove
from tickets.record.domain import lifecycle
from tickets.record.enums import Move, Status, WaitReason

BACK = lifecycle.BACK

C3 = {
    "new": {"accepted", "cancelled", "merged"},
    "accepted": {"diagnosing", "waiting_customer", "cancelled", "merged"},
    "diagnosing": {"pending_approval", "waiting_customer", "waiting_internal", "cancelled"},
    "pending_approval": {
        "processing",
        "diagnosing",
        "waiting_customer",
        "waiting_internal",
        "cancelled",
    },
    "processing": {
        "waiting_customer",
        "waiting_internal",
        "pending_confirmation",
        "diagnosing",
        "cancelled",
    },
    "waiting_customer": {BACK, "cancelled"},
    "waiting_internal": {BACK},
    "pending_confirmation": {"resolved", "processing"},
    "resolved": {"closed", "processing"},
    "closed": {"archived", "processing"},
    "archived": set(),
    "cancelled": {"archived"},
    "merged": {"archived"},
}
WAIT_STATES = (Status.WAITING_CUSTOMER, Status.WAITING_INTERNAL)
WAITING = set(WAIT_STATES)


@pytest.mark.parametrize("state", C3)
def test_c3_next_states(state):
    assert {str(target) for target in lifecycle.LIFECYCLE[state].values()} == C3[state]


def test_c3_names_every_state():
    assert set(C3) == set(Status.values) == {str(state) for state in lifecycle.LIFECYCLE}


@pytest.mark.parametrize(
    ("state", "move", "then"),
    [
        ("new", "accept", "accepted"),
        ("accepted", "diagnose", "diagnosing"),
        ("diagnosing", "submit_solution", "pending_approval"),
        ("pending_approval", "approve", "processing"),
        ("pending_approval", "reject", "diagnosing"),
        ("processing", "finish", "pending_confirmation"),
        ("processing", "solution_failed", "diagnosing"),
        ("pending_confirmation", "confirm", "resolved"),
        ("pending_confirmation", "refuse", "processing"),
        ("resolved", "close", "closed"),
        ("resolved", "reopen", "processing"),
        ("closed", "reopen", "processing"),
        ("closed", "archive", "archived"),
        ("cancelled", "archive", "archived"),
        ("merged", "archive", "archived"),
    ],
)
def test_each_move_leads_where_its_name_says(state, move, then):
    assert lifecycle.target(state, move) == then


@pytest.mark.parametrize("move", Move)
def test_every_move_is_in_the_table(move):
    assert any(move in moves for moves in lifecycle.LIFECYCLE.values())


@pytest.mark.parametrize(
    ("state", "move"), [(s, mv) for s in Status for mv in Move if mv not in lifecycle.LIFECYCLE[s]]
)
def test_whatever_is_not_in_the_table_is_illegal(state, move):
    with pytest.raises(IllegalMove):
        lifecycle.target(state, move, came_from=Status.PROCESSING)


def goes_to_wait():
    for state, moves in lifecycle.LIFECYCLE.items():
        for move, then in moves.items():
            if then in WAITING:
                yield pytest.param(state, move, then, id=f"{state}-{then}")


@pytest.mark.parametrize(("state", "move", "waiting"), list(goes_to_wait()))
def test_resume_goes_back_to_where_it_came_from(state, move, waiting):
    assert lifecycle.target(state, move) == waiting
    assert lifecycle.target(waiting, Move.RESUME, came_from=state) == state


@pytest.mark.parametrize("state", WAIT_STATES)
def test_no_state_but_a_waiting_one_leads_back(state):
    assert lifecycle.LIFECYCLE[state][Move.RESUME] == BACK
    others = (moves for other, moves in lifecycle.LIFECYCLE.items() if other not in WAITING)
    assert all(BACK not in moves.values() for moves in others)


@pytest.mark.parametrize("state", Status)
def test_every_ticket_can_reach_the_archive(state):
    """Waiting states reach it through the states that lead to them."""
    reached, frontier = set(), {state}
    came_from = {
        wait: {s for s, moves in lifecycle.LIFECYCLE.items() if wait in moves.values()}
        for wait in WAITING
    }
    while frontier:
        current = frontier.pop()
        reached.add(current)
        targets = set(lifecycle.LIFECYCLE[current].values())
        if BACK in targets:
            targets = targets - {BACK} | came_from[current]
        frontier |= {Status(target) for target in targets} - reached
    assert Status.ARCHIVED in reached


@pytest.mark.parametrize("state", Status)
def test_every_state_is_open_looped_or_uncounted(state):
    groups = (lifecycle.OPEN, lifecycle.CLOSED_LOOP, lifecycle.UNCOUNTED)
    assert sum(state in group for group in groups) == 1


def test_only_the_archive_is_final_and_read_only():
    final = {state for state, moves in lifecycle.LIFECYCLE.items() if not moves}
    assert final == lifecycle.READ_ONLY == {Status.ARCHIVED}
    assert not lifecycle.EDITABLE & lifecycle.READ_ONLY


def test_side_tables_of_c3():
    assert {Status.CANCELLED, Status.MERGED} == lifecycle.UNCOUNTED
    assert {Status.CLOSED, Status.ARCHIVED} == lifecycle.CLOSED_LOOP
    assert {*WAITING, Status.DIAGNOSING} == lifecycle.PRINTED_AS_PROCESSING
    assert lifecycle.UNSOLVED == lifecycle.OPEN - lifecycle.FINISHED
    assert {Status.RESOLVED, Status.CLOSED, Status.ARCHIVED} == lifecycle.FINISHED
    assert {Status.PENDING_CONFIRMATION} == lifecycle.AWAITS_CONFIRMATION
    assert WAITING == lifecycle.WAITING
    assert lifecycle.WORKED_ON <= lifecycle.UNSOLVED


@pytest.mark.parametrize(
    "state", [status for status in Status if status not in lifecycle.PAUSE_REASONS]
)
@pytest.mark.parametrize("reason", ["", *WaitReason])
def test_no_clock_stands_still_in_a_state_without_a_reason(state, reason):
    assert lifecycle.pause_reason(state, reason) == ""


@pytest.mark.parametrize(
    ("state", "given", "reason"),
    [
        (Status.WAITING_CUSTOMER, "", WaitReason.CUSTOMER),
        (Status.WAITING_CUSTOMER, WaitReason.PARTS, WaitReason.CUSTOMER),
        (Status.WAITING_INTERNAL, WaitReason.PARTS, WaitReason.PARTS),
        (Status.WAITING_INTERNAL, WaitReason.THIRD_PARTY, WaitReason.THIRD_PARTY),
        (Status.WAITING_INTERNAL, "", ""),
        (Status.WAITING_INTERNAL, WaitReason.CUSTOMER, ""),
        (Status.PENDING_CONFIRMATION, "", WaitReason.CONFIRMATION),
    ],
)
def test_pause_reasons(state, given, reason):
    assert lifecycle.pause_reason(state, given) == reason


def test_every_reason_belongs_to_one_state():
    named = [reason for reasons in lifecycle.PAUSE_REASONS.values() for reason in reasons]
    assert sorted(named) == sorted(WaitReason.values)


@pytest.mark.parametrize("state", Status)
def test_every_state_that_counts_stands_on_one_stage(state):
    stages = [key for key, states in lifecycle.STAGES if state in states]
    expected = 0 if state in WAITING | {Status.CANCELLED, Status.MERGED} else 1
    assert len(stages) == expected
    assert lifecycle.stage_of(state) == (stages[0] if stages else "")


@pytest.mark.parametrize("waiting", WAIT_STATES)
def test_a_waiting_ticket_stands_at_the_stage_it_came_from(waiting):
    assert lifecycle.stage_of(waiting, Status.PROCESSING) == "execute"
    assert lifecycle.stage_of(waiting, Status.ACCEPTED) == "analyse"
    assert lifecycle.stage_of(Status.PROCESSING, Status.NEW) == "execute"


def test_the_stages_stand_in_the_order_of_the_work():
    path = [Status.NEW, Status.ACCEPTED, Status.PENDING_APPROVAL, Status.PROCESSING]
    path += [Status.PENDING_CONFIRMATION, Status.RESOLVED, Status.CLOSED]
    order = [key for key, _ in lifecycle.STAGES]
    assert [order.index(lifecycle.stage_of(state)) for state in path] == list(range(len(order)))
