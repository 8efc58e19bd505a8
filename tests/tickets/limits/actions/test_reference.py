"""The rows of a fresh server: seeded once, and never again over what somebody made of them."""

import pytest

from calendars.models import WorkCalendar
from customers.models import Channel
from tickets.limits.actions.reference import seed_reference
from tickets.limits.models import EscalationStep, SlaKind, SlaPolicy, SlaRulebook, SlaTarget
from tickets.record.models import IssueType, TriageWord

pytestmark = pytest.mark.django_db

SEEDED = (
    WorkCalendar,
    Channel,
    IssueType,
    TriageWord,
    SlaKind,
    SlaPolicy,
    SlaTarget,
    EscalationStep,
    SlaRulebook,
)


def steps_of(tier, kind):
    steps = EscalationStep.objects.filter(target__policy__tier=tier, target__kind__code=kind)
    columns = ("level", "share", "offset_minutes", "role")
    return list(steps.order_by("level", "share", "offset_minutes").values_list(*columns))


def test_seeding_again_changes_nothing():
    Channel.objects.filter(code="phone").update(name="热线")
    Channel.objects.filter(code="mail").delete()
    SlaTarget.objects.filter(kind__code="ack").update(amount=7)
    before = [list(model.objects.order_by("pk").values()) for model in SEEDED]
    assert all(before)
    seed_reference()
    assert [list(model.objects.order_by("pk").values()) for model in SEEDED] == before


def test_the_first_rules_are_published():
    assert SlaRulebook.objects.get().number == 1


def test_an_urgent_miss_reaches_the_manager_after_half_an_hour_and_others_after_four():
    """model.md C4: 80 % to the assignee, the miss to the supervisor, then the manager."""
    assert steps_of("urgent", "ack") == [
        (1, 80, 0, "assignee"),
        (2, 100, 0, "supervisor"),
        (3, 100, 30, "manager"),
    ]
    assert steps_of("general", "ack")[-1] == (3, 100, 240, "manager")


def test_a_long_limit_warns_the_assignee_half_way_too():
    assert steps_of("important", "resolve")[0] == (1, 50, 0, "assignee")


def test_working_days_are_counted_by_the_calendar_of_the_office():
    calendars = SlaTarget.objects.filter(kind__code="respond", policy__tier="general")
    assert calendars.get().calendar.code == "workdays"
    assert SlaTarget.objects.get(kind__code="ack", policy__tier="urgent").calendar.is_always
