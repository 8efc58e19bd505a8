"""A clock explains itself: whoever has the sentences and a calendar comes to the same due time."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from calendars import actions as calendars
from calendars.models import WorkCalendar
from core.domain.worktime import ALWAYS, EarlierWeek
from core.domain.worktime import WorkCalendar as Hours
from tests.factories.rulebooks import follow, general_ack, on_workdays, publish
from tests.fixtures import moment, play_of, reported
from tests.support.calendars import BERLIN, CN, CNL, NEW_YORK, at, open_at
from tests.tickets.world import clock, local
from tickets.desk.queries.entry_texts import entry_facts
from tickets.limits.actions import clocks
from tickets.limits.enums import Unit
from tickets.limits.queries import changed_terms, explain, worked_words
from tickets.record.enums import EventKind, Priority, Purpose, Tier
from tickets.record.models import TicketEvent
from tickets.work.actions import triage

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MONDAY = moment("2026-03-16 10:00")


def story(row, now, language="en"):
    lines = changed_terms.lines_of_changes([row.ticket_id])
    with translation.override(language):
        return explain.clock_story(
            row, now, row.pauses.all(), changed_terms.changed_terms(row, lines)
        )


def raise_tier(cast, ticket, changed_at, tier=Tier.IMPORTANT, priority=Priority.MEDIUM):
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=changed_at,
        tier=tier,
        priority=priority,
        reason="影响扩大",
        promised_at=changed_at + DAY if tier == Tier.URGENT else None,
    )


@pytest.mark.parametrize(
    ("length", "calendar", "words"),
    [
        (40 * HOUR, CN, "40 h (4 working days of 9 h and 4 h)"),
        (45 * HOUR, CN, "45 h (5 working days of 9 h)"),
        (9 * HOUR, CN, "9 h (1 working day of 9 h)"),
        (8 * HOUR, CNL, "8 h (1 working day of 7 h 30 min and 30 min)"),
        (8 * HOUR + timedelta(seconds=20), CN, "8 h 20 s"),
        (40 * HOUR, ALWAYS, "40 h"),
        # Days of unlike length are no measure.
        (40 * HOUR, Hours(CN.zone, {**CN.week, 5: open_at("09:00-12:00")}), "40 h"),
        (timedelta(seconds=59), CN, "59 s"),
        (timedelta(), CN, "0 s"),
    ],
)
def test_working_time_is_told_in_working_days_and_hours(length, calendar, words):
    with translation.override("en"):
        assert worked_words.working_time(length, calendar) == words


def test_forty_working_hours_are_not_a_day_and_sixteen_hours(cast):
    on_workdays(amount=48, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    play = play_of(cast, MONDAY)
    answered_at = moment("2026-03-20 14:00")
    play.say("已登记", answered_at, Purpose.ACK)
    row = clock(play.ticket, "ack")
    assert row.spent == 40 * HOUR
    assert "after 40 h (4 working days of 9 h and 4 h)." in story(row, answered_at)[-1]
    chinese = story(row, answered_at, "zh-hans")[-1]
    assert "40 小时（4 个工作日，每个 9 小时，另加 4 小时）" in chinese


def test_a_tightened_limit_names_the_moment_what_was_spent_and_the_grace(cast):
    on_workdays(amount=40, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    ticket = reported(cast, MONDAY, tier=Tier.GENERAL)
    changed_at = moment("2026-03-17 12:00:30")
    raise_tier(cast, ticket, changed_at)
    row = clock(ticket, "ack")
    assert local(row.due_at) == "2026-03-17 12:15:30"
    assert row.spent == 11 * HOUR + timedelta(seconds=30)

    [sentence] = [line for line in story(row, changed_at) if "changed" in line]
    assert sentence == (
        "On Tue 17 Mar 2026 12:00:30 the limit changed from 40 hours to 1 hour. Until then these"
        " hours counted: Mon–Fri 09:00-18:00. 11 h 30 s (1 working day of 9 h and 2 h 30 s) were"
        " spent by then; the grace of 15 min (a quarter of the new limit, at least 15 minutes)"
        " counts from then on."
    )
    assert not clocks.rebuild_clock(row).differs

    line = TicketEvent.objects.get(
        ticket=ticket, kind=EventKind.CLOCK_RETARGETED, data__clock="ack"
    )
    with translation.override("en"):
        facts = entry_facts(EventKind.CLOCK_RETARGETED, line)
    assert facts == ["due 2026-03-20 14:00 → 2026-03-17 12:15", "grace of 15 min"]


def test_terms_changed_after_a_miss_do_not_move_it(cast):
    ticket = reported(cast, MONDAY, tier=Tier.IMPORTANT)
    raise_tier(cast, ticket, MONDAY + 2 * HOUR, Tier.URGENT, Priority.HIGH)
    row = clock(ticket, "ack")
    told = story(row, MONDAY + 3 * HOUR)
    assert (
        "On Mon 16 Mar 2026 12:00 the limit changed from 1 hour to 10 minutes. It had been missed by"
        " then: its due time stays."
    ) in told
    assert told[-1] == "It was due on Mon 16 Mar 2026 11:00 and is late by 2 h."


def test_a_loosened_limit_names_what_was_left(cast):
    ticket = reported(cast, MONDAY, tier=Tier.IMPORTANT)
    on_workdays(amount=40, unit=Unit.HOUR)
    publish(cast, at=MONDAY + MINUTE)
    raise_tier(cast, ticket, MONDAY + 30 * MINUTE, Tier.GENERAL, Priority.LOW)
    row = clock(ticket, "ack")
    # Half an hour was spent, 39.5 h are left: Monday to Friday 7.5, 9, 9, 9 and 5 h.
    assert local(row.due_at) == "2026-03-20 14:00"
    [sentence] = [line for line in story(row, MONDAY + HOUR) if "changed" in line]
    assert "Until then these hours counted: every hour, day and night." in sentence
    assert (
        "30 min were spent by then, 39 h 30 min (4 working days of 9 h and 3 h 30 min)" in sentence
    )
    assert not clocks.rebuild_clock(row).differs


def test_a_calendar_of_another_zone_names_it_and_its_wall(cast):
    calendar = WorkCalendar.objects.create(code="ny", name="纽约", zone="America/New_York")
    calendars.set_week(calendar, dict.fromkeys(range(5), "09:00-17:00"))
    calendars.publish_calendar(calendar, at=MONDAY - DAY)
    general_ack(calendar=calendar, amount=4, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    row = clock(reported(cast, MONDAY, tier=Tier.GENERAL), "ack")
    # Monday 09:00 to 13:00 in New York.
    assert local(row.due_at) == "2026-03-17 01:00"
    hours = story(row, MONDAY)[2]
    assert "Mon–Fri 09:00-17:00 by the clock of America/New_York" in hours
    assert "There it began on 2026-03-15 22:00 and is due on 2026-03-16 13:00." in hours

    general_ack(unit=Unit.CALENDAR_DAY, amount=1)
    publish(cast, at=MONDAY - HOUR)
    row = clock(reported(cast, MONDAY, tier=Tier.GENERAL), "ack")
    assert "calendar days of America/New_York" in story(row, MONDAY)[2]


def test_seconds_are_shown_where_they_decide(cast):
    play = play_of(cast, MONDAY, tier=Tier.GENERAL)
    late_at = MONDAY + HOUR + timedelta(seconds=20)
    play.say("已登记", late_at, Purpose.ACK)
    row = clock(play.ticket, "ack")
    assert story(row, late_at)[-1] == (
        "It was due on Mon 16 Mar 2026 11:00 and ended on Mon 16 Mar 2026 11:00:20, late by 20 s."
    )
    line = TicketEvent.objects.get(ticket=play.ticket, kind=EventKind.CLOCK_ENDED)
    with translation.override("en"):
        assert entry_facts(EventKind.CLOCK_ENDED, line)[:2] == [
            "due 2026-03-16 11:00:00",
            "ended 2026-03-16 11:00:20",
        ]


def test_lateness_is_told_in_working_time(cast):
    """Case 28: due Tuesday, solved Wednesday, late by ten working hours."""
    on_workdays(amount=16, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    play = play_of(cast, moment("2026-03-16 09:00"), tier=Tier.GENERAL)
    solved_at = moment("2026-03-18 17:00")
    play.say("已登记", solved_at, Purpose.ACK)
    assert story(clock(play.ticket, "ack"), solved_at)[-1].endswith(
        "late by 10 h (1 working day of 9 h and 1 h) of working time (1 d 1 h by the clock)."
    )


def test_a_recount_and_a_corrected_start_have_their_moment(cast):
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    ticket = reported(cast, MONDAY, tier=Tier.GENERAL)
    calendar = WorkCalendar.objects.get(code="workdays")
    calendars.set_day(calendar, day=date(2026, 3, 17), kind="holiday", name="停业", at=MONDAY)
    calendars.publish_calendar(calendar, at=MONDAY + HOUR)
    follow(cast, calendar, MONDAY + 2 * HOUR)
    triage.correct_report_time(
        ticket,
        by=cast.staff["supervisor"],
        at=MONDAY + 3 * HOUR,
        reported_at=MONDAY - HOUR,
        reason="录入",
    )
    row = clock(ticket, "ack")
    told = story(row, MONDAY + 3 * HOUR)
    assert any(
        line.startswith("On Mon 16 Mar 2026 12:00 the calendar was changed: counted anew")
        and "2 h were spent by then, 10 h (1 working day of 9 h and 1 h) were left." in line
        for line in told
    )
    assert "On Mon 16 Mar 2026 13:00 the start was corrected: counted anew from it." in told
    assert not clocks.rebuild_clock(row).differs


def test_weekly_hours_that_changed_on_the_way_are_both_told():
    until = EarlierWeek(date(2026, 3, 18), dict.fromkeys(range(5), open_at("08:00-17:00")))
    moved = Hours(ZoneInfo("Asia/Shanghai"), CN.week, {}, (until,))
    with translation.override("en"):
        words = worked_words.hours_in_words(moved, date(2026, 3, 16), date(2026, 3, 20))
        before = worked_words.hours_in_words(moved, date(2026, 3, 16), date(2026, 3, 17))
        after = worked_words.hours_in_words(moved, date(2026, 3, 18), date(2026, 3, 20))
    assert words == ("until 2026-03-17 Mon–Fri 08:00-17:00; from 2026-03-18 Mon–Fri 09:00-18:00")
    assert before == "until 2026-03-17 Mon–Fri 08:00-17:00"
    assert after == "Mon–Fri 09:00-18:00"


@pytest.mark.parametrize(
    ("start", "end", "sentences"),
    [
        # Case 31: eight hours from 20:00 end at 05:00.
        (
            "2026-03-07 20:00",
            "2026-03-08 05:00",
            ["On 2026-03-08 the clocks of America/New_York were put forward by 1 h."],
        ),
        ("2026-03-08 04:00", "2026-03-08 12:00", []),
        (
            "2026-10-31 12:00",
            "2026-11-01 12:00",
            ["On 2026-11-01 the clocks of America/New_York were put back by 1 h."],
        ),
        ("2026-06-01 12:00", "2026-06-20 12:00", []),
    ],
)
def test_changes_of_clocks_on_the_way_are_named(start, end, sentences):
    begin, finish = at(start, NEW_YORK), at(end, NEW_YORK)
    with translation.override("en"):
        assert worked_words.clock_changes_in_words(NEW_YORK, begin, finish) == sentences


def test_a_desk_whose_clocks_change_names_it(cast):
    row = clock(reported(cast, at("2026-03-29 01:30", BERLIN)), "ack")
    with timezone.override("Europe/Berlin"):
        told = story(row, row.started_at)
    assert told[2].endswith("On 2026-03-29 the clocks of Europe/Berlin were put forward by 1 h.")
    assert "03:30" in told[-1]
