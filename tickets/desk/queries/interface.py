"""Tickets as other programs read them: compiled once for all who see as far."""

from functools import lru_cache

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from core.queries.compiled import KEYS, TEXT, CompiledQuery
from customers.models import Contact
from tickets.record.domain.scope import TicketScope
from tickets.record.models import Ticket, scope_of
from tickets.record.queries import compiled_scopes

NEIGHBOURS = (
    "customer",
    "contact",
    "channel",
    "asset",
    "department",
    "assignee",
    "accepted_by",
)

# What is left of a free text depends on the names of all the customer's people.
PEOPLE = Prefetch("customer__contacts", Contact.objects.only("name", "customer").order_by())

# What a row of a list says.
COLUMNS = (
    *("number", "issue_no", "external_id", "status", "is_open", "wait_reason", "tier", "priority"),
    *("nature", "business_type", "issue_type", "contact", "summary", "reported_at"),
    *("promised_at", "next_due_at", "first_responded_at", "fixed_at", "resolved_at", "closed_at"),
    *("reopen_count", "version", "updated_at"),
    *("channel__code", "customer__code", "customer__name", "asset__serial", "department__name"),
    "assignee__username",
)
LISTED = (
    Ticket.objects.filter(pk__any_of=KEYS)
    .select_related("channel", "customer", "asset", "department", "assignee")
    .only(*COLUMNS)
    .order_by()
)
WITH_NAMES = CompiledQuery(LISTED, by_key=True, keys=KEYS)
WITHOUT_NAMES = CompiledQuery(LISTED.prefetch_related(PEOPLE), by_key=True, keys=KEYS)


def listed_tickets(found: "QuerySet[Ticket]", *, shows_names: bool) -> list[Ticket]:
    """Tickets that were found, in their order, with what a row of a list says. Two statements, and
    one for the names that have to be masked.
    """
    keys = list(found.values_list("pk", flat=True))
    if not keys:
        return []
    compiled = WITH_NAMES if shows_names else WITHOUT_NAMES
    by_key = {ticket.pk: ticket for ticket in compiled.ask(keys=keys)}
    return [by_key[key] for key in keys if key in by_key]


def whole_ticket(user: User, number: str, *, shows_names: bool) -> Ticket | None:
    """The ticket of a number with its neighbours, if the person may see it. As many statements."""
    scope = scope_of(user)
    compiled = _ticket_in(compiled_scopes.scope_of_anybody(scope), shows_names)
    return compiled.ask_one(number=number, **compiled_scopes.values_of_scope(scope))


@lru_cache(maxsize=16)
def _ticket_in(scope: TicketScope, shows_names: bool) -> CompiledQuery:
    tickets = Ticket.objects.select_related(*NEIGHBOURS).within(scope).filter(number=TEXT)
    if not shows_names:
        tickets = tickets.prefetch_related(PEOPLE)
    return CompiledQuery(tickets.order_by(), by_key=True, number=TEXT, **compiled_scopes.STAND_INS)
