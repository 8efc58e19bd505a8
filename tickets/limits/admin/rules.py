"""Rules of limits: the draft, its targets and steps. How it is published is in `publishing`."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Count, Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pages.admin_pages import DeskAdmin, admin_paths, render_link
from tickets.limits.actions import rulebooks
from tickets.limits.admin import matrix, ordering, publishing, terms, trying
from tickets.limits.admin.forms import TargetForm
from tickets.limits.admin.frame import draft_state
from tickets.limits.models import EscalationStep, SlaKind, SlaPolicy, SlaTarget


class PlainChoices:
    """Kinds and calendars are chosen here and kept on their own pages."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field


class TargetInline(PlainChoices, admin.TabularInline):
    """The targets of a rule."""

    model = SlaTarget
    form = TargetForm
    fields = (*TargetForm.Meta.fields, "escalation")
    readonly_fields = ("escalation",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[SlaTarget]:
        return super().get_queryset(request).annotate(step_count=Count("steps"))

    @admin.display(description=gettext_lazy("escalation step"))
    def escalation(self, target: SlaTarget) -> str:
        """How many steps, and the way to them; a limit must be saved before it has any."""
        if not target.pk:
            return "—"

        count = target.step_count
        label = ngettext("%(count)s escalation step", "%(count)s escalation steps", count)
        address = reverse("admin:tickets_slatarget_change", args=[target.pk])
        return render_link(address, label % {"count": count})


class StepInline(admin.TabularInline):
    """Whom to tell and when, and what else happens."""

    model = EscalationStep
    extra = 0


@admin.register(SlaPolicy)
class SlaPolicyAdmin(PlainChoices, DeskAdmin):
    """The draft of the rules. Nothing that is saved here counts before it is published."""

    inlines = (TargetInline,)
    # Rules are moved in the list, where their neighbours are seen.
    exclude = ("order",)
    save_as = True

    def get_urls(self) -> list[URLPattern]:
        """The pages of the rules as a whole stand before those of one rule."""
        pages = (
            ("publish/", publishing.publish_rules, "rules_publish"),
            ("history/", publishing.show_versions, "rules_history"),
            ("history/<int:version>/restore/", publishing.restore_version, "rules_restore"),
            ("matrix/", matrix.edit_matrix, "rules_matrix"),
            ("order/", ordering.reorder_rules, "rules_order"),
            ("<int:pk>/move/", ordering.move_rule, "rules_move"),
            ("bench/", trying.try_rules, "rules_bench"),
            ("replay/", publishing.compare_rules, "rules_replay"),
            ("running/", terms.preview_running, "terms_preview"),
            ("running/publish/", terms.publish_calendar, "terms_publish"),
            ("running/following/", terms.show_following, "terms_following"),
            ("running/apply/", terms.apply_to_running, "terms_apply"),
        )
        return [*admin_paths(self, pages), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return ordering.show_overview(self, request)

    def save_model(self, request: HttpRequest, obj: SlaPolicy, form: Any, change: bool) -> None:
        """A new rule stands last; the list is where it is moved."""
        if change:
            super().save_model(request, obj, form, change)
            return

        rulebooks.append_rule(obj)
        messages.info(
            request,
            _(
                "The new rule stands behind the others. "
                "Move it to its place: the first rule that fits wins."
            ),
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(request, {**context, **draft_state(request)}, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: SlaPolicy | None = None) -> bool:
        if obj is not None and obj.is_fallback:
            return False

        return super().has_delete_permission(request, obj)


@admin.register(SlaTarget)
class SlaTargetAdmin(PlainChoices, DeskAdmin):
    """One target with its escalation steps."""

    form = TargetForm
    fields = ("rule", *TargetForm.Meta.fields)
    list_display = ("policy", "kind", "limit", "calendar")
    list_filter = ("policy", "kind")
    list_select_related = ("policy", "kind", "calendar")
    readonly_fields = ("rule",)
    inlines = (StepInline,)

    @admin.display(description=gettext_lazy("limit"))
    def limit(self, target: SlaTarget) -> str:
        return target.amount_in_words

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Targets are reached from their rule and from the matrix."""
        return False

    def response_post_save_change(self, request: HttpRequest, obj: SlaTarget) -> HttpResponse:
        return redirect("admin:tickets_slapolicy_change", obj.policy_id)

    @admin.display(description=gettext_lazy("limit rule"))
    def rule(self, target: SlaTarget) -> str:
        address = reverse("admin:tickets_slapolicy_change", args=[target.policy_id])
        return render_link(address, str(target.policy))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(request, {**context, **draft_state(request)}, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(SlaKind)
class SlaKindAdmin(DeskAdmin):
    """Kinds of limits: what starts and what ends them."""

    is_for_everybody = True
    list_display = (
        "code",
        "name",
        "name_en",
        "start_event",
        "stop_event",
        "repeats",
        "is_moment",
        "order",
    )
    list_display_links = ("code", "name")

    def get_readonly_fields(
        self, request: HttpRequest, obj: SlaKind | None = None
    ) -> tuple[str, ...]:
        """Rulebooks and the ledger know a kind by its code: it stays."""
        return ("code",) if obj else ()
