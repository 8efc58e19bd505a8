"""FLT-01, FLT-21: several sweeps at once, and sweeps that race the people who stop the clocks. Verdicts follow the time of the event."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from calendars.models import CalendarVersion
from notifications.actions import tell
from notifications.models import InboxItem
from tests.fixtures import (
    PATIENCE,
    at_once,
    in_background,
    moment,
    play_of,
    reported,
    table_held,
    until,
    waiting,
)
from tickets.limits.actions import clocks, rulebooks, terms_changes
from tickets.limits.actions.clocks.raising import address_raised, raise_reached_steps
from tickets.limits.actions.clocks.statement import claim_due_keys
from tickets.limits.enums import Unit
from tickets.limits.models import Escalation, SlaClock, SlaTarget
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.enums import EventKind, Priority, Purpose, Tier, WaitReason
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import conversation, moves, triage

pytestmark = pytest.mark.django_db(transaction=True)

MORNING = moment("2024-06-03 09:00")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LATER = moment("2024-06-06 09:00")
TIERS = (Tier.GENERAL, Tier.IMPORTANT, Tier.URGENT)


def a_busy_desk(cast, count=24):
    """Tickets whose limits are long gone at `LATER`; every third one is worked on and owes daily updates."""
    for n in range(count):
        play = play_of(
            cast,
            MORNING + n * MINUTE,
            tier=TIERS[n % 3],
            promised_at=MORNING + 8 * HOUR,
            issue_type=cast.types["硬件故障"],
        )
        if n % 3 == 1:
            at = play.ticket.reported_at + 5 * MINUTE
            play.say("已登记", at, Purpose.ACK)
            play.accept(at)
            play.assign(at)
            play.take_over(at)


def what_is_written():
    """Everything that sweeps leave behind, without row ids, each thing with how often it stands there."""
    clock = ("clock__ticket__number", "clock__kind__code", "clock__cycle")
    lines = TicketEvent.objects.filter(kind__in=["escalated", "clock_breached"])
    return {
        "clocks": Counter(
            SlaClock.objects.values_list(
                "ticket__number",
                "kind__code",
                "cycle",
                "state",
                "due_at",
                "breached_at",
                "next_check_at",
            )
        ),
        "escalations": Counter(
            Escalation.objects.values_list(*clock, "step", "has_notified", "planned_at")
        ),
        "inbox": Counter(
            InboxItem.objects.filter(topic__in=["breach", "warning"]).values_list(
                "user__username", "path", "data__step", "data__kind"
            )
        ),
        "ledger": Counter(
            (e.ticket_id, e.kind, e.at, e.data["clock"], e.data["cycle"], e.data.get("step"))
            for e in lines
        ),
    }


def sweep_all(at, limit):
    """As a worker does: batch after batch until nothing is due."""
    looked_at = 0
    while (swept := clocks.sweep_clocks(at=at, limit=limit)).looked_at:
        looked_at += swept.looked_at
    return looked_at


class Undone(Exception):
    """Takes a trial run back."""


def undisturbed(at):
    """What one sweep alone would write, tried out and taken back."""
    try:
        with transaction.atomic():
            sweep_all(at, 500)
            written = what_is_written()
            raise Undone
    except Undone:
        return written


def test_four_sweeps_at_once_write_what_one_writes_alone(cast):
    a_busy_desk(cast)
    expected = undisturbed(LATER)
    assert not Escalation.objects.exists()
    looked_at = at_once(4, lambda n: sweep_all(LATER, 5 + n))
    written = what_is_written()
    for name, rows in expected.items():
        assert written[name] == rows, name
    assert sum(looked_at) >= 60
    assert sum(bool(count) for count in looked_at) >= 2, f"only one worker found work: {looked_at}"
    for name in ("escalations", "ledger", "clocks"):
        assert set(written[name].values()) == {1}, name
    daily = SlaClock.objects.filter(kind__code="progress", unit="calendar_day")
    assert daily.count() > 2 * 8, "each missed day has its own clock"
    assert clocks.sweep_clocks(at=LATER, limit=500).looked_at == 0


@pytest.mark.parametrize(
    "fraction",
    [timedelta(), timedelta(microseconds=123456)],
    ids=["whole-second", "as-clocks-tell-it"],
)
def test_after_an_outage_every_missed_day_is_told_in_the_ledger(cast, fraction):
    """One ring finds three missed days, the next ones come a little later. The ledger is what figures count."""
    worked_on(cast)
    swept = [
        clocks.sweep_clocks(at=LATER + fraction + ring * 15 * SECOND, limit=500)
        for ring in range(3)
    ]
    missed = SlaClock.objects.filter(breached_at__isnull=False)
    lines = TicketEvent.objects.filter(kind="clock_breached")
    assert missed.filter(kind__code="progress").count() == 3
    assert swept[0].breached > 0
    assert Counter((e.data["clock"], e.data["cycle"]) for e in lines) == Counter(
        missed.values_list("kind__code", "cycle")
    )


def by_a_person(ticket, by, at):
    triage.change_tier(
        ticket, by=by, at=at, tier=Tier.GENERAL, priority=Priority.MEDIUM, reason="影响扩大"
    )


def by_new_rules(ticket, by, at):
    SlaTarget.objects.filter(kind__code="progress", unit=Unit.CALENDAR_DAY).update(amount=2)
    rulebooks.publish_rulebook(by=by, at=at, reason="每两天", apply=True)
    terms_changes.apply_open_changes(lambda: at)


def by_new_hours(ticket, by, at):
    (old,) = set(
        CalendarVersion.objects.filter(
            pk__in=SlaClock.objects.filter(kind__code="progress").values("calendar_version")
        )
    )
    new = CalendarVersion.objects.create(
        calendar=old.calendar,
        number=old.number + 1,
        data={**old.data, "zone": "Asia/Tokyo"},
        rows=old.rows,
        created_at=at,
    )
    with transaction.atomic():
        clocks.follow_calendar(lock_ticket(ticket), by=by, at=at, versions={old.pk: new.pk})


@pytest.mark.parametrize("first", [by_a_person, by_new_rules, by_new_hours])
def test_missed_days_go_on_whoever_finds_them_before_the_sweep(cast, first):
    """Nobody swept for two days; then somebody changed the terms."""
    ticket, at = worked_on(cast).ticket, MORNING + 50 * HOUR
    first(ticket, cast.staff["admin" if first is by_new_rules else "manager"], at)
    for day in range(1, 5):
        clocks.sweep_clocks(at=at + day * 24 * HOUR, limit=500)
    days = SlaClock.objects.filter(ticket=ticket, kind__code="progress")
    assert list(days.order_by("cycle").values_list("cycle", flat=True)) == list(
        range(1, days.count() + 1)
    )
    assert days.count() >= (4 if first is by_new_rules else 6)
    lines = TicketEvent.objects.filter(ticket=ticket, data__clock="progress")
    for kind, expected in (
        ("clock_started", days),
        ("clock_breached", days.filter(breached_at__isnull=False)),
    ):
        told = Counter(line.data["cycle"] for line in lines.filter(kind=kind))
        assert told == Counter(expected.values_list("cycle", flat=True)), kind
    assert {
        row.cycle: clocks.rebuild_clock(row).differs
        for row in days
        if clocks.rebuild_clock(row).differs
    } == {}


def test_a_sweep_leaves_what_another_one_holds(cast):
    a_busy_desk(cast, 6)
    with table_held("tickets_escalation") as who_waits:
        first = in_background(lambda: clocks.sweep_clocks(at=LATER, limit=5))
        until(lambda: len(who_waits()) == 1, "the first sweep stands before its escalations")
        with transaction.atomic():
            beside = {key for keys in claim_due_keys(LATER, 500) for key in keys}
    assert first().looked_at == 5
    taken = set(Escalation.objects.values_list("clock", flat=True))
    assert taken
    assert beside
    assert not taken & beside


def test_control_reading_without_the_lock_writes_the_ledger_twice(cast):
    """The positive control: two workers that read the due clocks without locking them both tell the same misses."""
    a_busy_desk(cast, 6)
    have_read = threading.Barrier(2)

    def sweep_unlocked(_n):
        rows = list(
            SlaClock.objects.filter(next_check_at__lte=LATER).select_related(
                "kind", "ticket", "ticket__department"
            )
        )
        have_read.wait(PATIENCE)
        for row in rows:
            raised = raise_reached_steps(row, LATER)
            clock = {"clock": row.kind.code, "cycle": row.cycle}
            ledger.write_lines(
                ledger.ledger_line(
                    row.ticket,
                    EventKind.ESCALATED,
                    by=None,
                    at=one.planned_at,
                    step=one.step,
                    **clock,
                )
                for one in raised
            )
            Escalation.objects.bulk_create(address_raised(raised, LATER)[0], ignore_conflicts=True)
        return len(rows)

    looked_at = at_once(2, sweep_unlocked)
    assert looked_at[0] == looked_at[1] > 0
    assert set(what_is_written()["ledger"].values()) == {2}
    assert set(what_is_written()["escalations"].values()) == {1}, "the unique key holds even then"


def test_control_the_same_decision_twice_is_refused_by_the_database(cast):
    a_busy_desk(cast, 3)
    first, second = (
        list(SlaClock.objects.filter(next_check_at__lte=LATER).select_related("kind", "ticket"))
        for _n in range(2)
    )
    once = [one for row in first for one in raise_reached_steps(row, LATER)]
    again = [one for row in second for one in raise_reached_steps(row, LATER)]
    assert (
        [(one.clock_id, one.step) for one in once]
        == [(one.clock_id, one.step) for one in again]
        != []
    )
    (rows, notices), (rows_again, _notices) = (
        address_raised(once, LATER),
        address_raised(again, LATER),
    )
    Escalation.objects.bulk_create(rows)
    with pytest.raises(IntegrityError):
        Escalation.objects.bulk_create(rows_again)
    tell.notify(notices)
    items = list(InboxItem.objects.all())
    assert items
    for item in items:
        item.pk = None
    with pytest.raises(IntegrityError):
        InboxItem.objects.bulk_create(items)
    clock = SlaClock.objects.first()
    clock.pk = None
    with pytest.raises(IntegrityError):
        clock.save(force_insert=True)


# --- a sweep and a person at the same moment ----------------------------------------------------------------------

OFFSETS = (-60, -1, 0, 1, 60)


def test_who_answers_around_the_due_second_gets_the_verdict_of_that_second(cast):
    """Two sweeps run without pause while three people enter contacts; nobody waits for ever, every verdict follows the event."""
    due = MORNING + HOUR
    tickets = [reported(cast, MORNING) for _n in range(30)]
    seen = due + 2 * MINUTE
    people, are_done = 3, threading.Event()
    sweeps = []

    def answer(n):
        for index in range(n, len(tickets), people):
            happened = due + OFFSETS[index % len(OFFSETS)] * SECOND
            conversation.record_contact(
                tickets[index],
                by=cast.staff["agent"],
                at=seen,
                happened_at=happened,
                body="已联系",
                channel=tickets[index].channel,
            )

    def work(n):
        if n < people:
            try:
                return answer(n)
            finally:
                if next(left) == 1:
                    are_done.set()
        while not are_done.is_set():
            sweeps.append(clocks.sweep_clocks(at=seen, limit=3).looked_at)
        return None

    left = iter(range(people, 0, -1))
    assert at_once(people + 2, work) == [None] * (people + 2)
    assert sum(sweeps) > 0, "the sweeps met no due clock"
    for index, ticket in enumerate(tickets):
        offset = OFFSETS[index % len(OFFSETS)]
        clock = SlaClock.objects.get(ticket=ticket, kind__code="ack")
        assert clock.state == ("met" if offset <= 0 else "breached_stopped"), offset
        assert clock.stopped_at == due + offset * SECOND
        if offset > 0:
            assert clock.breached_at == due
    assert not TicketEvent.objects.filter(kind="escalated").exclude(ticket__in=tickets).exists()
    raised = Counter(Escalation.objects.values_list("clock", "step"))
    assert set(raised.values()) <= {1}


def test_a_stop_that_waits_for_a_sweep_still_counts_at_its_own_time(cast):
    """The sweep has already decided "late" and holds the clock when the answer of before the due second arrives."""
    ticket = reported(cast, MORNING)
    due = MORNING + HOUR
    with table_held("tickets_escalation") as who_waits:
        sweep = in_background(lambda: clocks.sweep_clocks(at=due + MINUTE, limit=50))
        until(lambda: len(who_waits()) == 1, "the sweep stands before its escalations")
        contact = in_background(
            lambda: conversation.record_contact(
                ticket,
                by=cast.staff["agent"],
                at=due + MINUTE,
                happened_at=due,
                body="已联系",
                channel=ticket.channel,
            )
        )
        until(lambda: len(who_waits()) == 2, "the contact stands behind the sweep")
    assert sweep().breached == 1
    contact()
    clock = SlaClock.objects.get(ticket=ticket, kind__code="ack")
    assert (clock.state, clock.is_corrected, clock.stopped_at) == ("met", True, due)


def test_a_sweep_does_not_wait_for_the_ticket_that_somebody_works_on(cast):
    """People hold a ticket for longer than a moment: its limits are told beside them or in the next round, never waited for."""
    ticket = reported(cast, MORNING)
    have_locked, may_end = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket.pk)
            have_locked.set()
            may_end.wait(PATIENCE)

    holding = in_background(hold)
    try:
        assert have_locked.wait(PATIENCE)
        beside = in_background(lambda: clocks.sweep_clocks(at=MORNING + 2 * HOUR, limit=50))()
    finally:
        may_end.set()
    holding()
    afterwards = clocks.sweep_clocks(at=MORNING + 2 * HOUR, limit=50)
    assert beside.breached + afterwards.breached == 1


def worked_on(cast):
    play = play_of(cast, MORNING, tier=Tier.IMPORTANT, issue_type=cast.types["硬件故障"])
    play.say("已登记", MORNING + 5 * MINUTE, Purpose.ACK)
    play.accept(MORNING + 5 * MINUTE)
    play.assign(MORNING + 6 * MINUTE)
    play.take_over(MORNING + 7 * MINUTE)
    return play


def test_an_update_is_kept_while_a_sweep_adds_the_next_days_clock(cast):
    """Both would open the next daily cycle: the update must neither fail nor open it twice."""
    play = worked_on(cast)
    next_day = moment("2024-06-04 10:00")
    with table_held("tickets_escalation") as who_waits:
        sweep = in_background(lambda: clocks.sweep_clocks(at=next_day, limit=50))
        until(
            lambda: len(who_waits()) == 1,
            "the sweep stands behind its new clock, before its escalations",
        )
        update = in_background(
            lambda: conversation.record_contact(
                play.ticket,
                by=cast.staff["agent"],
                at=next_day,
                body="正在处理",
                channel=play.ticket.channel,
                purpose=Purpose.PROGRESS,
            )
        )
        until(lambda: len(who_waits()) == 2, "the update stands behind the sweep")
    sweep()
    update()
    cycles = list(
        SlaClock.objects.filter(ticket=play.ticket, kind__code="progress")
        .order_by("cycle")
        .values_list("cycle", "state")
    )
    assert cycles == [(1, "breached_stopped"), (2, "met"), (3, "running")]


def test_an_update_that_waited_for_one_sweep_waits_for_the_next_one_too(cast):
    """A clock that one sweep has added is at once in the hands of another, which adds one more."""
    play = worked_on(cast)
    day_after = moment("2024-06-05 10:00")
    # The sweeps have the clocks of the daily updates, and nothing else.
    progress = SlaClock.objects.filter(ticket=play.ticket, kind__code="progress")
    SlaClock.objects.exclude(pk__in=progress).update(next_check_at=None)
    first_clock = SlaClock.objects.filter(ticket=play.ticket).order_by("pk")[:1]
    may_go, is_held = threading.Event(), threading.Event()

    def hold_first_clock():
        with transaction.atomic():
            list(first_clock.select_for_update())
            is_held.set()
            assert may_go.wait(PATIENCE)

    holding = in_background(hold_first_clock)
    try:
        assert is_held.wait(PATIENCE)
        update = in_background(
            lambda: conversation.record_contact(
                play.ticket,
                by=cast.staff["agent"],
                at=day_after,
                body="正在处理",
                channel=play.ticket.channel,
                purpose=Purpose.PROGRESS,
            )
        )
        until(lambda: len(waiting()) == 1, "the update stands before the first clock")
        updater = waiting()[0]
        clocks.sweep_clocks(at=moment("2024-06-04 10:00"), limit=50)
        with table_held("tickets_escalation") as who_waits:
            sweep = in_background(lambda: clocks.sweep_clocks(at=day_after, limit=50))
            until(lambda: len(who_waits()) == 2, "the second sweep has the clock of the first")
            [sweeper] = set(who_waits()) - {updater}
            may_go.set()
            holding()
            until(lambda: sweeper in blockers_of(updater), "the update stands behind that sweep")
    finally:
        may_go.set()
    sweep()
    update()
    cycles = progress.order_by("cycle").values_list("cycle", "state")
    assert list(cycles) == [
        (1, "breached_stopped"),
        (2, "breached_stopped"),
        (3, "met"),
        (4, "running"),
    ]


def blockers_of(pid):
    """The server processes for which this one waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_blocking_pids(%s)", [pid])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("round_", range(3))
def test_updates_waits_and_sweeps_together_never_fail(cast, round_):
    """Every pair of them on the same clocks, without an order between them: no deadlock, no broken key, nothing told twice."""
    plays = [worked_on(cast) for _n in range(6)]
    at = moment("2024-06-04 10:00")

    def work(n):
        for turn, play in enumerate(plays):
            now = at + (turn % 2) * 24 * HOUR + n * SECOND
            if n < 2:
                sweep_all(now, 4)
            elif n == 2:
                conversation.record_contact(
                    play.ticket,
                    by=cast.staff["agent"],
                    at=now,
                    body="进度",
                    channel=play.ticket.channel,
                    purpose="progress",
                )
            else:
                moves.start_waiting(
                    play.ticket, by=cast.staff["engineer"], at=now, reason=WaitReason.CUSTOMER
                )
                moves.resume_work(play.ticket, by=cast.staff["engineer"], at=now + MINUTE)

    assert at_once(4, work) == [None] * 4
    assert set(Counter(Escalation.objects.values_list("clock", "step")).values()) <= {1}
    breaches = TicketEvent.objects.filter(kind="clock_breached", actor__isnull=True)
    assert set(
        Counter((e.ticket_id, e.data["clock"], e.data["cycle"]) for e in breaches).values()
    ) <= {1}
    assert not SlaClock.objects.filter(stopped_at__lt=F("started_at")).exists()


def test_two_tickets_are_not_merged_into_each_other(cast):
    """Both people saw the other ticket open; one of them must be told that it no longer is."""
    for _round in range(5):
        pair = [reported(cast, MORNING) for _n in range(2)]
        outcomes = at_once(
            2,
            lambda n, pair=pair: moves.merge_ticket(
                pair[n], by=cast.staff["supervisor"], at=MORNING + MINUTE, into=pair[1 - n]
            ),
        )
        stored = [Ticket.objects.get(pk=ticket.pk) for ticket in pair]
        assert sum(ticket.is_open for ticket in stored) == 1, [str(outcome) for outcome in outcomes]
