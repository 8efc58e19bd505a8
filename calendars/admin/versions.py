"""Publishing a draft, the history of versions, and the way back to one of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from calendars import actions
from calendars.admin.forms import PublishForm
from calendars.admin.pages import (
    calendar_page,
    log_calendar_change,
    may_publish,
    open_calendar,
    window_address,
)
from calendars.domain import version_data
from calendars.models import CalendarVersion, WorkCalendar
from calendars.queries import calendars
from core.errors import LawBroken
from pages.confirmation import confirmed_method

# A page of the house that keeps the limits: what the draft would change of running ones.
PREVIEW = "admin:terms_preview"

# Another of its pages: publishing that may take running limits along.
PUBLISH = "admin:terms_publish"


@confirmed_method
def publish_page(
    desk: ModelAdmin,
    request: HttpRequest,
    pk: int,
    *,
    publish: Callable[..., CalendarVersion] = actions.publish_calendar,
) -> HttpResponse:
    """The difference, what is wrong, the reason; then the draft counts.

    `publish`: what a higher house does instead of publishing alone.
    """
    calendar = open_calendar(desk, request, pk, change=True)
    if not may_publish(desk, request, calendar):
        raise PermissionDenied
    initial = {"reason": request.GET.get("reason", "")[:300]}
    form = PublishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return publish_checked_draft(desk, request, calendar, form, publish)
        except LawBroken as error:
            form.add_error(None, error.message)
    context = {"form": form, **draft_check(calendar)}
    return calendar_page(
        desk, request, calendar, "publish.html", context, status=422 if form.errors else 200
    )


def draft_check(calendar: WorkCalendar) -> dict[str, Any]:
    """What the page shows of the draft."""
    draft = calendars.draft_of(calendar)
    newest = calendars.newest_version(calendar)
    difference = calendars.unpublished_changes(newest, draft)
    is_undated = newest is not None and difference.has_other_week and draft.week_from is None
    return {
        "lines": calendars.difference_lines(difference),
        "is_undated": is_undated,
        "problems": calendars.draft_problems(calendar, draft, at=timezone.now()),
        "fingerprint": version_data.draft_fingerprint(draft),
        "preview_url": window_address(PREVIEW, calendar),
        "publish_url": window_address(PUBLISH, calendar),
        "year": timezone.localdate().year,
        "subtitle": _("Check and publish"),
    }


def publish_checked_draft(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    form: PublishForm,
    publish: Callable[..., CalendarVersion],
) -> HttpResponse:
    """Publish, and back to the calendar.

    Raises `LawBroken`, also for a draft that is not the checked one.
    """
    reason = form.cleaned_data["reason"]
    version = publish(
        calendar, at=timezone.now(), by=request.user, reason=reason, seen=form.cleaned_data["seen"]
    )
    entry = _("Published version %(number)d: %(reason)s")
    log_calendar_change(
        desk, request, calendar, entry % {"number": version.number, "reason": reason}
    )
    message = _("Limits that start from now on use version %(number)d.")
    messages.success(request, message % {"number": version.number})
    return redirect("admin:calendars_workcalendar_change", calendar.pk)


def history_page(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with its reason and what it changed."""
    calendar = open_calendar(desk, request, pk)
    context = {
        "steps": calendars.version_history(calendar),
        "year": timezone.localdate().year,
        "subtitle": _("Versions"),
    }
    return calendar_page(desk, request, calendar, "versions.html", context)


def restore_page(desk: ModelAdmin, request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Make the draft what a version was, and on to the publish page with the reason written."""
    calendar = open_calendar(desk, request, pk, change=True)
    if not calendar.versions.filter(number=version).exists():
        raise Http404
    if request.method != "POST":
        return redirect("admin:calendars_workcalendar_versions", calendar.pk)
    try:
        actions.restore_version(calendar, number=version, at=timezone.now())
    except LawBroken as error:
        messages.error(request, error.message)
        return redirect("admin:calendars_workcalendar_versions", calendar.pk)
    reason = _("Back to version %(number)d") % {"number": version}
    log_calendar_change(desk, request, calendar, reason)
    is_newest = not calendar.versions.filter(number__gt=version).exists()
    if is_newest or not may_publish(desk, request, calendar):
        return redirect("admin:calendars_workcalendar_change", calendar.pk)
    address = reverse("admin:calendars_workcalendar_publish", args=[calendar.pk])
    return redirect(f"{address}?{urlencode({'reason': reason})}")
