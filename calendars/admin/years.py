"""The year of a calendar: the grid, and the form of one day."""

from datetime import date
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from calendars import actions
from calendars.admin.forms import DayForm
from calendars.admin.pages import calendar_page, log_calendar_change, open_calendar
from calendars.domain import drafts
from calendars.domain.drafts import DraftDay
from calendars.models import WorkCalendar
from calendars.queries import calendars
from calendars.queries.sources import source_label
from core.errors import LawBroken


def checked_year(year: int) -> int:
    """404 for a year that has no page."""
    if not calendars.FIRST_YEAR <= year <= calendars.LAST_YEAR:
        raise Http404
    return year


def year_grid(desk: ModelAdmin, request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Twelve months of the draft."""
    calendar = open_calendar(desk, request, pk)
    context = year_context(calendar, checked_year(year))
    return calendar_page(desk, request, calendar, "year.html", context)


def year_context(calendar: WorkCalendar, year: int) -> dict[str, Any]:
    """What the grid and its figures need."""
    shown = calendars.year_page(calendar, year, today=timezone.localdate())
    return {"shown": shown, "year": year, "subtitle": str(year)}


# --- one day --------------------------------------------------------------------------------------


def day_page(
    desk: ModelAdmin, request: HttpRequest, pk: int, year: int, month: int, day: int
) -> HttpResponse:
    """The form of a date; saved into the draft at once."""
    calendar = open_calendar(desk, request, pk, change=True)
    try:
        when = date(checked_year(year), month, day)
    except ValueError:
        raise Http404 from None
    if "cancel" in request.GET:
        return day_parts(desk, request, calendar, when, "_left.html")
    if request.method == "POST":
        return save_day(desk, request, calendar, when)
    return show_day(desk, request, calendar, when, None)


def show_day(
    desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar, when: date, form: DayForm | None
) -> HttpResponse:
    """The form; a part of the grid for htmx, else a page."""
    draft = calendars.draft_of(calendar)
    known = draft.days.get(when)
    form = form or DayForm(initial=initial_day(known))
    context = {
        "form": form,
        "when": when,
        "label": calendars.day_label(draft, when),
        "year": when.year,
        "source": source_label(known.source) if known else "",
    }
    template = "_day.html" if request.htmx else "day.html"
    status = 422 if form.errors else 200
    return calendar_page(desk, request, calendar, template, context, status=status)


def initial_day(day: DraftDay | None) -> dict[str, str]:
    """What the form of a date begins with."""
    if day is None:
        return {"kind": ""}
    return {"kind": day.kind, "hours": day.hours, "name": day.name}


def save_day(
    desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar, when: date
) -> HttpResponse:
    """Write the date, and answer with the parts of the grid that changed."""
    form = DayForm(request.POST, place=f"{calendar.name} {when}")
    if not form.is_valid():
        return show_day(desk, request, calendar, when, form)
    try:
        actions.set_day(calendar, day=when, at=timezone.now(), **form.cleaned_data)
    except LawBroken as error:
        form.add_error(None, error.message)
        return show_day(desk, request, calendar, when, form)

    # the one at hand remembers days from before the change
    saved = WorkCalendar.objects.get(pk=calendar.pk)
    log_calendar_change(desk, request, saved, calendars.day_label(calendars.draft_of(saved), when))
    if request.htmx:
        return day_parts(desk, request, saved, when, "_saved.html")
    address = reverse("admin:calendars_workcalendar_year", args=[calendar.pk, when.year])
    return redirect(f"{address}#d-{when}")


def day_parts(
    desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar, when: date, template: str
) -> HttpResponse:
    """The day's cell, focused again, and the figures of its year."""
    draft = calendars.draft_of(calendar)
    context = {
        "cell": calendars.day_cell(draft, when, timezone.localdate()),
        "label": calendars.day_label(draft, when),
        "year": when.year,
        "figures": drafts.year_figures(draft, when.year),
    }
    return calendar_page(desk, request, calendar, template, context)
