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
from calendars.admin.pages import log, may_publish, opened, page, window
from calendars.domain import yearplan
from calendars.models import CalendarVersion, WorkCalendar
from calendars.queries import calendars
from core.errors import LawBroken

PREVIEW, PUBLISH = "admin:terms_preview", "admin:terms_publish"
"""Pages of the house that keeps the limits: what the draft would change of running ones, and
publishing that may take them along.
"""


def publish(
    desk: ModelAdmin,
    request: HttpRequest,
    pk: int,
    *,
    verb: Callable[..., CalendarVersion] = actions.publish,
) -> HttpResponse:
    """The difference, what is wrong, the reason; then the draft counts.

    `verb`: what a higher house does instead of publishing alone.
    """
    calendar = opened(desk, request, pk, change=True)
    if not may_publish(desk, request, calendar):
        raise PermissionDenied
    form = PublishForm(
        request.POST or None, initial={"reason": request.GET.get("reason", "")[:300]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return published(desk, request, calendar, form, verb)
        except LawBroken as error:
            form.add_error(None, error.message)
    told = {"form": form, **checked(calendar)}
    return page(desk, request, calendar, "publish.html", told, status=422 if form.errors else 200)


def checked(calendar: WorkCalendar) -> dict[str, Any]:
    """What the page shows of the draft."""
    draft = calendars.plan_of(calendar)
    return {
        "lines": calendars.sentences(calendars.unpublished(calendars.newest(calendar), draft)),
        "problems": calendars.problems(calendar, draft, at=timezone.now()),
        "fingerprint": yearplan.fingerprint(draft),
        "preview_url": window(PREVIEW, calendar),
        "publish_url": window(PUBLISH, calendar),
        "year": timezone.localdate().year,
        "subtitle": _("Check and publish"),
    }


def published(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    form: PublishForm,
    verb: Callable[..., CalendarVersion],
) -> HttpResponse:
    """Publish, and back to the calendar.

    Raises `LawBroken`, also for a draft that is not the checked one.
    """
    reason = form.cleaned_data["reason"]
    version = verb(
        calendar, at=timezone.now(), by=request.user, reason=reason, seen=form.cleaned_data["seen"]
    )
    log(
        desk,
        request,
        calendar,
        _("Published version %(number)d: %(reason)s")
        % {"number": version.number, "reason": reason},
    )
    messages.success(
        request,
        _("Limits that start from now on use version %(number)d.") % {"number": version.number},
    )
    return redirect("admin:calendars_workcalendar_change", calendar.pk)


def history(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with its reason and what it changed."""
    calendar = opened(desk, request, pk)
    told = {
        "steps": calendars.history(calendar),
        "year": timezone.localdate().year,
        "subtitle": _("Versions"),
    }
    return page(desk, request, calendar, "versions.html", told)


def go_back(desk: ModelAdmin, request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Make the draft what a version was, and on to the publish page with the reason written."""
    calendar = opened(desk, request, pk, change=True)
    if not calendar.versions.filter(number=version).exists():
        raise Http404
    if request.method != "POST":
        return redirect("admin:calendars_workcalendar_versions", calendar.pk)
    try:
        actions.go_back(calendar, number=version, at=timezone.now())
    except LawBroken as error:
        messages.error(request, error.message)
        return redirect("admin:calendars_workcalendar_versions", calendar.pk)
    reason = _("Back to version %(number)d") % {"number": version}
    log(desk, request, calendar, reason)
    is_newest = not calendar.versions.filter(number__gt=version).exists()
    if is_newest or not may_publish(desk, request, calendar):
        return redirect("admin:calendars_workcalendar_change", calendar.pk)
    return redirect(
        f"{reverse('admin:calendars_workcalendar_publish', args=[calendar.pk])}?{urlencode({'reason': reason})}"
    )
