"""Rules in the administrator's hand: draft, problems by name, publish, history, the way back, and what it does to running limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from calendars import actions as calendars
from calendars.enums import DayKind, DayStatus
from calendars.models import CalendarDay, WorkCalendar, calendar_from_data
from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from customers.models import Channel
from tests.fixtures import browser_of, moment, reported
from tests.tickets.world import clock
from tickets.limits.actions import clocks, rulebooks, terms_changes
from tickets.limits.enums import ChangeScope, StepRole, Unit
from tickets.limits.models import (
    Escalation,
    SlaClock,
    SlaPolicy,
    SlaRulebook,
    SlaTarget,
    TermsChange,
)
from tickets.limits.queries import comparison, drawer, limit_terms, preview
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier
from tickets.record.models import Ticket, TicketEvent

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = moment("2026-03-16 10:00")


def publish(cast, at=MONDAY, reason="试行", **told):
    return rulebooks.publish_rulebook(by=cast.staff["admin"], at=at, reason=reason, **told)


def problems():
    return reading.problems_in(reading.draft_data(), reading.RulebookNames())


def differences():
    return reading.differences_between(
        reading.newest_rulebook().data, reading.draft_data(), reading.RulebookNames()
    )


def general_ack(**changes):
    SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="ack").update(**changes)


def on_workdays(**changes):
    general_ack(calendar=WorkCalendar.objects.get(code="workdays"), **changes)


# --- draft and published ------------------------------------------------------------------------------------------


def test_a_draft_counts_only_once_it_is_published(cast):
    general_ack(amount=30, unit=Unit.MINUTE)
    assert clock(reported(cast, MONDAY), "ack").due_at == MONDAY + HOUR
    book = publish(cast, reason="首次响应缩短到 30 分钟")
    assert clock(reported(cast, MONDAY), "ack").due_at == MONDAY + 30 * MINUTE
    assert (book.number, book.reason, book.published_by) == (
        2,
        "首次响应缩短到 30 分钟",
        cast.staff["admin"],
    )
    assert AuditEntry.objects.filter(action="rules_published", target="v2").exists()


def test_publishing_needs_a_right_a_reason_and_a_change(cast):
    general_ack(amount=2)
    with pytest.raises(NotAllowed):
        rulebooks.publish_rulebook(by=cast.staff["manager"], at=MONDAY, reason="x")
    with pytest.raises(LawBroken) as error:
        publish(cast, reason="  ")
    assert error.value.field == "reason"
    seen = reading.fingerprint_of(reading.draft_data())
    general_ack(amount=3)
    with pytest.raises(LawBroken):
        publish(cast, seen=seen)
    publish(cast)
    with pytest.raises(LawBroken):
        publish(cast)


def test_differences_in_sentences(cast):
    general_ack(amount=30, unit=Unit.MINUTE)
    SlaPolicy.objects.filter(tier=Tier.URGENT).update(is_active=False)
    told = differences()
    assert any("一般 / 低" in line and "→" in line for line in told)
    assert any("紧急 / 高" in line for line in told)
    assert len(told) == 2


def test_history_and_the_way_back(cast):
    first = reading.newest_rulebook()
    general_ack(amount=2)
    SlaPolicy.objects.create(name="公众号", order=5, channel=Channel.objects.get(code="wechat"))
    SlaTarget.objects.create(
        policy=SlaPolicy.objects.get(name="公众号"),
        kind=SlaTarget.objects.first().kind,
        amount=5,
        unit=Unit.MINUTE,
        calendar=WorkCalendar.objects.get(code="natural"),
    )
    publish(cast)
    rulebooks.restore_draft(first, by=cast.staff["admin"], at=MONDAY)
    assert reading.draft_data() == first.data
    back = publish(cast, reason="恢复到版本 1")
    assert (back.number, back.data) == (3, first.data)
    assert SlaRulebook.objects.count() == 3


# --- what is wrong with a draft -----------------------------------------------------------------------------------


def test_the_seeded_rules_have_no_problem(cast):
    assert problems() == []


def test_a_rule_that_can_never_be_reached_is_named_with_those_before_it(cast):
    wide = SlaPolicy.objects.create(name="所有投诉", order=1, business_type="complaint")
    narrow = SlaPolicy.objects.create(
        name="VIP投诉", order=2, business_type="complaint", customer_level="vip"
    )
    for policy in (wide, narrow):
        target = SlaTarget.objects.filter(policy__is_fallback=True).first()
        SlaTarget.objects.create(
            policy=policy, kind=target.kind, amount=1, unit=Unit.HOUR, calendar=target.calendar
        )
    (problem,) = problems()
    assert "VIP投诉" in problem and "所有投诉" in problem
    SlaPolicy.objects.filter(pk=wide.pk).update(order=3)
    assert problems() == []


def test_several_rules_together_can_hide_one(cast):
    target = SlaTarget.objects.filter(policy__is_fallback=True).first()
    for order, told in enumerate(
        ({"customer_level": "vip"}, {"customer_level": "normal"}, {"business_type": "repair"}), 1
    ):
        policy = SlaPolicy.objects.create(name=f"规则{order}", order=order, **told)
        SlaTarget.objects.create(
            policy=policy, kind=target.kind, amount=1, unit=Unit.HOUR, calendar=target.calendar
        )
    hidden = [problem for problem in problems() if "规则3" in problem]
    assert not hidden, "levels may grow: a third one would reach it"


def test_a_rule_of_a_child_type_behind_its_parent(cast):
    parent = cast.types["硬件故障"].parent
    target = SlaTarget.objects.filter(policy__is_fallback=True).first()
    for order, issue_type in enumerate((parent, cast.types["硬件故障"]), 1):
        policy = SlaPolicy.objects.create(name=issue_type.name, order=order, issue_type=issue_type)
        SlaTarget.objects.create(
            policy=policy, kind=target.kind, amount=1, unit=Unit.HOUR, calendar=target.calendar
        )
    (problem,) = problems()
    assert "硬件故障" in problem and parent.name in problem


def test_a_rule_without_targets_a_step_before_the_start_and_no_rule_for_the_rest(cast):
    SlaPolicy.objects.create(name="空规则", order=1, customer_level="vip")
    step = SlaTarget.objects.get(policy__tier=Tier.URGENT, kind__code="ack").steps.first()
    step.share, step.offset_minutes = 100, -30
    step.save()
    SlaPolicy.objects.filter(is_fallback=True).update(is_fallback=False, tier=Tier.GENERAL)
    told = problems()
    assert any("空规则" in line for line in told)
    assert any("紧急 / 高" in line for line in told)
    assert any("“" not in line for line in told), "the missing rule for everything else has no name"
    with pytest.raises(LawBroken):
        publish(cast)


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


# --- running limits and hours -------------------------------------------------------------------------------------


def declare(day, kind, hours=""):
    calendar = WorkCalendar.objects.get(code="workdays")
    CalendarDay.objects.update_or_create(
        calendar=calendar,
        date=day,
        defaults={"kind": kind, "hours": hours, "status": DayStatus.PUBLISHED},
    )
    return calendar


def follow(cast, calendar, at):
    terms_changes.request_change(
        ChangeScope.CALENDAR, by=cast.staff["admin"], at=at, reason="日历", calendar=calendar
    )
    terms_changes.apply_open_changes(lambda: at)


def test_a_day_declared_closed_moves_running_limits(cast):
    """Case 40: CN, 12 h, created Mon 10:00; at Mon 15:00 Tuesday is declared closed."""
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    ticket = reported(cast, MONDAY)
    assert clock(ticket, "ack").due_at == moment("2026-03-17 13:00")
    at = moment("2026-03-16 15:00")
    calendar = declare("2026-03-17", DayKind.HOLIDAY)
    running = preview.under_hours(
        calendar, calendar_from_data(calendars.snapshot_draft(calendar)), at
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
        calendar, calendar_from_data(calendars.snapshot_draft(calendar)), at
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


# --- the last thirty days -----------------------------------------------------------------------------------------


def test_the_last_thirty_days_under_the_draft(cast):
    from tickets.work.actions import conversation

    for minutes in (10, 40, 90):
        ticket = reported(cast, MONDAY)
        conversation.record_contact(
            ticket,
            by=cast.staff["agent"],
            at=MONDAY + minutes * MINUTE,
            body="已联系",
            channel=ticket.channel,
        )
    reported(cast, MONDAY - 40 * DAY)
    general_ack(amount=30, unit=Unit.MINUTE)
    at = MONDAY + DAY
    replay = comparison.compare_last_days(
        limit_terms.load_rulebook(at), limit_terms.load_rulebook(at, data=reading.draft_data()), at
    )
    rows = {
        kind.code: (now.met, now.missed, draft.met, draft.missed)
        for kind, now, draft in replay.rows
    }
    assert rows["ack"] == (2, 1, 1, 2)
    assert (replay.tickets, replay.total) == (3, 3)


@pytest.mark.parametrize(
    ("share", "minutes", "chinese", "english"),
    [
        (80, 0, "80 %", "80 %"),
        (100, 0, "到期时", "at the limit"),
        (100, 240, "到期后 4 小时", "4 h after the limit"),
        (100, -30, "到期前 30 分钟", "30 min before the limit"),
        (100, 1565, "到期后 26 小时 5 分钟", "26 h 5 min after the limit"),
        (50, 90, "50 % + 1 小时 30 分钟", "50 % + 1 h 30 min"),
    ],
)
def test_a_step_has_one_wording_on_the_rules_and_on_the_limit(
    cast, share, minutes, chinese, english
):
    step = {
        "key": "x",
        "share": share,
        "offset_minutes": minutes,
        "role": "manager",
        "level": 3,
        "acts": ["raise_tier"],
    }
    SlaClock.objects.filter(ticket=reported(cast, MONDAY), kind__code="ack").update(steps=[step])
    row = SlaClock.objects.get(kind__code="ack")
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            [tick] = drawer.limit_strips([row], {}, MONDAY + MINUTE)[0].ticks
            assert tick.words == words
            assert (
                reading.RulebookNames()
                .step_in_words(step)
                .startswith(f"{words} → {StepRole.MANAGER.label}")
            )


# --- the pages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(cast):
    return browser_of(cast.staff["admin"])


def test_the_rules_as_sentences_and_what_is_unpublished(admin):
    page = admin.get(reverse("admin:tickets_slapolicy_changelist")).content.decode()
    assert "首次响应 10 分钟" in page
    assert "draft-banner" not in page
    general_ack(amount=30, unit=Unit.MINUTE)
    assert (
        "draft-banner" in admin.get(reverse("admin:tickets_slapolicy_changelist")).content.decode()
    )


def test_from_the_draft_to_the_published_rule_in_the_browser(cast, admin):
    reported(cast, MONDAY)
    general_ack(amount=30, unit=Unit.MINUTE)
    url = reverse("admin:rules_publish")
    page = admin.get(url)
    assert "30 分钟" in page.content.decode()
    assert admin.get(reverse("admin:rules_replay")).status_code == 200
    assert admin.get(reverse("admin:terms_preview")).status_code == 200
    assert admin.post(url, {"reason": "", "seen": page.context["fingerprint"]}).status_code == 422
    answer = admin.post(
        url,
        {"reason": "加快首次响应", "apply_running": "on", "seen": page.context["fingerprint"]},
        follow=True,
    )
    assert answer.redirect_chain
    assert TermsChange.objects.get().reason == "加快首次响应"
    history = admin.get(reverse("admin:rules_history")).content.decode()
    assert "加快首次响应" in history
    assert admin.post(reverse("admin:rules_restore", args=[1]), follow=True).status_code == 200
    assert reading.draft_data() == SlaRulebook.objects.get(number=1).data


def test_rules_change_places(admin):
    first, second = SlaPolicy.objects.filter(is_fallback=False)[:2]
    admin.post(reverse("admin:rules_move", args=[second.pk]), {"to": "up"})
    assert list(SlaPolicy.objects.filter(is_fallback=False)[:2]) == [second, first]
    admin.post(reverse("admin:rules_move", args=[second.pk]), {"to": "up"})
    assert SlaPolicy.objects.filter(is_fallback=False).first() == second


def test_the_test_bench_shows_rule_due_times_and_steps(admin):
    """The worked case 8 on the bench: 8 h from Fri 02-13 16:00, Saturday is a make-up day."""
    on_workdays(amount=8, unit=Unit.HOUR, pause_reasons=["customer"])
    told = {
        "which": "draft",
        "started_at": "2026-02-13T16:00",
        "tier": "general",
        "priority": "low",
    }
    page = admin.get(reverse("admin:rules_bench"), told).content.decode()
    assert "一般 / 低" in page
    assert "02-14 15:00" in page
    paused = {
        "pause_1": "customer",
        "pause_1_from": "2026-02-14T09:00",
        "pause_1_until": "2026-02-14T11:00",
    }
    assert (
        "02-14 17:00"
        in admin.get(reverse("admin:rules_bench"), {**told, **paused}).content.decode()
    )
    wrong = {
        "pause_1": "customer",
        "pause_1_from": "2026-02-14T11:00",
        "pause_1_until": "2026-02-14T09:00",
    }
    assert admin.get(reverse("admin:rules_bench"), {**told, **wrong}).status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "rules_publish",
        "rules_history",
        "rules_bench",
        "rules_replay",
        "terms_preview",
        "terms_apply",
        "terms_publish",
    ],
)
def test_nobody_else_opens_these_pages(cast, name):
    for person in ("supervisor", "manager", "agent"):
        assert browser_of(cast.staff[person]).get(reverse(f"admin:{name}")).status_code in (
            302,
            403,
            404,
        )


def test_running_limits_follow_a_calendar_from_its_page(cast, admin):
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    reported(cast, MONDAY)
    calendar = declare("2026-03-17", DayKind.HOLIDAY)
    calendars.publish_calendar(calendar, at=MONDAY)
    url = f"{reverse('admin:terms_apply')}?calendar={calendar.pk}"
    assert calendar.name in admin.get(url).content.decode()
    assert not TermsChange.objects.exists(), "looking changes nothing"
    assert admin.post(url, {"reason": "周二停业"}).status_code == 302
    assert TermsChange.objects.get().calendar == calendar
    assert admin.get(f"{reverse('admin:terms_apply')}?calendar=99999").status_code == 404


@pytest.fixture
def holiday(cast, admin):
    """A running limit of twelve working hours, and a holiday in its way that is still a draft: the publish page, filled in."""
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    reported(cast, MONDAY)
    calendar = declare("2026-03-17", DayKind.HOLIDAY)
    page = admin.get(reverse("admin:calendars_workcalendar_publish", args=[calendar.pk]))
    return calendar, {"reason": "周二停业", "seen": page.context["fingerprint"]}


def address_of(name, calendar):
    return f"{reverse(f'admin:terms_{name}')}?calendar={calendar.pk}"


def following(admin, calendar):
    return admin.get(address_of("following", calendar)).context


def test_publishing_a_calendar_takes_the_running_limits_along_when_that_is_ticked(admin, holiday):
    calendar, form = holiday
    answer = admin.post(address_of("publish", calendar), {**form, "apply_running": "on"})
    assert answer.url == reverse("admin:calendars_workcalendar_change", args=[calendar.pk])
    change = TermsChange.objects.get()
    assert (change.calendar, change.reason, change.scope) == (
        calendar,
        "周二停业",
        ChangeScope.CALENDAR,
    )
    assert calendar.versions.count() == 2
    assert following(admin, calendar)["change"] == change, (
        "the calendar's page tells how far it came"
    )
    terms_changes.apply_open_changes(lambda: MONDAY + HOUR)
    assert SlaClock.objects.get(kind__code="ack").due_at == moment("2026-03-18 13:00")
    assert not following(admin, calendar)["change"]
    assert following(admin, calendar)["behind"] == 0


def test_otherwise_the_calendars_page_says_how_many_follow_an_earlier_version(admin, holiday):
    calendar, form = holiday
    admin.post(address_of("publish", calendar), form)
    assert not TermsChange.objects.exists()
    told = following(admin, calendar)
    running = SlaClock.objects.live().filter(calendar_version__calendar=calendar).count()
    assert (told["change"], told["behind"]) == (None, running)
    assert running
    assert (
        address_of("apply", calendar)
        in admin.get(address_of("following", calendar)).content.decode()
    )
    admin.post(address_of("apply", calendar), {"reason": "周二停业"})
    terms_changes.apply_open_changes(lambda: MONDAY + HOUR)
    assert following(admin, calendar)["behind"] == 0


def test_a_publish_page_that_is_refused_applies_nothing(admin, holiday):
    calendar, form = holiday
    for wrong in ({"reason": ""}, {"seen": "another draft"}):
        answer = admin.post(
            address_of("publish", calendar), {**form, "apply_running": "on", **wrong}
        )
        assert answer.status_code == 422
        assert f'action="{address_of("publish", calendar)}"' in answer.content.decode(), (
            "the page is there again"
        )
    assert calendar.versions.count() == 1
    assert not TermsChange.objects.exists()
    assert admin.get(address_of("publish", calendar)).url == reverse(
        "admin:calendars_workcalendar_publish", args=[calendar.pk]
    )


def test_what_hours_move_keeps_no_grace_and_nobody_says_so(admin, holiday):
    calendar, _form = holiday
    grace = "宽限"
    assert grace not in admin.get(address_of("preview", calendar)).content.decode()
    assert grace in admin.get(reverse("admin:terms_preview")).content.decode()


def test_looking_at_a_calendar_that_was_never_published_publishes_nothing(admin):
    nights = WorkCalendar.objects.create(code="nights", name="夜班")
    assert admin.get(f"{reverse('admin:terms_preview')}?calendar={nights.pk}").status_code == 200
    assert admin.get(f"{reverse('admin:terms_apply')}?calendar={nights.pk}").status_code == 404
    assert not nights.versions.exists()


def test_the_ledger_tells_of_a_limit_that_was_moved(cast):
    ticket = reported(cast, MONDAY)
    general_ack(amount=90, unit=Unit.MINUTE)
    publish(cast, apply=True)
    terms_changes.apply_open_changes(lambda: MONDAY)
    line = TicketEvent.objects.get(ticket=ticket, kind="clock_retargeted")
    assert line.data["was"]["amount"] == 1 and line.data["law"] == "retarget"
    assert line.actor == cast.staff["admin"]
    assert SlaClock.objects.get(ticket=ticket, kind__code="ack").due_at == MONDAY + 90 * MINUTE
