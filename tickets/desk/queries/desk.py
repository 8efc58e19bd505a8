"""The work list: views, filters, one page of rows, counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Q

from accounts.models import User
from core.queries import paging
from core.queries.compiled import KEY, MOMENT, CompiledQuery
from customers.models import Customer
from customers.rules import contact_visibility
from tickets.desk.queries.list_rows import COLUMNS, NAMES, ListRow, list_rows
from tickets.desk.queries.saved_views import BY_KEY, VIEWS, SavedView, Viewpoint
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.domain.scope import TicketScope
from tickets.record.models import SearchText, Ticket, TicketQuerySet
from tickets.record.queries import compiled_scopes
from tickets.record.queries.hidden_texts import hide_texts_of

PAGE_SIZE = 50

# So many of the newest tickets tell whether a word is common.
SAMPLE = 4000

# A department may have more of these than are counted, and its index holds all that they ask.
LARGE_VIEWS = frozenset({"late", "open"})

# In a filter: those that belong to no department.
NONE = "—"


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What the address narrows a view to; empty means any.

    Names and codes, so that the chips need no look-up. `refused` are filters of the address that
    cannot be applied: nothing is shown then, as everything would be too much.
    """

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
    refused: tuple[str, ...] = ()

    def narrow(self, rows: TicketQuerySet, *, with_people: bool) -> TicketQuerySet:
        """The rows that fit all of them.

        Words are looked for in people's data too if the person may see those.
        """
        if self.refused:
            return rows.none()
        lists = {
            "status__in": self.status,
            "tier__in": self.tier,
            "priority__in": self.priority,
            "channel__code__in": self.channel,
            "issue_type__name__in": self.issue_type,
        }
        # An empty list means any, where a filter would leave nothing.
        chosen = {name: values for name, values in lists.items() if values}
        rows = rows.filter(**chosen)
        if self.department:
            rows = rows.filter(_of_departments(self.department))
        if self.assignee:
            rows = rows.filter(assignee__username=self.assignee)
        if self.reported_from:
            rows = rows.filter(reported_at__gte=self.reported_from)
        if self.reported_until:
            rows = rows.filter(reported_at__lt=self.reported_until)
        if not self.q:
            return rows
        return found_by(self.q, rows, with_people=with_people)


def _of_departments(names: tuple[str, ...]) -> Q:
    named = Q(department__name__in=names)
    if NONE in names:
        named |= Q(department__isnull=True)
    return named


def assignees_at_work(user: User) -> list[tuple[str, str]]:
    """User names and names of those who have an open ticket that the person may see."""
    assigned = Ticket.objects.visible_to(user).open().order_by().values("assignee").distinct()
    people = User.objects.filter(pk__in=assigned)
    return [(person.username, str(person)) for person in people]


@dataclass(frozen=True, slots=True)
class TicketListing:
    """The page as shown."""

    view: SavedView
    rows: list[ListRow]
    page: paging.Page
    counts: dict[str, int] = field(default_factory=dict)


def found_by(words: str, rows: TicketQuerySet, *, with_people: bool) -> TicketQuerySet:
    """The rows that have the words. One statement to choose the way, none for the rows themselves.

    What many of the newest tickets have is met on the way along the list; what few have is asked
    of the index of pairs first.
    """
    if is_common(words, with_people=with_people):
        return rows.having(words, with_people=with_people)
    return rows.matching(words, with_people=with_people)


def is_common(words: str, *, with_people: bool) -> bool:
    """Would the newest tickets alone fill a page? One statement."""
    newest = Ticket.objects.order_by("-reported_at", "-pk").values("pk")[:SAMPLE]
    having = SearchText.objects.filter(pk__among=newest).having(words, with_people=with_people)
    first_page = having.values("pk")[:PAGE_SIZE]
    return len(first_page) == PAGE_SIZE


def listed_tickets(viewpoint: Viewpoint, view: SavedView, filters: ListFilters) -> TicketQuerySet:
    """The tickets behind a screen, and behind its export."""
    visible = Ticket.objects.visible_to(viewpoint.user)
    may_see_people = contact_visibility(viewpoint.user).names
    return filters.narrow(view.narrow(visible, viewpoint), with_people=may_see_people)


def ticket_listing(
    viewpoint: Viewpoint, view: SavedView, filters: ListFilters, cursor: str
) -> TicketListing:
    """One page: rows, their clocks, and how many tickets each view holds. Three statements."""
    page = _page_of_tickets(viewpoint, view, filters, cursor)
    return TicketListing(view, list_rows(page.rows, viewpoint), page, view_counts(viewpoint))


def _page_of_tickets(
    viewpoint: Viewpoint, view: SavedView, filters: ListFilters, cursor: str
) -> paging.Page:
    if not cursor and not filters.q and not filters.refused:
        scope = viewpoint.scope
        first_page = _first_page(
            compiled_scopes.scope_of_anybody(scope), viewpoint.numbers, view.key, filters
        )
        rows = first_page.ask(at=viewpoint.at, **compiled_scopes.values_of_scope(scope))
        return paging.page_with(paging.in_order(rows, view.order), view.order, PAGE_SIZE)

    tickets = listed_tickets(viewpoint, view, filters)
    return paging.page_of(tickets, view.order, cursor, PAGE_SIZE, dress=_dressed)


def _dressed(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.only(*COLUMNS).annotate(**NAMES)


# A list is opened all day, and nothing of its statements changes but the person and the time.
STAND_INS = {**compiled_scopes.STAND_INS, "at": MOMENT}


@lru_cache(maxsize=256)
def _first_page(
    scope: TicketScope, numbers: DeskNumbers, view_key: str, filters: ListFilters
) -> CompiledQuery:
    view = BY_KEY[view_key]
    viewpoint = Viewpoint(User(pk=KEY), MOMENT, numbers)
    tickets = view.narrow(Ticket.objects.within(scope), viewpoint)
    # Who may see people matters only where words are looked for.
    tickets = filters.narrow(tickets, with_people=False)
    rows = paging.rows_of_page(tickets, view.order, PAGE_SIZE, dress=_dressed)
    return CompiledQuery(rows, **STAND_INS)


def view_counts(viewpoint: Viewpoint) -> dict[str, int]:
    """How many tickets each view holds, capped; the view of everything is not counted."""
    counted = [view for view in VIEWS if view.key != "all"]
    return counts_of_views(viewpoint, counted)


def counts_of_views(viewpoint: Viewpoint, views: Iterable[SavedView]) -> dict[str, int]:
    """By key of the views: how many tickets they hold, capped. One statement."""
    scope = viewpoint.scope
    keys = tuple(view.key for view in views)
    counts = _counts(compiled_scopes.scope_of_anybody(scope), viewpoint.numbers, keys)
    return counts.ask(at=viewpoint.at, **compiled_scopes.values_of_scope(scope))


@lru_cache(maxsize=64)
def _counts(
    scope: TicketScope, numbers: DeskNumbers, view_keys: tuple[str, ...]
) -> paging.CappedCounts:
    viewpoint = Viewpoint(User(pk=KEY), MOMENT, numbers)
    counted = {}
    for view in (BY_KEY[key] for key in view_keys):
        tickets = Ticket.objects.all()
        is_large = view.key in LARGE_VIEWS
        parts = tickets.parts_within(scope) if is_large else [tickets.within(scope)]
        counted[view.key] = [view.narrow(part, viewpoint) for part in parts]
    return paging.CappedCounts(counted, **STAND_INS)


def open_tickets_of(
    user: User, *, customer: Customer | int, but: Ticket | None = None, limit: int = 10
) -> list[Ticket]:
    """Open tickets of a customer that the person may see, newest first.

    For the duplicate warning and the side panel.
    """
    rows = Ticket.objects.visible_to(user).open().filter(customer=customer)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    newest = list(rows.select_related("assignee", "asset").order_by("-reported_at")[:limit])
    hide_texts_of(newest, contact_visibility(user))
    return newest


def tickets_of_device(user: User, ticket: Ticket, limit: int = 5) -> list[Ticket]:
    """Other tickets of the same device that the person may see, newest first."""
    rows = Ticket.objects.visible_to(user).filter(asset=ticket.asset_id).exclude(pk=ticket.pk)
    newest = list(rows.order_by("-reported_at")[:limit])
    hide_texts_of(newest, contact_visibility(user))
    return newest
