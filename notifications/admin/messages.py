"""Administration of messages: their wordings, and what the outbox could not send."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.actions import channel_tests, groups, outbox
from notifications.actions.group_lines import forget_rings
from notifications.channels.outbound import NotOutside, require_outside
from notifications.domain import wording
from notifications.domain.parameters import parameters_known, unknown_parameters
from notifications.enums import (
    CHANNEL_OF,
    FOR_GROUPS,
    SAID_EVERYWHERE,
    TO_CUSTOMERS,
    ChannelName,
    Provider,
    Topic,
)
from notifications.models import (
    ChannelPace,
    ChatGroup,
    CustomerChannel,
    GroupRule,
    MessageTemplate,
    Outbox,
    ProviderTemplate,
)
from notifications.models.settings import refuse_unknown
from notifications.queries.customer_channels import forget_channels, may_open
from pages.admin_pages import DeskAdmin

# Wordings that only a superuser changes.
GUARDED = (Topic.PASSWORD, Topic.SECURITY, Topic.OVERSIGHT, *TO_CUSTOMERS)


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
        """Words around a link that opens an account or a case could lead it elsewhere; those of
        what administrators do are not theirs to soften.
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


def _send_tests(
    request: HttpRequest, rows: Iterable[Any], send_test: Callable[..., str], success: str
) -> None:
    """Try each of the rows now, and say what became of it."""
    for row in rows:
        why = send_test(row, by=request.user, at=timezone.now())
        if why:
            messages.error(request, f"{row}{_(': ')}{why}")
        else:
            messages.success(request, success % {"name": row})


class ChatGroupForm(ModelForm):
    """Address and secret go in and never come out again."""

    address = forms.CharField(
        label=gettext_lazy("webhook address"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("As the chat shows it for the robot. Empty: stays as it is."),
    )
    secret = forms.CharField(
        label=gettext_lazy("signing secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("DingTalk and Feishu, if the robot signs. Empty: stays as it is."),
    )

    class Meta:
        model = ChatGroup
        fields = ("name", "kind", "department", "language", "is_active")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        address = data.get("address", "").strip()
        if not address and not self.instance.pk:
            self.add_error("address", _("Enter the address that the chat shows for the robot."))
        if address:
            self._require_chat(address)
        return data

    def _require_chat(self, address: str) -> None:
        try:
            require_outside(address, settings.ROBOT_HOSTS)
        except NotOutside:
            hosts = ", ".join(settings.ROBOT_HOSTS)
            refusal = _("No address of a chat robot: it begins with https:// and one of %s.")
            self.add_error("address", refusal % hosts)

    def save(self, commit: bool = True) -> ChatGroup:
        group: ChatGroup = super().save(commit=False)
        if self.cleaned_data["address"]:
            group.address = self.cleaned_data["address"].strip()
            group.next_at = None
        if self.cleaned_data["secret"]:
            group.secret = self.cleaned_data["secret"].strip()
        if commit:
            group.save()
        return group


class GroupRuleForm(ModelForm):
    """A matter that concerns a team."""

    topic = forms.ChoiceField(
        label=gettext_lazy("matter"), choices=[(one.value, one.label) for one in FOR_GROUPS]
    )


class GroupRuleInline(admin.TabularInline):
    """Which matters ring in the group."""

    model = GroupRule
    form = GroupRuleForm
    extra = 1


@admin.register(ChatGroup)
class ChatGroupAdmin(DeskAdmin):
    """Group chats of the desk with their robots."""

    is_for_everybody = True
    form = ChatGroupForm
    inlines = (GroupRuleInline,)
    list_display = ("name", "kind", "department", "matters", "is_active", "error")
    list_select_related = ("department",)
    readonly_fields = ("error",)
    actions = ("send_test",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("rules")

    @admin.display(description=gettext_lazy("matters"))
    def matters(self, group: ChatGroup) -> str:
        return ", ".join(rule.get_topic_display() for rule in group.rules.all()) or "—"

    @admin.action(description=gettext_lazy("Send a test"), permissions=["change"])
    def send_test(self, request: HttpRequest, queryset: Any) -> None:
        _send_tests(request, queryset, groups.send_test, _("%(name)s: the test arrived."))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        transaction.on_commit(forget_rings)


class CustomerChannelForm(ModelForm):
    """The secret goes in and never comes out again."""

    secret = forms.CharField(
        label=gettext_lazy("secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("AccessKey Secret or AppSecret. Empty: stays as it is."),
    )

    class Meta:
        model = CustomerChannel
        fields = ("provider", "account", "signature", "is_active", "tests_go_to")
        help_texts = {
            "account": gettext_lazy("AccessKey ID or AppID."),
            "signature": gettext_lazy("What stands in 【】 before the text, as approved."),
            "tests_go_to": gettext_lazy("A mobile number or the open id of a follower."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        provider = data.get("provider")
        if provider and provider != Provider.LOG:
            self._require(data, "account", bool(data.get("account")))
            has_secret = bool(data.get("secret") or self.instance.sealed_secret)
            self._require(data, "secret", has_secret)
        if provider == Provider.ALIYUN:
            self._require(data, "signature", bool(data.get("signature")))
        if provider:
            self._require_one_of_each(CHANNEL_OF[Provider(provider)])
        return data

    def _require(self, data: dict[str, Any], name: str, is_there: bool) -> None:
        if not is_there and name not in self.errors:
            self.add_error(name, _("This provider needs it."))

    def _require_one_of_each(self, name: ChannelName) -> None:
        others = CustomerChannel.objects.filter(name=name).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error(
                "provider", _("There is a channel of this kind already: change that one.")
            )

    def save(self, commit: bool = True) -> CustomerChannel:
        channel: CustomerChannel = super().save(commit=False)
        if self.cleaned_data["secret"]:
            channel.secret = self.cleaned_data["secret"].strip()
        if commit:
            channel.save()
        return channel


class ProviderTemplateForm(ModelForm):
    """What the provider lets a message say."""

    topic = forms.ChoiceField(
        label=gettext_lazy("matter"), choices=[(one.value, one.label) for one in TO_CUSTOMERS]
    )

    def clean_parameters(self) -> str:
        written: str = self.cleaned_data["parameters"]
        known = parameters_known(self.cleaned_data.get("topic", ""))
        try:
            unknown = unknown_parameters(written, known)
        except ValueError as error:
            line = _("“%s”: write the name in the template, =, and what fills it.")
            raise forms.ValidationError(line % error) from None
        if unknown:
            raise forms.ValidationError(refuse_unknown(written, known))
        return written


class ProviderTemplateInline(admin.StackedInline):
    """One for each matter; a second language where customers read it."""

    model = ProviderTemplate
    form = ProviderTemplateForm
    extra = 0
    min_num = len(SAID_EVERYWHERE)


@admin.register(CustomerChannel)
class CustomerChannelAdmin(DeskAdmin):
    """Ways to customers' phones."""

    is_for_everybody = True
    form = CustomerChannelForm
    inlines = (ProviderTemplateInline,)
    list_display = ("name", "provider", "is_active", "is_ready")
    actions = ("send_test",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("templates")

    @admin.display(description=gettext_lazy("receipt and message have templates"), boolean=True)
    def is_ready(self, channel: CustomerChannel) -> bool:
        return may_open(template.topic for template in channel.templates.all())

    @admin.action(description=gettext_lazy("Send a test"), permissions=["change"])
    def send_test(self, request: HttpRequest, queryset: Any) -> None:
        _send_tests(request, queryset, channel_tests.send_test, _("%(name)s: the test was taken."))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        transaction.on_commit(forget_channels)

    def delete_model(self, request: HttpRequest, obj: CustomerChannel) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(forget_channels)


@admin.register(ChannelPace)
class ChannelPaceAdmin(DeskAdmin):
    """How fast channels take messages to customers; one row each."""

    is_for_everybody = True
    list_display = ("channel", "per_minute", "next_at")

    def get_readonly_fields(
        self, request: HttpRequest, obj: ChannelPace | None = None
    ) -> tuple[str, ...]:
        return () if obj is None else ("channel",)


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
