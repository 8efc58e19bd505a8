"""Lists that administrators keep: issue types, causes, wordings, words and numbers of the desk."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest

from pages.admin_pages import DeskAdmin, OneRowAdmin
from tickets.record.models import CauseCode, DeskRule, IssueType, ReplyTemplate, TriageWord
from tickets.record.queries import desk_rules


class RememberedRows(DeskAdmin):
    """Rows that a process remembers: this one looks again as soon as an edit is stored."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._forget_when_stored()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self._forget_when_stored()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        self._forget_when_stored()

    def _forget_when_stored(self) -> None:
        # Earlier, another thread could read the old rows again and remember them.
        transaction.on_commit(desk_rules.forget)


@admin.register(IssueType)
class IssueTypeAdmin(DeskAdmin):
    """The tree of issue types with routing and suggestion."""

    is_for_everybody = True
    list_display = (
        "name",
        "parent",
        "default_department",
        "default_tier",
        "is_fault",
        "needs_cause_code",
        "needs_lessons",
        "is_active",
        "order",
    )
    list_select_related = ("parent", "default_department")
    search_fields = ("name",)


@admin.register(CauseCode)
class CauseCodeAdmin(DeskAdmin):
    """Coded causes."""

    list_display = ("name", "is_active")


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(DeskAdmin):
    """Standard wordings; `{number}` and `{promised}` are filled in."""

    list_display = ("title", "purpose", "channel", "is_active")
    list_filter = ("purpose",)


@admin.register(TriageWord)
class TriageWordAdmin(RememberedRows):
    """Words of customers that ask for a tier."""

    list_display = ("word", "tier", "is_active")
    list_filter = ("tier", "is_active")
    search_fields = ("word",)


@admin.register(DeskRule)
class DeskRuleAdmin(OneRowAdmin, RememberedRows):
    """The numbers of the desk."""
