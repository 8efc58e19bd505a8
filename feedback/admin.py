"""What administrators set about surveys, and why customers were dissatisfied."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from feedback.models import LowScoreReason, SurveyRule
from pages.admin_pages import DeskAdmin, OneRowAdmin


@admin.register(SurveyRule)
class SurveyRuleAdmin(OneRowAdmin):
    """Whom the desk asks, how often."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Switched on again, it does not ask about all that was solved meanwhile.
        if obj.is_active and "is_active" in form.changed_data:
            obj.asks_since = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(LowScoreReason)
class LowScoreReasonAdmin(DeskAdmin):
    """Coded reasons; one that was used is switched off instead of deleted."""

    list_display = ("name", "name_en", "is_active", "order")
