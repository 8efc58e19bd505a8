"""Webhooks in the administration: receivers, their secrets, and what each was told."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import LawBroken
from notifications.actions import endpoints
from notifications.admin.signing import SecretWords, SignedPartyAdmin
from notifications.domain.webhooks import message_body
from notifications.enums import EventType
from notifications.forms import WebhookEndpointForm
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.queries.hearing import silence_of, unheard_events, with_owners
from pages.admin_pages import DeskAdmin, render_link

WORDS = SecretWords(
    new=gettext_lazy("Enter it at the receiver now: nobody can look it up later."),
    first=gettext_lazy(
        "A secret is made and shown once. With it the receiver tells that a message comes from this"
        " desk."
    ),
    again=gettext_lazy(
        "A new secret is made and shown once. For a day both sign, so that the receiver can change"
        " over."
    ),
    back=gettext_lazy("Back to the webhook"),
)


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(SignedPartyAdmin):
    """Receivers of webhooks."""

    form = WebhookEndpointForm
    make_secret = staticmethod(endpoints.make_secret)
    secret_words = WORDS
    needs_secret = gettext_lazy("Nothing is sent before it has a signing secret.")
    list_display = ("name", "address", "owner", "is_active", "how_it_is", "taken_at", "error")
    readonly_fields = (
        *("secret_so_far", "how_it_is", "not_told", "taken_at", "failures", "error", "log"),
    )
    actions = ("send_test",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[WebhookEndpoint]":
        return with_owners(super().get_queryset(request))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        endpoints.store_endpoint(obj, changed=form.changed_data)
        stored = self.get_queryset(request).get(pk=obj.pk)
        unheard = unheard_events(stored)
        if unheard:
            words = _("%(owner)s may not see what these events are about, so nobody is told: %(n)s")
            names = event_names(unheard)
            messages.warning(request, words % {"owner": stored.owner, "n": names})

    @admin.display(description=gettext_lazy("not told"))
    def not_told(self, endpoint: WebhookEndpoint) -> str:
        """Events that were chosen and that the owner may not see."""
        return event_names(unheard_events(endpoint)) or "—"

    @admin.display(description=gettext_lazy("how it is"))
    def how_it_is(self, endpoint: WebhookEndpoint) -> str:
        silence = silence_of(endpoint, unheard_events(endpoint))
        if silence is not None:
            return str(silence.label)
        if endpoint.is_left_alone:
            return _("does not answer: asked every five minutes")
        return _("fails") if endpoint.failures else _("works")

    @admin.display(description=gettext_lazy("deliveries"))
    def log(self, endpoint: WebhookEndpoint) -> str:
        address = reverse("admin:notifications_webhookdelivery_changelist")
        return render_link(f"{address}?endpoint__id__exact={endpoint.pk}", _("What it was told"))

    @admin.action(description=gettext_lazy("Send a test"), permissions=["change"])
    def send_test(self, request: HttpRequest, queryset: Any) -> None:
        for endpoint in queryset:
            try:
                sent = endpoints.send_test(endpoint, by=request.user, at=timezone.now())
                why = sent.error
            except LawBroken as error:
                why = error.message
            if why:
                messages.error(request, f"{endpoint}{_(': ')}{why}")
            else:
                messages.success(
                    request, _("%(name)s: the receiver took the test.") % {"name": endpoint}
                )


def event_names(events: Iterable[EventType]) -> str:
    """As the page calls them."""
    return _(", ").join(str(one.label) for one in events)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(DeskAdmin):
    """What receivers were told and what they answered; what has ended can be sent once more."""

    list_display = (
        "created_at",
        "about",
        "event_type",
        "state",
        "attempts",
        "status_code",
        "next_at",
        "receiver",
        "error",
    )
    list_filter = ("state", "endpoint", "event_type")
    list_select_related = ("endpoint",)
    show_full_result_count = False
    actions = ("replay",)

    @admin.display(description=gettext_lazy("webhook"))
    def receiver(self, row: WebhookDelivery) -> str:
        """Not the field itself: the administration would not break its name."""
        return str(row.endpoint)

    @admin.display(description=gettext_lazy("about"))
    def about(self, row: WebhookDelivery) -> str:
        """The number. What it is about is for those who may see it."""
        return row.subject.strip("/").rpartition("/")[2]

    @admin.display(description=gettext_lazy("what is sent"))
    def request_body(self, row: WebhookDelivery) -> str:
        return json.dumps(json.loads(message_body(row.payload)), ensure_ascii=False, indent=2)

    @admin.action(description=gettext_lazy("Send again"), permissions=["change"])
    def replay(self, request: HttpRequest, queryset: Any) -> None:
        count = endpoints.replay_deliveries(queryset, by=request.user, at=timezone.now())
        message = ngettext(
            "%(count)d message will be sent again.", "%(count)d messages will be sent again.", count
        ) % {"count": count}
        messages.success(request, message if count else _("None of these has ended yet."))

    def get_readonly_fields(
        self, request: HttpRequest, obj: WebhookDelivery | None = None
    ) -> list[str]:
        hidden = ("id", "payload", "subject", "answer", "lease_until")
        names = [field.name for field in WebhookDelivery._meta.fields if field.name not in hidden]
        return [*names, "about", "request_body", "answer"]

    def get_fields(self, request: HttpRequest, obj: WebhookDelivery | None = None) -> list[str]:
        return self.get_readonly_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
