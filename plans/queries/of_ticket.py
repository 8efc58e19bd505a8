"""The plans behind a ticket: those it gave rise to, those somebody tied to it, and those at work on tickets of its kind."""

from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils import timezone

from plans.domain import lifecycle
from plans.enums import LinkKind
from plans.models import Plan, PlanLink
from tickets.record.models import Ticket

MOST = 100
"""Live plans that are looked at; natures are compared here, because not every database looks into lists."""


@dataclass(frozen=True, slots=True)
class PlanBehind:
    """A plan and why it stands beside the ticket: `origin`, `touches`, or `scope`."""

    plan: Plan
    why: str


def plans_behind(ticket: Ticket, user: Any, *, limit: int = 10) -> list[PlanBehind]:
    """At most `limit`, those that were tied first."""
    kinds = dict(PlanLink.objects.filter(ticket=ticket).values_list("plan", "kind"))
    visible = Plan.objects.visible_to(user)
    tied = [
        PlanBehind(plan, LinkKind(kinds[plan.pk])) for plan in visible.filter(pk__in=kinds)[:limit]
    ]
    rest = max(0, limit - len(tied))
    about = (
        visible.filter(_scope_holds(ticket), _was_at_work(ticket))
        .in_states(lifecycle.LIVE)
        .exclude(pk__in=kinds)
    )
    fitting = (
        plan
        for plan in about.order_by("-start_date", "pk")[:MOST]
        if not plan.natures or ticket.nature in plan.natures
    )
    return [*tied, *(PlanBehind(plan, "scope") for plan in islice(fitting, rest))]


def _scope_holds(ticket: Ticket) -> Q:
    """Each part of the scope is empty or holds the ticket; a plan about everything is about nothing in particular."""
    types = [ticket.issue_type_id, ticket.issue_type.parent_id] if ticket.issue_type else []
    parts = (
        ("channels", [ticket.channel_id]),
        ("issue_types", [pk for pk in types if pk]),
        ("scope_departments", [ticket.department_id] if ticket.department_id else []),
    )
    found, narrows = Q(), ~Q(natures=[])
    for name, keys in parts:
        through = getattr(Plan, name).through.objects
        column = {
            "channels": "channel",
            "issue_types": "issuetype",
            "scope_departments": "department",
        }[name]
        any_of = Q(pk__in=through.values("plan"))
        found &= ~any_of | Q(pk__in=through.filter(**{f"{column}__in": keys}).values("plan"))
        narrows |= any_of
    return found & narrows


def _was_at_work(ticket: Ticket) -> Q:
    """It was reported while the plan was at work, evaluation included."""
    day: date = timezone.localdate(ticket.reported_at)
    return Q(start_date__lte=day) & (Q(end_date__gte=day) | Q(evaluation_due_to__gte=day))
