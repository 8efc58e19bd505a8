"""The audit ledger: read-only, also for administrators."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.enums import AUDIT_WORDS
from core.models import AuditEntry


class ByAction(admin.SimpleListFilter):
    """The actions by their words."""

    title = gettext_lazy("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        choices = [(code, str(word.label)) for code, word in AUDIT_WORDS.items()]
        return sorted(choices, key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in AUDIT_WORDS:
            return queryset
        return queryset.filter(action=self.value())


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """Who did what that no ticket ledger shows."""

    list_display = ("at", "actor", "what", "about", "reason")
    list_filter = (ByAction,)
    list_select_related = ("actor",)
    date_hierarchy = "at"
    show_full_result_count = False
    fields = ("at", "actor", "what", "about", "reason", "details", "request_number")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("action"), ordering="action")
    def what(self, entry: AuditEntry) -> str:
        return entry.action_label

    @admin.display(description=pgettext_lazy("audit", "target"), ordering="target")
    def about(self, entry: AuditEntry) -> str:
        return entry.target_label

    @admin.display(description=gettext_lazy("details"))
    def details(self, entry: AuditEntry) -> str:
        """What else was noted, as it was noted."""
        return json.dumps(entry.data, ensure_ascii=False) if entry.data else "—"

    @admin.display(description=gettext_lazy("request number"))
    def request_number(self, entry: AuditEntry) -> str:
        return entry.request_id

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
