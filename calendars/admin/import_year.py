"""The import of a year from a list, with a preview that is written only as it was seen."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendars import actions
from calendars import imports as day_tables
from calendars.admin.forms import BUILT_IN, OWN_LIST, YearImportForm
from calendars.admin.pages import calendar_page, log_calendar_change, open_calendar
from calendars.admin.years import checked_year
from calendars.domain import daylist, drafts, version_data, year_import
from calendars.domain.drafts import CalendarDraft, DraftDay
from calendars.enums import DayStatus
from calendars.models import WorkCalendar
from calendars.queries import calendars
from core.errors import BadFile, LawBroken
from documents.actions import safe_file_name
from documents.doors import takes_files
from documents.imports.account import FileRemark
from documents.imports.copies import copied_to_disk


@takes_files
def import_year_page(desk: ModelAdmin, request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Read a list and show how it differs from the draft.

    It is written only when that very difference is confirmed.
    """
    calendar = open_calendar(desk, request, pk, change=True)
    initial = first_choice(checked_year(year))
    form = YearImportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return weigh_import(desk, request, calendar, year, form)
        except BadFile as error:
            form.add_error("file", error.message)
    return import_page(desk, request, calendar, year, form)


def weigh_import(
    desk: ModelAdmin, request: HttpRequest, calendar: WorkCalendar, year: int, form: YearImportForm
) -> HttpResponse:
    """The difference that a list makes: written if it was confirmed, otherwise shown.

    Raises `BadFile`.
    """
    text, file_name, remarks = imported_text(form)
    data = form.cleaned_data
    draft = calendars.draft_of(calendar)
    reading = read_source(draft, year, data, text, file_name)
    status = status_of_import(year, data)
    wanted = year_import.draft_with_import(draft, year, reading.days, status, data["origin"])
    fingerprint = version_data.draft_fingerprint(wanted)

    # what was confirmed is the difference of the preview, not whatever the list says by now
    is_sound = bool(reading.days) and not reading.bad
    is_confirmed = "confirm" in request.POST and fingerprint == data["wanted"]
    refusal = ""
    if is_sound and is_confirmed:
        try:
            return confirm_import(desk, request, calendar, year, reading.days, data)
        except LawBroken as error:
            refusal = error.message

    seen = version_data.draft_fingerprint(draft)
    fields = {**data, "text": text, "file_name": file_name, "seen": seen, "wanted": fingerprint}
    preview = import_preview(calendar, draft, wanted, reading, year)
    preview["remarks"] = remarks
    shown = YearImportForm(initial=fields)
    return import_page(desk, request, calendar, year, shown, said=refusal, preview=preview)


def import_page(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    year: int,
    form: YearImportForm,
    **outcome: Any,
) -> HttpResponse:
    """The form, with the difference once there is one."""
    context = {
        "form": form,
        "year": year,
        "subtitle": import_title(year),
        "is_known": year <= year_import.LAST_PUBLISHED_YEAR,
        **outcome,
    }
    status = 422 if form.errors else 200
    return calendar_page(desk, request, calendar, "import.html", context, status=status)


def import_title(year: int) -> str:
    """The page's name."""
    return _("Import %(year)s") % {"year": year}


def first_choice(year: int) -> dict[str, str]:
    """The built-in days where a notice was out when the release was made, else a list."""
    is_known = year <= year_import.LAST_PUBLISHED_YEAR
    return {"source": BUILT_IN if is_known else OWN_LIST, "origin": year_import.STATUTORY}


def imported_text(form: YearImportForm) -> tuple[str, str, list[FileRemark]]:
    """The list as text, the name of its file, and what of the file is not simply read.

    Raises `BadFile`.
    """
    file = form.cleaned_data["file"]
    if not file or form.cleaned_data["source"] == BUILT_IN:
        return form.cleaned_data["text"], form.cleaned_data["file_name"], []

    with copied_to_disk(file.chunks()) as path:
        table = day_tables.read_table_text(path, file.name)
    return table.text, safe_file_name(file.name)[:60], table.remarks


def read_source(
    draft: CalendarDraft, year: int, data: dict[str, Any], text: str, file_name: str
) -> daylist.DayListReading:
    """The days of the chosen source."""
    if data["source"] == BUILT_IN:
        days = year_import.statutory_days(year, drafts.usual_hours(draft))
        return daylist.DayListReading(tuple(days), ())
    source = f"{data['origin']}, {file_name or 'list'}"
    status = status_of_import(year, data)
    return daylist.read_day_list(text, draft, year, source=source, status=status)


def status_of_import(year: int, data: dict[str, Any]) -> str:
    """Provisional when the administrator says so, and for built-in days that were estimated."""
    is_estimate = data["source"] == BUILT_IN and year > year_import.LAST_PUBLISHED_YEAR
    is_provisional = data["is_provisional"] or is_estimate
    return str(DayStatus.PROVISIONAL if is_provisional else DayStatus.PUBLISHED)


def import_preview(
    calendar: WorkCalendar,
    draft: CalendarDraft,
    wanted: CalendarDraft,
    reading: daylist.DayListReading,
    year: int,
) -> dict[str, Any]:
    """The difference in words and numbers, what is wrong, and whether it can be confirmed."""
    now = timezone.now()
    difference = drafts.difference_between(draft, wanted)
    known = calendars.draft_problems(calendar, draft, at=now)
    problems = calendars.draft_problems(calendar, wanted, at=now)
    problems = [problem for problem in problems if problem not in known]
    is_sound = bool(reading.days) and not reading.bad and not problems
    return {
        "lines": calendars.difference_lines(difference),
        "added": len(difference.added),
        "changed": len(difference.changed),
        "removed": len(difference.removed),
        "same": sum(draft.days.get(day.date) == wanted.days.get(day.date) for day in reading.days),
        "bad": [calendars.bad_line_report(bad) for bad in reading.bad],
        "problems": problems,
        "is_empty": not reading.days,
        "is_ready": is_sound and bool(difference),
        "figures": drafts.year_figures(wanted, year),
    }


def confirm_import(
    desk: ModelAdmin,
    request: HttpRequest,
    calendar: WorkCalendar,
    year: int,
    days: tuple[DraftDay, ...],
    data: dict[str, Any],
) -> HttpResponse:
    """Write what was confirmed; back to the grid.

    Raises `LawBroken` when the draft changed meanwhile.
    """
    difference = actions.import_year(
        calendar,
        year=year,
        days=days,
        status=status_of_import(year, data),
        origin=data["origin"],
        seen=data["seen"],
        at=timezone.now(),
    )
    count = len(difference.added) + len(difference.changed) + len(difference.removed)
    message = ngettext(
        "%(n)d day of %(year)s written into the draft.",
        "%(n)d days of %(year)s written into the draft.",
        count,
    )
    messages.success(request, message % {"n": count, "year": year})
    log_calendar_change(desk, request, calendar, import_title(year))
    return redirect("admin:calendars_workcalendar_year", calendar.pk, year)
