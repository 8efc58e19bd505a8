"""Response times by definition: which tickets each counts, and what it says of the others."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calendars.models import WorkCalendar
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import MetricUnit
from metrics.queries import measure
from metrics.queries.definitions import times_by_definition
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import ALL, MAY, REPORT, may_2024
from tests.factories.response_times import definition, ticket_with
from tests.factories.worked_tickets import acknowledged, fixed, processing
from tests.tickets.world import at
from tickets.record.enums import BusinessType, Purpose, Source, Status, WaitReason
from tickets.record.models import Communication, Ticket
from tickets.work.actions import assignments, conversation, moves

pytestmark = pytest.mark.django_db


def times(scope=ALL, span=MAY, now=REPORT, **kept):
    return times_by_definition(span, scope, at=now, **kept)


def counts(found):
    natural = found.natural
    return natural.count, natural.missing, natural.unknown, found.outside


def workdays():
    return WorkCalendar.objects.get(code="workdays")


def test_all_of_may_is_the_mean_response_of_the_source(db):
    may_2024()
    for business_type in BusinessType:
        definition(business_type=business_type)
    found = [one.natural for one in times() if one.natural.count]
    count = sum(figure.count for figure in found)
    mean = sum(figure.value * figure.count for figure in found) / count
    assert (count, round(mean, 1)) == (11, Decimal("27.7"))
    source = measure.measured_figure("avg_response", ALL, MAY, at=REPORT)
    assert sum(one.natural.missing for one in times()) == source.missing == 1
    assert min(figure.minimum for figure in found) == source.minimum == 5
    assert max(figure.maximum for figure in found) == source.maximum == 70


def test_one_business_type_has_the_very_quantiles_of_the_figure(db):
    may_2024()
    Ticket.objects.update(business_type=BusinessType.SUPPORT)
    definition()
    [found] = times()
    source = measure.measured_figure("avg_response", ALL, MAY, at=REPORT)
    of_both = [
        (one.value, one.count, one.missing, one.median, one.p90, one.minimum, one.maximum)
        for one in (found.natural, source)
    ]
    assert of_both[0] == of_both[1]
    assert (found.unit, found.working) == (MetricUnit.MINUTES, None)


def test_a_definition_changed_on_the_15th_gives_two_that_are_never_mixed(cast):
    first, second = definition("2024-01-01"), definition("2024-05-15", end="resolved")
    definition("2024-06-01")
    ticket_with(cast, "2024-05-14 23:59", first_responded_at="2024-05-15 00:09")
    ticket_with(
        cast,
        "2024-05-15 00:00",
        first_responded_at="2024-05-15 09:00",
        resolved_at="2024-05-15 06:00",
    )
    of_first, of_second = times()
    assert (of_first.definition, of_second.definition) == (first, second)
    assert (of_first.span.end, of_first.until) == (date(2024, 5, 14), date(2024, 5, 15))
    assert (of_second.span.start, of_second.span.end) == (date(2024, 5, 15), date(2024, 5, 31))
    assert (of_first.natural.count, of_first.natural.value) == (1, 10)
    assert (of_second.natural.count, of_second.natural.value) == (1, 6)
    assert of_second.unit == MetricUnit.HOURS


def test_days_begin_where_the_desk_is_also_where_clocks_are_changed(cast, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    try:
        definition("2024-03-01")
        definition("2024-03-31", end="resolved")
        berlin = ZoneInfo("Europe/Berlin")
        start = datetime(2024, 3, 30, 23, 59, tzinfo=berlin)
        ticket = ticket_with(cast, "2024-03-30 09:00")
        # The night has 23 hours: two o'clock is three.
        end = datetime(2024, 3, 31, 3, 59, tzinfo=berlin)
        Ticket.objects.filter(pk=ticket.pk).update(
            reported_at=start.astimezone(UTC), first_responded_at=end.astimezone(UTC)
        )
        first, second = times(span=FigureSpan.month(date(2024, 3, 1)))
        assert (first.natural.count, first.natural.value) == (1, 180)
        assert counts(second) == (0, 0, 0, 0)
    finally:
        timezone.get_default_timezone.cache_clear()


def test_working_time_stands_beside_natural_time_and_knows_make_up_days(cast):
    definition(calendar=workdays())
    # Friday, then the make-up Saturday 2024-05-11 (vectors.md E5).
    ticket_with(cast, "2024-05-10 17:00", first_responded_at="2024-05-11 10:00")
    ticket_with(cast, "2024-05-04 10:00", first_responded_at="2024-05-04 10:20")
    [found] = times()
    assert (found.natural.maximum, found.natural.minimum) == (17 * 60, 20)
    assert (found.working.maximum, found.working.minimum) == (120, 0), "05-04 is a holiday"
    assert found.version.calendar.code == "workdays"
    assert (found.working.count, found.natural.count) == (2, 2)


@pytest.mark.parametrize(("is_left_out", "natural", "working"), [(False, 10, 9), (True, 7, 6)])
def test_waiting_for_the_customer_is_left_out_and_for_ourselves_is_not(
    cast, is_left_out, natural, working
):
    definition(end="fixed", exclude_paused=is_left_out, calendar=workdays())
    agent = cast.staff["agent"]
    play = processing(cast, ticket_with(cast, "2024-05-06 09:00"), "2024-05-06 09:00")
    for begin, end, reason in (
        ("10:00", "12:00", WaitReason.CUSTOMER),
        ("13:00", "14:00", WaitReason.PARTS),
        ("15:00", "16:00", WaitReason.COLLABORATION),
    ):
        engineer = play.ticket.assignee or agent
        moves.start_waiting(play.ticket, by=engineer, at=at(f"2024-05-06 {begin}"), reason=reason)
        play.ticket = moves.resume_work(play.ticket, by=engineer, at=at(f"2024-05-06 {end}"))
    fixed(play, "2024-05-06 19:00")

    [found] = times()
    assert (found.natural.value, found.working.value) == (natural, working), "open until 18:00"


def test_a_mail_counts_from_the_mail_and_other_ways_in_are_not_concerned(cast):
    definition(start="mail_sent", end="engineer_reply")
    ticket_with(
        cast,
        "2024-05-06 09:00",
        channel="邮件",
        substantive_replied_at="2024-05-06 09:45",
    )
    ticket_with(cast, "2024-05-06 09:00", channel="电话", source=Source.MAIL)
    ticket_with(cast, "2024-05-06 09:00", channel="电话")
    ticket_with(cast, "2024-05-06 09:00", channel="邮件", source=Source.IMPORT)
    [found] = times()
    assert counts(found) == (1, 1, 1, 1)
    assert found.natural.value == 45


def test_a_form_counts_from_the_form(cast):
    definition(start="form_submitted")
    ticket_with(cast, "2024-05-06 09:00", channel="在线表单", first_responded_at="2024-05-06 09:05")
    ticket_with(cast, "2024-05-06 09:00", channel="邮件", first_responded_at="2024-05-06 09:05")
    [found] = times()
    assert counts(found) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("end", "status", "source", "expected"),
    [
        ("first_response", Status.NEW, Source.IMPORT, (0, 1, 0, 0)),
        ("first_response", Status.ACCEPTED, Source.IMPORT, (0, 0, 1, 0)),
        ("engineer_reply", Status.PROCESSING, Source.WEB, (0, 1, 0, 0)),
        ("engineer_reply", Status.PROCESSING, Source.IMPORT, (0, 0, 1, 0)),
        ("engineer_reply", Status.CLOSED, Source.WEB, (0, 0, 1, 0)),
        ("fixed", Status.PROCESSING, Source.IMPORT, (0, 1, 0, 0)),
        ("fixed", Status.RESOLVED, Source.IMPORT, (0, 0, 1, 0)),
        ("resolved", Status.PENDING_CONFIRMATION, Source.WEB, (0, 1, 0, 0)),
        ("resolved", Status.CLOSED, Source.IMPORT, (0, 0, 1, 0)),
        ("finish_notice", Status.PENDING_CONFIRMATION, Source.WEB, (0, 1, 0, 0)),
        ("finish_notice", Status.ARCHIVED, Source.IMPORT, (0, 0, 1, 0)),
        ("first_response", Status.CANCELLED, Source.WEB, (0, 0, 0, 0)),
    ],
)
def test_an_end_that_must_have_been_is_unknown_and_one_to_come_is_open(
    cast, end, status, source, expected
):
    definition(end=end)
    kept = {"cancel_reason": "重复"} if status == Status.CANCELLED else {}
    ticket_with(cast, "2024-05-06 09:00", status=status, source=source, **kept)
    [found] = times()
    assert counts(found) == expected


def test_an_assignment_counts_in_the_month_in_which_it_was_made(cast):
    definition(start="assigned", end="first_response")
    ticket = ticket_with(cast, "2024-04-30 09:00")
    assignments.assign_ticket(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-02 09:00"),
        department=None,
        assignee=cast.staff["engineer"],
    )
    acknowledged(cast, ticket, "2024-05-02 09:30")
    assignments.assign_ticket(
        Ticket.objects.get(pk=ticket.pk),
        by=cast.staff["supervisor"],
        at=at("2024-05-03 09:00"),
        department=None,
        assignee=cast.staff["agent"],
    )
    # Given to somebody, as its row says, but nobody wrote down when; and given to nobody yet.
    ticket_with(cast, "2024-05-06 09:00", assignee=cast.staff["agent"])
    ticket_with(cast, "2024-05-06 09:00")
    [found] = times()
    assert counts(found) == (1, 0, 1, 0)
    assert found.natural.value == 30
    [april] = times(span=FigureSpan.month(date(2024, 4, 1)))
    assert counts(april) == (0, 0, 0, 0)


def test_what_ended_before_it_began_is_in_no_number(cast):
    definition(start="assigned")
    ticket = acknowledged(cast, ticket_with(cast, "2024-05-06 09:00"), "2024-05-06 09:05")
    assignments.assign_ticket(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 10:00"),
        department=None,
        assignee=cast.staff["engineer"],
    )
    [found] = times()
    assert counts(found) == (0, 0, 0, 1)


def test_a_repair_ends_with_the_word_to_the_customer(cast):
    definition(start="repair_applied", end="finish_notice", business_type=BusinessType.REPAIR)
    ticket = ticket_with(cast, "2024-05-06 09:00", business_type=BusinessType.REPAIR)
    play = processing(cast, ticket, "2024-05-06 09:00")

    def tell(moment, **kept):
        conversation.record_contact(
            play.ticket,
            by=cast.staff["agent"],
            at=at(moment),
            body="维修情况",
            channel=cast.channels["电话"],
            **{"purpose": Purpose.FEEDBACK, **kept},
        )

    tell("2024-05-06 10:00")
    play.ticket = fixed(play, "2024-05-06 12:00:45")
    [found] = times()
    assert counts(found) == (0, 1, 0, 0), "what was said before it was finished is no notice"
    tell("2024-05-06 12:10", is_answered=False)
    tell("2024-05-06 12:20", purpose=Purpose.PROGRESS)
    [found] = times()
    assert counts(found) == (0, 1, 0, 0)
    tell("2024-05-06 13:00")
    [found] = times()
    assert (counts(found), found.natural.value) == ((1, 0, 0, 0), 4)
    # Written down with the minute alone, it is no earlier than the end of the work.
    Communication.objects.filter(at=at("2024-05-06 13:00")).update(at=at("2024-05-06 12:00"))
    [found] = times()
    assert (counts(found), found.natural.value) == ((1, 0, 0, 0), 3)


def test_it_is_narrowed_as_other_figures_are(cast):
    definition()
    ticket_with(cast, "2024-05-06 09:00", channel="邮件", first_responded_at="2024-05-06 09:30")
    ticket_with(cast, "2024-05-06 09:00", channel="电话", first_responded_at="2024-05-06 09:10")
    [found] = times(FigureScope(channels=(cast.channels["邮件"].pk,)))
    assert (found.natural.count, found.natural.value) == (1, 30)


def test_the_same_statements_for_one_ticket_and_for_many(cast):
    for n, business_type in enumerate((BusinessType.SUPPORT, BusinessType.REPAIR)):
        definition(
            business_type=business_type,
            calendar=workdays(),
            exclude_paused=bool(n),
            start="assigned",
            end="finish_notice",
        )
    ticket = acknowledged(cast, ticket_with(cast, "2024-05-06 09:00"), "2024-05-06 09:30")
    times()
    with CaptureQueriesContext(connection) as few:
        times()
    tickets_like(ticket, 50)
    with CaptureQueriesContext(connection) as many:
        times()
    assert len(few) == len(many) == 7
