"""Minutes over a period: all retrospectives of a time, and those that somebody may read."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from plans import rules
from plans.enums import ReviewKind
from plans.models import ReviewMeeting


def retrospectives_in(span: tuple[datetime, datetime] | None) -> QuerySet[ReviewMeeting]:
    """Those held in a half-open span, else all; oldest first."""
    rows = ReviewMeeting.objects.filter(kind=ReviewKind.RETROSPECTIVE)
    if span is not None:
        start, end = span
        rows = rows.filter(held_at__gte=start, held_at__lt=end)
    return rows.select_related("chair").order_by("held_at", "pk")


def visible_meetings(user: User) -> QuerySet[ReviewMeeting]:
    """Those of no single plan: all for those who see all plans; else those that the person led,
    with the right to plans.
    """
    rows = ReviewMeeting.objects.exclude(kind=ReviewKind.PLAN_WEEKLY)
    if not rules.has_right(user, "view_plan"):
        return rows.none()
    if not rules.has_right(user, "see_all_plans"):
        rows = rows.filter(chair=user)
    return rows.select_related("chair").prefetch_related("actions__owner")
