"""The lines of the work list, in the reader's words."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F

from accounts.models import User
from core.names import in_language
from customers.rules import ContactVisibility, contact_visibility
from pages.formats import MomentWriter, WrittenMoment
from tickets.desk.queries.saved_views import Viewpoint
from tickets.limits.queries import chips
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.record.enums import Status, Tier, WaitReason
from tickets.record.models import Ticket
from tickets.record.queries.hidden_texts import hide_texts_of

COLUMNS = (
    "number",
    "summary",
    "status",
    "tier",
    "wait_reason",
    "reported_at",
    "next_due_at",
    "assignee_id",
)

# All that a row shows, with `COLUMNS`.
#
# A ticket has ninety columns and four neighbours, and making objects of them takes longer than
# finding them.
NAMES = {
    "customer_name": F("customer__name"),
    "channel_name": F("channel__name"),
    "channel_name_en": F("channel__name_en"),
    "department_name": F("department__name"),
    "assignee_name": F("assignee__display_name"),
    "assignee_login": F("assignee__username"),
}


class ListRow(NamedTuple):
    """One line of the list; empty where there is nothing to say."""

    ticket: Ticket
    limit: LimitLabel | None
    status: str
    tier: str
    waits_for: str
    customer: str
    channel: str
    department: str
    assignee: str
    is_mine: bool
    reported: WrittenMoment


@dataclass(frozen=True, slots=True)
class RowReader:
    """For whom rows are worded.

    Whose tickets are marked, which names may be seen, how moments are written.
    """

    user: User
    visibility: ContactVisibility
    moments: MomentWriter

    def row_of(self, ticket: Any, chip: chips.Chip | None) -> ListRow:
        """The line of a ticket that carries `NAMES`, with its next limit."""
        labels = _choice_labels(self.moments.language)
        return ListRow(
            ticket=ticket,
            limit=limit_label(chip, self.moments) if chip else None,
            status=labels.status[ticket.status],
            tier=labels.tier[ticket.tier],
            waits_for=labels.waits_for.get(ticket.wait_reason, ""),
            customer=self.visibility.customer_name(ticket.customer_name),
            channel=in_language(ticket.channel_name, ticket.channel_name_en),
            department=ticket.department_name or "",
            assignee=ticket.assignee_name or ticket.assignee_login or "",
            is_mine=ticket.assignee_id == self.user.pk,
            reported=self.moments.write(ticket.reported_at),
        )


@dataclass(frozen=True, slots=True)
class ChoiceLabels:
    """The words of choices by their values."""

    status: dict[str, str]
    tier: dict[str, str]
    waits_for: dict[str, str]


@lru_cache(maxsize=8)
def _choice_labels(language: str | None) -> ChoiceLabels:
    """Looked up once a language, which is the active one."""
    # Fifty rows would translate the same few words a hundred and fifty times.
    return ChoiceLabels(
        status={value: str(label) for value, label in Status.choices},
        tier={value: str(label) for value, label in Tier.choices},
        waits_for={value: str(label) for value, label in WaitReason.choices},
    )


def list_rows(tickets: list[Ticket], viewpoint: Viewpoint) -> list[ListRow]:
    """Lines with their next limit; the tickets carry `NAMES`. Three statements at most."""
    clocks = _glances_by_ticket(tickets)
    user = viewpoint.user
    reader = RowReader(user, contact_visibility(user), MomentWriter.for_reader(viewpoint.at))
    hide_texts_of(tickets, reader.visibility)
    rows = []
    for ticket in tickets:
        chip = chips.first_due_chip(clocks.get(ticket.pk, ()), viewpoint.at)
        rows.append(reader.row_of(ticket, chip))
    return rows


def _glances_by_ticket(tickets: list[Ticket]) -> dict[int, list[chips.Glance]]:
    by_ticket: dict[int, list[chips.Glance]] = {}
    if tickets:
        for glance in chips.live_glances(ticket.pk for ticket in tickets):
            by_ticket.setdefault(glance.ticket_id, []).append(glance)
    return by_ticket
