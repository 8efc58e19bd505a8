"""Changed rules or hours and the limits that run: what would move, and the order to move it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.actions import snapshot_draft
from calendars.admin import versions
from calendars.models import WorkCalendar, calendar_from_data, calendar_of_version
from calendars.queries.calendars import newest_version
from core.domain.text import is_key
from tickets.limits.actions import terms_changes
from tickets.limits.admin.forms import PublishForm
from tickets.limits.admin.publishing import may_publish, page, require_publisher
from tickets.limits.enums import ChangeScope
from tickets.limits.models import TermsChange
from tickets.limits.queries import preview as previews
from tickets.limits.queries import promises, rulebooks

BEING_MOVED = gettext_lazy(
    "Running limits are moved to the new hours in the background; this page shows how far it came."
)


def _calendar(request: HttpRequest) -> WorkCalendar | None:
    named = request.GET.get("calendar", "")
    if not named:
        return None
    calendar = WorkCalendar.objects.filter(pk=named).first() if is_key(named) else None
    if calendar is None:
        raise Http404
    return calendar


def _named_calendar(request: HttpRequest) -> WorkCalendar:
    calendar = _calendar(request)
    if calendar is None:
        raise Http404
    return calendar


def preview(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A part of a publish page: the limits that the draft of a calendar or of the rules would move, those that become late first."""
    require_publisher(desk, request)
    now, calendar = timezone.now(), _calendar(request)
    if calendar is None:
        running = previews.under_rules(promises.load(now, data=rulebooks.draft()), now)
    else:
        running = previews.under_hours(calendar, calendar_from_data(snapshot_draft(calendar)), now)
    return page(desk, request, "_running.html", {"running": running, "calendar": calendar})


def publish(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A calendar's publish page, sent off: the draft counts, and in the same step limits that run follow it, if that was ticked."""
    calendar = _named_calendar(request)
    if request.method != "POST":
        return redirect("admin:calendars_workcalendar_publish", calendar.pk)
    calendars = desk.admin_site.get_model_admin(WorkCalendar)
    if "apply_running" not in request.POST:
        return versions.publish_page(calendars, request, calendar.pk)
    require_publisher(desk, request)
    answer = versions.publish_page(
        calendars, request, calendar.pk, verb=terms_changes.publish_hours
    )
    if answer.status_code == HTTPStatus.FOUND:
        messages.success(request, BEING_MOVED)
    return answer


def following(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A part of a calendar's page: how far running limits have been moved, or how many still follow an earlier version."""
    calendar = _named_calendar(request)
    if not may_publish(desk, request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    change = (
        TermsChange.objects.filter(calendar=calendar, finished_at__isnull=True)
        .order_by("pk")
        .first()
    )
    behind = 0 if change else previews.behind(calendar)
    told = {
        "calendar": calendar,
        "change": change,
        "behind": behind,
        "address": request.get_full_path(),
    }
    return page(desk, request, "_following.html", told)


def apply(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Let running limits follow the published hours of a calendar: the list, the reason, then a worker does it."""
    require_publisher(desk, request)
    calendar = _named_calendar(request)
    version = newest_version(calendar)
    if version is None:
        raise Http404
    form = PublishForm(request.POST or None, initial={"reason": version.reason})
    if request.method == "POST" and form.is_valid():
        terms_changes.request(
            ChangeScope.CALENDAR,
            by=request.user,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            calendar=calendar,
        )
        messages.success(request, BEING_MOVED)
        return redirect("admin:calendars_workcalendar_change", calendar.pk)
    running = previews.under_hours(calendar, calendar_of_version(version.pk), timezone.now())
    told: dict[str, Any] = {
        "form": form,
        "calendar": calendar,
        "version": version,
        "running": running,
    }
    return page(
        desk,
        request,
        "apply.html",
        {**told, "subtitle": _("Apply to limits that run now")},
        status=422 if form.errors else 200,
    )
