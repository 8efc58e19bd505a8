"""The way in for programs that can only fire a webhook: signed, each event once.

There is no token: the secret of the source signs, and done is what its owner may do.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from accounts.models import User
from accounts.queries.person import person_with_rights
from api.enums import ProblemCode
from api.parsers import StrictJSONParser
from api.problems import Refusal, answer_problem
from api.serializers import FlagIn, KeyIn, WholeNumberIn
from api.views import HouseView, raise_taken
from core.domain.text import is_junk, is_key
from core.errors import LawBroken
from customers.models import Customer
from customers.queries import contact_by_phone
from customers.rules import visible_customers
from privacy.domain.sealing import Unreadable
from tickets.api.intake import register_from_input
from tickets.api.shapes import NewCustomer, TicketIn
from tickets.inbound.actions import (
    Effect,
    ReusedEvent,
    TooManyEvents,
    take_event,
)
from tickets.inbound.domain import Fault, NotUnderstood, members_of, shortened
from tickets.inbound.enums import EventOutcome
from tickets.inbound.models import EVENT_ID_LENGTH, InboundSource
from tickets.record.actions.locks import lock_name
from tickets.record.models import Ticket
from tickets.record.rules import require_right
from tickets.work.actions.incoming import take_message

# Bytes of an event.
LARGEST = 256 * 1024

# Seconds after which one that was too many may come again.
SOON = 10

SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


class EventIn(TicketIn):
    """What an event says in our words: a work order, or what is added to the one with the same
    `external_id`.
    """

    message = serializers.CharField(required=False, allow_blank=True)
    customer_external_id = serializers.CharField(required=False, max_length=60)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Whose it is need not be said: the source knows a customer."""
        return data


# Our members, with those within each: what the places of a source may be given for.
MEMBERS = {
    name: frozenset(NewCustomer().fields if name == "new_customer" else ())
    for name in EventIn().fields
}


# Members of ours that are no texts.
NUMBERS, FLAGS = (
    frozenset(name for name, field in EventIn().fields.items() if isinstance(field, kind))
    for kind in (WholeNumberIn | KeyIn, FlagIn)
)


class EventError(serializers.Serializer[Any]):
    """Why an event is kept."""

    path = serializers.CharField()
    message = serializers.CharField()


class EventOut(serializers.Serializer[Any]):
    """What became of an event."""

    event = serializers.CharField()
    outcome = serializers.ChoiceField([(one.value, one.value) for one in EventOutcome])
    number = serializers.CharField(allow_null=True)
    errors = EventError(many=True)


class InboundView(HouseView):
    """Where a source sends its events."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    # An event is known again by its `webhook-id`.
    takes_keys = False

    def get_authenticate_header(self, request: Request) -> str:
        """So that what is not signed is answered 401."""
        return "Webhook-Signature"

    @extend_schema(
        auth=[],
        request=OpenApiTypes.OBJECT,
        parameters=[
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description="Standard Webhooks")
            for name in SIGNED
        ],
        responses={200: EventOut, 201: EventOut, 202: EventOut},
    )
    def post(self, request: Request, source: str) -> Response:
        """Report a problem by webhook; signed as Standard Webhooks has it, each event once.

        The body (or its member `data`) has the members of `POST /tickets/`, and besides `message`
        and `customer_external_id`; or any others, where the source says what stands where.

        201: a ticket was registered. 200: a message was added to the ticket with the same
        `external_id`. 202: it could not be taken, is kept, and an administrator is told. The same
        `webhook-id` again is answered again and does nothing.
        """
        raw = sent_bytes(request)
        row = self.require_signed(source, raw)
        try:
            answer = take_event(
                row, event_id_of(request), raw.decode(), at=self.at, act=self.act_on
            )
        except ReusedEvent as error:
            raise Refusal(ProblemCode.KEY_REUSED, 422, error.message) from error
        except TooManyEvents as error:
            raise Throttled(wait=SOON) from error
        response = Response(EventOut(answer.body).data, status=answer.status)
        if answer.is_replayed:
            response.headers["Idempotency-Replayed"] = "true"
        return response

    def act_on(self, source: InboundSource, body: str) -> Effect:
        return act_on_event(source, body, at=self.at)

    def require_signed(self, code: str, raw: bytes) -> InboundSource:
        """The source whose secret has signed. Raises `AuthenticationFailed`, in the same words
        whatever is wrong.
        """
        rows = InboundSource.objects.select_related("owner", "customer", "channel")
        source = rows.filter(code=code, is_active=True).first()
        headers = {name: self.request.headers.get(name, "") for name in SIGNED}
        if source is None or not is_signed(source, headers, raw, self.at):
            raise AuthenticationFailed(_("The event is not signed as it should be."))
        if "Accept-Language" not in self.request.headers:
            translation.activate(source.owner.language)
        return source


def sent_bytes(request: Request) -> bytes:
    """What came, letter by letter, as it was signed. Raises `Refusal` for too much."""
    written = request.headers.get("Content-Length", "")
    length = int(written) if written.isascii() and written.isdigit() else 0
    raw: bytes = request._request.body if length <= LARGEST else b""
    if max(length, len(raw)) > LARGEST:
        raise Refusal(ProblemCode.TOO_LARGE, 413, _("Send less at once."))
    return raw


def event_id_of(request: Request) -> str:
    """By which an event is known again. Raises `Refusal`."""
    event_id: str = request.headers.get("webhook-id", "")
    if not event_id.isprintable() or len(event_id) > EVENT_ID_LENGTH or is_junk(event_id):
        words = _("A webhook-id has at most %(n)d plain letters.")
        raise Refusal(ProblemCode.MALFORMED, 400, words % {"n": EVENT_ID_LENGTH})
    return event_id


def is_signed(source: InboundSource, headers: dict[str, str], raw: bytes, at: datetime) -> bool:
    """By one of its secrets, within the last five minutes?"""
    try:
        secrets = source.secrets(at)
    except Unreadable:
        return False
    for secret in secrets:
        try:
            Webhook(secret).verify(raw, headers, json_parse=False)
        except (WebhookVerificationError, ValueError, OverflowError):
            continue
        return True
    return False


# --- what an event means --------------------------------------------------------------------------


def act_on_event(source: InboundSource, body: str, *, at: datetime) -> Effect:
    """Do what an event says. Raises `NotUnderstood` with what a person has to know."""
    try:
        owner = owner_of(source)
        members = StrictJSONParser().parse(BytesIO(body.encode()))
        data = read_members(members_of(members, source.fields))
        return act_for(source, owner, data, at=at)
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def refusal_of(error: Exception) -> NotUnderstood | None:
    """Of what is said no with, what a person has to know; None for a fault of ours."""
    answer = answer_problem(error, {})
    if answer is None:
        return None
    named = answer.data.get("errors") or [{"path": "", "message": answer.data["detail"]}]
    return NotUnderstood([Fault(one["path"], one["message"]) for one in named])


def owner_of(source: InboundSource) -> User:
    """Whose rights count, with those of the moment."""
    owner = person_with_rights(source.owner_id)
    if owner is None or not owner.is_active:
        raise LawBroken(_("The account that this source acts as is switched off."))
    return owner


def read_members(members: Any) -> dict[str, Any]:
    """As the REST interface reads a work order. Raises `ValidationError`."""
    if isinstance(members, dict) and isinstance(members.get("summary"), str):
        whole = members["summary"]
        members = {**members, "summary": shortened(whole)}
        if members["summary"] != whole:
            members.setdefault("original_text", whole)
    given = EventIn(data=typed_members(members), partial=True)
    given.is_valid(raise_exception=True)
    found: dict[str, Any] = given.validated_data
    return found


def typed_members(members: Any) -> Any:
    """Numbers and flags that were written as texts, as they are meant: what a source always says is
    a text, and so are the numbers of many a program.
    """
    if not isinstance(members, dict):
        return members
    return {name: typed_value(name, value) for name, value in members.items()}


def typed_value(name: str, value: Any) -> Any:
    """A member's value; nothing is taken for a number or a flag that is not just that."""
    if name in NUMBERS and isinstance(value, str) and value.isascii() and is_key(value):
        return int(value)
    if name in FLAGS and value in ("true", "false"):
        return value == "true"
    return value


def act_for(source: InboundSource, owner: User, data: dict[str, Any], *, at: datetime) -> Effect:
    """A message in the ticket with the same reference, or a new ticket."""
    written = data.pop("external_id", None)
    reference = f"{source.prefix}{written}" if written else None
    if reference is None:
        return register_event(source, owner, data, None, at=at)
    lock_name("external id", reference)
    known = Ticket.objects.filter(external_id=reference)
    if not known.exists():
        try:
            return register_event(source, owner, data, reference, at=at)
        except LawBroken as error:
            # Somebody else registered it meanwhile, by another door.
            if error.field != "external_id" or not known.exists():
                raise
    return add_message(source, owner, known.get(), data, at=at)


def register_event(
    source: InboundSource,
    owner: User,
    data: dict[str, Any],
    reference: str | None,
    *,
    at: datetime,
) -> Effect:
    """A new ticket, by the action that the REST interface calls."""
    require_right(owner, "register_ticket")
    fields = {"channel": source.channel, **data}
    message = fields.pop("message", "")
    if message:
        fields.setdefault("original_text", message)
        fields.setdefault("summary", shortened(" ".join(message.split())))
    if not fields.get("summary"):
        raise ValidationError({"summary": [_("The event does not say what it is about.")]})
    fields |= whose_it_is(source, owner, fields)
    TicketIn().validate(fields)
    try:
        with transaction.atomic():
            ticket = register_from_input({**fields, "external_id": reference}, by=owner, at=at)
    except IntegrityError as error:
        raise_taken(error)
        raise
    return Effect(EventOutcome.TICKET_MADE, ticket)


def whose_it_is(source: InboundSource, owner: User, fields: dict[str, Any]) -> dict[str, Any]:
    """Customer and contact of an event, taken out of `fields`: by code, by the own key, by phone, a
    new one, or that of the source.
    """
    code = fields.pop("customer", None)
    key = fields.pop("customer_external_id", None)
    new = fields.pop("new_customer", None)
    if code:
        return {"customer": code}
    if key:
        known: Customer | None = visible_customers(owner).filter(external_id=key).first()
        if known is not None:
            return {"customer": known.code}
        if new is not None:
            new.setdefault("external_id", key)
    if new is not None:
        contact = contact_by_phone(owner, new.get("phone", ""))
        if contact is not None:
            return {"customer": contact.customer.code, "contact": contact.pk}
        if not new.get("name"):
            raise ValidationError({"new_customer": {"name": [_("This field is required.")]}})
        return {"new_customer": new}
    if source.customer is None or key:
        raise ValidationError({"customer": [_("The event names no customer that is known.")]})
    return {"customer": source.customer.code}


def add_message(
    source: InboundSource, owner: User, ticket: Ticket, data: dict[str, Any], *, at: datetime
) -> Effect:
    """As what a customer wrote: whoever handles the ticket is told, and it goes on if it waited."""
    if not Ticket.objects.visible_to(owner).filter(pk=ticket.pk).exists():
        raise LawBroken(_("The ticket with this external id is not open to this source."))
    require_right(owner, "contact_ticket")
    said = data.get("message") or data.get("original_text") or data.get("summary", "")
    if not said.strip():
        raise ValidationError({"message": [_("The event does not say what it is about.")]})
    take_message(ticket, at=at, body=said, channel=data.get("channel") or source.channel)
    return Effect(EventOutcome.MESSAGE_ADDED, ticket)
