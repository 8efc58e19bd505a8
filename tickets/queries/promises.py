"""What the rules promise for a ticket."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, Prefetch, Q, Subquery

from core.models import CalendarVersion
from core.models.calendars import law_of
from tickets.domain import policy, sla
from tickets.enums import Unit
from tickets.models import EscalationStep, SlaPolicy, SlaTarget, Ticket


def facts_of(ticket: Ticket) -> policy.Facts:
    """What the rules may ask of a ticket."""
    issue_type = ticket.issue_type
    types = {issue_type.pk, issue_type.parent_id} - {None} if issue_type else set()
    return policy.Facts(
        tier=ticket.tier,
        priority=ticket.priority,
        business_type=ticket.business_type,
        issue_types=frozenset(types),
        channel=ticket.channel_id,
        customer_level=ticket.customer.level,
        product=ticket.asset.model_id if ticket.asset_id else None,
    )


def rule_of(row: SlaPolicy) -> policy.Rule:
    """A row's conditions as the law reads them."""
    return policy.Rule(
        key=row.pk,
        tier=row.tier,
        priority=row.priority,
        business_type=row.business_type,
        issue_type=row.issue_type_id,
        channel=row.channel_id,
        customer_level=row.customer_level,
        product=row.product_id,
    )


def active_policies(at: datetime) -> list[SlaPolicy]:
    """All rules in force, in order, with their targets and steps."""
    newest = CalendarVersion.objects.filter(calendar=OuterRef("calendar")).order_by("-number").values("pk")[:1]
    targets = SlaTarget.objects.select_related("kind").annotate(version_id=Subquery(newest))
    in_force = Q(effective_from__isnull=True) | Q(effective_from__lte=at)
    return list(
        SlaPolicy.objects.filter(in_force, is_active=True).prefetch_related(
            Prefetch("targets", targets), Prefetch("targets__steps", EscalationStep.objects.all())
        )
    )


def targets_for(ticket: Ticket, at: datetime) -> dict[int, list[SlaTarget]]:
    """By kind: the target by tier and the one by priority (one or two)."""
    policies = {row.pk: row for row in active_policies(at)}
    chosen = policy.choose([rule_of(row) for row in policies.values()], facts_of(ticket))
    found: dict[int, list[SlaTarget]] = {}
    for key in chosen:
        for target in policies[key].targets.all():
            target.policy = policies[key]
            found.setdefault(target.kind_id, []).append(target)
    return found


def law_target(target: SlaTarget, *, moment: datetime | None = None, is_reopened: bool = False) -> sla.Target:
    """A row's target as the law reads it."""
    amount = target.reopen_amount if is_reopened and target.reopen_amount else target.amount
    return sla.Target(
        amount=amount,
        unit=Unit(target.unit),
        calendar=law_of(target.version_id),
        pause_reasons=frozenset(target.pause_reasons),
        repeats=target.kind.repeats,
        moment=moment if target.kind.is_moment else None,
        steps=tuple(sla.Step(step.key, step.share, timedelta(minutes=step.offset_minutes)) for step in target.steps.all()),
    )


def strictest(targets: Iterable[SlaTarget], started_at: datetime, *, is_reopened: bool = False) -> SlaTarget:
    """Of the targets of one kind, the one that would be due first."""

    best, *others = targets
    for other in others if not best.kind.is_moment else ():
        one, two = (sla.start(law_target(target, is_reopened=is_reopened), started_at) for target in (best, other))
        best = best if sla.stricter(one, two) is one else other
    return best
