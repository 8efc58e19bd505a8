"""From the diagnosis to the closing report: what each step needs, and who decides."""

from datetime import timedelta

import pytest

from core.errors import LawBroken
from core.work.lifecycle import IllegalMove
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.fixtures import moment, play_of
from tickets.record.enums import EventKind, Purpose, Status
from tickets.record.models import TicketEvent
from tickets.work.actions import solving
from tickets.work.enums import ProcessKind, SolutionState
from tickets.work.models import ClosingReport, Solution

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STEPS = ["重启", "观察"]


@pytest.fixture
def taken(cast):
    """A ticket under diagnosis, of which nothing was found yet."""
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    play.say("已登记", AT + MINUTE, Purpose.ACK)
    play.accept(AT + MINUTE)
    play.assign(AT + 2 * MINUTE)
    play.take_over(AT + 3 * MINUTE)
    return play


@pytest.fixture
def proposed(taken):
    """A ticket whose solution waits for approval."""
    taken.diagnose(AT + 4 * MINUTE, "远程检查")
    taken.propose(AT + 5 * MINUTE, STEPS, AT + HOUR)
    return taken


def submit(play, at=AT + 5 * MINUTE, **fields):
    engineer = play.cast.staff["engineer"]
    fields = {"steps": STEPS, "finish_by": AT + HOUR, **fields}
    return solving.submit_solution(play.ticket, by=engineer, at=at, responsible=engineer, **fields)


def decide(play, is_approved, at=AT + 6 * MINUTE, **fields):
    supervisor = play.cast.staff["supervisor"]
    return solving.decide_solution(
        play.ticket, by=supervisor, at=at, is_approved=is_approved, **fields
    )


def work(play, started_at, ended_at, at=AT + 2 * HOUR):
    return solving.record_work(
        play.ticket,
        by=play.cast.staff["engineer"],
        at=at,
        started_at=started_at,
        ended_at=ended_at,
        kind=ProcessKind.REMOTE,
        content="处理",
    )


def test_no_diagnosis_before_the_ticket_is_worked_on(cast):
    play = play_of(cast, AT)
    with pytest.raises(LawBroken):
        play.diagnose(AT + MINUTE, "远程检查")


def test_a_solution_needs_a_diagnosis_steps_and_time(taken):
    with pytest.raises(LawBroken) as no_diagnosis:
        submit(taken)
    taken.diagnose(AT + 4 * MINUTE, "远程检查")
    with pytest.raises(LawBroken) as no_steps:
        submit(taken, steps=[])
    with pytest.raises(LawBroken) as no_time:
        submit(taken, finish_by=AT + 5 * MINUTE)
    fields = [refused.value.field for refused in (no_diagnosis, no_steps, no_time)]
    assert fields == ["phenomenon", "steps", "finish_by"]
    assert not Solution.objects.exists()


def test_a_submitted_solution_waits_for_the_supervisor(proposed):
    proposed.ticket.refresh_from_db()
    assert proposed.ticket.status == Status.PENDING_APPROVAL
    solution = Solution.objects.get()
    assert (solution.number, solution.state, solution.steps) == (1, SolutionState.SUBMITTED, STEPS)
    told = InboxItem.objects.filter(topic=Topic.APPROVAL).values_list("user__username", flat=True)
    assert list(told) == ["supervisor"]


def test_a_solution_goes_back_with_a_reason_and_comes_again_as_another_version(proposed):
    with pytest.raises(LawBroken) as silent:
        decide(proposed, False)
    assert silent.value.field == "comment"
    assert decide(proposed, False, comment="步骤不全").state == SolutionState.REJECTED
    second = submit(proposed, AT + 7 * MINUTE)
    assert (second.number, second.state) == (2, SolutionState.SUBMITTED)
    with pytest.raises(LawBroken):
        decide(proposed, True, AT + 8 * MINUTE, number=1)
    assert decide(proposed, True, AT + 8 * MINUTE, number=2).state == SolutionState.APPROVED
    lines = TicketEvent.objects.filter(kind=EventKind.SOLUTION).order_by("pk")
    assert list(lines.values_list("after", flat=True)) == [
        SolutionState.SUBMITTED,
        SolutionState.REJECTED,
        SolutionState.SUBMITTED,
        SolutionState.APPROVED,
    ]


def test_no_work_before_the_approval(proposed):
    with pytest.raises(LawBroken):
        work(proposed, AT + 6 * MINUTE, AT + 7 * MINUTE)
    decide(proposed, True)
    entry = work(proposed, AT + 6 * MINUTE, AT + 7 * MINUTE)
    assert entry.ended_at - entry.started_at == MINUTE


def test_work_lies_between_the_report_and_now(proposed):
    decide(proposed, True)
    for started, ended, field in (
        (AT + HOUR, AT + 30 * MINUTE, "ended_at"),
        (AT + HOUR, AT + 3 * HOUR, "ended_at"),
        (AT - HOUR, AT + HOUR, "started_at"),
    ):
        with pytest.raises(LawBroken) as refused:
            work(proposed, started, ended)
        assert refused.value.field == field


def test_the_closing_report_is_of_a_solved_ticket_and_written_again_replaces_the_text(proposed):
    engineer = proposed.cast.staff["engineer"]
    report = {"by": engineer, "course": "更换轴承"}
    with pytest.raises(IllegalMove):
        solving.write_closing_report(proposed.ticket, at=AT + HOUR, cause="磨损", **report)
    proposed.approve(AT + 6 * MINUTE)
    proposed.work(AT + 10 * MINUTE, AT + 20 * MINUTE, "处理完成")
    proposed.finish(AT + 20 * MINUTE)
    proposed.confirm(AT + HOUR)
    for cause in ("磨损", "轴承磨损"):
        solving.write_closing_report(proposed.ticket, at=AT + 2 * HOUR, cause=cause, **report)
    assert ClosingReport.objects.get(ticket=proposed.ticket).cause == "轴承磨损"
