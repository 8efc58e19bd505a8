"""What the pages of a calendar in the administration have in common.

Who may open them, and the frame around them.
"""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from calendars.models import WorkCalendar
from calendars.queries import calendars

# The right's name; the house that defines it is not known here.
PUBLISH_RULES = "tickets.publish_rules"


def open_calendar(
    desk: ModelAdmin, request: HttpRequest, pk: int, *, change: bool = False
) -> WorkCalendar:
    """The calendar of a page; 404 when there is none, 403 for who may not see (or change) it."""
    calendar = desk.get_object(request, str(pk))
    if calendar is None:
        raise Http404
    if change:
        is_allowed = desk.has_change_permission(request, calendar)
    else:
        is_allowed = desk.has_view_or_change_permission(request, calendar)
    if not is_allowed:
        raise PermissionDenied
    return calendar


def may_publish(desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar) -> bool:
    """Publishing needs its own right and the one to change calendars."""
    return desk.has_change_permission(request, calendar) and request.user.has_perm(PUBLISH_RULES)


def calendar_page(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of a calendar inside the administration's frame."""
    newest = calendars.newest_version(calendar)
    frame = {
        **desk.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "opts": desk.opts,
        "calendar": calendar,
        "newest": newest,
        "is_unpublished": bool(calendars.unpublished_changes(newest, calendars.draft_of(calendar))),
        "may_publish": may_publish(desk, request, calendar),
        "may_change": desk.has_change_permission(request, calendar),
        "title": str(calendar),
    }
    return TemplateResponse(
        request, f"admin/calendars/workcalendar/{template}", {**frame, **context}, status=status
    )


def log_calendar_change(
    desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar, message: str
) -> None:
    """A line in the calendar's history of edits."""
    desk.log_change(request, calendar, message)


def window_address(name: str, calendar: WorkCalendar) -> str:
    """The address of a page that a higher house may offer for this calendar.

    Empty when it does not.
    """
    try:
        return f"{reverse(name)}?calendar={calendar.pk}"
    except NoReverseMatch:
        return ""
