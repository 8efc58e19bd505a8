"""A model that fails too often gets one request to rectify it; an open one gets its newest numbers.

Each request is made in a transaction of its own under a lock: two jobs at once make one, a job that
is killed leaves none or a whole one, and whom it did not tell is told by the next.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from analytics.actions.locks import hold_work
from analytics.actions.rectification import write_line
from analytics.actions.rectification_news import tell_department
from analytics.domain.rectification import raises_alert
from analytics.enums import RectificationEventKind, RectificationState
from analytics.models import (
    RectificationAsset,
    RectificationMonth,
    RectificationRequest,
    RectificationSettings,
)
from analytics.queries.month_tables import month_before
from analytics.queries.rectification import is_covered
from analytics.queries.rectification_settings import current_rectification_settings
from core.actions import numbers
from core.work.record import lock_row
from metrics.domain.figures import FigureSpan
from metrics.queries.failures import ModelFailures, failed_devices, failures_by_model


def look_after_rectification(at: datetime) -> list[RectificationRequest]:
    """Open what the month that is over and the one that runs ask for, count open requests anew once
    a day, and tell whom they concern; the requests that were opened.

    Each of it happens once, whenever and however often the job runs.
    """
    setting = current_rectification_settings()
    this = timezone.localdate(at).replace(day=1)
    months = (month_before(this), this)
    opened = []
    if setting.is_on:
        for month in months:
            opened += _open_for_month(month, setting, at)
    _count_open_ones(months, opened, at)
    _look_after_people(setting, at)
    return opened


def _open_for_month(
    month: date, setting: RectificationSettings, at: datetime
) -> list[RectificationRequest]:
    found = failures_by_model(FigureSpan.month(month))
    alerts = [row for row in found if raises_alert(row.failed, row.base, setting.terms)]
    requests = (open_request(row, month, setting, at=at) for row in alerts)
    return [request for request in requests if request is not None]


@transaction.atomic
def open_request(
    failures: ModelFailures, month: date, setting: RectificationSettings, *, at: datetime
) -> RectificationRequest | None:
    """The request that the numbers of a month ask for; None where the model has one that is not
    closed, or one that counted this month already.
    """
    hold_work("rectification", failures.key)
    if is_covered(failures.key, month):
        return None
    request = RectificationRequest.objects.create(
        number=numbers.issue_monthly_number(prefix="ZG-", at=at),
        model_id=failures.key,
        month=month,
        failed=failures.failed,
        tickets=failures.tickets,
        base=failures.base,
        threshold=setting.threshold,
        department=setting.department,
        opened_at=at,
        counted_at=at,
        updated_at=at,
    )
    _keep_month(request, failures, month, at)
    _keep_devices(request, month, at)
    write_line(
        request,
        RectificationEventKind.OPENED,
        by=None,
        at=at,
        after=RectificationState.OPEN,
        failed=failures.failed,
        base=failures.base,
    )
    return request


def _count_open_ones(
    months: tuple[date, ...], opened: list[RectificationRequest], at: datetime
) -> None:
    """Once a day, and those that have just been opened. A month before the alert is no affair of a
    request.
    """
    today = timezone.localdate(at)
    open_ones = RectificationRequest.objects.unclosed()
    due = [row for row in open_ones if row in opened or timezone.localdate(row.counted_at) < today]
    if not due:
        return
    models = [row.model_id for row in due]
    for month in months:
        counted = failures_by_model(FigureSpan.month(month), also=models)
        by_model = {row.key: row for row in counted}
        for request in due:
            if month >= request.month:
                count_anew(request, by_model[request.model_id], month, at=at)


@transaction.atomic
def count_anew(
    request: RectificationRequest, failures: ModelFailures, month: date, *, at: datetime
) -> None:
    """The newest numbers of a request, unless it was closed meanwhile. Whoever has its page
    open is not disturbed: numbers are no new version.
    """
    request = lock_row(request)
    if request.is_closed:
        return
    _keep_month(request, failures, month, at)
    _keep_devices(request, month, at)
    RectificationRequest.objects.filter(pk=request.pk).update(counted_at=at)


def _keep_month(
    request: RectificationRequest, failures: ModelFailures, month: date, at: datetime
) -> None:
    RectificationMonth.objects.update_or_create(
        request=request,
        month=month,
        defaults={
            "failed": failures.failed,
            "tickets": failures.tickets,
            "base": failures.base,
            "counted_at": at,
        },
    )


def _keep_devices(request: RectificationRequest, month: date, at: datetime) -> None:
    """Those that failed from the alert until the end of the month; none is taken off."""
    span = FigureSpan(request.month, FigureSpan.month(month).end)
    found = failed_devices(span, request.model_id)
    rows = [
        RectificationAsset(request=request, asset_id=asset, tickets=tickets, found_at=at)
        for asset, tickets in sorted(found.items())
    ]
    RectificationAsset.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["request", "asset"],
        update_fields=["tickets"],
    )


def _look_after_people(setting: RectificationSettings, at: datetime) -> None:
    """Requests without a department get the one that was set since; each is told of what is new."""
    waiting = RectificationRequest.objects.filter(state=RectificationState.OPEN)
    for request in waiting.select_related("model", "department"):
        if request.department_id is None and setting.department is not None:
            request = _set_department(request, setting, at)
        tell_department(request, "open", at=at)


@transaction.atomic
def _set_department(
    request: RectificationRequest, setting: RectificationSettings, at: datetime
) -> RectificationRequest:
    request = lock_row(request, neighbours=("model",))
    if request.department_id is None and request.state == RectificationState.OPEN:
        request.department = setting.department
        request.save(update_fields=["department"])
        name = str(setting.department)
        write_line(request, RectificationEventKind.DEPARTMENT, by=None, at=at, after=name)
    return request
