"""The year of a calendar: the grid, the form of one day, and the import of a year."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendars import actions
from calendars import imports as daylists
from calendars.admin.forms import BUILT_IN, OWN_LIST, DayForm, YearImportForm
from calendars.admin.pages import calendar_page, log_calendar_change, open_calendar
from calendars.domain import daylist, drafts
from calendars.domain.drafts import CalendarDraft, DraftDay
from calendars.enums import DayStatus
from calendars.models import WorkCalendar
from calendars.queries import calendars
from core.errors import BadFile, LawBroken
from documents.actions import safe_file_name


def checked_year(year: int) -> int:
    """404 for a year that has no page."""
    if not calendars.FIRST_YEAR <= year <= calendars.LAST_YEAR:
        raise Http404
    return year


def year_grid(desk: ModelAdmin, request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Twelve months of the draft."""
    calendar = open_calendar(desk, request, pk)
    return calendar_page(
        desk, request, calendar, "year.html", year_context(calendar, checked_year(year))
    )


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
    return (
        save_day(desk, request, calendar, when)
        if request.method == "POST"
        else show_day(desk, request, calendar, when, None)
    )


def show_day(
    desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar, when: date, form: DayForm | None
) -> HttpResponse:
    """The form; a part of the grid for htmx, else a page."""
    plan = calendars.draft_of(calendar)
    known = plan.days.get(when)
    form = form or DayForm(
        initial={"kind": known.kind, "hours": known.hours, "name": known.name}
        if known
        else {"kind": ""}
    )
    told = {
        "form": form,
        "when": when,
        "label": calendars.day_label(plan, when),
        "year": when.year,
        "known": known,
    }
    template = "_day.html" if request.htmx else "day.html"
    return calendar_page(
        desk, request, calendar, template, told, status=422 if form.errors else 200
    )


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
    saved = WorkCalendar.objects.get(pk=calendar.pk)
    log_calendar_change(desk, request, saved, calendars.day_label(calendars.draft_of(saved), when))
    if request.htmx:
        return day_parts(desk, request, saved, when, "_saved.html")
    return redirect(
        f"{reverse('admin:calendars_workcalendar_year', args=[calendar.pk, when.year])}#d-{when}"
    )


def day_parts(
    desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar, when: date, template: str
) -> HttpResponse:
    """The day's cell, focused again."""
    plan, today = calendars.draft_of(calendar), timezone.localdate()
    told = {
        "cell": calendars.day_cell(plan, when, today),
        "label": calendars.day_label(plan, when),
        "year": when.year,
    }
    return calendar_page(
        desk, request, calendar, template, {**told, "figures": drafts.year_figures(plan, when.year)}
    )


# --- a year from a list ---------------------------------------------------------------------------


def import_year_page(desk: ModelAdmin, request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Read a list, show how it differs from the draft, and write it only when that very difference
    is confirmed.
    """
    calendar = open_calendar(desk, request, pk, change=True)
    form = YearImportForm(
        request.POST or None, request.FILES or None, initial=first_choice(checked_year(year))
    )
    if request.method == "POST" and form.is_valid():
        try:
            return weigh_import(desk, request, calendar, year, form, *imported_text(form))
        except BadFile as error:
            form.add_error("file", error.message)
    return import_page(desk, request, calendar, year, form)


def weigh_import(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    year: int,
    form: YearImportForm,
    text: str,
    name: str,
) -> HttpResponse:
    """The difference that a list makes: written if it is the one that was confirmed, otherwise
    shown.
    """
    given, plan = form.cleaned_data, calendars.draft_of(calendar)
    reading = read_source(plan, year, given, text, name)
    wanted = actions.draft_with_import(
        plan, year, reading.days, status_of_import(year, given), given["origin"]
    )
    marks = {"seen": drafts.draft_fingerprint(plan), "wanted": drafts.draft_fingerprint(wanted)}
    is_confirmed = (
        "confirm" in request.POST
        and reading.days
        and not reading.bad
        and marks["wanted"] == given["wanted"]
    )
    said = ""
    if is_confirmed:
        try:
            return confirm_import(desk, request, calendar, year, reading.days, given)
        except LawBroken as error:
            said = error.message
    shown = YearImportForm(initial={**given, "text": text, "file_name": name, **marks})
    return import_page(
        desk,
        request,
        calendar,
        year,
        shown,
        said=said,
        preview=import_preview(calendar, plan, wanted, reading, year),
    )


def import_page(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    year: int,
    form: YearImportForm,
    **told: Any,
) -> HttpResponse:
    """The form, with the difference once there is one."""
    frame = {
        "form": form,
        "year": year,
        "subtitle": import_title(year),
        "is_known": year <= actions.LAST_PUBLISHED_YEAR,
    }
    return calendar_page(
        desk,
        request,
        calendar,
        "import.html",
        {**frame, **told},
        status=422 if form.errors else 200,
    )


def import_title(year: int) -> str:
    """The page's name."""
    return _("Import %(year)s") % {"year": year}


def first_choice(year: int) -> dict[str, str]:
    """The built-in days where a notice was out when the release was made, else a list."""
    return {
        "source": BUILT_IN if year <= actions.LAST_PUBLISHED_YEAR else OWN_LIST,
        "origin": actions.STATUTORY,
    }


def imported_text(form: YearImportForm) -> tuple[str, str]:
    """The list as text, and the name of the file it came from. Raises `BadFile`."""
    file = form.cleaned_data["file"]
    if not file or form.cleaned_data["source"] == BUILT_IN:
        return form.cleaned_data["text"], form.cleaned_data["file_name"]
    with tempfile.NamedTemporaryFile(suffix=".upload") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return daylists.table_as_text(Path(copy.name), file.name), safe_file_name(file.name)[:60]


def read_source(
    plan: CalendarDraft, year: int, given: dict[str, Any], text: str, name: str
) -> daylist.DayListReading:
    """The days of the chosen source."""
    if given["source"] == BUILT_IN:
        return daylist.DayListReading(
            tuple(actions.statutory_days(year, drafts.usual_hours(plan))), ()
        )
    source = f"{given['origin']}, {name or 'list'}"
    return daylist.read_day_list(
        text, plan, year, source=source, status=status_of_import(year, given)
    )


def status_of_import(year: int, given: dict[str, Any]) -> str:
    """Provisional when the administrator says so, and for built-in days that only were estimated."""
    is_estimate = given["source"] == BUILT_IN and year > actions.LAST_PUBLISHED_YEAR
    return str(
        DayStatus.PROVISIONAL if given["is_provisional"] or is_estimate else DayStatus.PUBLISHED
    )


def import_preview(
    calendar: WorkCalendar,
    plan: CalendarDraft,
    wanted: CalendarDraft,
    reading: daylist.DayListReading,
    year: int,
) -> dict[str, Any]:
    """The difference in words and numbers, what is wrong, and whether it can be confirmed."""
    found = drafts.difference_between(plan, wanted)
    known = calendars.draft_problems(calendar, plan, at=timezone.now())
    problems = [
        one
        for one in calendars.draft_problems(calendar, wanted, at=timezone.now())
        if one not in known
    ]
    return {
        "lines": calendars.difference_lines(found),
        "added": len(found.added),
        "changed": len(found.changed),
        "removed": len(found.removed),
        "same": sum(plan.days.get(day.date) == wanted.days.get(day.date) for day in reading.days),
        "bad": [calendars.bad_line_report(bad) for bad in reading.bad],
        "problems": problems,
        "is_empty": not reading.days,
        "is_ready": bool(found) and bool(reading.days) and not reading.bad and not problems,
        "figures": drafts.year_figures(wanted, year),
    }


def confirm_import(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    year: int,
    days: tuple[DraftDay, ...],
    given: dict[str, Any],
) -> HttpResponse:
    """Write what was confirmed; back to the grid.

    Raises `LawBroken` when the draft changed meanwhile.
    """
    told = {
        "status": status_of_import(year, given),
        "origin": given["origin"],
        "seen": given["seen"],
        "at": timezone.now(),
    }
    found = actions.import_year(calendar, year=year, days=days, **told)
    count = len(found.added) + len(found.changed) + len(found.removed)
    said = ngettext(
        "%(n)d day of %(year)s written into the draft.",
        "%(n)d days of %(year)s written into the draft.",
        count,
    )
    messages.success(request, said % {"n": count, "year": year})
    log_calendar_change(desk, request, calendar, import_title(year))
    return redirect("admin:calendars_workcalendar_year", calendar.pk, year)
