"""Working calendars in the administration.

The rows are a draft, only the publish page makes it count.
"""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars import actions
from calendars.admin import import_year, versions, years
from calendars.admin.pages import may_publish, window_address
from calendars.domain import faults
from calendars.domain.drafts import CalendarDraft, DraftDay
from calendars.domain.faults import CalendarFault
from calendars.models import CalendarDay, WeekdayHours, WorkCalendar
from calendars.queries import calendars
from core.errors import LawBroken
from pages.admin_pages import DeskAdmin, admin_paths

# A part of the house that keeps the limits: how many still count by an earlier version.
FOLLOWING = "admin:terms_following"


class WeekFormSet(BaseInlineFormSet):
    """The week as a whole.

    A draft on which no limit could ever end is refused before anything is saved.
    """

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or self.instance.is_always or not faults.is_zone(self.instance.zone):
            return
        week: dict[int, str] = {}
        for form in self.forms:
            weekday = form.cleaned_data
            if weekday and not weekday.get("DELETE") and weekday.get("hours"):
                week[weekday["weekday"]] = weekday["hours"]

        days = calendars.draft_of(self.instance).days
        refuse_closed(self.instance, CalendarDraft(self.instance.zone, False, week, days))


class WeekdayInline(admin.TabularInline):
    """The seven weekdays."""

    model = WeekdayHours
    formset = WeekFormSet
    extra = 0
    max_num = 7


def refuse_closed(calendar: WorkCalendar, plan: CalendarDraft) -> None:
    """A form's check that a draft opens at all."""
    try:
        actions.require_sound(calendar, plan, timezone.now())
    except LawBroken as error:
        raise ValidationError(error.message) from error


@admin.register(WorkCalendar)
class WorkCalendarAdmin(DeskAdmin):
    """Hours as a week and as exceptions.

    Saving keeps a draft; publishing freezes a version that limits started later use.
    """

    list_display = ("name", "zone", "is_always", "is_default", "newest_version", "draft")
    inlines = (WeekdayInline,)

    def get_readonly_fields(
        self, request: HttpRequest, obj: WorkCalendar | None = None
    ) -> tuple[str, ...]:
        """Published rules know a calendar by its code: it stays."""
        return ("code",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: WorkCalendar | None = None
    ) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"code": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return calendars.with_drafts(super().get_queryset(request))

    @admin.display(description=gettext_lazy("version"))
    def newest_version(self, calendar: WorkCalendar) -> str:
        if not calendar.newest_versions:
            return "—"
        return f"v{calendar.newest_versions[0].number}"

    @admin.display(description=gettext_lazy("draft"))
    def draft(self, calendar: WorkCalendar) -> str:
        if not calendar.newest_versions:
            return _("not published yet")
        version = calendar.newest_versions[0]
        if calendars.unpublished_changes(version, calendars.draft_of(calendar)):
            return _("changes not published yet")
        return "—"

    def get_urls(self) -> list:
        """The pages of a calendar, before Django's own catch-all."""
        pages = (
            ("<int:pk>/year/<int:year>/", years.year_grid, "calendars_workcalendar_year"),
            (
                "<int:pk>/day/<int:year>-<int:month>-<int:day>/",
                years.day_page,
                "calendars_workcalendar_day",
            ),
            (
                "<int:pk>/import/<int:year>/",
                import_year.import_year_page,
                "calendars_workcalendar_import",
            ),
            ("<int:pk>/publish/", versions.publish_page, "calendars_workcalendar_publish"),
            ("<int:pk>/versions/", versions.history_page, "calendars_workcalendar_versions"),
            (
                "<int:pk>/versions/<int:version>/back/",
                versions.restore_page,
                "calendars_workcalendar_back",
            ),
        )
        return [*admin_paths(self, pages), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """With the way to the year, the versions and the publish page."""
        calendar = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if calendar is not None:
            newest = calendars.newest_version(calendar)
            unpublished = calendars.unpublished_changes(newest, calendars.draft_of(calendar))
            context = {
                "calendar": calendar,
                "year": timezone.localdate().year,
                "newest": newest,
                "is_unpublished": bool(unpublished),
                "may_publish": may_publish(self, request, calendar),
                "following_url": window_address(FOLLOWING, calendar),
            }
        context |= extra_context or {}
        return super().change_view(request, object_id, form_url, context)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        # read anew: the object of the form knows its weekdays from before they were saved
        say_draft(request, WorkCalendar.objects.get(pk=form.instance.pk))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def say_draft(request: HttpRequest, calendar: WorkCalendar) -> None:
    """Tell that what was saved does not count yet."""
    version = calendars.newest_version(calendar)
    if version is None:
        message = _("%(calendar)s is a draft. Limits can use it once it is published.")
        messages.warning(request, message % {"calendar": calendar})
    elif calendars.unpublished_changes(version, calendars.draft_of(calendar)):
        message = _(
            "Saved in the draft of %(calendar)s. Limits go on with version %(number)d until"
            " you publish."
        )
        messages.warning(request, message % {"calendar": calendar, "number": version.number})


class CalendarDayForm(ModelForm):
    """A day that must not close the calendar for ever. Its hours are the model's to check."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        calendar = data.get("calendar")
        if calendar and data.get("date") and data.get("kind"):
            self._refuse_closing(calendar, data)
        return data

    def _refuse_closing(self, calendar: WorkCalendar, data: dict[str, Any]) -> None:
        moved: list[date] = []
        if self.instance.pk and self.instance.calendar_id == calendar.pk:
            moved.append(self.instance.date)
        before = calendars.draft_of(calendar)
        day = DraftDay(data["date"], data["kind"], data.get("hours", ""))
        after = before.with_days(day, without=moved)

        now = timezone.now()
        never = CalendarFault("never")
        was_closed = never in faults.draft_faults(before, now)
        if never in faults.draft_faults(after, now) and not was_closed:
            self.add_error("kind", calendars.fault_sentence(calendar, never))


@admin.register(CalendarDay)
class CalendarDayAdmin(DeskAdmin):
    """Holidays, make-up workdays, special hours as a list. Saving keeps a draft."""

    form = CalendarDayForm
    list_display = ("date", "calendar", "kind", "hours", "name", "status")
    list_filter = ("calendar", "kind", "status")
    list_select_related = ("calendar",)
    date_hierarchy = "date"
    search_fields = ("name",)

    def save_model(
        self, request: HttpRequest, obj: CalendarDay, form: ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        say_draft(request, obj.calendar)

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        super().delete_model(request, obj)
        say_draft(request, obj.calendar)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        touched = list(WorkCalendar.objects.filter(days__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for calendar in touched:
            say_draft(request, calendar)
