"""Administration of calendars and a look at the audit ledger."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import calendars
from core.errors import LawBroken
from core.models import AuditEntry, CalendarDay, WeekdayHours, WorkCalendar


class WeekFormSet(BaseInlineFormSet):
    """The week as a whole: a calendar on which no limit could ever end is refused before anything is saved."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or self.instance.is_always:
            return
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        week = {str(row["weekday"]): row["hours"] for row in kept if row.get("hours")}
        try:
            calendars.require_open({**calendars.exceptions_of(self.instance), "week": week}, timezone.now())
        except LawBroken as error:
            raise ValidationError(error.message) from error


class WeekdayInline(admin.TabularInline):
    """The seven weekdays."""

    model, formset = WeekdayHours, WeekFormSet
    extra, max_num = 0, 7


@admin.register(WorkCalendar)
class WorkCalendarAdmin(admin.ModelAdmin):
    """Hours as a week and as exceptions; saving publishes a version that limits started later use."""

    list_display = ("name", "zone", "is_always", "is_default", "newest_version")
    inlines = (WeekdayInline,)
    prepopulated_fields = {"code": ("name",)}

    @admin.display(description=gettext_lazy("version"))
    def newest_version(self, calendar: WorkCalendar) -> str:
        newest = calendar.versions.order_by("-number").first()
        return f"v{newest.number}" if newest else "—"

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        publish(request, form.instance)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def publish(request: HttpRequest, calendar: WorkCalendar) -> None:
    """Freeze the calendar's new version, or say why it cannot be used."""
    try:
        version = calendars.publish(calendar, at=timezone.now(), by=request.user)
    except LawBroken as error:
        messages.error(request, _("%(why)s Limits go on with the version before.") % {"why": error.message})
    else:
        messages.info(request, _("Limits that start from now on use version %(number)d.") % {"number": version.number})


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """Holidays, make-up workdays, special hours."""

    list_display = ("date", "calendar", "kind", "hours", "name", "status")
    list_filter = ("calendar", "kind", "status")
    date_hierarchy = "date"
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        publish(request, obj.calendar)

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        super().delete_model(request, obj)
        publish(request, obj.calendar)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        touched = list(WorkCalendar.objects.filter(days__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for calendar in touched:
            publish(request, calendar)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """Read-only, also for administrators."""

    list_display = ("at", "actor", "action", "target", "reason")
    list_filter = ("action",)
    list_select_related = ("actor",)
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
