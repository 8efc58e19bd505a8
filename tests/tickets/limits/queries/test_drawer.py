"""The drawer of limits: strips, steps and cycles of a ticket."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.fixtures import browser_of, moment, play_of, reported
from tests.tickets.world import clock
from tickets.limits.actions import clocks
from tickets.limits.enums import CancelReason
from tickets.limits.models import Escalation, SlaClock
from tickets.limits.queries import drawer
from tickets.record.enums import Purpose, Tier, WaitReason
from tickets.record.models import Ticket
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

AT = moment("2024-06-03 09:00")  # a Monday


def strip_of(row, at):
    found = (
        SlaClock.objects.select_related("kind")
        .prefetch_related("pauses", "escalations")
        .get(pk=row.pk)
    )
    [strip] = drawer.limit_strips([found], {}, at)
    return strip


def sweep(at):
    while clocks.sweep_clocks(at=at, limit=500).looked_at:
        pass


def test_the_counted_parts_of_a_bar_are_the_time_the_clock_has_spent(cast):
    """实质答复 of a general ticket: three working days, waiting for the customer from Monday 15:00 to Tuesday 11:00."""
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    play.say("已登记", AT + MINUTE, Purpose.ACK)
    play.accept(AT + MINUTE)
    play.assign(AT + 2 * MINUTE)
    play.take_over(AT + 3 * MINUTE)
    moves.start_waiting(
        play.ticket, by=cast.staff["engineer"], at=AT + 6 * HOUR, reason=WaitReason.CUSTOMER
    )
    play.ticket.refresh_from_db()
    standing = strip_of(clock(play.ticket, "respond"), AT + 20 * HOUR)
    assert (
        standing.segments[-1].kind == "ahead"
        and standing.due_at > AT + 20 * HOUR
        and standing.now_left
    )
    assert [part.reason for part in standing.segments if part.tone == "paused"] == [
        WaitReason.CUSTOMER.label
    ]
    moves.resume_work(play.ticket, by=cast.staff["engineer"], at=AT + 26 * HOUR)
    row, at = clock(play.ticket, "respond"), AT + 32 * HOUR
    strip = strip_of(row, at)
    assert strip.due_at == row.due_at
    whole = strip.end - strip.begin
    counted = sum(part.width for part in strip.segments if part.kind == "counted") * whole / 1000
    assert abs(counted - (6 * HOUR + 6 * HOUR)) < whole * 0.01
    stood = [part for part in strip.segments if part.tone == "paused"]
    assert len(stood) == 1 and abs(stood[0].width * whole / 1000 - 20 * HOUR) < whole * 0.01


def test_steps_are_planned_then_raised_or_dropped(cast):
    ticket = reported(cast, AT, tier=Tier.GENERAL)
    row = clock(ticket, "ack")

    def states(at):
        return [(tick.words, tick.state) for tick in strip_of(row, at).ticks]

    with translation.override("en"):
        assert states(AT + MINUTE) == [
            ("80 %", "planned"),
            ("at the limit", "planned"),
            ("4 h after the limit", "planned"),
        ]
        assert [tick.x for tick in strip_of(row, AT + MINUTE).ticks] == [800, 1000, 1000]
        sweep(AT + 50 * MINUTE)
        assert states(AT + 51 * MINUTE)[0] == ("80 %", "raised")
        sweep(AT + 61 * MINUTE)
        play = play_of(cast, AT)
        play.ticket = Ticket.objects.get(pk=ticket.pk)
        play.say("已登记", AT + 70 * MINUTE, Purpose.ACK)
        assert states(AT + 2 * HOUR) == [
            ("80 %", "raised"),
            ("at the limit", "raised"),
            ("4 h after the limit", "dropped"),
        ]
    late = strip_of(row, AT + 2 * HOUR)
    assert (
        [part.kind for part in late.segments] == ["counted", "late"]
        and late.end == AT + 70 * MINUTE
        and not late.now_left
    )
    Escalation.objects.filter(clock=row).update(recipients=["王芳"])
    assert {tick.recipients for tick in strip_of(row, AT + 2 * HOUR).ticks} == {"王芳", ""}


def test_a_cancelled_limit_has_no_due_time_and_drops_its_steps(cast):
    ticket = reported(cast, AT)
    clocks.cancel_all(
        ticket, CancelReason.TICKET_CANCELLED, by=cast.staff["supervisor"], at=AT + 10 * MINUTE
    )
    strip = strip_of(clock(ticket, "ack"), AT + HOUR)
    assert (strip.due_at, strip.due_left, strip.now_left) == (None, "", "")
    assert {tick.state for tick in strip.ticks} == {"dropped"}


def test_a_limit_that_starts_tomorrow_and_one_late_for_years_are_drawn(cast):
    ticket = reported(cast, AT)
    row = clock(ticket, "ack")
    assert {part.kind for part in strip_of(row, AT - DAY).segments} == {"ahead"}
    old = strip_of(row, AT + 900 * DAY)
    assert old.segments[-1].kind == "late" and old.segments[-1].width > 990
    assert all(0 <= tick.x <= 1000 for tick in old.ticks)


# --- the page -------------------------------------------------------------------------------------------------------------


def fragment(browser, ticket, query=""):
    return browser.get(f"/tickets/{ticket.number}/clocks/{query}", headers={"HX-Request": "true"})


@pytest.fixture
def updated(cast):
    """An urgent ticket whose customer heard of the progress three times."""
    now = timezone.now()
    play = play_of(
        cast,
        now - 9 * HOUR,
        tier=Tier.URGENT,
        promised_at=now + DAY,
        issue_type=cast.types["硬件故障"],
    )
    play.say("已登记", now - 9 * HOUR + MINUTE, Purpose.ACK)
    play.accept(now - 9 * HOUR + MINUTE)
    play.assign(now - 9 * HOUR + 2 * MINUTE)
    play.take_over(now - 9 * HOUR + 3 * MINUTE)
    for hours in (8, 6, 4):
        play.say("正在处理", now - hours * HOUR)
    return play.ticket


def test_cycles_can_be_chosen(cast, updated):
    browser = browser_of(cast.staff["engineer"])

    def progress(query=""):
        strips = [one["strip"] for one in fragment(browser, updated, query).context["strips"]]
        return next(strip for strip in strips if strip.row.kind.code == "progress")

    newest = progress()
    assert (
        newest.cycles == [1, 2, 3, 4]
        and newest.row.cycle == 4
        and (newest.before, newest.after) == (3, None)
    )
    assert (
        progress("?progress=2").row.cycle,
        progress("?progress=2").before,
        progress("?progress=2").after,
    ) == (2, 1, 3)
    for odd in ("?progress=99", "?progress=x", "?progress=", "?x=%25", "?progress=" + "9" * 40):
        assert progress(odd).row.cycle == 4


def test_limits_that_run_stand_first(cast, updated):
    strips = [
        one["strip"]
        for one in fragment(browser_of(cast.staff["engineer"]), updated).context["strips"]
    ]
    live = [strip.is_live for strip in strips]
    assert live == sorted(live, reverse=True) and {True, False} == set(live)


def test_the_drawer_is_plain_attributes_and_takes_the_same_statements_for_many_cycles(
    cast, updated
):
    browser = browser_of(cast.staff["engineer"])
    few = reported(cast, timezone.now())
    fragment(browser, few)
    with CaptureQueriesContext(connection) as one:
        fragment(browser, few)
    with CaptureQueriesContext(connection) as many:
        answer = fragment(browser, updated)
    assert len(one) == len(many) <= 7
    told = answer.content.decode()
    assert (
        "style=" not in told
        and "<script" not in told
        and told.count('<svg class="strip"') == len(answer.context["strips"])
    )
    assert re.search(r'<rect class="part-\w+" x="[\d.]+%" width="[\d.]+%"', told)


def test_the_button_to_rebuild_is_for_those_who_publish_rules(cast, updated):
    answer = fragment(browser_of(cast.staff["supervisor"]), updated)
    assert {one["rebuild_url"] for one in answer.context["strips"]} == {""}


def test_a_ticket_that_one_may_not_see_has_no_drawer(cast, updated):
    Ticket.objects.update(
        department=cast.staff["engineer"].department, created_by=None, accepted_by=None
    )
    assert fragment(browser_of(cast.staff["agent2"]), updated).status_code == 404
