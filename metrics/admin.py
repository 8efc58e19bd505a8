"""What administrators enter about figures: from which event to which a response time runs."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from calendars.models import WorkCalendar
from metrics.domain.definitions import holder_of_day
from metrics.models import ResponseTimeDefinition
from pages.admin_pages import DeskAdmin

# What may change once tickets may have been judged by it.
ALWAYS_OPEN = {"responsible"}
FIELDS = (
    "name",
    "name_en",
    "business_type",
    "start_event",
    "end_event",
    "calendar",
    "exclude_paused",
    "responsible",
    "effective_from",
)


class DefinitionForm(forms.ModelForm):
    """Refuses a day on which another definition has judged already, and hours that nobody
    published.
    """

    def clean_calendar(self) -> WorkCalendar | None:
        calendar: WorkCalendar | None = self.cleaned_data["calendar"]
        if calendar is not None and not calendar.versions.exists():
            raise ValidationError(_("Publish the calendar first."))
        return calendar

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        day, business_type = (
            self.cleaned_data.get("effective_from"),
            self.cleaned_data.get("business_type"),
        )
        if day is not None and business_type:
            self._refuse_judged_day(day, business_type)
        return cleaned

    def _refuse_judged_day(self, day: date, business_type: str) -> None:
        others = ResponseTimeDefinition.objects.filter(business_type=business_type)
        starts = others.exclude(pk=self.instance.pk).values_list("effective_from", flat=True)
        holder = holder_of_day(day, starts, timezone.localdate())
        if holder is not None:
            message = _(
                "On this day the definition from %(day)s holds already, and a day that has begun"
                " keeps it: choose tomorrow or a later day."
            )
            self.add_error("effective_from", message % {"day": holder})


@admin.register(ResponseTimeDefinition)
class ResponseTimeDefinitionAdmin(DeskAdmin):
    """One that is in use is read, and replaced by another one from a later day."""

    form = DefinitionForm
    fields = FIELDS
    list_display = (
        "label",
        "business_type",
        "start_event",
        "end_event",
        "calendar",
        "exclude_paused",
        "responsible",
        "effective_from",
    )
    list_filter = ("business_type",)
    list_select_related = ("calendar", "responsible")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None or not obj.is_in_use(timezone.localdate()):
            return ()
        return tuple(name for name in FIELDS if name not in ALWAYS_OPEN)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_in_use = obj is not None and obj.is_in_use(timezone.localdate())
        return super().has_delete_permission(request, obj) and not is_in_use
