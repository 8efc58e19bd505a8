"""What administrators set about surveys, and why customers were dissatisfied."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from feedback.models import LowScoreReason, SurveyRule
from pages.admin_pages import DeskAdmin


@admin.register(SurveyRule)
class SurveyRuleAdmin(DeskAdmin):
    """Whom the desk asks, how often: one row."""

    is_for_everybody = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Switched on again, it does not ask about all that was solved meanwhile.
        if obj.is_active and "is_active" in form.changed_data:
            obj.asks_since = timezone.now()
        super().save_model(request, obj, form, change)

    # Seeded with every migrate, so there is nothing to add and nothing to miss.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LowScoreReason)
class LowScoreReasonAdmin(DeskAdmin):
    """Coded reasons; one that was used is switched off instead of deleted."""

    list_display = ("name", "name_en", "is_active", "order")
