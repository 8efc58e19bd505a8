"""The saved views of the list and of the board: which tickets, in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from core.queries import paging
from tickets.limits.models import SlaClock
from tickets.record.domain import lifecycle
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.domain.scope import TicketScope
from tickets.record.enums import Status
from tickets.record.models import TicketQuerySet, scope_of
from tickets.record.queries.desk_rules import desk_numbers
from tickets.work.models import CooperationItem

BY_DUE = paging.Order("next_due_at")
BY_REPORT = paging.Order("reported_at", descending=True)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Who looks at the tickets, when, and by which numbers of the desk."""

    user: User
    at: datetime
    numbers: DeskNumbers

    @property
    def scope(self) -> TicketScope:
        """How far the person sees."""
        return scope_of(self.user)


def current_viewpoint(user: User, at: datetime) -> Viewpoint:
    """The person's view of the desk now, by the numbers that administrators set."""
    return Viewpoint(user, at, desk_numbers(at))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved view: which tickets, in which order."""

    key: str
    narrow: Callable[[TicketQuerySet, Viewpoint], TicketQuerySet]
    order: paging.Order = BY_DUE


def own_tickets(rows: TicketQuerySet, viewpoint: Viewpoint) -> TicketQuerySet:
    """Open tickets of the person."""
    return rows.open().filter(assignee=viewpoint.user)


def soon_due(rows: TicketQuerySet, viewpoint: Viewpoint) -> TicketQuerySet:
    """Open tickets whose next limit ends within the desk's span."""
    return rows.due_between(viewpoint.at, viewpoint.at + viewpoint.numbers.due_soon)


def long_unassigned(rows: TicketQuerySet, viewpoint: Viewpoint) -> TicketQuerySet:
    """Open tickets that nobody has, though they were reported a while ago."""
    return rows.unassigned().filter(
        reported_at__lt=viewpoint.at - viewpoint.numbers.unassigned_long
    )


def overdue_updates(rows: TicketQuerySet, viewpoint: Viewpoint) -> TicketQuerySet:
    """Open tickets whose customer should have heard something by now."""
    owed = SlaClock.objects.live().filter(
        repeats=True, ticket=OuterRef("pk"), kind__code="progress", due_at__lt=viewpoint.at
    )
    # An update that is due makes its ticket late, so the index of late tickets narrows first.
    return rows.late(viewpoint.at).filter(Exists(owed))


def long_waits(rows: TicketQuerySet, viewpoint: Viewpoint) -> TicketQuerySet:
    """Waiting for somebody beyond the expected time, or untouched where none was named; and what
    was asked of the customer for longer ago.
    """
    untouched_since = viewpoint.at - viewpoint.numbers.untouched_long
    untouched = Q(wait_until__isnull=True, updated_at__lt=untouched_since)
    has_waited = Q(status__in=lifecycle.WAITING) & (Q(wait_until__lt=viewpoint.at) | untouched)
    # What the customer should have brought by now, also where work goes on without it.
    overdue = CooperationItem.objects.open().filter(need_by__lt=viewpoint.at)
    return rows.open().filter(has_waited | Q(pk__in=overdue.order_by().values("ticket")))


VIEWS = (
    SavedView("mine", own_tickets),
    SavedView("unassigned", lambda rows, _viewpoint: rows.unassigned()),
    SavedView("due_soon", soon_due),
    SavedView("late", lambda rows, viewpoint: rows.late(viewpoint.at)),
    SavedView(
        "waiting", lambda rows, _viewpoint: rows.open().filter(status=Status.WAITING_CUSTOMER)
    ),
    SavedView("open", lambda rows, _viewpoint: rows.open()),
    SavedView("all", lambda rows, _viewpoint: rows, BY_REPORT),
)

# Behind the figures and lanes of the live board; no tabs of the list, so no list counts them.
BOARD_VIEWS = (
    SavedView("ahead", lambda rows, viewpoint: rows.open().filter(next_due_at__gte=viewpoint.at)),
    SavedView("standing", lambda rows, _viewpoint: rows.open().filter(next_due_at__isnull=True)),
    SavedView("unassigned_long", long_unassigned),
    SavedView(
        "approval", lambda rows, _viewpoint: rows.open().filter(status=Status.PENDING_APPROVAL)
    ),
    SavedView("updates_due", overdue_updates),
    SavedView("waiting_long", long_waits),
)

BY_KEY = {view.key: view for view in (*VIEWS, *BOARD_VIEWS)}
