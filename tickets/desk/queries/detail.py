"""Everything that one ticket page shows, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from core.formats import MomentWriter
from customers.rules import ContactVisibility, contact_visibility
from tickets.desk.queries import of_ticket, timeline
from tickets.limits.queries import chips
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket
from tickets.work.queries import REASONS_WANTED

NEIGHBOURS = (
    "customer",
    "contact",
    "channel",
    "issue_type",
    "asset__model",
    "department",
    "assignee",
    "accepted_by",
    "merged_into",
    "is_repeat_of",
)
COLUMNS = (
    "number",
    "issue_no",
    "summary",
    "status",
    "came_from",
    "tier",
    "priority",
    "nature",
    "reopen_count",
    "wait_reason",
    "wait_until",
    "original_text",
    "symptom",
    "error_code",
    "tried_steps",
    "extra_info",
    "accepted_name",
    "created_by_id",
    "reported_at",
    "first_responded_at",
    "promised_at",
    "fixed_at",
    "resolved_at",
    "archived_at",
    "customer__code",
    "customer__name",
    "customer__level",
    "customer__segment",
    "customer__relation",
    "customer__verified_at",
    "contact__name",
    "contact__phone",
    "channel__name",
    "channel__name_en",
    "issue_type__name",
    "issue_type__name_en",
    "asset__serial",
    "asset__sold_on",
    "asset__model__name",
    "asset__model__code",
    "department__name",
    "assignee__display_name",
    "assignee__username",
    "accepted_by__display_name",
    "accepted_by__username",
    "merged_into__number",
    "is_repeat_of__number",
)
TO_SHOW = (
    Ticket.objects.select_related(*NEIGHBOURS)
    .only(*COLUMNS)
    .annotate(reasons_wanted=REASONS_WANTED)
)
"""All that its page shows: with its neighbours a ticket has three hundred columns, and to compile and read them was half of the page."""


@dataclass(frozen=True, slots=True)
class Detail:
    """The page as shown."""

    ticket: Ticket
    limits: list[LimitLabel]
    has_ended_limits: bool
    stages: list[dict[str, Any]]
    entries: list[timeline.Entry]
    files: list[of_ticket.Filed]
    solution: of_ticket.Proposed | None
    visibility: ContactVisibility


def detail(ticket: Ticket, user: User, at: datetime) -> Detail:
    """Limits, stream, files and solution of a ticket: five statements."""
    limits = of_ticket.LIMITS.of(ticket.pk)
    clocks = [limit.clock for limit in limits]
    live = sorted(
        (
            chips.chip(row, at)
            for row in clocks
            if row.stopped_at is None and row.cancelled_at is None
        ),
        key=chips.urgency,
    )
    moments = MomentWriter.for_reader(at)
    files = of_ticket.FILES.of(ticket.pk)
    events, said = of_ticket.EVENTS.of(ticket.pk), of_ticket.SAID.of(ticket.pk)
    return Detail(
        ticket=ticket,
        limits=[limit_label(one, moments) for one in live],
        has_ended_limits=any(row.stopped_at is not None for row in clocks),
        stages=stages(ticket, any(one.tone == "late" for one in live)),
        entries=timeline.stream(
            events, said, files, {limit.code: limit.clock.kind for limit in limits}, moments
        ),
        files=files,
        solution=next(iter(of_ticket.SOLUTIONS.of(ticket.pk)), None),
        visibility=contact_visibility(user),
    )


def stages(ticket: Ticket, is_late: bool) -> list[dict[str, Any]]:
    """The stage bar: done, current (late or not), to come."""
    current = lifecycle.stage_of(ticket.status, ticket.came_from)
    keys = [key for key, _states in lifecycle.STAGES]
    position = keys.index(current) if current in keys else -1
    return [
        {
            "key": key,
            "state": "done" if n < position else ("current" if n == position else "ahead"),
            "is_late": is_late and n == position,
        }
        for n, key in enumerate(keys)
    ]
