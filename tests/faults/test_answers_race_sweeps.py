"""FLT-21: people answer and pause around the due second while three sweeps run. The verdict is that of the moments, not of who came first."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.faults.desk import copies, raised
from tests.faults.processes import Nursery, held_from_reading
from tests.fixtures import at_once, in_background, moment, play_of, reported, table_held, until
from tickets.limits.actions import clocks
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import Purpose, Tier, WaitReason
from tickets.record.models import Ticket
from tickets.work.actions import conversation, moves

pytestmark = pytest.mark.django_db(transaction=True)

MORNING = moment("2024-06-03 09:00")
HOUR, MINUTE, MILLISECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(milliseconds=1)
DUE = MORNING + HOUR
BOUND = DUE + timedelta(seconds=1)
"""Times count in whole seconds: the first instant that is late."""
TICKETS, PEOPLE, FIRST = 150, 3, 30
"""How many limits, how many answer, and how many of them before a sweep begins: a sweep is quicker than people."""


def around(dice):
    """A moment within 100 ms of the bound."""
    return BOUND + dice.choice((-1, 1)) * dice.randint(0, 99_999) * MILLISECOND / 1000


def answer(cast, ticket, at):
    conversation.record_contact(
        ticket, by=cast.staff["agent"], at=at, body="已联系", channel=ticket.channel
    )


def answer_all(cast, tickets, moments):
    def person(n):
        for index in range(n, len(tickets), PEOPLE):
            answer(cast, tickets[index], moments[index])

    assert at_once(PEOPLE, person) == [None] * PEOPLE


def verdicts(tickets, kind="ack"):
    """State and missed moment of each ticket's limit, in the order of the tickets."""
    rows = {
        clock.ticket_id: clock
        for clock in SlaClock.objects.filter(ticket__in=tickets, kind__code=kind)
    }
    return [
        (rows[ticket.pk].state, rows[ticket.pk].is_corrected or rows[ticket.pk].breached_at)
        for ticket in tickets
    ]


def test_answers_around_the_due_second_get_the_verdict_of_their_moment(cast, processes, dice):
    tickets = [one := reported(cast, MORNING), *copies(one, TICKETS - 1)]
    moments = [around(dice) for _ticket in tickets]
    processes.environment["FAULT_AT"] = BOUND.isoformat()
    answer_all(cast, tickets[:FIRST], moments[:FIRST])
    sweepers = Nursery(processes, "sweep_around")
    answer_all(cast, tickets[FIRST:], moments[FIRST:])
    clocks.sweep_clocks(at=BOUND + MINUTE, limit=500)
    sweepers.end()

    expected = ["met" if at < BOUND else "breached_stopped" for at in moments]
    found = list(
        SlaClock.objects.filter(ticket__in=tickets, kind__code="ack")
        .order_by("ticket_id")
        .values_list("state", "breached_at", "is_corrected")
    )
    assert [state for state, _missed, _corrected in found] == expected
    assert {missed for state, missed, _corrected in found if state == "breached_stopped"} == {DUE}
    assert all(missed is None or corrected for state, missed, corrected in found if state == "met")
    assert set(raised().values()) == {1}
    assert min(Counter(expected).values()) > TICKETS / 4, "both sides of the bound were met"
    sweeps_first = Escalation.objects.filter(step__startswith="100%").count()
    assert 0 < sweeps_first <= TICKETS - FIRST, (
        f"sweeps and people raced: the sweep was first {sweeps_first} times"
    )


def test_pauses_around_the_due_second_get_the_verdict_of_their_moment(cast, processes, dice):
    """A limit that stands still in time is not missed, whatever the sweep thought; one that stands still too late stays missed."""
    play = play_of(cast, MORNING, tier=Tier.IMPORTANT)
    play.say("已登记", MORNING + MINUTE, Purpose.ACK)
    play.accept(MORNING + MINUTE)
    play.assign(MORNING + MINUTE)
    play.take_over(MORNING + MINUTE)
    ticket = Ticket.objects.get(pk=play.ticket.pk)
    tickets = [ticket, *copies(ticket, 47)]
    due = SlaClock.objects.get(ticket=ticket, kind__code="resolve").due_at
    bound = due + timedelta(seconds=1)
    moments = [bound + (around(dice) - BOUND) for _ticket in tickets]
    processes.environment["FAULT_AT"] = bound.isoformat()
    sweepers = Nursery(processes, "sweep_around")

    def person(n):
        for index in range(n, len(tickets), PEOPLE):
            moves.start_waiting(
                tickets[index],
                by=cast.staff["engineer"],
                at=moments[index],
                reason=WaitReason.CUSTOMER,
            )

    assert at_once(PEOPLE, person) == [None] * PEOPLE
    sweepers.end()
    clocks.sweep_clocks(at=bound + HOUR, limit=500)
    found = SlaClock.objects.filter(ticket__in=tickets, kind__code="resolve").order_by("ticket_id")
    assert [clock.state for clock in found] == [
        "paused" if at < bound else "breached_running" for at in moments
    ]
    assert {clock.breached_at for clock in found if clock.state == "breached_running"} == {due}
    assert min(Counter(clock.state for clock in found).values()) > len(tickets) / 6
    assert any(clock.is_corrected for clock in found), (
        "some pauses came after a sweep had thought otherwise"
    )


def test_control_without_the_lock_some_verdicts_are_those_of_the_slower_writer(
    cast, processes, dice
):
    """The sweep has read the limits and not yet written them when people answer in time: it writes over what they did."""
    tickets = [one := reported(cast, MORNING), *copies(one, 19)]
    in_time = [BOUND - dice.randint(1, 100) * MILLISECOND for _ticket in tickets]
    processes.environment["FAULT_AT"] = (BOUND + 200 * MILLISECOND).isoformat()
    with held_from_reading("accounts_dutyshift") as waiting:
        sweeper = Nursery(processes, "sweep_around_unlocked", 1)
        until(waiting, "the sweep has read what is due and asks whom to tell")
        answer_all(cast, tickets, in_time)
        assert set(verdicts(tickets)) == {("met", None)}
    until(lambda: raised(), "the sweep has written")
    sweeper.end()
    assert {state for state, _missed in verdicts(tickets)} == {"met", "breached_running"}, (
        "the first few are lost"
    )


def test_with_the_lock_the_same_moment_waits(cast):
    """The same stop of the sweep with the lock on: who answers waits for it, and the verdict is that of the answer's moment."""
    ticket = reported(cast, MORNING)
    with table_held("tickets_escalation") as waiting:
        sweep = in_background(lambda: clocks.sweep_clocks(at=BOUND, limit=5))
        until(lambda: len(waiting()) == 1, "the sweep stands before its escalations")
        late = in_background(lambda: answer(cast, ticket, BOUND - MILLISECOND))
        until(lambda: len(waiting()) == 2, "the answer waits for the sweep")
    assert sweep().breached == 1
    late()
    assert verdicts([ticket]) == [("met", True)]
