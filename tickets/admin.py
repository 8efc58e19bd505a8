"""Administration of limits and lists. Tickets and clocks are not edited here: they have one door each."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.enums import WaitReason
from tickets.models import CauseCode, DeskRule, EscalationStep, IssueType, ReplyTemplate, SlaKind, SlaPolicy, SlaTarget
from tickets.queries.explain import in_words


class TargetForm(forms.ModelForm):
    """A target with its pause reasons as check boxes."""

    pause_reasons = forms.MultipleChoiceField(
        label=gettext_lazy("stands still for"), choices=WaitReason.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SlaTarget
        fields = ("kind", "amount", "unit", "reopen_amount", "calendar", "pause_reasons")


class TargetInline(admin.TabularInline):
    """The targets of a rule."""

    model, form = SlaTarget, TargetForm
    extra = 0
    show_change_link = True


class StepInline(admin.TabularInline):
    """Whom to tell, and when."""

    model = EscalationStep
    extra = 0


@admin.register(SlaPolicy)
class SlaPolicyAdmin(admin.ModelAdmin):
    """Rules in order, each as a sentence. Editing touches limits that start later."""

    list_display = ("order", "name", "sentence", "is_active", "is_fallback")
    list_display_links = ("name",)
    inlines = (TargetInline,)
    save_as = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("issue_type", "channel", "product").prefetch_related("targets__kind")

    @admin.display(description=gettext_lazy("rule"))
    def sentence(self, policy: SlaPolicy) -> str:
        """`紧急 or 高 → 首次响应 10 分钟, …`"""
        conditions = _(" or ").join(str(part) for part in (policy.get_tier_display(), policy.get_priority_display()) if part)
        rest = [policy.get_business_type_display(), policy.issue_type, policy.channel, policy.get_customer_level_display(), policy.product]
        shown = _(" and ").join([part for part in (conditions, *(str(one) for one in rest if one)) if part]) or _("everything else")
        limits = _(", ").join(
            f"{target.kind} {in_words(target.amount, target.unit)}" for target in policy.targets.all() if not target.kind.is_moment
        )
        return f"{shown} → {limits}"

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


@admin.register(IssueType)
class IssueTypeAdmin(admin.ModelAdmin):
    """The tree of issue types with routing and suggestion."""

    list_display = ("name", "parent", "default_department", "default_tier", "is_fault", "is_active", "order")
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
