"""Administration of messages: their wordings, and what the outbox could not send."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.actions import outbox
from notifications.domain import wording
from notifications.enums import Topic
from notifications.models import MessageTemplate, Outbox
from pages.admin_pages import DeskAdmin

# Wordings that only a superuser changes.
GUARDED = (Topic.PASSWORD, Topic.SECURITY, Topic.OVERSIGHT)


@admin.register(MessageTemplate)
class MessageTemplateAdmin(DeskAdmin):
    """Wordings in both languages; unknown variables are refused by name."""

    is_for_everybody = True
    list_display = ("topic", "subject_zh", "subject_en")
    fields = ("topic", "variables", "subject_zh", "body_zh", "subject_en", "body_en")

    def get_readonly_fields(
        self, request: HttpRequest, obj: MessageTemplate | None = None
    ) -> tuple[str, ...]:
        return ("topic", "variables")

    def has_change_permission(
        self, request: HttpRequest, obj: MessageTemplate | None = None
    ) -> bool:
        """Words around a link that opens an account could lead it elsewhere; those of what
        administrators do are not theirs to soften.
        """
        is_guarded = obj is not None and obj.topic in GUARDED
        return super().has_change_permission(request, obj) and (
            request.user.is_superuser or not is_guarded
        )

    @admin.display(description=gettext_lazy("variables"))
    def variables(self, template: MessageTemplate) -> str:
        """What may stand in braces."""
        return " ".join(f"{{{name}}}" for name in wording.known_variables(template.topic))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Outbox)
class OutboxAdmin(DeskAdmin):
    """What left the house, and what did not; given-up messages can be sent again."""

    list_display = (
        "created_at",
        "topic",
        "user",
        "about",
        "channel",
        "state",
        "attempts",
        "doubts",
        "next_at",
        "error",
    )
    list_filter = ("state", "topic", "channel")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name")
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ("send_again",)

    @admin.display(description=gettext_lazy("about"))
    def about(self, row: Outbox) -> str:
        """The ticket's number. What it is about is for those who may see the ticket."""
        return str(row.data.get("number", ""))

    @admin.action(description=gettext_lazy("Send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        count = outbox.retry_messages(queryset, by=request.user, at=timezone.now())
        message = ngettext(
            "%(count)d message will be sent again.", "%(count)d messages will be sent again.", count
        ) % {"count": count}
        messages.success(request, message if count else _("None of these was given up or refused."))

    def get_readonly_fields(self, request: HttpRequest, obj: Outbox | None = None) -> list[str]:
        hidden = ("data", "address")
        return [field.name for field in Outbox._meta.fields if field.name not in hidden]

    def get_fields(self, request: HttpRequest, obj: Outbox | None = None) -> list[str]:
        return self.get_readonly_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
