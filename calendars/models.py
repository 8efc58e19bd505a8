"""Working calendars as administrators edit them, and the frozen versions that limits are computed
with.
"""

from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from calendars.domain import faults, version_data
from calendars.domain.version_data import VersionData
from calendars.domain.written_hours import parse_hours
from calendars.enums import DayKind, DayStatus
from core.domain import worktime

BAD_HOURS = {
    "unreadable": _("“%(value)s” is not a span of time."),
    "reversed": _("%(value)s ends before it starts."),
    "overlap": _("The spans of %(value)s overlap."),
}


def validate_hours(value: str) -> None:
    """A form's and a table's check of `09:00-12:00, 13:30-18:00`.

    Its error says which span is wrong and how to write it.
    """
    fault = faults.fault_in_hours(value)
    if fault is None:
        return
    what = ValidationError(BAD_HOURS[fault.what], params={"value": fault.value})
    how = _("Enter opening hours as 09:00-12:00, 13:30-18:00: in order and without overlap.")
    raise ValidationError([what, how])


def validate_zone(value: str) -> None:
    """An IANA time zone."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(zone)s” is not an IANA time zone such as Asia/Shanghai."), params={"zone": value}
        )


class WorkCalendar(models.Model):
    """Opening hours of a team: weekly hours, and days that replace them."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Shanghai", validators=[validate_zone]
    )
    is_always = models.BooleanField(_("24x7"), default=False)
    is_default = models.BooleanField(
        _("desk hours"),
        default=False,
        help_text=_("Except for urgent cases, people are notified only during these hours."),
    )
    week_from = models.DateField(
        _("changed weekly hours count from"),
        null=True,
        blank=True,
        help_text=_(
            "Time before this day stays counted by the hours of then, also for limits that run."
            " Empty: from the day on which the change is published."
        ),
    )

    class Meta:
        db_table = "core_workcalendar"
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class NamesItsPlace(models.Model):
    """Says in what is wrong with its hours which calendar and which day it speaks of."""

    class Meta:
        abstract = True

    @property
    def place_label(self) -> str:
        """Calendar and day."""
        raise NotImplementedError

    def clean_fields(self, exclude: Any = None) -> None:
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict({})
            if "hours" in errors:
                messages = ValidationError(errors["hours"]).messages
                errors["hours"] = [self.error_in_place(*messages)]
            raise ValidationError(errors) from error

    def error_in_place(self, *messages: object) -> ValidationError:
        """One message that names the place."""
        message = " ".join(map(str, messages))
        return ValidationError(
            _("%(place)s: %(message)s"), params={"place": self.place_label, "message": message}
        )


class WeekdayHours(NamesItsPlace):
    """The intervals of one weekday; no row or an empty text is a closed day."""

    calendar = models.ForeignKey(
        WorkCalendar, models.CASCADE, related_name="weekdays", verbose_name=_("calendar")
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        choices=[
            (0, _("Monday")),
            (1, _("Tuesday")),
            (2, _("Wednesday")),
            (3, _("Thursday")),
            (4, _("Friday")),
            (5, _("Saturday")),
            (6, _("Sunday")),
        ],
    )
    hours = models.CharField(_("hours"), max_length=120, blank=True, validators=[validate_hours])

    class Meta:
        db_table = "core_weekdayhours"
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "weekday"], name="one_row_per_weekday")
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.hours}"

    @property
    def place_label(self) -> str:
        return f"{self.calendar.name} {self.get_weekday_display()}"


class CalendarDay(NamesItsPlace):
    """A date that replaces the weekly hours: a holiday, a make-up workday 调休, special hours."""

    calendar = models.ForeignKey(
        WorkCalendar, models.CASCADE, related_name="days", verbose_name=_("calendar")
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    hours = models.CharField(_("hours"), max_length=120, blank=True, validators=[validate_hours])
    name = models.CharField(_("name"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=DayStatus.choices, default=DayStatus.PUBLISHED
    )

    class Meta:
        db_table = "core_calendarday"
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="one_row_per_date"),
            models.CheckConstraint(
                condition=models.Q(kind=DayKind.HOLIDAY, hours="")
                | (~models.Q(kind=DayKind.HOLIDAY) & ~models.Q(hours="")),
                name="holidays_are_closed_others_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name or self.get_kind_display()}"

    @property
    def place_label(self) -> str:
        # the row of a form may have no calendar yet
        calendar = self.calendar.name if self.calendar_id else ""
        return f"{calendar} {self.date or ''}".strip()

    def clean(self) -> None:
        is_holiday = self.kind == DayKind.HOLIDAY
        if is_holiday == (not self.hours):
            return
        message = _("A holiday has no hours; a make-up workday or special day needs them.")
        raise ValidationError({"hours": self.error_in_place(message)})

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        return self.error_in_place(_("The calendar has this day already; change it there."))


class CalendarVersion(models.Model):
    """What a calendar said from a moment on.

    Never changed: a running limit keeps the hours it was promised with.

    `data` is what limits are computed with, `rows` the days with their names and sources, for the
    history and for going back.
    """

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    rows = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "core_calendarversion"
        ordering = ["calendar", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="one_row_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.calendar} v{self.number}"


@lru_cache(maxsize=256)
def calendar_of_version(version_id: int) -> worktime.WorkCalendar:
    """The pure calendar of a version.

    Versions never change, so a process looks each of them up once.
    """
    return calendar_from_data(CalendarVersion.objects.get(pk=version_id).data)


def calendar_from_data(data: VersionData) -> worktime.WorkCalendar:
    """The pure calendar of what a version keeps."""
    zone = ZoneInfo(data["zone"])
    earlier = data.get("earlier_weeks", [])
    if data["always"] and not earlier:
        return worktime.natural_calendar(zone)
    week = worktime.ALWAYS.week if data["always"] else _parsed_week(data["week"])
    return worktime.WorkCalendar(
        zone,
        week,
        {date.fromisoformat(day): parse_hours(hours) for day, hours in data["days"].items()},
        tuple(
            worktime.EarlierWeek(date.fromisoformat(past["until"]), _parsed_week(past["week"]))
            for past in earlier
        ),
    )


def _parsed_week(week: dict[str, str]) -> dict[int, worktime.Hours]:
    return {int(weekday): parse_hours(hours) for weekday, hours in week.items()}


@lru_cache(maxsize=256)
def published_until(version_id: int, since: int = 0) -> int:
    """The last year of statutory days that the version knows as published, without a gap.

    A due time later than that is provisional. The years count from `since` on, or from the first
    published one.
    """
    data = CalendarVersion.objects.get(pk=version_id).data
    if data["always"]:
        return version_data.EVER
    years = version_data.published_years_in(data)
    return version_data.last_published_year(years, since)


def forget_versions() -> None:
    """Drop what this process remembers of versions: after a flush the same keys may mean others."""
    calendar_of_version.cache_clear()
    published_until.cache_clear()
