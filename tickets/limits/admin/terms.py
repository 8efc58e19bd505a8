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
from tickets.limits.admin.frame import form_status, may_publish, require_publisher, rules_page
from tickets.limits.enums import ChangeScope
from tickets.limits.models import TermsChange
from tickets.limits.queries import preview, rulebooks
from tickets.limits.queries.limit_terms import load_rulebook

BEING_MOVED = gettext_lazy(
    "Running limits are moved to the new hours in the background; this page shows how far it came."
)


def _calendar_if_named(request: HttpRequest) -> WorkCalendar | None:
    """The calendar of the address; 404 when it names one that does not exist."""
    if not request.GET.get("calendar"):
        return None

    return _named_calendar(request)


def _named_calendar(request: HttpRequest) -> WorkCalendar:
    """The calendar of the address; 404 when it names none."""
    key = request.GET.get("calendar", "")
    calendar = WorkCalendar.objects.filter(pk=key).first() if is_key(key) else None
    if calendar is None:
        raise Http404

    return calendar


def preview_running(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A part of a publish page: the limits that a draft of hours or of rules would move.

    Those that become late stand first.
    """
    require_publisher(desk, request)
    now = timezone.now()
    calendar = _calendar_if_named(request)
    if calendar is None:
        draft = load_rulebook(now, data=rulebooks.draft_data())
        running = preview.under_rules(draft, now)
    else:
        hours = calendar_from_data(snapshot_draft(calendar, at=now))
        running = preview.under_hours(calendar, hours, now)

    context = {
        "running": running,
        "first_moved": running.first_moved(request.user),
        "calendar": calendar,
    }
    return rules_page(desk, request, "_running.html", context)


def publish_calendar(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A calendar's publish page, sent off: the draft counts.

    In the same step limits that run follow it, if that was ticked.
    """
    calendar = _named_calendar(request)
    if request.method != "POST":
        return redirect("admin:calendars_workcalendar_publish", calendar.pk)

    calendars = desk.admin_site.get_model_admin(WorkCalendar)
    if "apply_running" not in request.POST:
        return versions.publish_page(calendars, request, calendar.pk)

    require_publisher(desk, request)
    response = versions.publish_page(
        calendars, request, calendar.pk, publish=terms_changes.publish_hours
    )
    if response.status_code == HTTPStatus.FOUND:
        messages.success(request, BEING_MOVED)
    return response


def show_following(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A part of a calendar's page: how far running limits have been moved.

    Or how many still follow an earlier version.
    """
    calendar = _named_calendar(request)
    if not may_publish(desk, request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)

    open_changes = TermsChange.objects.filter(calendar=calendar, finished_at__isnull=True)
    change = open_changes.order_by("pk").first()
    context = {
        "calendar": calendar,
        "change": change,
        "behind": 0 if change else preview.limits_behind(calendar),
        "address": request.get_full_path(),
    }
    return rules_page(desk, request, "_following.html", context)


def apply_to_running(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Let running limits follow the published hours of a calendar.

    The list, the reason, then a worker does it.
    """
    require_publisher(desk, request)
    calendar = _named_calendar(request)
    version = newest_version(calendar)
    if version is None:
        raise Http404

    form = PublishForm(request.POST or None, initial={"reason": version.reason})
    if request.method == "POST" and form.is_valid():
        terms_changes.request_change(
            ChangeScope.CALENDAR,
            by=request.user,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            calendar=calendar,
        )
        messages.success(request, BEING_MOVED)
        return redirect("admin:calendars_workcalendar_change", calendar.pk)

    running = preview.under_hours(calendar, calendar_of_version(version.pk), timezone.now())
    context: dict[str, Any] = {
        "form": form,
        "calendar": calendar,
        "version": version,
        "running": running,
        "first_moved": running.first_moved(request.user),
        "subtitle": _("Apply to limits that run now"),
    }
    return rules_page(desk, request, "apply.html", context, status=form_status(form))
