"""The whole ladder: who is told at night, what a step does besides telling, catch-up, reasons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Absence, DutyShift
from core.errors import LawBroken
from notifications.models import InboxItem
from tests.fixtures import browser_of, moment, play_of, reported
from tickets.limits.actions import clocks, rulebooks
from tickets.limits.enums import StepRole
from tickets.limits.models import Escalation, EscalationStep, SlaClock, SlaTarget
from tickets.limits.queries import drawer
from tickets.limits.queries.escalations import EscalationFilter, escalation_log
from tickets.limits.queries.recipients import Recipients
from tickets.record.enums import Status, Tier
from tickets.record.models import CauseCode, Ticket, TicketEvent
from tickets.work.actions import escalations

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = moment("2026-03-16 10:00")
NIGHT = moment("2026-03-17 01:00")


def step(
    cast, kind, *, tier=Tier.GENERAL, role=StepRole.SUPERVISOR, share=100, offset=0, level=2, **acts
):
    """The only step of a kind's target, published."""
    EscalationStep.objects.filter(target__kind__code=kind, target__policy__tier=tier).delete()
    target = EscalationStep.target.field.related_model.objects.get(
        kind__code=kind, policy__tier=tier
    )
    EscalationStep.objects.create(
        target=target, share=share, offset_minutes=offset, role=role, level=level, **acts
    )
    rulebooks.publish_rulebook(by=cast.staff["admin"], at=MORNING - DAY, reason="升级规则")


def told(topic="breach"):
    return sorted(InboxItem.objects.filter(topic=topic).values_list("user__username", flat=True))


@pytest.mark.parametrize("others_level", [1, 3])
def test_steps_of_the_same_moment_all_tell_their_people(cast, others_level):
    target = SlaTarget.objects.get(kind__code="ack", policy__tier=Tier.GENERAL)
    EscalationStep.objects.create(
        target=target, share=100, role=StepRole.MANAGER, level=others_level
    )
    step(cast, "respond")
    EscalationStep.objects.filter(target=target).exclude(share=100).delete()
    rulebooks.publish_rulebook(by=cast.staff["admin"], at=MORNING - HOUR, reason="两级同时")
    reported(cast, MORNING)
    clocks.sweep_clocks(at=MORNING + HOUR + MINUTE, limit=50)
    assert told() == ["manager", "supervisor"]


# --- who is there -------------------------------------------------------------------------------------------------


def test_at_night_an_urgent_miss_finds_the_person_on_duty(cast):
    DutyShift.objects.create(
        person=cast.staff["engineer2"], starts_at=NIGHT - HOUR, ends_at=NIGHT + 8 * HOUR
    )
    urgent = reported(cast, NIGHT, tier=Tier.URGENT, promised_at=NIGHT + DAY)
    calm = reported(cast, NIGHT - HOUR, tier=Tier.GENERAL)
    clocks.sweep_clocks(at=NIGHT + 11 * MINUTE, limit=50)
    item = InboxItem.objects.get(user=cast.staff["engineer2"], topic="breach")
    assert (item.data["number"], item.shown_from) == (urgent.number, NIGHT + 11 * MINUTE)
    calm_items = InboxItem.objects.filter(data__number=calm.number, topic="breach")
    assert {one.shown_from for one in calm_items} == {moment("2026-03-17 09:00")}
    assert cast.staff["engineer2"].pk not in set(calm_items.values_list("user", flat=True))
    raised = Escalation.objects.get(clock__ticket=urgent, step="100%+0m:supervisor")
    assert raised.told == [str(cast.staff["supervisor"]), str(cast.staff["engineer2"])]


def test_by_day_nobody_on_duty_is_disturbed(cast):
    DutyShift.objects.create(
        person=cast.staff["engineer2"], starts_at=MORNING - HOUR, ends_at=MORNING + 8 * HOUR
    )
    reported(cast, MORNING, tier=Tier.URGENT, promised_at=MORNING + DAY)
    clocks.sweep_clocks(at=MORNING + 11 * MINUTE, limit=50)
    assert told() == ["supervisor"]


def test_the_roster_of_the_own_department_comes_first(cast):
    step(cast, "ack", role=StepRole.DUTY)
    ticket = reported(cast, MORNING, issue_type=cast.types["硬件故障"])
    for person, department in (("agent", None), ("engineer", ticket.department)):
        DutyShift.objects.create(
            person=cast.staff[person],
            department=department,
            starts_at=MORNING,
            ends_at=MORNING + DAY,
        )
    clocks.sweep_clocks(at=MORNING + HOUR + MINUTE, limit=50)
    assert told() == ["engineer"]


def test_the_deputy_is_told_while_somebody_is_away_and_the_deputys_deputy(cast):
    staff = cast.staff
    Absence.objects.create(
        person=staff["supervisor"],
        deputy=staff["manager"],
        starts_at=MORNING - DAY,
        ends_at=MORNING + DAY,
    )
    reported(cast, MORNING)
    clocks.sweep_clocks(at=MORNING + HOUR + MINUTE, limit=50)
    assert told() == ["manager"]
    stood_in = {"name": str(staff["manager"]), "for": [str(staff["supervisor"])]}
    assert Escalation.objects.get(step="100%+0m:supervisor").told == [stood_in]
    Absence.objects.create(
        person=staff["manager"],
        deputy=staff["agent2"],
        starts_at=MORNING - DAY,
        ends_at=MORNING + DAY,
    )
    reported(cast, MORNING + HOUR)
    clocks.sweep_clocks(at=MORNING + 2 * HOUR + MINUTE, limit=50)
    assert told() == ["agent2", "manager"]


def test_deputies_who_name_each_other_are_told_themselves(cast):
    staff = cast.staff
    for one, other in (("supervisor", "manager"), ("manager", "supervisor")):
        Absence.objects.create(
            person=staff[one], deputy=staff[other], starts_at=MORNING - DAY, ends_at=MORNING + DAY
        )
    reported(cast, MORNING)
    clocks.sweep_clocks(at=MORNING + HOUR + MINUTE, limit=50)
    assert told() == ["supervisor"]


def away(cast, person, deputy):
    Absence.objects.create(
        person=cast.staff[person],
        deputy=cast.staff[deputy],
        starts_at=MORNING - DAY,
        ends_at=MORNING + DAY,
    )


def kept(cast, role=StepRole.SUPERVISOR, *, at=MORNING, **told):
    """What an escalation of a new ticket would keep of whom it tells, and who they are."""
    ticket = reported(cast, at, **told)
    found = Recipients.load(at, [ticket])
    return found.names_for(role, ticket), [str(person) for person in found.people_for(role, ticket)]


def test_the_log_keeps_for_whom_a_deputy_was_told(cast):
    staff = cast.staff
    assert kept(cast) == ([str(staff["supervisor"])], [str(staff["supervisor"])])
    away(cast, "supervisor", "manager")
    assert kept(cast) == (
        [{"name": str(staff["manager"]), "for": [str(staff["supervisor"])]}],
        [str(staff["manager"])],
    )
    away(cast, "manager", "agent2")
    assert kept(cast)[0] == [{"name": str(staff["agent2"]), "for": [str(staff["supervisor"])]}], (
        "not for the deputy in between"
    )
    away(cast, "agent2", "supervisor")
    assert kept(cast)[0] == [str(staff["supervisor"])], "deputies in a ring stand in for nobody"


def test_one_deputy_for_several_people_is_told_once_for_all_of_them(cast):
    staff = cast.staff
    for person in ("engineer", "engineer2"):
        DutyShift.objects.create(
            person=staff[person], starts_at=MORNING - DAY, ends_at=MORNING + DAY
        )
        away(cast, person, "supervisor")
    both = [
        {"name": str(staff["supervisor"]), "for": [str(staff["engineer"]), str(staff["engineer2"])]}
    ]
    assert kept(cast, StepRole.DUTY) == (both, [str(staff["supervisor"])])
    night = kept(cast, at=NIGHT, tier=Tier.URGENT, promised_at=NIGHT + DAY)
    assert night == (both, [str(staff["supervisor"])]), (
        "at night for those on duty, and as the one meant"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "李伟（代王芳、刘洋）、何俊"), ("en", "李伟 (for 王芳, 刘洋), 何俊")],
)
def test_log_and_drawer_say_for_whom_a_deputy_was_told(cast, language, words):
    ticket = reported(cast, MORNING)
    clocks.sweep_clocks(at=MORNING + HOUR + MINUTE, limit=50)
    Escalation.objects.update(told=[{"name": "李伟", "for": ["王芳", "刘洋"]}, "何俊"])
    with translation.override(language):
        [line] = escalation_log(cast.staff["supervisor"], EscalationFilter(level=2), "").lines
        assert line.told == words
        strip = drawer.limit_strips(
            SlaClock.objects.filter(ticket=ticket, kind__code="ack"), {}, MORNING + 2 * HOUR
        )[0]
        assert {tick.told for tick in strip.ticks if tick.state == "raised"} == {words}


# --- what a step does ---------------------------------------------------------------------------------------------


def test_a_step_raises_the_tier_with_its_limits_once(cast):
    step(cast, "ack", raises_tier=True)
    ticket = reported(cast, MORNING)
    at = MORNING + HOUR + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    assert escalations.carry_out_steps(at=at, limit=50) == 1
    assert escalations.carry_out_steps(at=at, limit=50) == 0
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.tier, ticket.tier_by) == (Tier.IMPORTANT, None)
    line = TicketEvent.objects.get(ticket=ticket, kind="retiered")
    assert (line.before, line.after, line.actor) == ("general/low", "important/low", None)
    assert SlaClock.objects.filter(ticket=ticket, kind__code="resolve").exists(), (
        "the graver tier brings its limits"
    )
    assert Escalation.objects.get(step="100%+0m:supervisor").outcome == [
        {"act": "raise_tier", "outcome": "important"}
    ]


def test_what_is_worked_on_without_a_promise_does_not_become_urgent(cast):
    step(cast, "resolve", tier=Tier.IMPORTANT, raises_tier=True)
    play = play_of(cast, MORNING, tier=Tier.IMPORTANT, issue_type=cast.types["硬件故障"])
    play.say("已登记", MORNING + MINUTE, "ack")
    play.accept(MORNING + MINUTE)
    play.assign(MORNING + 2 * MINUTE)
    play.take(MORNING + 3 * MINUTE)
    at = MORNING + DAY + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    escalations.carry_out_steps(at=at, limit=50)
    assert Ticket.objects.get(pk=play.ticket.pk).tier == Tier.IMPORTANT
    assert Escalation.objects.get(acts=["raise_tier"]).outcome == [
        {"act": "raise_tier", "outcome": "no_promise"}
    ]


def test_a_step_hands_the_ticket_to_whom_it_tells(cast):
    step(cast, "ack", role=StepRole.MANAGER, reassigns=True)
    ticket = reported(cast, MORNING)
    at = MORNING + HOUR + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    escalations.carry_out_steps(at=at, limit=50)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.assignee == cast.staff["manager"]
    assert ticket.assignments.filter(ended_at__isnull=True).count() == 1
    assert told("assigned") == ["manager"]
    line = TicketEvent.objects.get(ticket=ticket, kind="assigned")
    assert (line.actor, line.note) == (None, "100%+0m:manager")


def test_a_finished_ticket_is_left_alone(cast):
    step(cast, "ack", raises_tier=True)
    ticket = reported(cast, MORNING)
    at = MORNING + HOUR + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    from tickets.work.actions import moves

    moves.cancel_ticket(ticket, by=cast.staff["supervisor"], at=at, note="重复")
    escalations.carry_out_steps(at=at, limit=50)
    assert Ticket.objects.get(pk=ticket.pk).tier == Tier.GENERAL
    assert Escalation.objects.get(acts=["raise_tier"]).outcome == [
        {"act": "raise_tier", "outcome": "finished"}
    ]


def test_the_reason_of_a_miss(cast):
    step(cast, "ack", asks_reason=True)
    ticket = reported(cast, MORNING, issue_type=cast.types["硬件故障"])
    cause = CauseCode.objects.get(name="资源不足")
    at = MORNING + HOUR + MINUTE
    page = reverse("tickets:do", args=[ticket.number, "explain"])
    supervisor = browser_of(cast.staff["supervisor"])
    assert supervisor.get(page).status_code == 409, "nobody asks yet"
    clocks.sweep_clocks(at=at, limit=50)
    assert escalations.carry_out_steps(at=at, limit=50) == 0, "asking is no work for the system"
    assert (
        "explain" in supervisor.get(reverse("tickets:page", args=[ticket.number])).content.decode()
    )
    assert browser_of(cast.staff["agent"]).get(page).status_code == 409, (
        "neither assignee nor supervisor"
    )
    answer = supervisor.post(page, {"cause": cause.pk, "note": "周末只有一人值班"})
    assert answer.status_code == 302
    row = Escalation.objects.get(wants_reason=True)
    assert (row.reason_code, row.reason_note, row.reason_by) == (
        cause,
        "周末只有一人值班",
        cast.staff["supervisor"],
    )
    with pytest.raises(LawBroken):
        escalations.explain_miss(ticket, by=cast.staff["supervisor"], at=at, cause=cause)
    line = TicketEvent.objects.get(ticket=ticket, kind="reason_given")
    assert (line.note, line.data["name"]) == ("周末只有一人值班", "资源不足")


# --- catch-up -----------------------------------------------------------------------------------------------------


def test_after_an_outage_all_is_recorded_and_only_the_highest_tells(cast):
    ticket = reported(cast, MORNING)
    at = MORNING + 6 * HOUR
    clocks.sweep_clocks(at=at, limit=50)
    rows = list(
        Escalation.objects.filter(clock__ticket=ticket, clock__kind__code="ack").order_by(
            "planned_at"
        )
    )
    assert [(row.step, row.is_late, row.has_notified) for row in rows] == [
        ("80%+0m:assignee", True, False),
        ("100%+0m:supervisor", True, False),
        ("100%+240m:manager", True, True),
    ]
    assert [row.planned_at for row in rows] == [
        MORNING + 48 * MINUTE,
        MORNING + HOUR,
        MORNING + 5 * HOUR,
    ]
    assert told() == ["manager"]
    assert TicketEvent.objects.get(ticket=ticket, kind="clock_breached").at == MORNING + HOUR


def test_the_level_of_a_ticket_never_goes_down(cast):
    play = play_of(cast, MORNING, issue_type=cast.types["硬件故障"])
    clocks.sweep_clocks(at=MORNING + 6 * HOUR, limit=50)
    play.say("已联系", MORNING + 6 * HOUR, "ack")
    levels = Escalation.objects.filter(clock__ticket=play.ticket).values_list("level", flat=True)
    assert max(levels) == 3
    assert Ticket.objects.get(pk=play.ticket.pk).status == Status.NEW
