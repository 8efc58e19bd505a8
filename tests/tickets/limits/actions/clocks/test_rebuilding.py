"""A clock told anew from the ledger is the same row (spec: sla.md, case 63)."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from tests.fixtures import moment, play_of, reported
from tests.tickets.world import clock
from tickets.limits.actions import clocks
from tickets.limits.models import SlaClock
from tickets.record.enums import Priority, Tier, WaitReason
from tickets.work.actions import conversation, moves, triage

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MORNING = moment("2026-03-16 09:00")


def differing():
    rows = SlaClock.objects.select_related("kind", "ticket").prefetch_related("pauses")
    found = {(row.ticket.number, str(row)): clocks.rebuild_clock(row).differs for row in rows}
    return {key: value for key, value in found.items() if value}, len(found)


def worked(cast, tier=Tier.IMPORTANT):
    play = play_of(cast, MORNING, tier=tier, issue_type=cast.types["硬件故障"])
    play.say("已登记", MORNING + 10 * MINUTE, "ack")
    play.accept(MORNING + 11 * MINUTE)
    play.assign(MORNING + 12 * MINUTE)
    play.take_over(MORNING + 13 * MINUTE)
    return play


def test_a_long_life_told_anew(cast):
    """Pauses, a tightened limit, a missed one, days without update, a corrected report time, a reopened ticket."""
    play, staff = worked(cast), cast.staff
    at = MORNING + 2 * HOUR
    moves.start_waiting(play.ticket, by=staff["engineer"], at=at, reason=WaitReason.CUSTOMER)
    moves.resume_work(play.ticket, by=staff["engineer"], at=at + 3 * HOUR)
    clocks.sweep_clocks(at=MORNING + 30 * HOUR, limit=100)
    triage.promise_time(
        play.ticket, by=staff["supervisor"], at=MORNING + 31 * HOUR, promised_at=MORNING + 60 * HOUR
    )
    triage.change_tier(
        play.ticket,
        by=staff["supervisor"],
        at=MORNING + 31 * HOUR,
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        reason="客户停线",
    )
    triage.promise_time(
        play.ticket,
        by=staff["manager"],
        at=MORNING + 32 * HOUR,
        promised_at=MORNING + 70 * HOUR,
        reason="等备件",
    )
    clocks.sweep_clocks(at=MORNING + 50 * HOUR, limit=100)
    conversation.record_contact(
        play.ticket,
        by=staff["agent"],
        at=MORNING + 51 * HOUR,
        body="进度",
        channel=play.ticket.channel,
        purpose="progress",
    )
    found, count = differing()
    assert found == {}
    assert count >= 7


def test_a_paused_miss_and_a_late_entry_told_anew(cast):
    play, staff = worked(cast), cast.staff
    late = MORNING + 25 * HOUR
    moves.start_waiting(play.ticket, by=staff["engineer"], at=late, reason=WaitReason.CUSTOMER)
    other = reported(cast, MORNING)
    clocks.sweep_clocks(at=MORNING + 2 * HOUR, limit=50)
    conversation.record_contact(
        other,
        by=staff["agent"],
        at=MORNING + 3 * HOUR,
        happened_at=MORNING + 30 * MINUTE,
        body="已联系",
        channel=other.channel,
    )
    assert clock(other, "ack").is_corrected
    assert differing()[0] == {}


def test_a_corrected_report_time_told_anew(cast):
    ticket = reported(cast, MORNING)
    triage.correct_report_time(
        ticket,
        by=cast.staff["supervisor"],
        at=MORNING + HOUR,
        reported_at=MORNING - 20 * MINUTE,
        reason="记错",
    )
    clocks.sweep_clocks(at=MORNING + 2 * HOUR, limit=50)
    assert differing()[0] == {}


def test_cancelled_and_merged_told_anew(cast):
    one, two = reported(cast, MORNING), reported(cast, MORNING)
    clocks.sweep_clocks(at=MORNING + 2 * HOUR, limit=50)
    moves.merge_ticket(one, by=cast.staff["supervisor"], at=MORNING + 3 * HOUR, into=two)
    moves.cancel_ticket(two, by=cast.staff["supervisor"], at=MORNING + 4 * HOUR, note="误报")
    assert differing()[0] == {}


def test_what_the_ledger_tells_is_shown_before_it_is_written(cast):
    ticket = reported(cast, MORNING)
    row = clock(ticket, "ack")
    SlaClock.objects.filter(pk=row.pk).update(due_at=MORNING + 5 * HOUR, spent=HOUR)
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_clocks", ticket=ticket.number, stdout=(out := StringIO()))
    assert ended.value.code == 1
    assert "due_at" in out.getvalue() and "spent" in out.getvalue()
    assert clock(ticket, "ack").due_at == MORNING + 5 * HOUR, "only shown"
    with pytest.raises(CommandError, match="reason"):
        call_command("rebuild_clocks", ticket=ticket.number, repair=True, stdout=out)
    call_command("rebuild_clocks", ticket=ticket.number, repair=True, reason="手工改坏", stdout=out)
    assert clock(ticket, "ack").due_at == MORNING + HOUR
    entry = AuditEntry.objects.get(action="clock_repaired")
    assert set(entry.data["changes"]) == {"due_at", "spent"}
    call_command("rebuild_clocks", stdout=(again := StringIO()))
    assert "differ 0" in again.getvalue()


def test_an_unknown_ticket_is_named(cast):
    with pytest.raises(CommandError, match="999"):
        call_command("rebuild_clocks", ticket="999")


def test_the_rebuild_button_shows_first_and_writes_with_a_reason(cast):
    from accounts.models import User
    from tests.fixtures import browser_of

    ticket = reported(cast, MORNING)
    row = clock(ticket, "ack")
    page = f"/tickets/{ticket.number}/clocks/{row.pk}/rebuild/"
    assert browser_of(cast.staff["supervisor"]).post(page).status_code == 404
    keeper = User.objects.create(username="keeper", display_name="管理", is_superuser=True)
    keeper.groups.set([*cast.staff["admin"].groups.all(), *cast.staff["supervisor"].groups.all()])
    browser = browser_of(keeper)
    assert "circle-check" in browser.post(page).content.decode()
    SlaClock.objects.filter(pk=row.pk).update(due_at=MORNING + 5 * HOUR)
    shown = browser.post(page).content.decode()
    assert "<code>due_at</code>" in shown
    assert clock(ticket, "ack").due_at == MORNING + 5 * HOUR
    browser.post(page, {"reason": "误改"})
    assert clock(ticket, "ack").due_at == MORNING + HOUR
    assert AuditEntry.objects.get(action="clock_repaired").reason == "误改"
