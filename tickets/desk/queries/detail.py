"""Everything that one ticket page shows, in few statements, however much it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import User
from core.queries.compiled import TEXT, CompiledQuery
from customers.rules import ContactVisibility, contact_visibility
from pages.formats import MomentWriter
from privacy.domain.classes import FieldClass
from tickets.desk.queries import of_ticket, timeline
from tickets.limits.queries import chips
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.record.domain import lifecycle
from tickets.record.domain.scope import Extent, TicketScope
from tickets.record.models import Attachment, Ticket, scope_of
from tickets.record.queries import compiled_scopes
from tickets.record.queries.hidden_texts import hide_texts_of
from tickets.work.models import Solution
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
    "contact__email",
    "contact__wechat_id",
    "contact__preferred_channel",
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

# All that its page shows.
#
# With its neighbours a ticket has three hundred columns, and to compile and read them was half of
# the page.
TO_SHOW = (
    Ticket.objects.select_related(*NEIGHBOURS)
    .only(*COLUMNS)
    .annotate(
        reasons_wanted=REASONS_WANTED,
        # Most tickets have neither: what is not there is not asked for.
        has_files=Exists(Attachment.objects.filter(ticket=OuterRef("pk")).order_by()),
        has_solution=Exists(Solution.objects.filter(ticket=OuterRef("pk")).order_by()),
    )
    .order_by()
)


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """The page as shown."""

    ticket: Ticket
    limits: list[LimitLabel]
    has_ended_limits: bool
    stages: list[dict[str, Any]]
    entries: list[timeline.Entry]
    files: list[of_ticket.Filed]
    solution: of_ticket.ProposedSolution | None
    visibility: ContactVisibility
    unseen: frozenset[str]
    """Numbers of linked tickets that the reader may not open."""


def ticket_to_show(user: User, number: str) -> Ticket | None:
    """The ticket with all that its page shows, if the person may see it. One statement."""
    scope = scope_of(user)
    compiled = _ticket_in(compiled_scopes.scope_of_anybody(scope))
    return compiled.ask_one(number=number, **compiled_scopes.values_of_scope(scope))


@lru_cache(maxsize=8)
def _ticket_in(scope: TicketScope) -> CompiledQuery:
    tickets = TO_SHOW.within(scope).filter(number=TEXT)
    return CompiledQuery(tickets, by_key=True, number=TEXT, **compiled_scopes.STAND_INS)


def ticket_detail(ticket: Ticket, user: User, at: datetime) -> TicketDetail:
    """Limits, stream, files and solution of a ticket to show: three to five statements."""
    limits = of_ticket.LIMITS.of(ticket.pk)
    clocks = [limit.clock for limit in limits]
    running = [row for row in clocks if row.stopped_at is None and row.cancelled_at is None]
    live = sorted((chips.chip_of(row, at) for row in running), key=chips.chip_urgency)

    moments = MomentWriter.for_reader(at)
    files = of_ticket.FILES.of(ticket.pk) if ticket.has_files else []
    events = of_ticket.EVENTS.of(ticket.pk)
    said = of_ticket.SAID.of(ticket.pk)
    kinds = {limit.code: limit.clock.kind for limit in limits}
    unseen = _unseen_numbers(ticket, events, user)
    solutions = of_ticket.SOLUTIONS.of(ticket.pk) if ticket.has_solution else []

    visibility = contact_visibility(user)
    names = visibility.known_names(ticket.customer)
    visibility.hide_texts(ticket, names)
    linked = (ticket.merged_into, ticket.is_repeat_of)
    hide_texts_of([other for other in linked if other is not None], visibility)

    shown_text = partial(visibility.shown_text, names=names)
    files = [file._replace(file__name=shown_text(file.file__name)) for file in files]

    return TicketDetail(
        ticket=ticket,
        limits=[limit_label(chip, moments) for chip in live],
        has_ended_limits=any(row.stopped_at is not None for row in clocks),
        stages=stage_bar(ticket, is_late=any(chip.tone == "late" for chip in live)),
        entries=timeline.event_stream(
            events,
            said,
            files,
            kinds,
            moments,
            unseen,
            shown_text,
            partial(visibility.shown_value, field_class=FieldClass.PERSON),
        ),
        files=files,
        solution=solutions[0].as_read(shown_text) if solutions else None,
        visibility=visibility,
        unseen=unseen,
    )


def _unseen_numbers(
    ticket: Ticket, events: Iterable[of_ticket.LedgerEntry], user: User
) -> frozenset[str]:
    """The linked tickets that the reader may not see. A statement where there are links at all."""
    linked = {other.number for other in (ticket.merged_into, ticket.is_repeat_of) if other}
    linked.update(event.note for event in events if timeline.names_ticket(event))
    if not linked or scope_of(user).extent is Extent.EVERYTHING:
        return frozenset()
    seen = Ticket.objects.visible_to(user).filter(number__in=linked).order_by()
    return frozenset(linked.difference(seen.values_list("number", flat=True)))


def stage_bar(ticket: Ticket, *, is_late: bool) -> list[dict[str, Any]]:
    """The stage bar: done, current (late or not), to come."""
    current = lifecycle.stage_of(ticket.status, ticket.came_from)
    keys = [key for key, _states in lifecycle.STAGES]
    # A cancelled or merged ticket stands at no stage, and all of them are to come.
    position = keys.index(current) if current in keys else -1
    bar = []
    for n, key in enumerate(keys):
        state = "ahead"
        if n < position:
            state = "done"
        elif n == position:
            state = "current"
        bar.append({"key": key, "state": state, "is_late": is_late and n == position})
    return bar
