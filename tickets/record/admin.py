"""Lists that administrators keep: issue types, causes, wordings, the numbers of the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tickets.record.models import CauseCode, DeskRule, IssueType, ReplyTemplate


@admin.register(IssueType)
class IssueTypeAdmin(admin.ModelAdmin):
    """The tree of issue types with routing and suggestion."""

    list_display = (
        "name",
        "parent",
        "default_department",
        "default_tier",
        "is_fault",
        "is_active",
        "order",
    )
    list_select_related = ("parent", "default_department")
    search_fields = ("name",)


@admin.register(CauseCode)
class CauseCodeAdmin(admin.ModelAdmin):
    """Coded causes."""

    list_display = ("name", "is_active")


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(admin.ModelAdmin):
    """Standard wordings; `{number}` and `{promised}` are filled in."""

    list_display = ("title", "purpose", "channel", "is_active")
    list_filter = ("purpose",)


@admin.register(DeskRule)
class DeskRuleAdmin(admin.ModelAdmin):
    """The numbers of the desk: one row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
