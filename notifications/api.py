"""Receivers of webhooks over REST, and what each was told: as the administration has it."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.forms import model_to_dict
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.serializers import FlagIn, InputSerializer
from api.steps import errors_of
from api.versions import expected_version
from api.views import ListRows, ReadRow, first_or_404
from core.errors import LawBroken
from core.queries.paging import Order
from core.work.record import lock_row
from notifications.actions import endpoints
from notifications.domain.webhooks import message_body, message_id
from notifications.enums import CHOSEN_EVENTS, DeliveryState, EventType, Silence
from notifications.forms import WebhookEndpointForm
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.queries.hearing import silence_of, unheard_events, with_owners
from notifications.rules import require_right, visible_deliveries, visible_endpoints

CHOICES_OF_EVENTS = [(one.value, one.value) for one in CHOSEN_EVENTS]

# The one that was sent last comes first.
NEWEST = Order("created_at", descending=True)


class WebhookOut(serializers.Serializer[WebhookEndpoint]):
    """A receiver. Its secret is shown where it is made, and never again."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    address = serializers.CharField()
    owner = serializers.CharField(source="owner.username")
    events = serializers.ListField(child=serializers.ChoiceField(CHOICES_OF_EVENTS))
    unheard_events = serializers.SerializerMethodField(
        help_text=gettext_lazy("of these, what nobody tells: its owner may not see it")
    )
    silent_because = serializers.SerializerMethodField(
        help_text=gettext_lazy("why nothing is told; empty where something is")
    )
    is_active = serializers.BooleanField()
    has_secret = serializers.SerializerMethodField()
    old_secret_until = serializers.DateTimeField(allow_null=True)
    is_left_alone = serializers.BooleanField(
        help_text=gettext_lazy("failed so often that it is asked only every five minutes")
    )
    failures = serializers.IntegerField()
    failing_since = serializers.DateTimeField(allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField()
    version = serializers.IntegerField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(CHOICES_OF_EVENTS)))
    def get_unheard_events(self, endpoint: WebhookEndpoint) -> list[str]:
        return [one.value for one in unheard_events(endpoint)]

    @extend_schema_field(serializers.ChoiceField([("", "—"), *Silence.choices]))
    def get_silent_because(self, endpoint: WebhookEndpoint) -> str:
        return silence_of(endpoint, unheard_events(endpoint)) or ""

    def get_has_secret(self, endpoint: WebhookEndpoint) -> bool:
        return bool(endpoint.sealed_secret)


class WebhookMade(WebhookOut):
    """A receiver with the secret that was just made."""

    secret = serializers.CharField(source="new_secret", help_text=gettext_lazy("shown this once"))


class WebhookIn(InputSerializer):
    """A new receiver; without an owner it hears what the token's own account may see."""

    name = serializers.CharField(max_length=40)
    address = serializers.CharField(
        max_length=500,
        help_text=gettext_lazy(
            "https:// without a port, name or password, to a place outside the desk's own network"
        ),
    )
    owner = serializers.CharField(
        max_length=150,
        required=False,
        help_text=gettext_lazy("user name; told is what this account may see"),
    )
    events = serializers.ListField(
        child=serializers.ChoiceField(CHOICES_OF_EVENTS), min_length=1, max_length=40
    )
    is_active = FlagIn(required=False)


class SecretIn(InputSerializer):
    """A new secret; the one before signs as well for a day, unless it has become known."""

    is_known = FlagIn(required=False, default=False)


class NothingIn(InputSerializer):
    """An empty object."""


class DeliveryRow(serializers.Serializer[WebhookDelivery]):
    """A message to a receiver."""

    event_id = serializers.SerializerMethodField()
    event = serializers.ChoiceField(
        [(one.value, one.value) for one in EventType], source="event_type"
    )
    number = serializers.SerializerMethodField()
    sequence = serializers.IntegerField()
    state = serializers.ChoiceField(DeliveryState.choices)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    next_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    status_code = serializers.IntegerField(allow_null=True)
    took_ms = serializers.IntegerField(allow_null=True)
    error = serializers.CharField()

    def get_event_id(self, row: WebhookDelivery) -> str:
        return message_id(row.event_id)

    def get_number(self, row: WebhookDelivery) -> str:
        """What it is about; empty for a test."""
        return row.subject.strip("/").rpartition("/")[2]


class DeliveryOut(DeliveryRow):
    """The same with what is sent, letter by letter, and the beginning of the last answer."""

    request = serializers.SerializerMethodField()
    answer = serializers.CharField()

    def get_request(self, row: WebhookDelivery) -> str:
        return message_body(row.payload)


class DeliveryFilter(django_filters.FilterSet):
    """By how far they came, and what they tell."""

    state = django_filters.ChoiceFilter(choices=DeliveryState.choices)
    event = django_filters.ChoiceFilter(
        field_name="event_type", choices=[(one.value, one.value) for one in EventType]
    )

    class Meta:
        model = WebhookDelivery
        fields: list[str] = []


class WebhookView(ListRows, ReadRow):
    """Receivers of webhooks, by name."""

    house = "webhooks"
    order = Order("name", kind=str)
    lookup_field = "pk"
    lookup_url_kwarg = "webhook"
    lookup_value_regex = r"\d{1,18}"
    serializer_class = WebhookOut
    actions_on_versions = ("partial_update", "destroy")

    # An answer that is kept for a client that asks again holds it sealed.
    sealed_members = ("secret",)

    def rows(self) -> "QuerySet[WebhookEndpoint]":
        return with_owners(visible_endpoints(self.person))

    def row_data(self, row: Any, *, many: bool = False) -> Any:
        shape = WebhookMade if hasattr(row, "new_secret") else WebhookOut
        return shape(row, many=many, context=self.context()).data

    @extend_schema(request=WebhookIn, responses={201: WebhookMade})
    def create(self, request: Request) -> Response:
        """Set up a receiver, with its secret. Told is what happens from then on."""
        require_right(self.person, "add_webhookendpoint")
        data = self.read_input(WebhookIn)

        def act() -> Response:
            endpoint = self.store(WebhookEndpoint(), data)
            return self.answer_with_secret(endpoint, status=201)

        return self.act_once(act)

    @extend_schema(request=WebhookIn, responses=WebhookOut)
    def partial_update(self, request: Request, webhook: str) -> Response:
        """Change it, or switch it off and on (`is_active`); `If-Match` says which version."""
        endpoint = self.find_row()
        require_right(self.person, "change_webhookendpoint")
        version = expected_version(request, is_required=True)
        data = self.read_input(WebhookIn, partial=True)

        def act() -> Response:
            self.store(lock_row(endpoint, version=version), data)
            return self.answer_row(self.find_row())

        return self.act_once(act)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, webhook: str) -> Response:
        """Take it away, with what it was told and what it was to be told; `If-Match` says which
        version. To pause it, switch it off.
        """
        endpoint = self.find_row()
        require_right(self.person, "delete_webhookendpoint")
        version = expected_version(request, is_required=True)

        def act() -> Response:
            endpoints.delete_endpoint(endpoint, version=version, by=self.person, at=self.at)
            return Response(status=204)

        return self.act_once(act)

    def store(self, endpoint: WebhookEndpoint, data: dict[str, Any]) -> WebhookEndpoint:
        """As the form of the administration takes it. Raises `ValidationError`."""
        is_new = endpoint.pk is None
        shown = model_to_dict(endpoint, WebhookEndpointForm.Meta.fields)
        if is_new:
            shown["owner"] = self.person.pk
        form = WebhookEndpointForm({**shown, **data, **self.owner_of(data)}, instance=endpoint)
        form.by = self.person
        if not form.is_valid():
            raise ValidationError(errors_of(form))
        stored: WebhookEndpoint = form.save(commit=False)
        changed = form.changed_data
        if is_new or changed:
            endpoints.store_endpoint(stored, changed=changed)
            endpoints.note_setting(
                stored, by=self.person, at=self.at, changed=changed, is_new=is_new
            )
        return stored

    def owner_of(self, data: dict[str, Any]) -> dict[str, int]:
        """Whom the body names. Raises `ValidationError`."""
        if "owner" not in data:
            return {}
        found = User.objects.filter(username=data["owner"], is_active=True).first()
        if found is None:
            words = ErrorDetail(_("There is no such person."), code="unknown")
            raise ValidationError({"owner": [words]})
        return {"owner": found.pk}

    def answer_with_secret(
        self, endpoint: WebhookEndpoint, *, status: int = 200, is_known: bool = False
    ) -> Response:
        """A new secret, this once."""
        overlap = endpoints.NO_OVERLAP if is_known else endpoints.OVERLAP
        secret = endpoints.make_secret(endpoint, by=self.person, at=self.at, overlap=overlap)
        row = with_owners(WebhookEndpoint.objects.all()).get(pk=endpoint.pk)
        row.new_secret = secret
        location = reverse("api:webhook-detail", args=[row.pk]) if status == 201 else ""
        return self.answer_row(row, status=status, location=location)

    @extend_schema(request=SecretIn, responses=WebhookMade)
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, webhook: str) -> Response:
        """Make a new secret."""
        endpoint = self.find_row()
        require_right(self.person, "change_webhookendpoint")
        data = self.read_input(SecretIn)
        return self.act_once(
            lambda: self.answer_with_secret(endpoint, is_known=data.get("is_known", False))
        )

    @extend_schema(request=NothingIn, responses={201: DeliveryOut})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, webhook: str) -> Response:
        """Send a test now, and say what came back. It waits ten seconds at the most."""
        endpoint = self.find_row()
        require_right(self.person, "change_webhookendpoint")
        self.read_input(NothingIn)

        def act() -> Response:
            # No row is locked meanwhile: nothing is written before the answer is there.
            sent = endpoints.send_test(endpoint, by=self.person, at=self.at)
            return Response(DeliveryOut(sent).data, status=201)

        return self.act_once(act)


class DeliveryView(ListRows, ReadRow):
    """What a receiver was told, the newest first."""

    house = "webhooks"
    order = NEWEST
    lookup_field = "event_id"
    lookup_url_kwarg = "event"
    lookup_value_regex = r"evt_[0-9a-f]{32}"
    filterset_class = DeliveryFilter
    serializer_class = DeliveryRow

    def rows(self) -> "QuerySet[WebhookDelivery]":
        return visible_deliveries(self.person).filter(endpoint=self.kwargs["webhook"])

    def find_row(self) -> WebhookDelivery:
        event = UUID(self.kwargs["event"].removeprefix("evt_"))
        row: WebhookDelivery = first_or_404(self.rows().filter(event_id=event))
        return row

    @extend_schema(responses=DeliveryRow(many=True))
    def list(self, request: Request, webhook: str) -> Response:
        """A page of messages."""
        if not visible_endpoints(self.person).filter(pk=webhook).exists():
            raise Http404
        return super().list(request)

    @extend_schema(responses=DeliveryOut)
    def retrieve(self, request: Request, webhook: str, event: str) -> Response:
        """A message with what is sent and what was answered."""
        return Response(DeliveryOut(self.find_row()).data)

    @extend_schema(request=NothingIn, responses=DeliveryOut)
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, webhook: str, event: str) -> Response:
        """Send what has ended once more, under the same id, from the first attempt."""
        row = self.find_row()
        require_right(self.person, "change_webhookdelivery")
        self.read_input(NothingIn)

        def act() -> Response:
            if not endpoints.replay_deliveries([row], by=self.person, at=self.at):
                raise LawBroken(_("It has not ended yet: it is sent by itself."))
            return Response(DeliveryOut(self.find_row()).data)

        return self.act_once(act)
