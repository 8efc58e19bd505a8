"""The work list: views, filters, one page of rows, counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from core.queries import paging
from customers.rules import Sight, sight
from tickets.enums import Status
from tickets.models import SlaClock, Ticket, TicketQuerySet
from tickets.queries import chips

BY_DUE = paging.Order("next_due_at")
BY_REPORT = paging.Order("reported_at", descending=True)
PAGE_SIZE = 50
DUE_SOON = timedelta(hours=1)
ROW_WITH = ("customer", "contact", "channel", "assignee", "department", "asset")


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: which tickets, in which order."""

    key: str
    narrow: Callable[[TicketQuerySet, User, datetime], TicketQuerySet]
    order: paging.Order = BY_DUE


VIEWS = (
    View("mine", lambda rows, user, at: rows.open().filter(assignee=user)),
    View("unassigned", lambda rows, user, at: rows.unassigned()),
    View("due_soon", lambda rows, user, at: rows.due_between(at, at + DUE_SOON)),
    View("late", lambda rows, user, at: rows.late(at)),
    View("waiting", lambda rows, user, at: rows.open().filter(status=Status.WAITING_CUSTOMER)),
    View("open", lambda rows, user, at: rows.open()),
    View("all", lambda rows, user, at: rows, BY_REPORT),
)
BY_KEY = {view.key: view for view in VIEWS}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address narrows a view to; empty means any. Names and codes, so that the chips need no look-up."""

    q: str = ""
    status: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    issue_type: tuple[str, ...] = ()
    assignee: str = ""
    reported_from: datetime | None = None
    reported_until: datetime | None = None

    def narrow(self, rows: TicketQuerySet, *, with_people: bool) -> TicketQuerySet:
        """The rows that fit all of them; words are looked for in people's data too if the person may see those."""
        lists = {
            "status__in": self.status, "tier__in": self.tier, "priority__in": self.priority, "channel__code__in": self.channel,
            "department__name__in": self.department, "issue_type__name__in": self.issue_type,
        }  # fmt: skip
        rows = rows.filter(**{name: values for name, values in lists.items() if values})
        if self.assignee:
            rows = rows.filter(assignee__username=self.assignee)
        if self.reported_from:
            rows = rows.filter(reported_at__gte=self.reported_from)
        if self.reported_until:
            rows = rows.filter(reported_at__lt=self.reported_until)
        return rows.matching(self.q, with_people=with_people) if len(self.q) > 1 else rows


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    ticket: Ticket
    chip: chips.Chip | None
    customer: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The page as shown."""

    view: View
    rows: list[Row]
    page: paging.Page
    counts: dict[str, int] = field(default_factory=dict)


def tickets(user: User, view: View, filters: Filters, at: datetime) -> TicketQuerySet:
    """The tickets behind a screen, and behind its export."""
    return filters.narrow(view.narrow(Ticket.objects.visible_to(user), user, at), with_people=sight(user).names)


def listing(user: User, view: View, filters: Filters, cursor: str, at: datetime) -> Listing:
    """One page: rows, their clocks, and how many tickets each view holds. Three statements."""
    found = tickets(user, view, filters, at).select_related(*ROW_WITH).defer("original_text", "search_text", "people_text", "symptom")
    page = paging.page(found, view.order, cursor, PAGE_SIZE)
    return Listing(view, rows_of(page.rows, user, at), page, view_counts(user, at))


def rows_of(found: list[Ticket], user: User, at: datetime) -> list[Row]:
    """Lines with their next limit."""
    seen: Sight = sight(user)
    clocks: dict[int, list[SlaClock]] = {}
    for row in SlaClock.objects.live().filter(ticket__in=found).select_related("kind") if found else ():
        clocks.setdefault(row.ticket_id, []).append(row)
    return [
        Row(ticket, chips.next_due(clocks.get(ticket.pk, ()), at), seen.customer(ticket.customer), ticket.assignee_id == user.pk)
        for ticket in found
    ]


def view_counts(user: User, at: datetime) -> dict[str, int]:
    """How many tickets each view holds, capped; the view of everything is not counted."""
    visible = Ticket.objects.visible_to(user)
    return paging.capped_counts({view.key: view.narrow(visible, user, at) for view in VIEWS if view.key != "all"})


def open_tickets_of(user: User, *, customer: Any, asset: Any = None, but: Any = None, limit: int = 10) -> list[Ticket]:
    """Open tickets of a customer (and device) that the person may see: the duplicate warning and the side panel."""
    rows = Ticket.objects.visible_to(user).open().filter(customer=customer)
    if asset:
        rows = rows.filter(asset=asset)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return list(rows.select_related("assignee", "asset").order_by("-reported_at")[:limit])
