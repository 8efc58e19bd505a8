"""The plans behind a ticket.

Those it gave rise to, those somebody tied to it, and those at work on tickets of its kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from plans.domain import lifecycle
from plans.enums import LinkKind
from plans.models import Plan, PlanLink, PlanQuerySet
from tickets.record.models import Ticket

# Live plans that are looked at; natures and levels are compared in Python.
MOST = 100


@dataclass(frozen=True, slots=True)
class PlanBehind:
    """A plan and why it stands beside the ticket: `origin`, `touches`, or `scope`."""

    plan: Plan
    why: str


def plans_behind(ticket: Ticket, user: User, *, limit: int = 10) -> list[PlanBehind]:
    """At most `limit`, those that were tied first."""
    links = PlanLink.objects.filter(ticket=ticket)
    kinds = dict(links.values_list("plan", "kind"))
    visible = Plan.objects.visible_to(user)

    behind = []
    for plan in visible.filter(pk__in=kinds)[:limit]:
        behind.append(PlanBehind(plan, LinkKind(kinds[plan.pk])))
    untied = _plans_about(ticket, visible.exclude(pk__in=kinds))
    for plan in islice(untied, limit - len(behind)):
        behind.append(PlanBehind(plan, "scope"))
    return behind


def _plans_about(ticket: Ticket, plans: PlanQuerySet) -> Iterator[Plan]:
    """Live plans with the ticket in their scope, the newest first."""
    candidates = plans.filter(_scope_holds(ticket), _was_at_work(ticket)).in_states(lifecycle.LIVE)
    for plan in candidates.order_by("-start_date", "pk")[:MOST]:
        if _is_one_of(ticket.nature, plan.natures) and _is_one_of(
            ticket.customer.level, plan.customer_levels
        ):
            yield plan


def _is_one_of(value: str, values: list[str]) -> bool:
    return not values or value in values


def _scope_holds(ticket: Ticket) -> Q:
    """Each part of the scope is empty or holds the ticket.

    A plan about everything is about nothing in particular, so some part has to narrow it.
    """
    issue_types = []
    if ticket.issue_type:
        # A parent stands for all that is below it.
        above = ticket.issue_type.parent_id
        issue_types = [ticket.issue_type_id, above] if above else [ticket.issue_type_id]
    departments = [ticket.department_id] if ticket.department_id else []
    models = [ticket.asset.model_id] if ticket.asset else []

    holds, narrows = Q(), ~Q(natures=[]) | ~Q(customer_levels=[])
    for name, column, keys in (
        ("channels", "channel", [ticket.channel_id]),
        ("issue_types", "issuetype", issue_types),
        ("scope_departments", "department", departments),
        ("product_models", "productmodel", models),
    ):
        through = getattr(Plan, name).through.objects
        matching = through.filter(**{f"{column}__in": keys})
        has_part = Q(pk__in=through.values("plan"))
        holds &= ~has_part | Q(pk__in=matching.values("plan"))
        narrows |= has_part
    return holds & narrows


def _was_at_work(ticket: Ticket) -> Q:
    """It was reported while the plan was at work, evaluation included."""
    day: date = timezone.localdate(ticket.reported_at)
    return Q(start_date__lte=day) & (Q(end_date__gte=day) | Q(evaluation_due_to__gte=day))
