"""Rules of limits: the draft as ordered sentences, its targets and steps. What is published, and how, is in `publishing`."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from tickets.admin import publishing, terms
from tickets.admin.forms import TargetForm
from tickets.models import EscalationStep, SlaKind, SlaPolicy, SlaTarget


class TargetInline(admin.TabularInline):
    """The targets of a rule."""

    model, form = SlaTarget, TargetForm
    extra = 0
    show_change_link = True


class StepInline(admin.TabularInline):
    """Whom to tell and when, and what else happens."""

    model = EscalationStep
    extra = 0


@admin.register(SlaPolicy)
class SlaPolicyAdmin(admin.ModelAdmin):
    """The draft of the rules. Nothing that is saved here counts before it is published."""

    inlines = (TargetInline,)
    save_as = True

    def get_urls(self) -> list[URLPattern]:
        """The pages of the rules as a whole stand before those of one rule."""
        pages = (
            ("publish/", publishing.publish, "rules_publish"),
            ("history/", publishing.history, "rules_history"),
            ("history/<int:version>/restore/", publishing.restore, "rules_restore"),
            ("<int:pk>/move/", publishing.move, "rules_move"),
            ("bench/", publishing.bench, "rules_bench"),
            ("replay/", publishing.replay, "rules_replay"),
            ("running/", terms.preview, "terms_preview"),
            ("running/apply/", terms.apply, "terms_apply"),
        )
        own = [path(route, self.admin_site.admin_view(self._bound(view)), name=name) for route, view, name in pages]
        return [*own, *super().get_urls()]

    def _bound(self, view: Any) -> Any:
        return lambda request, **named: view(self, request, **named)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return publishing.overview(self, request)

    def has_delete_permission(self, request: HttpRequest, obj: SlaPolicy | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_fallback)


@admin.register(SlaTarget)
class SlaTargetAdmin(admin.ModelAdmin):
    """One target with its escalation steps."""

    form = TargetForm
    list_display = ("policy", "kind", "amount", "unit", "calendar")
    list_filter = ("policy", "kind")
    list_select_related = ("policy", "kind", "calendar")
    readonly_fields = ("rule",)
    inlines = (StepInline,)

    @admin.display(description=gettext_lazy("limit rule"))
    def rule(self, target: SlaTarget) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:tickets_slapolicy_change", args=[target.policy_id]), target.policy)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(SlaKind)
class SlaKindAdmin(admin.ModelAdmin):
    """Kinds of limits: what starts and what ends them."""

    list_display = ("code", "name", "name_en", "start_event", "stop_event", "repeats", "is_moment", "order")
    list_display_links = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: SlaKind | None = None) -> tuple[str, ...]:
        """Rulebooks and the ledger know a kind by its code: it stays."""
        return ("code",) if obj else ()
