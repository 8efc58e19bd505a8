"""Who is told of a limit: who is there, on duty, or stands in for somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.models import Absence, DutyShift
from notifications.models import InboxItem
from tests.factories.escalation_steps import step, told
from tests.fixtures import moment, reported
from tickets.limits.actions import clocks
from tickets.limits.enums import StepRole
from tickets.limits.models import Escalation, SlaClock
from tickets.limits.queries import drawer
from tickets.limits.queries.escalations import EscalationFilter, escalation_log
from tickets.limits.queries.recipients import Recipients
from tickets.record.enums import Tier

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MORNING = moment("2026-03-16 10:00")

NIGHT = moment("2026-03-17 01:00")


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
    assert raised.recipients == [str(cast.staff["supervisor"]), str(cast.staff["engineer2"])]


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
    assert Escalation.objects.get(step="100%+0m:supervisor").recipients == [stood_in]
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
    Escalation.objects.update(recipients=[{"name": "李伟", "for": ["王芳", "刘洋"]}, "何俊"])
    with translation.override(language):
        [line] = escalation_log(cast.staff["supervisor"], EscalationFilter(level=2), "").lines
        assert line.recipients == words
        strip = drawer.limit_strips(
            SlaClock.objects.filter(ticket=ticket, kind__code="ack"), {}, MORNING + 2 * HOUR
        )[0]
        assert {tick.recipients for tick in strip.ticks if tick.state == "raised"} == {words}


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        (("supervisor",), {"manager"}),
        (("supervisor", "manager"), {"admin"}),
    ],
)
def test_a_role_that_nobody_holds_passes_its_steps_on(cast, gone, expected):
    for name in gone:
        for holder in cast.staff[name].groups.get().user_set.all():
            holder.is_active = False
            holder.save(update_fields=["is_active"])
    reported(cast, MORNING, tier=Tier.URGENT, promised_at=MORNING + DAY)
    clocks.sweep_clocks(at=MORNING + 11 * MINUTE, limit=50)
    assert set(told()) == expected
