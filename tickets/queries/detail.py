"""Everything that one ticket page shows, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.http import Http404

from accounts.models import User
from customers.rules import Sight, sight
from tickets.domain import lifecycle
from tickets.models import Attachment, Communication, Escalation, SlaClock, Solution, Ticket, TicketEvent
from tickets.queries import chips, timeline

WITH = (
    "customer", "contact", "channel", "issue_type__parent", "asset__model", "department", "assignee", "accepted_by", "merged_into",
    "is_repeat_of",
    "parent", "created_by", "tier_by", "updated_by",
)  # fmt: skip
EVENTS_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Detail:
    """The page as shown."""

    ticket: Ticket
    chips: list[chips.Chip]
    kept: list[chips.Chip]
    stages: list[dict[str, Any]]
    entries: list[timeline.Entry]
    files: list[Attachment]
    solution: Solution | None
    sight: Sight


def find(user: User, number: str) -> Ticket:
    """The ticket, or a 404 that does not tell whether it exists."""
    asked = Escalation.objects.filter(clock__ticket=OuterRef("pk")).order_by()
    wanted = asked.filter(wants_reason=True, reason_at__isnull=True)
    found = Ticket.objects.visible_to(user).select_related(*WITH).filter(number=number)
    annotated = found.annotate(escalation_level=Subquery(_highest(asked)), reasons_wanted=Exists(wanted))
    ticket = next(iter(annotated.order_by()), None)  # `first` would compare each sort key with 300 columns
    if ticket is None:
        raise Http404
    return ticket


def _highest(escalations: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """The highest level ever raised: it never goes down."""
    return escalations.values("clock__ticket").annotate(level=Max("level")).values("level")


def detail(ticket: Ticket, user: User, at: datetime) -> Detail:
    """Clocks, stream, files and solution of a ticket: five statements."""
    rows = list(SlaClock.objects.filter(ticket=ticket).select_related("kind"))
    live = sorted((chips.chip(row, at) for row in rows if row.stopped_at is None and row.cancelled_at is None), key=chips.urgency)
    kept = [chips.chip(row, at) for row in rows if row.stopped_at is not None]
    events = TicketEvent.objects.filter(ticket=ticket).select_related("actor")[:EVENTS_SHOWN]
    said = Communication.objects.filter(ticket=ticket).select_related("by", "channel", "contact")[:EVENTS_SHOWN]
    files = list(Attachment.objects.filter(ticket=ticket).select_related("file", "by"))
    return Detail(
        ticket=ticket,
        chips=live,
        kept=kept,
        stages=stages(ticket, any(one.tone == "late" for one in live)),
        entries=timeline.stream(ticket, names_of_clocks(events, rows), said, files),
        files=files,
        solution=Solution.objects.filter(ticket=ticket).select_related("author", "responsible", "decided_by").first(),
        sight=sight(user),
    )


def names_of_clocks(events: Any, rows: list[SlaClock]) -> list[TicketEvent]:
    """Lines about clocks with the kind's name in the reader's language."""
    names = {row.kind.code: str(row.kind) for row in rows}
    lines = list(events)
    for line in lines:
        if "clock" in line.data:
            line.data["clock_name"] = names.get(line.data["clock"], line.data["clock"])
    return lines


def stages(ticket: Ticket, is_late: bool) -> list[dict[str, Any]]:
    """The stage bar: done, current (late or not), to come."""
    current = lifecycle.stage_of(ticket.status, ticket.came_from)
    keys = [key for key, _states in lifecycle.STAGES]
    position = keys.index(current) if current in keys else -1
    return [
        {"key": key, "state": "done" if n < position else ("current" if n == position else "ahead"), "is_late": is_late and n == position}
        for n, key in enumerate(keys)
    ]
