"""Other programs that report by webhook in the administration, and what could not be taken."""

import json
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.queries.person import owner_with_rights, rights_of
from customers.models import Customer
from notifications.admin.signing import SecretWords, SignedPartyAdmin
from notifications.rules import may_let_hear
from pages.admin_pages import DeskAdmin, render_link
from privacy.domain.redact import redacted_text
from tickets.api.inbound import MEMBERS, act_on_event
from tickets.inbound import actions
from tickets.inbound.domain import wrong_fields
from tickets.inbound.models import InboundEvent, InboundSource
from tickets.record.rules import has_right

WORDS = SecretWords(
    new=gettext_lazy("Enter it at the sender now: nobody can look it up later."),
    first=gettext_lazy(
        "A secret is made and shown once. With it the sender signs what it reports."
    ),
    again=gettext_lazy(
        "A new secret is made and shown once. For a day both are good, so that the sender can"
        " change over."
    ),
    back=gettext_lazy("Back to the source"),
)


class InboundSourceForm(forms.ModelForm):
    """Who reports, as whom, and how its words are read."""

    customer = forms.ModelChoiceField(
        label=gettext_lazy("customer"),
        queryset=Customer.objects.all(),
        to_field_name="code",
        widget=forms.TextInput,
        required=False,
        help_text=gettext_lazy("The code of the customer of events that name none."),
    )

    # Who sets it up; the page of the administration says so.
    by: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.customer is not None:
            self.initial["customer"] = self.instance.customer.code

    class Meta:
        model = InboundSource
        fields = (
            "name",
            "code",
            "owner",
            "channel",
            "customer",
            "prefix",
            "fields",
            "events_per_minute",
            "is_active",
        )

    def clean_owner(self) -> User:
        """Nobody acts by a webhook as somebody mightier."""
        owner: User = self.cleaned_data["owner"]
        is_kept = self.instance.pk is not None and "owner" not in self.changed_data
        if not is_kept and not may_let_hear(self.by, owner):
            raise forms.ValidationError(_("You may not let another program act as this person."))
        return owner

    def clean_fields(self) -> dict[str, str]:
        places = self.cleaned_data["fields"] or {}
        wrong = list(wrong_fields(places, MEMBERS))
        if wrong:
            words = _("These are none of our fields, or have no place: %(names)s")
            raise forms.ValidationError(words % {"names": ", ".join(wrong)})
        return dict(places)


@admin.register(InboundSource)
class InboundSourceAdmin(SignedPartyAdmin):
    """Programs that report problems."""

    form = InboundSourceForm
    make_secret = staticmethod(actions.make_source_secret)
    secret_words = WORDS
    needs_secret = gettext_lazy("Nothing is taken before it has a signing secret.")
    list_display = ("name", "code", "owner", "is_active", "how_it_is")
    readonly_fields = ("address", "secret_so_far", "how_it_is", "log")

    @admin.display(description=gettext_lazy("address"))
    def address(self, source: InboundSource) -> str:
        """Where the sender sends to."""
        return f"{settings.SITE_URL}{reverse('api:inbound', args=[source.code])}"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[InboundSource]":
        """With the owners' rights: what is taken depends on them."""
        sources = super().get_queryset(request).select_related("owner")
        return sources.annotate(owner_rights=rights_of("owner"))

    @admin.display(description=gettext_lazy("how it is"))
    def how_it_is(self, source: InboundSource) -> str:
        if not source.sealed_secret:
            return _("has no signing secret yet: nothing is taken")
        if not source.is_active:
            return _("switched off")
        if not source.owner.is_active:
            return _("the account that it acts as is switched off: nothing is taken")
        if not has_right(owner_with_rights(source), "register_ticket"):
            return _("the account that it acts as may register no tickets")
        return _("takes events")

    @admin.display(description=gettext_lazy("events"))
    def log(self, source: InboundSource) -> str:
        address = reverse("admin:tickets_inboundevent_changelist")
        return render_link(f"{address}?source__id__exact={source.pk}", _("What it reported"))


@admin.register(InboundEvent)
class InboundEventAdmin(DeskAdmin):
    """What was reported; what could not be taken is tried again, or set aside."""

    list_display = (
        *("received_at", "source_name", "event_id", "state", "number", "why", "deleted_at"),
    )
    list_filter = ("state", "source")
    list_select_related = ("source", "ticket")
    show_full_result_count = False
    actions = ("try_again", "set_aside")

    @admin.display(description=gettext_lazy("source of events"))
    def source_name(self, event: InboundEvent) -> str:
        """Not the field itself: the administration would not break its name."""
        return str(event.source)

    @admin.display(description=gettext_lazy("ticket"))
    def number(self, event: InboundEvent) -> str:
        """The number. What it is about is for those who may see it."""
        return event.ticket.number if event.ticket else ""

    @admin.display(description=gettext_lazy("why it was not taken"))
    def why(self, event: InboundEvent) -> str:
        faults = event.answer.get("errors", [])
        return "; ".join(f"{fault['path']} {fault['message']}".strip() for fault in faults)

    @admin.display(description=gettext_lazy("is deleted"))
    def deleted_at(self, event: InboundEvent) -> datetime:
        """When nobody looks after it any more."""
        return actions.ends_at(event)

    @admin.display(description=gettext_lazy("what came"))
    def what_came(self, event: InboundEvent) -> str:
        """Without what it says of people: the administration needs its shape."""
        try:
            written = json.dumps(json.loads(event.body), ensure_ascii=False, indent=2)
        except ValueError:
            written = event.body
        return redacted_text(written)

    @admin.action(description=gettext_lazy("Try again"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: Any) -> None:
        now = timezone.now()
        act = partial(act_on_event, at=now)
        count = actions.retry_events(queryset, by=request.user, at=now, act=act)
        message = ngettext("%(count)d event was taken.", "%(count)d events were taken.", count) % {
            "count": count
        }
        if count:
            messages.success(request, message)
        else:
            messages.error(request, _("None of these could be taken."))

    @admin.action(description=gettext_lazy("Set aside"), permissions=["change"])
    def set_aside(self, request: HttpRequest, queryset: Any) -> None:
        count = actions.set_events_aside(queryset, by=request.user, at=timezone.now())
        message = ngettext(
            "%(count)d event was set aside.", "%(count)d events were set aside.", count
        ) % {"count": count}
        messages.success(request, message if count else _("None of these waits."))

    def get_readonly_fields(
        self, request: HttpRequest, obj: InboundEvent | None = None
    ) -> list[str]:
        first = ["received_at", "source_name", "event_id", "state", "number", "why"]
        return [*first, "deleted_at", "what_came"]

    def get_fields(self, request: HttpRequest, obj: InboundEvent | None = None) -> list[str]:
        return self.get_readonly_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
