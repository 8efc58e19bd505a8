"""Limits on real rows: the worked cases of vectors.md E1, E6 and of sla.md that need tickets, rules and the sweep."""

from datetime import timedelta

import pytest

from core.errors import LawBroken
from demo.stage import Play
from notifications.models import InboxItem
from tests.tickets.world import at, clock, kinds, local, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock, SlaPause
from tickets.record.enums import EventKind, Nature, Priority, Purpose, Tier, WaitReason
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import conversation, finishing, moves, triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def acknowledged(cast, ticket, moment):
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at(moment),
        body="已登记",
        channel=cast.channels["电话"],
        purpose=Purpose.ACK,
    )
    return Ticket.objects.get(pk=ticket.pk)


def processing(cast, ticket, moment) -> Play:
    """Accepted, taken, diagnosed, solution approved, all at one moment."""
    play = Play(cast, ticket)
    if ticket.first_responded_at is None:
        play.ticket = acknowledged(cast, ticket, moment)
    play.accept(at(moment))
    play.assign(at(moment))
    play.take(at(moment))
    play.diagnose(at(moment), "远程检查")
    play.propose(at(moment), ["重启", "观察"], at(moment) + timedelta(hours=1))
    play.approve(at(moment))
    return play


def fixed(play, moment):
    play.work(at(moment) - timedelta(minutes=5), at(moment), "处理完成")
    play.finish(at(moment))
    return play.ticket


# --- E1 -------------------------------------------------------------------------------------------------------------


def test_e1_every_limit_of_the_source_ticket(cast):
    ticket = ticket_at(cast, "2024-05-01 09:30", Tier.URGENT, promised="2024-05-01 12:00")
    assert local(clock(ticket, "ack").due_at) == "2024-05-01 09:40"
    assert local(clock(ticket, "start").due_at) == "2024-05-01 11:30"
    assert local(clock(ticket, "promise").due_at) == "2024-05-01 12:00"
    assert kinds(ticket) == {"ack", "start", "promise"}


@pytest.mark.parametrize(
    ("moment", "state"),
    [("2024-05-01 09:40", ClockState.MET), ("2024-05-01 09:40:01", ClockState.BREACHED_STOPPED)],
)
def test_e1_the_acknowledgement_bound_is_included(cast, moment, state):
    ticket = ticket_at(cast, "2024-05-01 09:30", Tier.URGENT, promised="2024-05-01 12:00")
    acknowledged(cast, ticket, moment)
    assert clock(ticket, "ack").state == state


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2024-05-01 11:50", ClockState.MET),
        ("2024-05-01 12:00", ClockState.MET),
        ("2024-05-01 12:01", ClockState.BREACHED_STOPPED),
    ],
)
def test_e1_the_promise_is_judged_at_the_fix(cast, moment, state):
    ticket = ticket_at(cast, "2024-05-01 09:30", Tier.URGENT, promised="2024-05-01 12:00")
    play = processing(cast, ticket, "2024-05-01 09:40")
    assert local(clock(ticket, "progress").due_at) == "2024-05-01 11:40"
    fixed(play, moment)
    play.confirm(at("2024-05-01 18:00"))
    promise = clock(ticket, "promise")
    assert promise.state == state
    assert local(promise.stopped_at) == moment


# --- E6 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "state"),
    [("13:59", ClockState.MET), ("14:00", ClockState.MET), ("14:01", ClockState.BREACHED_STOPPED)],
)
def test_e6_waiting_for_the_customer_moves_the_resolution_but_not_the_acknowledgement(
    cast, moment, state
):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT)
    assert local(clock(ticket, "resolve").due_at) == "2024-05-07 09:00"
    play = processing(cast, ticket, "2024-05-06 09:30")
    engineer = cast.staff["engineer"]
    play.ticket = moves.start_waiting(
        play.ticket, by=engineer, at=at("2024-05-06 10:00"), reason=WaitReason.CUSTOMER
    )
    assert clock(ticket, "resolve").due_at is None
    assert clock(ticket, "resolve").state == ClockState.PAUSED
    play.ticket = moves.resume_work(play.ticket, by=engineer, at=at("2024-05-06 15:00"))
    assert local(clock(ticket, "resolve").due_at) == "2024-05-07 14:00"
    assert local(clock(ticket, "ack").due_at) == "2024-05-06 10:00"
    pause = SlaPause.objects.get(clock=clock(ticket, "resolve"))
    assert (local(pause.started_at), local(pause.ended_at), pause.reason) == (
        "2024-05-06 10:00",
        "2024-05-06 15:00",
        "customer",
    )
    fixed(play, f"2024-05-07 {moment}")
    play.confirm(at("2024-05-08 20:00"))
    assert clock(ticket, "resolve").state == state


def test_e6_a_refused_confirmation_was_a_pause(cast):
    play = processing(cast, ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT), "2024-05-06 09:30")
    engineer = cast.staff["engineer"]
    play.ticket = moves.start_waiting(
        play.ticket, by=engineer, at=at("2024-05-06 10:00"), reason=WaitReason.CUSTOMER
    )
    play.ticket = moves.resume_work(play.ticket, by=engineer, at=at("2024-05-06 15:00"))
    fixed(play, "2024-05-06 20:00")
    play.confirm(at("2024-05-07 08:00"), result="not_solved")
    resolve = clock(play.ticket, "resolve")
    assert (local(resolve.due_at), resolve.state, resolve.cycle) == (
        "2024-05-08 02:00",
        ClockState.RUNNING,
        1,
    )
    assert play.ticket.reopen_count == 1


def test_e6_upgrade_starts_what_was_not_promised_and_keeps_what_was_met(cast):
    ticket = acknowledged(
        cast, ticket_at(cast, "2024-05-06 09:00", Tier.GENERAL), "2024-05-06 09:30"
    )
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 13:00"),
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        reason="产线停机",
        promised_at=at("2024-05-06 18:00"),
    )
    assert clock(ticket, "ack").state == ClockState.MET
    assert SlaClock.objects.filter(ticket=ticket, kind__code="ack").count() == 1
    assert local(clock(ticket, "start").due_at) == "2024-05-06 15:00"
    assert clock(ticket, "respond").state == ClockState.CANCELLED
    play = processing(cast, Ticket.objects.get(pk=ticket.pk), "2024-05-06 14:00")
    assert local(clock(play.ticket, "progress").due_at) == "2024-05-06 16:00"


def test_e6_a_downgrade_takes_no_breach_back(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.URGENT, promised="2024-05-06 18:00")
    clocks.sweep_clocks(at("2024-05-06 09:30"), 100)
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 10:00"),
        tier=Tier.GENERAL,
        priority=Priority.LOW,
        reason="误判",
    )
    ack = clock(ticket, "ack")
    assert (ack.state, local(ack.breached_at), local(ack.due_at)) == (
        ClockState.BREACHED_RUNNING,
        "2024-05-06 09:10",
        "2024-05-06 09:10",
    )


def test_e6_a_complaint_about_a_trifle_takes_the_stricter_limit(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.GENERAL, nature=Nature.COMPLAINT)
    assert ticket.priority == Priority.HIGH
    assert local(clock(ticket, "ack").due_at) == "2024-05-06 09:10"
    assert local(clock(ticket, "respond").due_at) == "2024-05-09 18:00"


def test_e6_an_outage_hides_no_breach_and_tells_only_the_highest(cast):
    ticket = ticket_at(cast, "2024-05-06 10:00", Tier.URGENT, promised="2024-05-06 20:00")
    clocks.sweep_clocks(at("2024-05-06 12:00"), 100)
    ack = clock(ticket, "ack")
    assert (local(ack.breached_at), local(ack.detected_at)) == (
        "2024-05-06 10:10",
        "2024-05-06 12:00",
    )
    raised = list(Escalation.objects.filter(clock=ack).order_by("planned_at"))
    assert [(one.role, local(one.planned_at), one.is_late, one.has_notified) for one in raised] == [
        ("assignee", "2024-05-06 10:08", True, False),
        ("supervisor", "2024-05-06 10:10", True, False),
        ("manager", "2024-05-06 10:40", True, True),
    ]
    told = InboxItem.objects.filter(dedupe_key__startswith=f"escalation:{ack.pk}:")
    assert {item.user.username for item in told} == {"manager"}


def test_a_second_sweep_changes_nothing(cast):
    ticket_at(cast, "2024-05-06 10:00", Tier.URGENT, promised="2024-05-06 20:00")
    moment = at("2024-05-06 12:00")
    clocks.sweep_clocks(moment, 100)
    before = [
        list(model.objects.order_by("pk").values())
        for model in (SlaClock, Escalation, InboxItem, TicketEvent)
    ]
    assert clocks.sweep_clocks(moment, 100).looked_at == 0
    assert [
        list(model.objects.order_by("pk").values())
        for model in (SlaClock, Escalation, InboxItem, TicketEvent)
    ] == before


def test_e6_progress_every_two_hours(cast):
    ticket = ticket_at(cast, "2024-05-06 09:30", Tier.URGENT, promised="2024-05-06 16:00")
    play = processing(cast, ticket, "2024-05-06 09:45")
    for moment in ("11:30", "13:45"):
        clocks.sweep_clocks(at(f"2024-05-06 {moment}"), 100)
        play.say("正在处理", at(f"2024-05-06 {moment}"))
    clocks.sweep_clocks(at("2024-05-06 15:50"), 100)
    fixed(play, "2024-05-06 16:00")
    rows = SlaClock.objects.filter(ticket=ticket, kind__code="progress").order_by("cycle")
    assert [(local(row.breached_at or row.due_at)[-5:], row.state) for row in rows] == [
        ("11:45", ClockState.MET),
        ("13:30", ClockState.BREACHED_STOPPED),
        ("15:45", ClockState.BREACHED_STOPPED),
    ]


@pytest.mark.parametrize(
    "swept", [True, False], ids=["the sweep saw the missed day", "nobody looked"]
)
def test_e6_progress_once_a_day(cast, swept):
    ticket = ticket_at(cast, "2024-05-06 14:00", Tier.IMPORTANT)
    play = processing(cast, ticket, "2024-05-06 15:00")
    play.say("正在处理", at("2024-05-06 17:00"))
    if swept:
        clocks.sweep_clocks(at("2024-05-08 00:01"), 100)
    play.say("正在处理", at("2024-05-08 09:00"))
    fixed(play, "2024-05-08 16:00")
    rows = SlaClock.objects.filter(ticket=ticket, kind__code="progress").order_by("cycle")
    counted = [
        (local(row.started_at)[5:10], row.state)
        for row in rows
        if row.state != ClockState.CANCELLED
    ]
    assert counted == [
        ("05-06", ClockState.MET),
        ("05-07", ClockState.BREACHED_STOPPED),
        ("05-08", ClockState.MET),
    ]


def test_e6_an_acknowledgement_is_no_substantive_reply(cast):
    ticket = acknowledged(cast, ticket_at(cast, "2024-05-06 09:00"), "2024-05-06 09:20")
    respond = clock(ticket, "respond")
    assert (respond.state, local(respond.due_at)) == (ClockState.RUNNING, "2024-05-09 18:00")
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at("2024-05-06 11:00"),
        body="原因是……",
        channel=cast.channels["电话"],
        purpose=Purpose.SUBSTANTIVE,
    )
    assert clock(ticket, "respond").state == ClockState.MET


def test_e6_warnings_at_half_and_four_fifths(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT)
    clocks.sweep_clocks(at("2024-05-07 04:12"), 100)
    raised = Escalation.objects.filter(clock=clock(ticket, "resolve"), role="assignee").order_by(
        "planned_at"
    )
    assert [local(one.planned_at) for one in raised] == ["2024-05-06 21:00", "2024-05-07 04:12"]


# --- sla.md ----------------------------------------------------------------------------------------------------------


def test_case_27_reopening_starts_a_cycle_and_freezes_the_first(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 20:00")
    play.confirm(at("2026-03-17 12:00"))
    first = SlaClock.objects.filter(pk=clock(play.ticket, "resolve").pk).values().get()
    play.reopen(at("2026-03-19 15:00"), "又出现")
    second = clock(play.ticket, "resolve")
    assert (second.cycle, local(second.started_at), local(second.due_at)) == (
        2,
        "2026-03-19 15:00",
        "2026-03-20 15:00",
    )
    assert SlaClock.objects.filter(pk=first["id"]).values().get() == first
    assert (
        clock(play.ticket, "survey").state == ClockState.BREACHED_STOPPED
    )  # owed until the 18th: a miss stays a miss


def test_case_29_after_the_window_it_is_a_new_ticket(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 20:00")
    play.confirm(at("2026-03-16 21:00"))
    with pytest.raises(Exception, match="7"):
        play.reopen(at("2026-03-23 21:01"), "又出现")


def test_case_53_a_night_breach_of_a_general_ticket_waits_for_the_desk(cast):
    general = ticket_at(cast, "2026-03-14 20:00", Tier.GENERAL)
    urgent = ticket_at(cast, "2026-03-14 20:00", Tier.URGENT, promised="2026-03-15 08:00")
    clocks.sweep_clocks(at("2026-03-14 21:01"), 100)
    shown = {
        ticket.pk: local(
            InboxItem.objects.filter(
                dedupe_key__startswith=f"escalation:{clock(ticket, 'ack').pk}:"
            )
            .latest("pk")
            .shown_from
        )
        for ticket in (general, urgent)
    }
    assert shown == {general.pk: "2026-03-16 09:00", urgent.pk: "2026-03-14 21:01"}


def test_case_54_and_55_cancelled_and_merged_tickets_promise_nothing(cast):
    supervisor = cast.staff["supervisor"]
    kept, merged, cancelled = (ticket_at(cast, "2026-03-16 09:00") for _ in range(3))
    moves.merge_ticket(merged, by=supervisor, at=at("2026-03-16 09:10"), into=kept)
    moves.cancel_ticket(cancelled, by=supervisor, at=at("2026-03-16 09:10"), note="客户取消请求")
    clocks.sweep_clocks(at("2026-03-20 09:00"), 500)
    for ticket in (merged, cancelled):
        assert set(SlaClock.objects.filter(ticket=ticket).values_list("state", flat=True)) == {
            ClockState.CANCELLED
        }
        assert not Escalation.objects.filter(clock__ticket=ticket).exists()
    assert list(Ticket.objects.late(at("2026-03-20 09:00")).values_list("pk", flat=True)) == [
        kept.pk
    ]


def test_case_56_what_is_no_first_response(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00")
    agent, phone = cast.staff["agent"], cast.channels["电话"]
    moment = at("2026-03-16 09:10")
    conversation.write_note(ticket, by=agent, at=moment, body="内部")
    conversation.record_contact(
        ticket, by=agent, at=moment, body="自动回复", channel=phone, is_automatic=True
    )
    conversation.record_contact(
        ticket, by=agent, at=moment, body="未接通", channel=phone, is_answered=False
    )
    conversation.record_contact(
        ticket, by=agent, at=moment, body="客户来电", channel=phone, direction="in"
    )
    assert clock(ticket, "ack").state == ClockState.RUNNING
    assert Ticket.objects.get(pk=ticket.pk).first_responded_at is None


def test_case_57_opened_during_the_call(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", is_synchronous=True)
    ack = clock(ticket, "ack")
    assert (ack.state, ack.spent, ack.is_synchronous, ticket.first_responded_at) == (
        ClockState.MET,
        timedelta(),
        True,
        ticket.reported_at,
    )


def test_a_late_entry_in_time_corrects_a_detected_miss(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.URGENT, promised="2026-03-16 18:00")
    clocks.sweep_clocks(at("2026-03-16 09:30"), 100)
    assert clock(ticket, "ack").state == ClockState.BREACHED_RUNNING
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at("2026-03-16 10:00"),
        happened_at=at("2026-03-16 09:08"),
        body="已电话答复",
        channel=cast.channels["电话"],
    )
    ack = clock(ticket, "ack")
    assert (ack.state, ack.is_corrected, local(ack.stopped_at)) == (
        ClockState.MET,
        True,
        "2026-03-16 09:08",
    )
    assert Escalation.objects.filter(clock=ack).exists()
    told = TicketEvent.objects.get(ticket=ticket, kind=EventKind.CONTACT)
    assert told.recorded_at - told.at == timedelta(minutes=52)


def test_waiting_for_parts_pauses_nothing_that_the_customer_was_promised(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    before = local(clock(play.ticket, "resolve").due_at)
    play.ticket = moves.start_waiting(
        play.ticket, by=cast.staff["engineer"], at=at("2026-03-16 11:00"), reason=WaitReason.PARTS
    )
    assert (clock(play.ticket, "resolve").state, local(clock(play.ticket, "resolve").due_at)) == (
        ClockState.RUNNING,
        before,
    )


def test_a_missed_promise_stays_missed_and_the_next_one_is_a_new_cycle(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.URGENT, promised="2026-03-16 10:00")
    triage.promise_time(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2026-03-16 11:00"),
        promised_at=at("2026-03-16 15:00"),
        reason="等备件",
    )
    rows = SlaClock.objects.filter(ticket=ticket, kind__code="promise").order_by("cycle")
    assert [(row.cycle, row.state) for row in rows] == [
        (1, ClockState.BREACHED_STOPPED),
        (2, ClockState.RUNNING),
    ]
    assert Ticket.objects.get(pk=ticket.pk).next_due_at == clock(ticket, "ack").due_at


def test_the_desk_orders_by_the_earliest_live_limit(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.URGENT, promised="2026-03-16 18:00")
    assert local(ticket.next_due_at) == "2026-03-16 09:10"
    ticket = acknowledged(cast, ticket, "2026-03-16 09:05")
    assert local(ticket.next_due_at) == "2026-03-16 11:00"


def test_a_corrected_report_time_replays_the_clocks(cast):
    ticket = acknowledged(
        cast, ticket_at(cast, "2026-03-16 09:30", Tier.IMPORTANT), "2026-03-16 10:20"
    )
    assert clock(ticket, "ack").state == ClockState.MET
    triage.correct_report_time(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2026-03-16 11:00"),
        reported_at=at("2026-03-16 09:00"),
        reason="录入错误",
    )
    assert (clock(ticket, "ack").state, local(clock(ticket, "resolve").due_at)) == (
        ClockState.BREACHED_STOPPED,
        "2026-03-17 09:00",
    )


# --- what a reviewer found once ---------------------------------------------------------------------------------------


def test_a_sweep_at_a_fraction_of_a_second_writes_the_ledger_and_every_missed_day(cast):
    play = processing(cast, ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT), "2024-05-06 10:00")
    swept = clocks.sweep_clocks(at("2024-05-10 10:00") + timedelta(microseconds=123456), 100)
    rows = SlaClock.objects.filter(ticket=play.ticket, kind__code="progress").order_by("cycle")
    assert [local(row.started_at)[:10] for row in rows] == [
        f"2024-05-{day:02d}" for day in (6, 7, 8, 9, 10)
    ]
    missed = TicketEvent.objects.filter(
        ticket=play.ticket, kind=EventKind.CLOCK_BREACHED, data__clock="progress"
    )
    assert missed.count() == 4
    assert swept.breached >= 4


def test_a_miss_survives_what_calls_the_limit_off(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.URGENT, promised="2024-05-06 18:00")
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 12:00"),
        tier=Tier.GENERAL,
        priority=Priority.LOW,
        reason="误判",
    )
    start = clock(ticket, "start")
    assert (start.state, local(start.breached_at)) == (
        ClockState.BREACHED_STOPPED,
        "2024-05-06 11:00",
    )


def test_retiering_a_fixed_ticket_starts_nothing_that_is_over(cast):
    play = processing(cast, ticket_at(cast, "2024-05-06 09:00", Tier.GENERAL), "2024-05-06 09:30")
    fixed(play, "2024-05-06 11:00")
    triage.change_tier(
        play.ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 11:30"),
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        reason="影响扩大",
        promised_at=at("2024-05-06 18:00"),
    )
    assert clock(play.ticket, "start") is None
    assert clock(play.ticket, "progress").state == ClockState.CANCELLED


def test_a_corrected_report_time_leaves_later_clocks_and_the_grace_alone(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.GENERAL)
    supervisor = cast.staff["supervisor"]
    triage.change_tier(
        ticket,
        by=supervisor,
        at=at("2026-03-16 09:58"),
        tier=Tier.IMPORTANT,
        priority=Priority.HIGH,
        reason="升级",
    )
    ack, resolve = clock(ticket, "ack"), clock(ticket, "resolve")
    assert (local(ack.due_at), ack.is_retargeted_late) == ("2026-03-16 10:13", True)
    triage.correct_report_time(
        ticket,
        by=supervisor,
        at=at("2026-03-16 10:00"),
        reported_at=at("2026-03-16 08:59"),
        reason="录入",
    )
    assert (local(clock(ticket, "ack").due_at), clock(ticket, "ack").state) == (
        "2026-03-16 10:12",
        ClockState.RUNNING,
    )
    assert clock(ticket, "resolve").due_at == resolve.due_at


def test_the_reopen_target_stays_through_an_edit(cast):
    from tickets.limits.actions import rulebooks
    from tickets.limits.models import SlaTarget
    from tickets.record.enums import BusinessType
    from tickets.work.actions import register

    SlaTarget.objects.filter(kind__code="resolve").update(reopen_amount=8)
    rulebooks.publish_rulebook(
        by=cast.staff["admin"], at=at("2026-03-01 09:00"), reason="返工时限 8 小时"
    )
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 12:00"))
    play.reopen(at("2026-03-17 10:00"), "又出现")
    assert local(clock(play.ticket, "resolve").due_at) == "2026-03-17 18:00"
    ticket = Ticket.objects.get(pk=play.ticket.pk)
    register.edit_description(
        ticket,
        by=cast.staff["agent"],
        at=at("2026-03-17 11:00"),
        version=ticket.version,
        business_type=BusinessType.REPAIR,
    )
    assert local(clock(ticket, "resolve").due_at) == "2026-03-17 18:00"


def test_nothing_is_fixed_before_work_went_on(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 12:00"))
    play.reopen(at("2026-03-17 10:00"), "又出现")
    with pytest.raises(LawBroken) as refused:
        finishing.finish_work(
            play.ticket,
            by=cast.staff["engineer"],
            at=at("2026-03-21 10:00"),
            fixed_at=at("2026-03-17 09:00"),
        )
    assert refused.value.field == "fixed_at"


def test_a_time_typed_in_the_minute_of_its_bound_means_the_bound(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00:40")
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at("2026-03-16 09:05"),
        happened_at=at("2026-03-16 09:00"),
        body="已答复",
        channel=cast.channels["电话"],
    )
    assert clock(ticket, "ack").stopped_at == at("2026-03-16 09:00:40")


def test_a_merged_ticket_starts_no_limit_and_two_cannot_merge_into_each_other(cast):
    one, two = ticket_at(cast, "2026-03-16 09:00"), ticket_at(cast, "2026-03-16 09:00")
    supervisor = cast.staff["supervisor"]
    moves.merge_ticket(one, by=supervisor, at=at("2026-03-16 09:10"), into=two)
    with pytest.raises(LawBroken):
        moves.merge_ticket(two, by=supervisor, at=at("2026-03-16 09:11"), into=one)
    conversation.record_contact(
        one,
        by=supervisor,
        at=at("2026-03-16 10:00"),
        body="低分",
        channel=cast.channels["电话"],
        score=2,
    )
    assert not SlaClock.objects.live().filter(ticket=one).exists()
    assert TicketEvent.objects.filter(
        ticket=two, kind=EventKind.MERGED_IN, note=one.number
    ).exists()


def test_a_low_score_of_the_second_cycle_needs_its_own_call_back(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    supervisor = cast.staff["supervisor"]
    for day in ("16", "17"):
        if day == "17":
            play.reopen(at("2026-03-17 10:00"), "又出现")
        fixed(play, f"2026-03-{day} 11:00")
        play.confirm(at(f"2026-03-{day} 12:00"), score=2)
        play.say("邀请评分", at(f"2026-03-{day} 12:10"), Purpose.SURVEY)
        with pytest.raises(LawBroken, match=r"低分|low score"):
            play.close(at(f"2026-03-{day} 12:20"), "轴承磨损")
        play.say("低分回访", at(f"2026-03-{day} 12:30"), Purpose.LOW_CALLBACK, by=supervisor)
    play.close(at("2026-03-17 13:00"), "轴承磨损")
    assert play.ticket.is_closed_loop


def test_of_two_who_judge_at_once_the_second_is_told(cast):
    from tickets.record.domain.judgement import judgement_of

    ticket = ticket_at(cast, "2026-03-16 09:00")
    seen = judgement_of(ticket)
    told = {
        "by": cast.staff["supervisor"],
        "at": at("2026-03-16 09:10"),
        "priority": Priority.MEDIUM,
        "reason": "x",
        "seen": seen,
    }
    triage.change_tier(ticket, tier=Tier.IMPORTANT, **told)
    with pytest.raises(LawBroken, match="王芳"):
        triage.change_tier(ticket, tier=Tier.GENERAL, **told)
