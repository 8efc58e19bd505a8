"""New rules and hours on limits that run: replaced rules, rows of the first release, paused clocks, moments that lie apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from calendars import actions as calendars
from calendars.enums import DayKind, DayStatus
from calendars.models import CalendarDay, WorkCalendar, calendar_from_data
from tests.factories.rulebooks import declare, follow, general_ack, on_workdays, publish
from tests.fixtures import moment, reported
from tests.tickets.world import clock, local
from tickets.limits.actions import clocks, terms_changes
from tickets.limits.actions.clocks import sweeping
from tickets.limits.enums import ChangeScope, ClockEvent, StepRole, Unit
from tickets.limits.models import (
    Escalation,
    EscalationStep,
    SlaClock,
    SlaPolicy,
    SlaTarget,
    TermsChange,
)
from tickets.limits.queries import limit_terms, preview
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier, WaitReason
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import escalations, moves

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MONDAY = moment("2026-03-16 10:00")

YEAR_END = moment("2026-12-29 10:00")


def twin(policy, **changes):
    """The same rule once more, with its targets and steps."""
    targets = list(policy.targets.all())
    other = SlaPolicy.objects.get(pk=policy.pk)
    other.pk = None
    for name, value in changes.items():
        setattr(other, name, value)
    other.save()
    for target in targets:
        steps = list(target.steps.all())
        target.pk, target.policy = None, other
        target.save()
        for step in steps:
            step.pk, step.target = None, target
            step.save()
    return other


def waits(cast, ticket, at):
    Ticket.objects.filter(pk=ticket.pk).update(status="accepted")
    moves.start_waiting(ticket, by=cast.staff["engineer"], at=at, reason=WaitReason.CUSTOMER)


# --- rules --------------------------------------------------------------------------------------------------------


def test_a_rule_that_is_replaced_hands_its_running_limits_over(cast):
    ticket = reported(cast, MONDAY, tier=Tier.URGENT)
    old = SlaPolicy.objects.get(tier=Tier.URGENT)
    new = twin(old, name="紧急（新）", order=old.order + 1)
    SlaPolicy.objects.filter(pk=old.pk).update(is_active=False)
    publish(cast, MONDAY + MINUTE, apply=True)
    terms_changes.apply_open_changes(lambda: MONDAY + 2 * MINUTE)
    live = SlaClock.objects.live().filter(ticket=ticket)
    assert live.exists()
    assert {row.policy_key for row in live} == {new.pk}


def test_a_clock_knows_the_rule_that_promises_it_now(cast):
    ticket = reported(cast, MONDAY)
    general = SlaPolicy.objects.get(tier=Tier.GENERAL)
    twin(general, name="邮件", order=1, tier="", priority="", channel=cast.channels["邮件"])
    publish(cast, MONDAY + MINUTE, apply=True)
    terms_changes.apply_open_changes(lambda: MONDAY + 2 * MINUTE)
    SlaPolicy.objects.filter(pk=general.pk).update(is_active=False)
    publish(cast, MONDAY + 3 * MINUTE)
    terms_changes.apply_open_changes(lambda: MONDAY + 4 * MINUTE)
    assert clock(ticket, "ack").state == "running"


def test_new_steps_of_the_same_limit_are_taken_over(cast):
    ticket = reported(cast, MONDAY)
    target = SlaTarget.objects.get(policy__tier=Tier.GENERAL, kind__code="ack")
    EscalationStep.objects.create(target=target, share=90, role=StepRole.MANAGER, level=2)
    publish(cast, MONDAY + MINUTE, apply=True)
    terms_changes.apply_open_changes(lambda: MONDAY + 2 * MINUTE)
    row = clock(ticket, "ack")
    assert "90%+0m:manager" in {step["key"] for step in row.steps} & set(row.step_schedule)
    assert row.due_at == MONDAY + HOUR


def test_limits_of_the_first_release_know_their_rule_by_name(cast):
    ticket = reported(cast, MONDAY, tier=Tier.URGENT)
    SlaClock.objects.update(policy_key=None, step_schedule=None)
    SlaPolicy.objects.filter(tier=Tier.URGENT).update(is_active=False)
    publish(cast, MONDAY + MINUTE)
    terms_changes.apply_open_changes(lambda: MONDAY + 2 * MINUTE)
    assert clock(ticket, "ack").state == "cancelled"


def test_a_change_that_began_before_the_ticket_was_reported(cast):
    ticket = reported(cast, MONDAY + 3 * MINUTE)
    SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="ack").update(
        amount=30, unit=Unit.MINUTE
    )
    publish(cast, apply=True)
    terms_changes.apply_open_changes(lambda: MONDAY)
    row = clock(ticket, "ack")
    assert (row.due_at, row.since) == (MONDAY + 33 * MINUTE, MONDAY + 3 * MINUTE)


def test_a_lower_level_than_was_told_before_tells_nobody(cast):
    """The miss told the supervisors; a warning of the new rule that is now past is recorded only."""
    reported(cast, MONDAY)
    sweeping.sweep_clocks(MONDAY + 2 * HOUR, 100)
    target = SlaTarget.objects.get(policy__tier=Tier.GENERAL, kind__code="ack")
    target.steps.filter(share=80).update(role=StepRole.SUPERVISOR)
    SlaTarget.objects.filter(pk=target.pk).update(amount=2)
    publish(cast, MONDAY + 2 * HOUR, apply=True)
    terms_changes.apply_open_changes(lambda: MONDAY + 2 * HOUR + MINUTE)
    sweeping.sweep_clocks(MONDAY + 2 * HOUR + 2 * MINUTE, 100)
    assert list(
        Escalation.objects.filter(step="80%+0m:supervisor").values_list("level", "has_notified")
    ) == [(1, False)]


def test_each_batch_has_a_moment_of_its_own_and_a_ring_stops_after_its_batches(cast):
    tickets = [reported(cast, MONDAY) for _n in range(terms_changes.BATCH + 2)]
    SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="ack").update(amount=2)
    publish(cast, MONDAY + MINUTE, apply=True)
    moments = iter(
        [MONDAY + 2 * MINUTE, MONDAY + 3 * MINUTE, MONDAY + 5 * MINUTE, MONDAY + 7 * MINUTE]
    )
    assert terms_changes.apply_open_changes(lambda: next(moments), batches=1) == terms_changes.BATCH
    assert TermsChange.objects.get().finished_at is None
    assert terms_changes.apply_open_changes(lambda: next(moments, MONDAY + HOUR)) == 2
    told = TicketEvent.objects.filter(kind="clock_retargeted", data__clock="ack").order_by("ticket")
    assert list(told.values_list("ticket", "at")) == [
        (ticket.pk, MONDAY + (3 if n < terms_changes.BATCH else 7) * MINUTE)
        for n, ticket in enumerate(tickets)
    ]
    assert TermsChange.objects.get().finished_at == MONDAY + 7 * MINUTE


# --- hours --------------------------------------------------------------------------------------------------------


def test_hours_that_change_nothing_move_nothing(cast):
    workdays = WorkCalendar.objects.get(code="workdays")
    for _n in range(3):
        reported(cast, MONDAY)
    CalendarDay.objects.create(
        calendar=workdays, date="2026-11-20", kind=DayKind.HOLIDAY, status=DayStatus.PUBLISHED
    )
    calendars.publish_calendar(workdays, at=MONDAY + HOUR)
    terms_changes.request_change(
        ChangeScope.CALENDAR,
        by=cast.staff["admin"],
        at=MONDAY + HOUR,
        reason="停业",
        calendar=workdays,
    )
    terms_changes.apply_open_changes(lambda: MONDAY + HOUR)
    assert TermsChange.objects.get().moved == 0


def test_a_paused_clock_that_the_new_hours_use_up_was_missed(cast):
    """8 h from Fri 17:00, paused Mon 14:00 after 6 h; Saturday becomes a workday: 15 h."""
    workdays = WorkCalendar.objects.get(code="workdays")
    respond = SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="respond")
    respond.update(amount=8, unit=Unit.HOUR, pause_reasons=["customer"], calendar=workdays)
    friday, noon = moment("2026-03-13 17:00"), moment("2026-03-16 14:00")
    publish(cast, friday - HOUR)
    ticket = reported(cast, friday)
    waits(cast, ticket, noon)
    CalendarDay.objects.create(
        calendar=workdays,
        date="2026-03-14",
        kind=DayKind.MAKEUP,
        hours="09:00-18:00",
        status=DayStatus.PUBLISHED,
    )
    calendars.publish_calendar(workdays, at=noon)
    terms_changes.request_change(
        ChangeScope.CALENDAR, by=cast.staff["admin"], at=noon, reason="调休", calendar=workdays
    )
    terms_changes.apply_open_changes(lambda: noon + MINUTE)
    ticket.refresh_from_db()
    clocks.apply_events(
        ticket, [ClockEvent.SUBSTANTIVE_REPLY], by=cast.staff["engineer"], at=noon + HOUR
    )
    row = clock(ticket, "respond")
    assert (row.state, row.breached_at) == ("breached_stopped", moment("2026-03-14 16:00"))
    assert clocks.rebuild_clock(row).differs == {}


@pytest.fixture
def year_end(cast):
    """Five working days over the turn of the year, of which nothing is published."""
    respond = SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="respond")
    respond.update(amount=5, unit=Unit.WORKDAY, pause_reasons=["customer"])
    publish(cast, YEAR_END - DAY)
    return reported(cast, YEAR_END)


def publish_next_year(at):
    workdays = WorkCalendar.objects.get(code="workdays")
    workdays.days.filter(date__year=2027).update(status=DayStatus.PUBLISHED)
    for day in (4, 5):
        CalendarDay.objects.create(
            calendar=workdays,
            date=date(2027, 1, day),
            kind=DayKind.HOLIDAY,
            status=DayStatus.PUBLISHED,
        )
    calendars.publish_calendar(workdays, at=at)
    return workdays


def test_a_year_is_noticed_although_another_version_came_after_it(year_end):
    assert clock(year_end, "respond").is_provisional
    workdays = publish_next_year(YEAR_END + HOUR)
    CalendarDay.objects.create(
        calendar=workdays, date="2026-06-01", kind=DayKind.HOLIDAY, status=DayStatus.PUBLISHED
    )
    calendars.publish_calendar(workdays, at=YEAR_END + HOUR + MINUTE)
    terms_changes.apply_open_changes(lambda: YEAR_END + 2 * HOUR)
    assert not clock(year_end, "respond").is_provisional


def test_a_clock_that_stood_still_when_the_year_came_goes_on_by_it(cast, year_end):
    waits(cast, year_end, YEAR_END + 30 * MINUTE)
    publish_next_year(YEAR_END + HOUR)
    terms_changes.apply_open_changes(lambda: YEAR_END + 2 * HOUR)
    year_end.refresh_from_db()
    moves.resume_work(year_end, by=cast.staff["engineer"], at=YEAR_END + 3 * HOUR)
    assert not clock(year_end, "respond").is_provisional


# --- the release before beside this one ---------------------------------------------------------------------------


def test_the_release_before_goes_on_writing_escalations(cast):
    ticket = reported(cast, MONDAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_escalation (clock_id, step, level, role, planned_at, raised_at, is_late, has_notified)"
            " VALUES (%s, 'x', 1, 'assignee', now(), now(), false, true)",
            [clock(ticket, "ack").pk],
        )
    assert Escalation.objects.get().acts == []


def test_a_plan_that_the_release_before_left_behind_is_not_trusted(cast):
    row = clock(reported(cast, MONDAY), "ack")
    row.budget, row.amount, row.due_at, row.next_check_at = (
        10 * HOUR,
        10,
        MONDAY + 10 * HOUR,
        MONDAY + 8 * HOUR,
    )
    row.save(update_fields=["budget", "amount", "due_at", "next_check_at"])
    sweeping.sweep_clocks(MONDAY + 8 * HOUR, 100)
    assert list(Escalation.objects.values_list("step", flat=True)) == ["80%+0m:assignee"]


def test_a_resumed_clock_of_the_release_before_raises_its_steps(cast):
    SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="ack").update(
        pause_reasons=["customer"]
    )
    publish(cast)
    ticket = reported(cast, MONDAY)
    waits(cast, ticket, MONDAY + MINUTE)
    row = clock(ticket, "ack")
    assert row.step_schedule == {}
    row.since, row.paused_at, row.due_at, row.state = (
        MONDAY + 2 * MINUTE,
        None,
        MONDAY + HOUR + MINUTE,
        "running",
    )
    row.next_check_at = MONDAY + 49 * MINUTE
    row.save(update_fields=["since", "paused_at", "due_at", "state", "next_check_at"])
    for minutes in range(49, 600, 7):
        sweeping.sweep_clocks(MONDAY + minutes * MINUTE, 100)
    assert len(clock(ticket, "ack").raised) == 3


# --- one that fails -----------------------------------------------------------------------------------------------


def test_an_escalation_that_fails_does_not_stop_those_behind_it(cast):
    """The first one's clock names a step of a role that no longer exists."""
    target = SlaTarget.objects.get(policy__tier=Tier.GENERAL, kind__code="ack")
    target.steps.all().delete()
    EscalationStep.objects.create(
        target=target, share=100, role=StepRole.SUPERVISOR, level=2, reassigns=True
    )
    publish(cast, MONDAY - DAY)
    tickets = [reported(cast, MONDAY) for _n in range(2)]
    sweeping.sweep_clocks(MONDAY + 2 * HOUR, 100)
    Escalation.objects.filter(clock__ticket=tickets[0]).update(role="nobody")
    assert escalations.carry_out_steps(at=MONDAY + 2 * HOUR, limit=50) == 1
    assert Ticket.objects.get(pk=tickets[1].pk).assignee == cast.staff["supervisor"]
    assert Escalation.objects.filter(to_act=True).count() == 1


# --- running limits -----------------------------------------------------------------------------------------------


def test_running_limits_follow_only_when_asked_with_the_grace(cast):
    """Applied at 10:50 to a limit of 30 minutes since 10:00: the grace of 15 minutes decides."""
    ticket = reported(cast, MONDAY)
    general_ack(amount=30, unit=Unit.MINUTE)
    at = MONDAY + 50 * MINUTE
    running = preview.under_rules(limit_terms.load_rulebook(at, data=reading.draft_data()), at)
    (moved,) = [one for one in running.moved if one.row.kind.code == "ack"]
    assert (moved.was_due_at, moved.due_at, moved.becomes_late) == (
        MONDAY + HOUR,
        at + 15 * MINUTE,
        False,
    )
    publish(cast, at=at)
    assert terms_changes.apply_open_changes(lambda: at) == 0
    assert clock(ticket, "ack").due_at == MONDAY + HOUR
    general_ack(amount=20, unit=Unit.MINUTE)
    publish(cast, at=at, apply=True)
    assert terms_changes.apply_open_changes(lambda: at) == 1
    row = clock(ticket, "ack")
    assert (row.due_at, row.is_retargeted_late) == (at + 15 * MINUTE, True)
    change = TermsChange.objects.get()
    assert (change.scope, change.looked_at, change.moved, change.finished_at) == (
        ChangeScope.RULES,
        1,
        1,
        at,
    )
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version, "nobody edited the ticket"
    assert clocks.rebuild_clock(row).differs == {}


def test_the_change_of_many_tickets_goes_on_after_a_crash(cast, monkeypatch):
    tickets = [reported(cast, MONDAY) for _n in range(7)]
    general_ack(amount=30, unit=Unit.MINUTE)
    publish(cast, apply=True)
    monkeypatch.setattr(terms_changes, "BATCH", 3)
    assert terms_changes.apply_batch(MONDAY) == 3
    assert terms_changes.apply_batch(MONDAY) == 3
    assert TermsChange.objects.get().cursor == tickets[5].pk
    assert terms_changes.apply_open_changes(lambda: MONDAY) == 1
    assert terms_changes.apply_open_changes(lambda: MONDAY) == 0
    assert TermsChange.objects.get().moved == 7
    assert {clock(ticket, "ack").due_at for ticket in tickets} == {MONDAY + 30 * MINUTE}


def test_a_withdrawn_rule_cancels_its_limits(cast):
    """Case 54."""
    ticket = reported(cast, MONDAY)
    SlaPolicy.objects.filter(tier=Tier.GENERAL).update(is_active=False)
    publish(cast)
    terms_changes.apply_open_changes(lambda: MONDAY)
    row = clock(ticket, "ack")
    assert (row.state, row.cancel_reason, row.next_check_at) == (
        "cancelled",
        "policy_withdrawn",
        None,
    )
    clocks.sweep_clocks(at=MONDAY + DAY, limit=50)
    assert not Escalation.objects.exists()
    assert clock(reported(cast, MONDAY), "ack").policy_name == "其他"


def test_a_day_declared_closed_moves_running_limits(cast):
    """Case 40: CN, 12 h, created Mon 10:00; at Mon 15:00 Tuesday is declared closed."""
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    ticket = reported(cast, MONDAY)
    assert clock(ticket, "ack").due_at == moment("2026-03-17 13:00")
    at = moment("2026-03-16 15:00")
    calendar = declare("2026-03-17", DayKind.HOLIDAY)
    running = preview.under_hours(
        calendar, calendar_from_data(calendars.snapshot_draft(calendar, at=at)), at
    )
    assert [(one.ticket, one.due_at) for one in running.moved if one.row.kind.code == "ack"] == [
        (ticket, moment("2026-03-18 13:00"))
    ]
    calendars.publish_calendar(calendar, at=at)
    assert clock(ticket, "ack").due_at == moment("2026-03-17 13:00"), "published is not applied"
    follow(cast, calendar, at)
    row = clock(ticket, "ack")
    assert row.due_at == moment("2026-03-18 13:00")
    assert clocks.rebuild_clock(row).differs == {}


def test_a_make_up_day_that_was_published_late(cast):
    """Case 42: at Sat 02-14 11:00 the make-up day is added; steps now in the past fire once, marked late."""
    CalendarDay.objects.filter(date="2026-02-14").delete()
    calendar = WorkCalendar.objects.get(code="workdays")
    calendars.publish_calendar(calendar, at=moment("2026-02-01 09:00"))
    on_workdays(amount=8, unit=Unit.HOUR)
    publish(cast, at=moment("2026-02-01 09:00"))
    ticket = reported(cast, moment("2026-02-13 16:00"))
    assert clock(ticket, "ack").due_at == moment("2026-02-24 15:00")
    at = moment("2026-02-14 11:00")
    declare("2026-02-14", DayKind.MAKEUP, "09:00-18:00")
    calendars.publish_calendar(calendar, at=at)
    follow(cast, calendar, at)
    assert clock(ticket, "ack").due_at == moment("2026-02-14 15:00")
    clocks.sweep_clocks(at=moment("2026-02-14 16:00"), limit=50)
    clocks.sweep_clocks(at=moment("2026-02-14 16:01"), limit=50)
    row = clock(ticket, "ack")
    assert row.breached_at == moment("2026-02-14 15:00")
    steps = {one.step: one.is_late for one in Escalation.objects.filter(clock=row)}
    assert steps == {"80%+0m:assignee": True, "100%+0m:supervisor": True}


def test_hours_that_make_a_limit_late_at_once(cast):
    """Counted from its start, pauses left out: due in the past, found by the sweep at its own moment."""
    on_workdays(amount=2, unit=Unit.HOUR)
    publish(cast, at=MONDAY - 10 * DAY)
    sunday = moment("2026-03-15 09:00")
    ticket = reported(cast, sunday)
    assert clock(ticket, "ack").due_at == moment("2026-03-16 11:00")
    calendar = declare("2026-03-15", DayKind.SPECIAL, "09:00-12:00")
    at = moment("2026-03-15 20:00")
    calendars.publish_calendar(calendar, at=at)
    running = preview.under_hours(
        calendar, calendar_from_data(calendars.snapshot_draft(calendar, at=at)), at
    )
    assert [one.becomes_late for one in running.moved if one.row.kind.code == "ack"] == [True]
    follow(cast, calendar, at)
    row = clock(ticket, "ack")
    assert (row.due_at, row.breached_at) == (moment("2026-03-15 11:00"), None)
    assert TermsChange.objects.get(scope=ChangeScope.CALENDAR).late == 1
    clocks.sweep_clocks(at=at + MINUTE, limit=50)
    row = clock(ticket, "ack")
    assert (row.breached_at, row.detected_at) == (moment("2026-03-15 11:00"), at + MINUTE)
    assert clocks.rebuild_clock(row).differs == {}


def test_a_provisional_due_time_is_recomputed_when_its_year_is_published(cast):
    """Case 43, without anybody asking for it."""
    calendar = WorkCalendar.objects.get(code="workdays")
    on_workdays(amount=3, unit=Unit.WORKDAY)
    publish(cast, at=moment("2026-12-01 09:00"))
    ticket = reported(cast, moment("2026-12-30 10:00"))
    row = clock(ticket, "ack")
    assert row.is_provisional
    before = row.due_at
    terms_changes.apply_open_changes(lambda: moment("2026-12-30 11:00"))
    assert not TermsChange.objects.exists()
    calendar.days.filter(date__year=2027).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            calendar=calendar,
            date=day,
            kind=DayKind.HOLIDAY,
            name="元旦",
            status=DayStatus.PUBLISHED,
        )
        for day in ("2027-01-01", "2027-01-04", "2027-01-05")
    )
    at = moment("2026-12-30 12:00")
    calendars.publish_calendar(calendar, at=at)
    terms_changes.apply_open_changes(lambda: at)
    row = clock(ticket, "ack")
    assert row.due_at > before
    assert not row.is_provisional
    assert TermsChange.objects.get().only_provisional
    terms_changes.apply_open_changes(lambda: at + MINUTE)
    assert TermsChange.objects.count() == 1


def test_the_ledger_tells_of_a_limit_that_was_moved(cast):
    ticket = reported(cast, MONDAY)
    general_ack(amount=90, unit=Unit.MINUTE)
    publish(cast, apply=True)
    terms_changes.apply_open_changes(lambda: MONDAY)
    line = TicketEvent.objects.get(ticket=ticket, kind="clock_retargeted")
    assert line.data["was"]["amount"] == 1 and line.data["law"] == "retarget"
    assert line.actor == cast.staff["admin"]
    assert SlaClock.objects.get(ticket=ticket, kind__code="ack").due_at == MONDAY + 90 * MINUTE


# --- weekly hours from a date on -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("week_from", "due"),
    [
        # Ten to six on Monday and from nine to noon on Tuesday would be 11 of 12 h by then; with
        # the hours from Tuesday on, 8 h of Monday count as they were.
        pytest.param(date(2026, 3, 17), "2026-03-17 12:00", id="from-tuesday"),
        pytest.param(date(2026, 3, 18), "2026-03-17 13:00", id="from-wednesday"),
        pytest.param(date(2026, 3, 16), "2026-03-17 13:00", id="from-monday"),
        pytest.param(None, "2026-03-17 12:00", id="from-the-day-of-publishing"),
    ],
)
def test_running_limits_keep_the_past_in_the_hours_of_then(cast, week_from, due):
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    ticket = reported(cast, MONDAY)
    calendar = WorkCalendar.objects.get(code="workdays")
    calendars.set_week(calendar, dict.fromkeys(range(5), "08:00-17:00"))
    WorkCalendar.objects.filter(pk=calendar.pk).update(week_from=week_from)
    calendar.refresh_from_db()
    at = moment("2026-03-17 11:00")
    running = preview.under_hours(
        calendar, calendar_from_data(calendars.snapshot_draft(calendar, at=at)), at
    )
    moved = {limit.row.kind.code: local(limit.due_at) for limit in running.moved}
    calendars.publish_calendar(calendar, at=at)
    follow(cast, calendar, at)
    row = clock(ticket, "ack")
    assert local(row.due_at) == due
    assert moved.get("ack", "2026-03-17 13:00") == due
    assert not clocks.rebuild_clock(row).differs
