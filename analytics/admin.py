"""What administrators set about data audits."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from analytics.enums import Rhythm
from analytics.models import AuditSettings
from pages.admin_pages import OneRowAdmin


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
