"""Steps that tests put on the limits of the published rules, and who was told."""

from __future__ import annotations

from datetime import timedelta

from notifications.models import InboxItem
from tests.fixtures import moment
from tickets.limits.actions import rulebooks
from tickets.limits.enums import StepRole
from tickets.limits.models import EscalationStep
from tickets.record.enums import Tier

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MORNING = moment("2026-03-16 10:00")


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
