"""What administrators enter about figures: what others reach."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from analytics.models import Benchmark
from metrics.queries.registry import SECTIONS
from pages.admin_pages import DeskAdmin


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
