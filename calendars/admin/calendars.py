"""Working calendars in the administration: the rows are a draft, only the publish page makes it
count.
"""

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
from calendars.admin import versions, years
from calendars.admin.pages import may_publish, window_address
from calendars.domain import drafts
from calendars.domain.drafts import CalendarDraft, CalendarFault, DraftDay
from calendars.models import CalendarDay, WeekdayHours, WorkCalendar
from calendars.queries import calendars
from core.admin_pages import admin_paths
from core.errors import LawBroken

FOLLOWING = "admin:terms_following"
"""A part of the house that keeps the limits: how many still count by an earlier version."""


class WeekFormSet(BaseInlineFormSet):
    """The week as a whole: a draft on which no limit could ever end is refused before anything is
    saved.
    """

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or self.instance.is_always or not drafts.is_zone(self.instance.zone):
            return
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        draft = calendars.draft_of(self.instance)
        week = {row["weekday"]: row["hours"] for row in kept if row.get("hours")}
        refuse_closed(self.instance, CalendarDraft(self.instance.zone, False, week, draft.days))


class WeekdayInline(admin.TabularInline):
    """The seven weekdays."""

    model, formset = WeekdayHours, WeekFormSet
    extra, max_num = 0, 7


def refuse_closed(calendar: WorkCalendar, plan: CalendarDraft) -> None:
    """A form's check that a draft opens at all."""
    try:
        actions.require_sound(calendar, plan, timezone.now())
    except LawBroken as error:
        raise ValidationError(error.message) from error


@admin.register(WorkCalendar)
class WorkCalendarAdmin(admin.ModelAdmin):
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
        return f"v{calendar.newest_versions[0].number}" if calendar.newest_versions else "—"

    @admin.display(description=gettext_lazy("draft"))
    def draft(self, calendar: WorkCalendar) -> str:
        version = calendar.newest_versions[0] if calendar.newest_versions else None
        if version is None:
            return _("not published yet")
        return (
            _("changes not published yet")
            if calendars.unpublished_changes(version, calendars.draft_of(calendar))
            else "—"
        )

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
                years.import_year_page,
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
        extra = {}
        if calendar is not None:
            unpublished = calendars.unpublished_changes(
                calendars.newest_version(calendar), calendars.draft_of(calendar)
            )
            extra = {
                "calendar": calendar,
                "year": timezone.localdate().year,
                "newest": calendars.newest_version(calendar),
                "is_unpublished": bool(unpublished),
                "may_publish": may_publish(self, request, calendar),
                "following_url": window_address(FOLLOWING, calendar),
            }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        say_draft(request, WorkCalendar.objects.get(pk=form.instance.pk))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def say_draft(request: HttpRequest, calendar: WorkCalendar) -> None:
    """Tell that what was saved does not count yet."""
    version = calendars.newest_version(calendar)
    if version is None:
        messages.warning(
            request,
            _("%(calendar)s is a draft. Limits can use it once it is published.")
            % {"calendar": calendar},
        )
    elif calendars.unpublished_changes(version, calendars.draft_of(calendar)):
        told = {"calendar": calendar, "number": version.number}
        messages.warning(
            request,
            _(
                "Saved in the draft of %(calendar)s. Limits go on with version %(number)d until"
                " you publish."
            )
            % told,
        )


class CalendarDayForm(ModelForm):
    """A day that must not close the calendar for ever. Its hours are the model's to check."""

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        calendar, when = told.get("calendar"), told.get("date")
        if calendar and when and told.get("kind"):
            before = calendars.draft_of(calendar)
            moved = (
                [self.instance.date]
                if self.instance.pk and self.instance.calendar_id == calendar.pk
                else []
            )
            after = before.with_days(
                DraftDay(when, told["kind"], told.get("hours", "")), without=moved
            )
            never, at = CalendarFault("never"), timezone.now()
            if never in drafts.draft_faults(after, at) and never not in drafts.draft_faults(
                before, at
            ):
                self.add_error("kind", calendars.fault_sentence(calendar, never))
        return told


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
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
