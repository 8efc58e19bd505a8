"""Requests to rectify a model as their pages show them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from analytics.domain.rectification import failure_rate
from analytics.enums import RectificationState
from analytics.models import (
    RectificationAsset,
    RectificationEvent,
    RectificationMonth,
    RectificationRequest,
)
from core.queries import paging
from core.queries.paging import Page
from customers.rules import contact_visibility
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import links
from metrics.queries.failures import FAILURE_RATE, confirmed_faults
from tickets.record.models.ticket import scope_of

NEWEST = paging.Order("opened_at", descending=True)
REQUESTS_A_PAGE = 20
OLDEST = paging.Order("found_at")
DEVICES_A_PAGE = 50

WITH_NEIGHBOURS = RectificationRequest.objects.select_related("model", "department")


@dataclass(frozen=True, slots=True)
class RectificationRow:
    """A request in the list, with its newest month beside the one with which it was opened."""

    request: RectificationRequest
    month: date | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class AffectedDevice:
    """A device as the reader may see it: `customer` is empty for who sees no customers, `numbers`
    are those of the tickets that the reader may open.
    """

    row: RectificationAsset
    customer: str
    numbers: list[str]


def page_of_requests(user: User, state: RectificationState | None, cursor: str) -> Page:
    """The newest first; those of one state, or all that are not closed. One statement."""
    visible = RectificationRequest.objects.visible_to(user)
    rows = visible.filter(state=state) if state else visible.unclosed()
    return paging.page_of(rows, NEWEST, cursor, REQUESTS_A_PAGE, _with_newest_month)


def _with_newest_month(
    rows: QuerySet[RectificationRequest],
) -> QuerySet[RectificationRequest]:
    counted = RectificationMonth.objects.filter(request=OuterRef("pk")).order_by("-month")
    newest = {
        f"newest_{name}": Subquery(counted.values(name)[:1]) for name in ("month", "failed", "base")
    }
    return rows.select_related("model", "department").annotate(**newest)


def shown_requests(page: Page) -> list[RectificationRow]:
    """The rows of a page of requests."""
    return [
        RectificationRow(
            one, one.newest_month, failure_rate(one.newest_failed or 0, one.newest_base)
        )
        for one in page.rows
    ]


def requests_of_month(month: date, *, by: User | None) -> dict[str, str]:
    """Of each model the number of the newest request that counts the month, by the code of the
    model, as far as the person may see them; None is a command, which sees all. One statement.
    """
    requests = RectificationRequest.objects.all()
    visible = requests if by is None else requests.visible_to(by)
    found = visible.filter(months__month=month).order_by("opened_at", "pk")
    return dict(found.values_list("model__code", "number"))


def months_of(request: RectificationRequest) -> list[RectificationMonth]:
    """The numbers from the alert on, the oldest first. One statement."""
    return list(request.months.all())


def case_paths(
    request: RectificationRequest, months: Iterable[RectificationMonth]
) -> dict[int, str]:
    """By the key of each month the page of the tickets behind its rate."""
    scope = FigureScope(models=(request.model_id,))
    return {
        row.pk: links.cases_path(FAILURE_RATE, scope, FigureSpan.month(row.month)) for row in months
    }


def newest_month(request: RectificationRequest) -> RectificationMonth | None:
    """What was counted last, of a month after the one of the alert. One statement."""
    return request.months.filter(month__gt=request.month).last()


def events_of(request: RectificationRequest) -> list[RectificationEvent]:
    """What happened, the oldest first. One statement."""
    return list(request.events.select_related("actor"))


def page_of_devices(request: RectificationRequest, cursor: str) -> Page:
    """The devices that failed, in the order in which they came in. One statement."""
    return paging.page_of(request.devices.all(), OLDEST, cursor, DEVICES_A_PAGE, _with_customers)


def _with_customers(rows: QuerySet[RectificationAsset]) -> QuerySet[RectificationAsset]:
    return rows.select_related("asset__customer").only(
        "request", "tickets", "found_at", "asset__serial", "asset__customer__name"
    )


def all_devices(request: RectificationRequest) -> QuerySet[RectificationAsset]:
    """Every device for a file, by its serial number."""
    return _with_customers(request.devices.order_by("asset__serial"))


def affected_devices(
    rows: Sequence[RectificationAsset], request: RectificationRequest, user: User
) -> list[AffectedDevice]:
    """The devices of a page as the reader may see them, with their tickets. Two statements."""
    visibility = contact_visibility(user)
    sees_customers = user.has_perm("customers.view_customer")
    numbers = _ticket_numbers(rows, request, user)
    return [
        AffectedDevice(
            row,
            visibility.customer(row.asset.customer) if sees_customers else "",
            numbers[row.asset_id],
        )
        for row in rows
    ]


def _ticket_numbers(
    rows: Sequence[RectificationAsset], request: RectificationRequest, user: User
) -> dict[int, list[str]]:
    """Of each device the tickets with a confirmed fault that the person may see."""
    numbers: defaultdict[int, list[str]] = defaultdict(list)
    last = request.months.aggregate(last=Max("month"))["last"] or request.month
    span = FigureSpan(request.month, FigureSpan.month(last).end)
    faults = confirmed_faults(span, seen=scope_of(user))
    found = faults.filter(asset__in=[row.asset_id for row in rows]).order_by("reported_at", "pk")
    for asset, number in found.values_list("asset", "number"):
        numbers[asset].append(number)
    return numbers


def is_covered(model: int, month: date) -> bool:
    """Is there a request of the model that is not closed, or that counted the month or a later
    one? Then the month opens none.
    """
    unclosed = ~Q(state=RectificationState.CLOSED)
    requests = RectificationRequest.objects.filter(model=model)
    return requests.filter(unclosed | Q(months__month__gte=month)).exists()
