"""Minutes of retrospectives as far as somebody may read them."""

from django.db.models import QuerySet

from accounts.models import User
from plans import rules
from plans.enums import ReviewKind
from plans.models import ReviewMeeting


def visible_retrospectives(user: User) -> QuerySet[ReviewMeeting]:
    """All for those who see all plans; else those that the person led, with the right to see plans."""
    rows = ReviewMeeting.objects.filter(kind=ReviewKind.RETROSPECTIVE)
    if not rules.has(user, "view_plan"):
        return rows.none()
    if not rules.has(user, "see_all_plans"):
        rows = rows.filter(chair=user)
    return rows.select_related("chair").prefetch_related("actions__owner")
