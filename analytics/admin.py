"""What administrators enter about figures, data audits, rectification and slow cases."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from analytics.enums import Rhythm
from analytics.models import AuditSettings, Benchmark, RectificationSettings, SlowCause
from metrics.queries.registry import SECTIONS
from pages.admin_pages import DeskAdmin, OneRowAdmin


def metric_choices() -> list[tuple[str, Any]]:
    """Every figure by its section."""
    return [(name, [(one.key, one.name) for one in metrics]) for name, metrics in SECTIONS]


@admin.register(Benchmark)
class BenchmarkAdmin(DeskAdmin):
    """A benchmark stands from its day on, until a newer one of the same figure."""

    list_display = ("__str__", "value", "industry", "source", "valid_from")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "metric":
            return forms.ChoiceField(label=db_field.verbose_name, choices=metric_choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(AuditSettings)
class AuditSettingsAdmin(OneRowAdmin):
    """How often data are audited, and what counts as entered late."""

    # It reaches nobody's tickets, limits or messages.
    is_for_everybody = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Switched on again, it does not make up for the time in which nobody wanted it.
        was_off = form.initial.get("rhythm") == Rhythm.OFF
        if was_off and obj.rhythm != Rhythm.OFF:
            obj.since_on = timezone.localdate()
        super().save_model(request, obj, form, change)


@admin.register(RectificationSettings)
class RectificationSettingsAdmin(OneRowAdmin):
    """From which failure rate on a model is to be rectified, and by whom."""

    is_for_everybody = False


@admin.register(SlowCause)
class SlowCauseAdmin(DeskAdmin):
    """Coded causes of long times; one that was given is switched off instead of deleted."""

    list_display = ("name", "name_en", "suggested_for", "measure_kind", "is_active", "order")
