"""The work list: views, filters, one page of rows, counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from core.formats import MomentWriter, WrittenMoment
from core.names import in_language
from core.queries import paging
from customers.rules import ContactVisibility, contact_visibility
from tickets.limits.models import SlaClock
from tickets.limits.queries import chips
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.record.enums import Status, Tier, WaitReason
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


def updates_due(rows: TicketQuerySet, at: datetime) -> TicketQuerySet:
    """Open tickets whose customer should have heard something by now. An update that is due makes its ticket late: one index narrows."""
    owed = SlaClock.objects.live().filter(
        repeats=True, ticket=OuterRef("pk"), kind__code="progress", due_at__lt=at
    )
    return rows.late(at).filter(Exists(owed))


def waiting_long(rows: TicketQuerySet, at: datetime) -> TicketQuerySet:
    """Waiting for somebody beyond the expected time, or, where none was named, untouched for a day."""
    untouched = Q(wait_until__isnull=True, updated_at__lt=at - UNTOUCHED_LONG)
    return rows.open().filter(Q(wait_until__lt=at) | untouched, status__in=WAITING)


BOARD_VIEWS = (
    View("ahead", lambda rows, user, at: rows.open().filter(next_due_at__gte=at)),
    View("standing", lambda rows, user, at: rows.open().filter(next_due_at__isnull=True)),
    View(
        "unassigned_long",
        lambda rows, user, at: rows.unassigned().filter(reported_at__lt=at - UNASSIGNED_LONG),
    ),
    View("approval", lambda rows, user, at: rows.open().filter(status=Status.PENDING_APPROVAL)),
    View("updates_due", lambda rows, user, at: updates_due(rows, at)),
    View("waiting_long", lambda rows, user, at: waiting_long(rows, at)),
)
"""Behind the figures and lanes of the live board; no tabs of the list, so no list counts them."""

NONE = "—"
"""In a filter: those that belong to no department."""

BY_KEY = {view.key: view for view in (*VIEWS, *BOARD_VIEWS)}


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


class Row(NamedTuple):
    """One line of the list, in the reader's words; empty where there is nothing to say."""

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
class Listing:
    """The page as shown."""

    view: View
    rows: list[Row]
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


def tickets(user: User, view: View, filters: Filters, at: datetime) -> TicketQuerySet:
    """The tickets behind a screen, and behind its export."""
    return filters.narrow(
        view.narrow(Ticket.objects.visible_to(user), user, at),
        with_people=contact_visibility(user).names,
    )


def listing(user: User, view: View, filters: Filters, cursor: str, at: datetime) -> Listing:
    """One page: rows, their clocks, and how many tickets each view holds. Three statements."""
    found = tickets(user, view, filters, at)
    page = paging.page_of(
        found,
        view.order,
        cursor,
        PAGE_SIZE,
        dress=lambda rows: rows.only(*COLUMNS).annotate(**NAMES),
    )
    return Listing(view, rows_of(page.rows, user, at), page, view_counts(user, at))


def rows_of(found: list[Ticket], user: User, at: datetime) -> list[Row]:
    """Lines with their next limit; the tickets carry `NAMES`."""
    clocks: dict[int, list[chips.Glance]] = {}
    for one in chips.glances(SlaClock.objects.live().filter(ticket__in=found)) if found else ():
        clocks.setdefault(one.ticket_id, []).append(one)
    reader = Reader(user, contact_visibility(user), MomentWriter.for_reader(at))
    return [
        reader.row_of(ticket, chips.next_due(clocks.get(ticket.pk, ()), at)) for ticket in found
    ]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom rows are worded: whose tickets are marked, which names may be seen, how moments are written."""

    user: User
    visibility: ContactVisibility
    moments: MomentWriter

    def row_of(self, ticket: Any, chip: chips.Chip | None) -> Row:
        labels = _choice_labels(self.moments.language)
        return Row(
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
    return ChoiceLabels(
        status={value: str(label) for value, label in Status.choices},
        tier={value: str(label) for value, label in Tier.choices},
        waits_for={value: str(label) for value, label in WaitReason.choices},
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
