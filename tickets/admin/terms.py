"""Changed rules or hours and the limits that run: what would move, and the order to move it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.calendars import current_version, snapshot
from core.models import WorkCalendar
from core.models.calendars import law_from, law_of
from tickets.actions import terms_changes
from tickets.admin.forms import PublishForm
from tickets.admin.publishing import OVERVIEW, page, require_publisher
from tickets.enums import ChangeScope
from tickets.queries import preview as previews
from tickets.queries import promises, rulebooks


def preview_of(calendar: WorkCalendar | None, *, is_draft: bool) -> previews.Running:
    """What would move: by the calendar's hours (draft or published), or by the draft of the rules."""
    now = timezone.now()
    if calendar is not None:
        hours = law_from(snapshot(calendar)) if is_draft else law_of(current_version(calendar).pk)
        return previews.under_hours(calendar, hours, now)
    return previews.under_rules(promises.load(now, data=rulebooks.draft()), now)


def _calendar(request: HttpRequest) -> WorkCalendar | None:
    named = request.GET.get("calendar", "")
    if not named:
        return None
    calendar = WorkCalendar.objects.filter(pk=named).first() if named.isdecimal() else None
    if calendar is None:
        raise Http404
    return calendar


def preview(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A part of a publish page: the limits that would move, those that become late first."""
    require_publisher(desk, request)
    return page(desk, request, "_running.html", {"running": preview_of(_calendar(request), is_draft=True)})


def apply(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Let running limits follow the published hours of a calendar: the list, the reason, then a worker does it."""
    require_publisher(desk, request)
    calendar = _calendar(request)
    if calendar is None:
        raise Http404
    newest = calendar.versions.order_by("-number").first()
    if newest is None:
        raise Http404
    form = PublishForm(request.POST or None, initial={"reason": newest.reason})
    if request.method == "POST" and form.is_valid():
        terms_changes.request(
            ChangeScope.CALENDAR, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"], calendar=calendar
        )
        messages.success(request, _("Running limits are moved to the new hours in the background; this page shows how far it came."))
        return redirect(OVERVIEW)
    told: dict[str, Any] = {"form": form, "calendar": calendar, "version": newest, "running": preview_of(calendar, is_draft=False)}
    return page(desk, request, "apply.html", {**told, "subtitle": _("Apply to limits that run now")}, status=422 if form.errors else 200)
