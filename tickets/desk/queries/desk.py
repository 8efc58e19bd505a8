"""The work list: views, filters, one page of rows, counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from core.names import in_language
from core.queries import paging
from customers.rules import ContactVisibility, contact_visibility
from tickets.limits.models import SlaClock
from tickets.limits.queries import chips
from tickets.record.enums import Status
from tickets.record.models import Ticket, TicketQuerySet

BY_DUE = paging.Order("next_due_at")
BY_REPORT = paging.Order("reported_at", descending=True)
PAGE_SIZE = 50
DUE_SOON = timedelta(hours=1)
SAMPLE = 4000
UNASSIGNED_LONG = timedelta(minutes=15)
UNTOUCHED_LONG = timedelta(days=1)
WAITING = (Status.WAITING_CUSTOMER, Status.WAITING_INTERNAL)
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
NAMES = {
    "customer_name": F("customer__name"),
    "channel_name": F("channel__name"),
    "channel_name_en": F("channel__name_en"),
    "department_name": F("department__name"),
    "assignee_name": F("assignee__display_name"),
    "assignee_login": F("assignee__username"),
}
"""All that a row shows: a ticket has ninety columns and four neighbours, and making objects of them takes longer than finding them."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved view: which tickets, in which order."""

    key: str
    narrow: Callable[[TicketQuerySet, User, datetime], TicketQuerySet]
    order: paging.Order = BY_DUE


VIEWS = (
    SavedView("mine", lambda rows, user, at: rows.open().filter(assignee=user)),
    SavedView("unassigned", lambda rows, user, at: rows.unassigned()),
    SavedView("due_soon", lambda rows, user, at: rows.due_between(at, at + DUE_SOON)),
    SavedView("late", lambda rows, user, at: rows.late(at)),
    SavedView("waiting", lambda rows, user, at: rows.open().filter(status=Status.WAITING_CUSTOMER)),
    SavedView("open", lambda rows, user, at: rows.open()),
    SavedView("all", lambda rows, user, at: rows, BY_REPORT),
)


def overdue_updates(rows: TicketQuerySet, at: datetime) -> TicketQuerySet:
    """Open tickets whose customer should have heard something by now. An update that is due makes its ticket late: one index narrows."""
    owed = SlaClock.objects.live().filter(
        repeats=True, ticket=OuterRef("pk"), kind__code="progress", due_at__lt=at
    )
    return rows.late(at).filter(Exists(owed))


def long_waits(rows: TicketQuerySet, at: datetime) -> TicketQuerySet:
    """Waiting for somebody beyond the expected time, or, where none was named, untouched for a day."""
    untouched = Q(wait_until__isnull=True, updated_at__lt=at - UNTOUCHED_LONG)
    return rows.open().filter(Q(wait_until__lt=at) | untouched, status__in=WAITING)


BOARD_VIEWS = (
    SavedView("ahead", lambda rows, user, at: rows.open().filter(next_due_at__gte=at)),
    SavedView("standing", lambda rows, user, at: rows.open().filter(next_due_at__isnull=True)),
    SavedView(
        "unassigned_long",
        lambda rows, user, at: rows.unassigned().filter(reported_at__lt=at - UNASSIGNED_LONG),
    ),
    SavedView(
        "approval", lambda rows, user, at: rows.open().filter(status=Status.PENDING_APPROVAL)
    ),
    SavedView("updates_due", lambda rows, user, at: overdue_updates(rows, at)),
    SavedView("waiting_long", lambda rows, user, at: long_waits(rows, at)),
)
"""Behind the figures and lanes of the live board; no tabs of the list, so no list counts them."""

NONE = "—"
"""In a filter: those that belong to no department."""

BY_KEY = {view.key: view for view in (*VIEWS, *BOARD_VIEWS)}


@dataclass(frozen=True, slots=True)
class ListFilters:
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
            "status__in": self.status,
            "tier__in": self.tier,
            "priority__in": self.priority,
            "channel__code__in": self.channel,
            "issue_type__name__in": self.issue_type,
        }
        rows = rows.filter(**{name: values for name, values in lists.items() if values})
        if self.department:
            rows = rows.filter(_of_departments(self.department))
        if self.assignee:
            rows = rows.filter(assignee__username=self.assignee)
        if self.reported_from:
            rows = rows.filter(reported_at__gte=self.reported_from)
        if self.reported_until:
            rows = rows.filter(reported_at__lt=self.reported_until)
        return found_by(self.q, rows, with_people=with_people) if len(self.q) > 1 else rows


def _of_departments(names: tuple[str, ...]) -> Q:
    named = Q(department__name__in=names)
    return named | Q(department__isnull=True) if NONE in names else named


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list."""

    ticket: Ticket
    chip: chips.Chip | None
    customer: str
    channel: str
    department: str
    assignee: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class TicketListing:
    """The page as shown."""

    view: SavedView
    rows: list[ListRow]
    page: paging.Page
    counts: dict[str, int] = field(default_factory=dict)


def found_by(words: str, rows: TicketQuerySet, *, with_people: bool) -> TicketQuerySet:
    """The rows that have the words. What many of the newest tickets have is met on the way along the list; what few have is asked of
    the index of pairs first, by itself: the planner knows the frequency of pairs, not of words.
    """
    if is_common(words, with_people=with_people):
        return rows.having(words, with_people=with_people)
    return rows.filter(
        pk__among=Ticket.objects.matching(words, with_people=with_people).order_by().values("pk")
    )


def is_common(words: str, *, with_people: bool) -> bool:
    """Would the newest tickets alone fill a page? One statement."""
    newest = Ticket.objects.order_by("-reported_at", "-pk").values("pk")[:SAMPLE]
    found = (
        Ticket.objects.filter(pk__among=newest)
        .having(words, with_people=with_people)
        .order_by()
        .values("pk")
    )
    return len(found[:PAGE_SIZE]) == PAGE_SIZE


def listed_tickets(
    user: User, view: SavedView, filters: ListFilters, at: datetime
) -> TicketQuerySet:
    """The tickets behind a screen, and behind its export."""
    return filters.narrow(
        view.narrow(Ticket.objects.visible_to(user), user, at),
        with_people=contact_visibility(user).names,
    )


def ticket_listing(
    user: User, view: SavedView, filters: ListFilters, cursor: str, at: datetime
) -> TicketListing:
    """One page: rows, their clocks, and how many tickets each view holds. Three statements."""
    found = listed_tickets(user, view, filters, at)
    page = paging.page(
        found,
        view.order,
        cursor,
        PAGE_SIZE,
        dress=lambda rows: rows.only(*COLUMNS).annotate(**NAMES),
    )
    return TicketListing(view, list_rows(page.rows, user, at), page, view_counts(user, at))


def list_rows(found: list[Ticket], user: User, at: datetime) -> list[ListRow]:
    """Lines with their next limit; the tickets carry `NAMES`."""
    clocks: dict[int, list[chips.Glance]] = {}
    for one in chips.glances(SlaClock.objects.live().filter(ticket__in=found)) if found else ():
        clocks.setdefault(one.ticket_id, []).append(one)
    seen = contact_visibility(user)
    return [
        _list_row(ticket, chips.next_due(clocks.get(ticket.pk, ()), at), seen, user)
        for ticket in found
    ]


def _list_row(ticket: Any, chip: chips.Chip | None, seen: ContactVisibility, user: User) -> ListRow:
    return ListRow(
        ticket,
        chip,
        customer=seen.customer_name(ticket.customer_name),
        channel=in_language(ticket.channel_name, ticket.channel_name_en),
        department=ticket.department_name or "",
        assignee=ticket.assignee_name or ticket.assignee_login or "",
        is_mine=ticket.assignee_id == user.pk,
    )


def view_counts(user: User, at: datetime) -> dict[str, int]:
    """How many tickets each view holds, capped; the view of everything is not counted."""
    visible = Ticket.objects.visible_to(user)
    return paging.capped_counts(
        {view.key: view.narrow(visible, user, at) for view in VIEWS if view.key != "all"}
    )


def open_tickets_of(
    user: User, *, customer: Any, asset: Any = None, but: Any = None, limit: int = 10
) -> list[Ticket]:
    """Open tickets of a customer (and device) that the person may see: the duplicate warning and the side panel."""
    rows = Ticket.objects.visible_to(user).open().filter(customer=customer)
    if asset:
        rows = rows.filter(asset=asset)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return list(rows.select_related("assignee", "asset").order_by("-reported_at")[:limit])
