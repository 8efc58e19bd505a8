"""Cases that took too long: whose limit was missed, or longer than a time; and what went by with."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from metrics.domain.figures import RAW_PER_UNIT, FigureScope, FigureSpan
from metrics.enums import MetricUnit
from metrics.queries import measure, slow
from metrics.queries.definitions import times_by_definition
from tests.factories.may_2024 import ALL, JUNE, MAY, REPORT, may_2024
from tests.factories.response_times import definition, ticket_with
from tests.factories.worked_tickets import fixed, processing
from tests.tickets.world import at, ticket_at
from tickets.record.enums import Status, WaitReason
from tickets.record.models import Ticket
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RESPONSE, RESOLUTION = slow.plain_cases(MAY)


def cases_of(timed, scope=ALL, now=REPORT):
    return slow.all_cases(timed, scope, at=now)


def late_ones(timed, now=REPORT):
    rows = slow.past_limit(timed, ALL, at=now)
    return {row.number[-3:]: row for row in rows}


def over_of(row):
    return timedelta(microseconds=row.case_over)


def test_the_three_that_answered_late_are_those_of_the_figure(db):
    may_2024()
    found = late_ones(RESPONSE)
    figure = measure.measured_figure("sla_ack", ALL, MAY, at=REPORT)
    assert set(found) == {"126", "129", "134"}
    assert figure.count - round(figure.value * figure.count / 100) == len(found) == 3
    assert over_of(found["126"]) == 10 * MINUTE, "70 of 60 minutes"
    assert over_of(found["129"]) == 2 * MINUTE, "12 of 10 minutes"
    assert found["134"].case_end is None
    assert over_of(found["134"]) == REPORT - at("2024-05-30 11:00"), "nobody has answered yet"


def test_solved_late(db):
    may_2024()
    assert {key: over_of(row) for key, row in late_ones(RESOLUTION).items()} == {
        "126": 6 * HOUR,
        "129": 1 * HOUR,
    }


def test_longer_than_a_time_the_time_itself_is_not(db):
    may_2024()
    cases = cases_of(RESPONSE)
    found = {row.number[-3:]: row for row in slow.longer_than(cases, 50 * MINUTE)}
    assert set(found) == {"126", "134"}, "two took 50 minutes"
    assert over_of(found["126"]) == 20 * MINUTE
    assert slow.longer_than(cases, timedelta()).count() == 12
    figure = measure.measured_figure("avg_resolution", ALL, MAY, at=REPORT)
    solved = slow.longer_than(cases_of(RESOLUTION), timedelta())
    spent = sum(Decimal(row.case_spent) for row in solved) / RAW_PER_UNIT[MetricUnit.HOURS]
    assert (len(solved), spent / len(solved)) == (figure.count, figure.value)


def test_all_cases_and_those_whose_time_nobody_wrote_down(db):
    may_2024()
    Ticket.objects.filter(number="202405-00126").update(first_responded_at=None)
    assert slow.count_cases(cases_of(RESPONSE)) == (11, 1)
    assert set(late_ones(RESPONSE)) == {"129", "134"}, "it is not judged"
    figure = measure.measured_figure("avg_response", ALL, MAY, at=REPORT)
    assert figure.unknown == 1 and figure.count + figure.missing == 11


def test_a_scope_narrows(db):
    may_2024()
    urgent = FigureScope(tiers=("urgent",))
    assert cases_of(RESPONSE, urgent).count() == 3
    assert cases_of(slow.plain_cases(JUNE)[0]).count() == 0


def test_definitions_stand_beside_the_two_plain_times(cast):
    first = definition("2024-01-01")
    second = definition("2024-05-15", end="fixed")
    keys = [(one.key, one.span.start, one.unit, one.figure) for one in slow.timed_cases(MAY)]
    assert keys[2:] == [
        (f"definition-{first.pk}", date(2024, 5, 1), MetricUnit.MINUTES, "avg_response"),
        (f"definition-{second.pk}", date(2024, 5, 15), MetricUnit.HOURS, "avg_resolution"),
    ]


@pytest.mark.parametrize(("is_left_out", "hours"), [(False, 10), (True, 7)])
def test_a_definition_leaves_out_what_it_says(cast, is_left_out, hours):
    """As `times_by_definition`, which reckons case by case."""
    definition(end="fixed", exclude_paused=is_left_out)
    waited(cast)
    [timed] = slow.timed_cases(MAY)[2:]
    [case] = cases_of(timed)
    [found] = times_by_definition(MAY, ALL, at=REPORT)
    assert Decimal(case.case_spent) / RAW_PER_UNIT[MetricUnit.HOURS] == found.natural.value == hours


def test_a_wait_that_goes_on_is_left_out_until_now(cast):
    definition(end="fixed", exclude_paused=True)
    play = processing(cast, ticket_with(cast, "2024-05-06 09:00"), "2024-05-06 09:00")
    moves.start_waiting(
        play.ticket,
        by=play.ticket.assignee,
        at=at("2024-05-06 10:00"),
        reason=WaitReason.CUSTOMER,
    )
    [timed] = slow.timed_cases(MAY)[2:]
    [case] = cases_of(timed)
    assert timedelta(microseconds=case.case_spent) == HOUR
    assert case.case_until == REPORT


def waited(cast):
    """From nine to seven: two hours for the customer, one for parts, one for a colleague."""
    play = processing(cast, ticket_with(cast, "2024-05-06 09:00"), "2024-05-06 09:00")
    for begin, end, reason in (
        ("10:00", "12:00", WaitReason.CUSTOMER),
        ("13:00", "14:00", WaitReason.PARTS),
        ("15:00", "16:00", WaitReason.COLLABORATION),
    ):
        engineer = play.ticket.assignee
        moves.start_waiting(play.ticket, by=engineer, at=at(f"2024-05-06 {begin}"), reason=reason)
        play.ticket = moves.resume_work(play.ticket, by=engineer, at=at(f"2024-05-06 {end}"))
    fixed(play, "2024-05-06 19:00")
    return play.ticket


def test_what_the_time_went_by_with(cast):
    definition(end="fixed")
    ticket = waited(cast)
    [timed] = slow.timed_cases(MAY)[2:]
    found = slow.delays_of(list(cases_of(timed)))[ticket.pk]
    assert (found.whole, found.customer, found.parts) == (10 * HOUR, 2 * HOUR, HOUR)
    assert found.assignment == timedelta(), "it was taken at once"


def test_waits_outside_of_the_time_do_not_count(cast):
    ticket = waited(cast)
    Ticket.objects.filter(pk=ticket.pk).update(first_responded_at=at("2024-05-06 11:00"))
    [case] = cases_of(RESPONSE)
    assert slow.delays_of([case])[ticket.pk].customer == HOUR


def test_nobody_has_it_until_now_and_what_ended_was_somebodys(cast):
    waiting = ticket_with(cast, "2024-05-06 09:00")
    ended = ticket_with(
        cast,
        "2024-05-06 10:00",
        first_responded_at="2024-05-06 12:00",
        status=Status.ACCEPTED,
    )
    found = slow.delays_of(list(cases_of(RESPONSE)))
    assert found[waiting.pk].assignment == REPORT - at("2024-05-06 09:00")
    assert found[ended.pk].assignment == timedelta(), "nobody wrote down since when"


def test_a_span_of_days_alone(cast):
    ticket_with(cast, "2024-05-06 09:00", first_responded_at="2024-05-06 12:00")
    day = FigureSpan(date(2024, 5, 7), date(2024, 5, 7))
    assert cases_of(slow.plain_cases(day)[0]).count() == 0


def test_a_limit_counts_in_the_month_in_which_it_was_missed(cast):
    """As its figure: reported in April, missed in May, and nobody has solved it yet."""
    ticket = processing(
        cast, ticket_at(cast, "2024-04-30 20:00", tier="important"), "2024-04-30 20:10"
    ).ticket
    clock = ticket.clocks.get(kind__code="resolve")
    assert clock.due_at > at("2024-05-01 00:00")
    now = at("2024-05-20 09:00")
    [found] = slow.past_limit(RESOLUTION, ALL, at=now)
    figure = measure.measured_figure("sla_resolve", ALL, MAY, at=now)
    assert (figure.count, figure.value) == (slow.count_judged(RESOLUTION, ALL, at=now), 0)
    assert (found.pk, found.case_end) == (ticket.pk, None)
    assert over_of(found) == now - clock.due_at
    assert timedelta(microseconds=found.case_spent) == now - ticket.reported_at
    april = slow.plain_cases(FigureSpan.month(date(2024, 4, 1)))[1]
    assert not slow.past_limit(april, ALL, at=now)


def test_as_many_are_judged_as_the_figure_counts(db):
    may_2024()
    for code, timed in (("ack", RESPONSE), ("resolve", RESOLUTION)):
        figure = measure.measured_figure(f"sla_{code}", ALL, MAY, at=REPORT)
        assert slow.count_judged(timed, ALL, at=REPORT) >= figure.count
    assert slow.count_judged(RESPONSE, ALL, at=REPORT) == 12
