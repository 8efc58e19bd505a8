"""FLT-10: late starts, jumping clocks, workers whose clock differs, and zones that turn their clocks."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from core.clock import database_now
from core.domain.worktime import ALWAYS, WorkCalendar
from core.models import JobRun
from notifications.actions import outbox, tell
from notifications.actions.tell import STORM
from notifications.models import InboxItem, Outbox
from tests import smtp_sink
from tests.faults.desk import all_steps, copies, once, raised, states, told
from tests.faults.processes import OTHER_TIME, Nursery, database_clock
from tests.fixtures import moment, play_of, reported, until
from tests.support.calendars import BERLIN, SHANGHAI, open_at, weekly
from tests.support.worker import RAISED, raised_of
from tests.tickets.law import left_at
from tickets.limits.actions import clocks
from tickets.limits.domain import sla
from tickets.limits.enums import Unit
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import Purpose, Tier

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = moment("2024-06-05 09:00")
"""A Wednesday (and forty days later a Monday), at which everything stops for a while."""


# --- outages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def mailing(settings, sink):
    smtp_sink.point_at(settings, sink)
    return sink


def a_busy_desk(cast, tickets=30):
    """Limits of minutes, hours and days; some are worked on and owe an update every day."""
    for tier in (Tier.GENERAL, Tier.IMPORTANT, Tier.URGENT):
        copies(reported(cast, MORNING, tier=tier), tickets // 3 - 1)
    for _n in range(2):
        play = play_of(cast, MORNING, tier=Tier.IMPORTANT)
        play.say("已登记", MORNING + MINUTE, Purpose.ACK)
        play.accept(MORNING + MINUTE)
        play.assign(MORNING + MINUTE)
        play.take_over(MORNING + MINUTE)
    Outbox.objects.all().delete()
    InboxItem.objects.all().delete()


def jobs_run(at):
    """What worker and beat do once they are back: sweep until nothing is due, send, gather, send."""
    while clocks.sweep_clocks(at=at, limit=500).looked_at:
        pass
    for job in (outbox.deliver_due, outbox.gather_digests, outbox.deliver_due):
        job(at)


@pytest.mark.django_db
@pytest.mark.parametrize("outage", [6 * HOUR, 40 * DAY], ids=["6-hours", "40-days"])
def test_after_an_outage_every_step_is_recorded_late_the_highest_told_and_nobody_stormed(
    cast, mailing, outage
):
    a_busy_desk(cast)
    back = MORNING + outage
    owed = {
        (clock.pk, step.key)
        for clock in SlaClock.objects.all()
        for step in clock.target.steps
        if sla.has_reached(clock.clock, step, back)
    }
    missed = sum(sla.is_late(clock.clock, back) for clock in SlaClock.objects.all())
    jobs_run(back)

    assert owed <= set(raised())
    assert raised() == told("escalated") == once(raised())
    found = Escalation.objects.filter(clock__cycle=1)
    assert {one.is_late for one in found if back - one.planned_at > MINUTE} == {True}
    assert {one.raised_at for one in found} == {back}
    assert all(one.planned_at <= back for one in found)
    late = SlaClock.objects.exclude(breached_at=None)
    assert late.count() >= missed > 0
    assert {(clock.breached_at, clock.detected_at) for clock in late} == {
        (clock.due_at, back) for clock in late
    }
    assert told("clock_breached") == once((clock.pk, None) for clock in late)
    tells_of_outage(found)
    mails_of_outage(mailing)
    jobs_run(back)
    assert raised() == once(raised()), "and looking again adds nothing"


@pytest.mark.django_db
def test_control_without_the_rule_about_storms_somebody_is_stormed(cast, mailing, monkeypatch):
    monkeypatch.setattr(tell, "STORM", 1_000_000)
    a_busy_desk(cast)
    jobs_run(MORNING + 40 * DAY)
    while outbox.deliver_due(MORNING + 40 * DAY):
        pass
    assert most_mails(mailing) > 3 * STORM


def tells_of_outage(found):
    """Of the steps of one limit only the highest is told."""
    highest = {}
    for one in found.order_by("planned_at", "pk"):
        highest[one.clock_id] = one.step
    assert set(found.filter(has_notified=True).values_list("clock", "step")) == set(highest.items())
    causes = {
        key.rpartition(":")[0] for key in InboxItem.objects.values_list("dedupe_key", flat=True)
    }
    assert causes >= {f"escalation:{clock}:{step}" for clock, step in highest.items()}


def most_mails(mailing):
    """The mails to the one who got most of them."""
    return max(Counter(mail["To"] for mail in mailing.took).values())


def mails_of_outage(mailing):
    """Whoever is told more than a handful gets it in one mail."""
    written = Counter(Outbox.objects.exclude(topic="digest").values_list("user__email", flat=True))
    assert max(written.values()) > 3 * STORM, "somebody had much to be told"
    assert most_mails(mailing) <= STORM
    assert set(states()) <= {"done", "gathered"}
    assert (
        Outbox.objects.filter(state="gathered", digest__state="done").count()
        == Outbox.objects.filter(state="gathered").count()
        > 0
    )
    assert len(mailing.ids) == len(set(mailing.ids)) == Outbox.objects.filter(state="done").count()


# --- clocks that differ and jump ----------------------------------------------------------------------------------


def look():
    """A whole run of the only sweeper, begun after everything that was there before."""
    at = database_now()
    whole = JobRun.objects.filter(
        pk="tickets.sweep_clocks", began_at__gt=at, done_at__gt=F("began_at")
    )
    until(whole.exists, "the sweep runs")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("ahead", "age", "steps"),
    [
        pytest.param(1, 30 * MINUTE, RAISED, id="worker-an-hour-behind"),
        pytest.param(-1, 90 * MINUTE, set(), id="worker-an-hour-ahead"),
    ],
)
def test_a_worker_goes_by_the_clock_of_the_database_not_by_its_own(
    cast, processes, ahead, age, steps
):
    """A limit of an hour. By its own clock the worker would do the opposite."""
    ticket = reported(cast, database_now() - age)
    with database_clock(processes, f"now + interval '{ahead} hour'"):
        sweepers = Nursery(processes, "sweep", 1)
        look()
        sweepers.end()
    assert set(raised_of([ticket])[ticket.pk]) == steps
    clock = SlaClock.objects.get(ticket=ticket, kind__code="ack")
    if steps:
        assert abs(clock.detected_at - database_now() - ahead * HOUR) < MINUTE, (
            "noted by the same clock"
        )


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_jumps_and_comes_back_deletes_nothing_and_doubles_nothing(cast, processes):
    tickets = [reported(cast, database_now() - 3 * HOUR) for _n in range(5)]
    with database_clock(processes, "now"):
        sweepers = Nursery(processes, "sweep", 1)
        until(
            lambda: all(set(steps) == RAISED for steps in raised_of(tickets).values()), "as always"
        )
        before = raised()
        jump_to("now - interval '1 hour'")
        look()
        assert raised() == before, "going back takes nothing back"
        jump_to("now + interval '1 hour'")
        look()
        assert raised() == before, "nothing is due in an hour"
        jump_to("now + interval '60 days'")
        until(lambda: raised() == once(all_steps()), "after sixty days every step has come")
        jump_to("now")
        fresh = [reported(cast, database_now() - 3 * HOUR) for _n in range(2)]
        until(lambda: all(set(steps) == RAISED for steps in raised_of(fresh).values()), "as always")
        look()
        sweepers.end()
    assert all(set(steps) == RAISED for steps in raised_of(fresh).values()), "and no more than that"
    assert told("escalated") == raised() == once(raised())
    assert told("clock_breached") == once(
        (clock, None)
        for clock in SlaClock.objects.exclude(breached_at=None).values_list("pk", flat=True)
    )


def jump_to(expression):
    """Another time from now on, for all who ask."""
    told_now = expression.replace("now", "pg_catalog.clock_timestamp()")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {OTHER_TIME}.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT {told_now} $$"
        )


# --- zones --------------------------------------------------------------------------------------------------------

OFFICES = [weekly(zone, range(5), "09:00-12:00", "13:00-18:00") for zone in (SHANGHAI, BERLIN)]
NIGHTS = [
    WorkCalendar(zone, dict.fromkeys(range(7), open_at("00:00-06:00", "22:00-24:00")))
    for zone in (SHANGHAI, BERLIN)
]
CALENDARS = [ALWAYS, *OFFICES, *NIGHTS]
TURNS = [
    datetime(1986, 5, 4, tzinfo=UTC),
    datetime(1988, 4, 17, tzinfo=UTC),
    datetime(1991, 9, 15, tzinfo=UTC),
    datetime(2024, 3, 31, tzinfo=UTC),
    datetime(2024, 10, 27, tzinfo=UTC),
]
"""Nights in which Shanghai (1986 to 1991) and Berlin turned their clocks, as dates."""
STARTS = st.builds(
    lambda turn, seconds: turn + timedelta(seconds=seconds),
    st.sampled_from(TURNS),
    st.integers(-4 * 86400, 4 * 86400),
)
TARGETS = st.builds(
    lambda calendar, limit: sla.LimitTarget(amount=limit[0], unit=limit[1], calendar=calendar),
    st.sampled_from(CALENDARS),
    st.sampled_from(
        [
            (10, Unit.MINUTE),
            (1, Unit.HOUR),
            (24, Unit.HOUR),
            (1, Unit.WORKDAY),
            (3, Unit.WORKDAY),
            (2, Unit.CALENDAR_DAY),
        ]
    ),
)


def test_the_zones_really_turn_their_clocks():
    """The positive control of the laws below: a day on the wall is not a day."""
    assert {datetime(year, 7, 1, tzinfo=SHANGHAI).utcoffset() for year in range(1986, 1992)} == {
        9 * HOUR
    }
    assert datetime(1992, 7, 1, tzinfo=SHANGHAI).utcoffset() == 8 * HOUR
    evening = datetime(2024, 3, 30, 20, tzinfo=BERLIN)
    by_the_wall = evening + DAY
    assert by_the_wall.astimezone(UTC) - evening.astimezone(UTC) == 23 * HOUR
    around_the_clock = sla.LimitTarget(
        amount=24, unit=Unit.HOUR, calendar=weekly(BERLIN, range(7), "00:00-24:00")
    )
    assert sla.start_clock(around_the_clock, evening).due_at - evening.astimezone(UTC) == 24 * HOUR


@given(TARGETS, STARTS, STARTS)
def test_who_starts_later_is_due_later_whatever_the_zone_does(target, one, other):
    earlier, later = sorted((one, other))
    assert sla.start_clock(target, earlier).due_at <= sla.start_clock(target, later).due_at
    assert sla.start_clock(target, later).due_at >= later.replace(microsecond=0)


@given(TARGETS, STARTS, st.integers(0, 8 * 86400), st.integers(0, 8 * 86400))
def test_a_pause_keeps_what_is_left_whatever_the_zone_does(target, start, until_pause, pause):
    clock = sla.start_clock(target, start)
    stands_at = min(start + timedelta(seconds=until_pause), clock.due_at)
    left = left_at(clock, stands_at)
    goes_at = stands_at + timedelta(seconds=pause)
    going = sla.resume_clock(sla.pause_clock(clock, stands_at), goes_at)
    assert left_at(going, goes_at) == left
    assert going.due_at >= clock.due_at
