"""What goes in and out of work orders."""

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from accounts.enums import Language
from api.bulk import VersionedChangeItem
from api.kinds import InputByKind
from api.serializers import (
    ChangeOut,
    ChangesOut,
    FlagIn,
    InputSerializer,
    KeyIn,
    MomentIn,
    WholeNumberIn,
)
from api.shapes import OutputSerializer
from customers.api.shapes import ChannelIn, MailIn, PhoneIn, visibility_of
from customers.enums import Segment
from customers.models import Channel
from privacy.domain.classes import FieldClass
from tickets.api import examples
from tickets.desk.queries.timeline import names_ticket
from tickets.limits.enums import ClockState
from tickets.record.enums import (
    BusinessType,
    Direction,
    Impact,
    Nature,
    Priority,
    Purpose,
    Status,
    Tier,
    WaitReason,
)
from tickets.record.models import IssueType, Ticket
from tickets.work.actions.cooperation import MOST
from tickets.work.enums import ConfirmationMode, ConfirmationResult
from tickets.work.forms import ContactForm, MessageForm, NoteForm
from tickets.work.forms.conversation import WRITTEN
from tickets.work.forms.steps import LONGEST_ITEM


def person_out(source: str) -> serializers.CharField:
    """A colleague by user name."""
    return serializers.CharField(source=f"{source}.username", default=None, allow_null=True)


@extend_schema_serializer(examples=examples.TICKET_ROW)
class TicketRow(OutputSerializer):
    """A work order as lists show it."""

    number = serializers.CharField()
    issue_no = serializers.CharField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(Status.choices)
    is_open = serializers.BooleanField()
    wait_reason = serializers.ChoiceField([("", "—"), *WaitReason.choices])
    tier = serializers.ChoiceField(Tier.choices)
    priority = serializers.ChoiceField(Priority.choices)
    nature = serializers.ChoiceField(Nature.choices)
    business_type = serializers.ChoiceField(BusinessType.choices)
    issue_type = serializers.IntegerField(source="issue_type_id", allow_null=True)
    channel = serializers.CharField(source="channel.code")
    customer = serializers.CharField(source="customer.code")
    customer_name = serializers.SerializerMethodField()
    contact = serializers.IntegerField(source="contact_id", allow_null=True)
    asset = serializers.CharField(source="asset.serial", default=None, allow_null=True)
    department = serializers.CharField(source="department.name", default=None, allow_null=True)
    assignee = person_out("assignee")
    summary = serializers.SerializerMethodField()
    reported_at = serializers.DateTimeField()
    promised_at = serializers.DateTimeField(allow_null=True)
    next_due_at = serializers.DateTimeField(allow_null=True)
    first_responded_at = serializers.DateTimeField(allow_null=True)
    fixed_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    reopen_count = serializers.IntegerField()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()

    def get_customer_name(self, ticket: Ticket) -> str:
        return visibility_of(self).customer(ticket.customer)

    def get_summary(self, ticket: Ticket) -> str:
        return self.shown_text(ticket, ticket.summary)

    def shown_text(self, ticket: Ticket, written: str) -> str:
        """A free text, without what it says of people where the caller may not see them."""
        shown = visibility_of(self)
        return shown.shown_text(written, shown.known_names(ticket.customer))


class ChangedTicket(ChangeOut):
    """A work order that has changed."""

    row = TicketRow(allow_null=True)


@extend_schema_serializer(examples=examples.TICKET_CHANGES)
class TicketChanges(ChangesOut):
    """Work orders that have changed since a mark."""

    results = ChangedTicket(many=True)


@extend_schema_serializer(examples=examples.TICKET_OUT)
class TicketOut(TicketRow):
    """A work order whole."""

    contact_name = serializers.SerializerMethodField()
    contact_phone = serializers.SerializerMethodField()
    contact_email = serializers.SerializerMethodField()
    original_text = serializers.SerializerMethodField()
    symptom = serializers.SerializerMethodField()
    tried_steps = serializers.SerializerMethodField()
    extra_info = serializers.SerializerMethodField()
    remark = serializers.SerializerMethodField()
    error_code = serializers.CharField()
    order_no = serializers.CharField()
    impact = serializers.ChoiceField(Impact.choices)
    customer_urgency = serializers.ChoiceField([("", "—"), *Priority.choices])
    occurred_at = serializers.DateTimeField(allow_null=True)
    wished_at = serializers.DateTimeField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    accepted_by = person_out("accepted_by")
    substantive_replied_at = serializers.DateTimeField(allow_null=True)
    processing_started_at = serializers.DateTimeField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    is_repeat_of = serializers.SerializerMethodField()
    merged_into = serializers.SerializerMethodField()

    def get_is_repeat_of(self, ticket: Ticket) -> str | None:
        return self.seen_number(ticket.is_repeat_of_id)

    def get_merged_into(self, ticket: Ticket) -> str | None:
        return self.seen_number(ticket.merged_into_id)

    def seen_number(self, key: int | None) -> str | None:
        """The number of another ticket that the caller may see."""
        seen: dict[int | None, str] = self.context["seen"]
        return seen.get(key)

    def get_contact_name(self, ticket: Ticket) -> str:
        return visibility_of(self).contact(ticket.contact)

    def get_contact_phone(self, ticket: Ticket) -> str:
        return visibility_of(self).phone(ticket.contact)

    def get_contact_email(self, ticket: Ticket) -> str:
        return visibility_of(self).email(ticket.contact)

    def get_original_text(self, ticket: Ticket) -> str:
        return self.shown_text(ticket, ticket.original_text)

    def get_symptom(self, ticket: Ticket) -> str:
        return self.shown_text(ticket, ticket.symptom)

    def get_tried_steps(self, ticket: Ticket) -> str:
        return self.shown_text(ticket, ticket.tried_steps)

    def get_extra_info(self, ticket: Ticket) -> str:
        return self.shown_text(ticket, ticket.extra_info)

    def get_remark(self, ticket: Ticket) -> str:
        return self.shown_text(ticket, ticket.remark)


class DescriptionIn(InputSerializer):
    """What describes a problem; what is not sent stays as it is."""

    summary = serializers.CharField(max_length=120)
    symptom = serializers.CharField(required=False, allow_blank=True)
    error_code = serializers.CharField(required=False, allow_blank=True, max_length=40)
    occurred_at = MomentIn(required=False, allow_null=True)
    tried_steps = serializers.CharField(required=False, allow_blank=True)
    nature = serializers.ChoiceField(Nature.choices, required=False)
    business_type = serializers.ChoiceField(BusinessType.choices, required=False)
    issue_type = KeyIn(
        queryset=IssueType.objects.filter(is_active=True), required=False, allow_null=True
    )
    impact = serializers.ChoiceField(Impact.choices, required=False)
    customer_urgency = serializers.ChoiceField(Priority.choices, required=False, allow_blank=True)
    urgency_reason = serializers.CharField(required=False, allow_blank=True, max_length=200)
    wished_at = MomentIn(required=False, allow_null=True)
    order_no = serializers.CharField(required=False, allow_blank=True, max_length=60)
    extra_info = serializers.CharField(required=False, allow_blank=True)


@extend_schema_serializer(examples=examples.TICKET_CHANGE)
class TicketChange(DescriptionIn):
    """What an edit may change."""

    contact = WholeNumberIn(required=False, allow_null=True, min_value=1)
    asset = serializers.CharField(required=False, allow_null=True, max_length=60)
    remark = serializers.CharField(required=False, allow_blank=True)
    measure_note = serializers.CharField(required=False, allow_blank=True)


class TicketChangeItem(VersionedChangeItem):
    """Which work order is changed, in which version."""

    named_by = ("number", "external_id")
    number = serializers.CharField(max_length=16, required=False)
    external_id = serializers.CharField(max_length=60, required=False)


class NewCustomer(InputSerializer):
    """A customer that nobody knows yet, with whoever reports."""

    name = serializers.CharField(max_length=120)
    contact_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = PhoneIn()
    email = MailIn()
    segment = serializers.ChoiceField(Segment.choices, required=False)
    external_id = serializers.CharField(max_length=60, required=False, allow_null=True)


@extend_schema_serializer(examples=examples.TICKET_IN)
class TicketIn(DescriptionIn):
    """A new work order: `customer` by code, or `new_customer`."""

    external_id = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=60,
        help_text=_("your own number; there is one work order with it at the most"),
    )
    customer = serializers.CharField(
        required=False, max_length=20, help_text=_("its code; or send new_customer")
    )
    new_customer = NewCustomer(required=False)
    contact = WholeNumberIn(
        required=False,
        allow_null=True,
        min_value=1,
        help_text=_("id of one of the customer's contacts; without one nobody can be written to"),
    )
    asset = serializers.CharField(required=False, allow_null=True, max_length=60)
    channel = ChannelIn(
        slug_field="code",
        queryset=Channel.objects.filter(is_active=True).exclude(direction="out"),
        help_text=_(
            "code of the way it came in, such as `phone` or `mail`; none that only leads out"
        ),
    )
    original_text = serializers.CharField(required=False, allow_blank=True)
    reported_at = MomentIn(required=False)
    first_responded_at = MomentIn(required=False, allow_null=True)
    is_synchronous = FlagIn(required=False)
    tier = serializers.ChoiceField(Tier.choices, required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    promised_at = MomentIn(required=False, allow_null=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("tier") == Tier.URGENT and not data.get("promised_at"):
            raise serializers.ValidationError(
                {"promised_at": [_("An urgent ticket needs a promised solution time.")]}
            )
        if ("customer" in data) == ("new_customer" in data):
            raise serializers.ValidationError(
                {"customer": [_("Name a customer by its code, or send new_customer.")]}
            )
        return data


@extend_schema_serializer(examples=examples.CLOCK_OUT)
class ClockOut(OutputSerializer):
    """A limit with what was promised, how it goes, and why it is due then."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField(
        source="kind.code", help_text=_("code of the kind of limit, as `limit-kinds/` lists it")
    )
    cycle = serializers.IntegerField()
    state = serializers.ChoiceField(ClockState.choices)
    rule = serializers.CharField(source="policy_name")
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField()
    budget_seconds = serializers.SerializerMethodField()
    spent_seconds = serializers.SerializerMethodField()
    is_provisional = serializers.BooleanField()
    explanation = serializers.SerializerMethodField()

    def get_budget_seconds(self, clock: Any) -> int:
        return int(clock.budget.total_seconds())

    def get_spent_seconds(self, clock: Any) -> int:
        return int(clock.spent.total_seconds())

    def get_explanation(self, clock: Any) -> list[str]:
        """Whole sentences in the language of the request."""
        return self.context["stories"][clock.pk]


class LedgerOut(OutputSerializer):
    """One thing that happened."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    actor = person_out("actor")
    before = serializers.CharField()
    after = serializers.CharField()
    note = serializers.SerializerMethodField()
    source = serializers.CharField()

    def get_note(self, line: Any) -> str:
        """Of a merger the note is the number of another ticket, for those who may see that."""
        if names_ticket(line) and line.note not in self.context["seen_numbers"]:
            return ""
        shown = visibility_of(self)
        return shown.shown_text(line.note, self.context["names"])


@extend_schema_serializer(examples=examples.MESSAGE_OUT)
class MessageOut(OutputSerializer):
    """A call, a message, a note."""

    id = serializers.IntegerField(source="pk")
    direction = serializers.ChoiceField(Direction.choices)
    purpose = serializers.ChoiceField(Purpose.choices)
    channel = serializers.CharField(source="channel.code", default=None, allow_null=True)
    contact = serializers.IntegerField(source="contact_id", allow_null=True)
    body = serializers.SerializerMethodField()
    reaction = serializers.SerializerMethodField()
    is_answered = serializers.BooleanField()
    is_automatic = serializers.BooleanField()
    score = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    by = person_out("by")

    def get_body(self, said: Any) -> str:
        return visibility_of(self).shown_text(said.body, self.context["names"])

    def get_reaction(self, said: Any) -> str:
        return visibility_of(self).shown_text(said.reaction, self.context["names"])


# What is said on a page with these forms.
MESSAGE_FORMS = {"message": MessageForm, "contact": ContactForm, "note": NoteForm}
MESSAGE_KINDS = [(kind, "") for kind in MESSAGE_FORMS]
WRITTEN_DIRECTIONS = [one for one in Direction.choices if one[0] != Direction.NOTE]


@extend_schema_serializer(examples=examples.MESSAGE_IN)
class MessageIn(InputByKind):
    """`message` leaves for the customer; `contact` writes down a call or visit that was; `note` is
    for colleagues alone.
    """

    kind = serializers.ChoiceField(MESSAGE_KINDS)
    body = serializers.CharField()
    purpose = serializers.ChoiceField(Purpose.choices, required=False)
    channel = ChannelIn(
        slug_field="code", queryset=Channel.objects.filter(is_active=True), required=False
    )
    direction = serializers.ChoiceField(WRITTEN_DIRECTIONS, required=False)
    happened_at = MomentIn(required=False)
    is_answered = FlagIn(required=False)
    reaction = serializers.CharField(required=False, allow_blank=True)
    score = WholeNumberIn(min_value=1, max_value=5, required=False, allow_null=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Only a contact says when, how and how well; what is scored or called was no message."""
        data = super().validate(data)
        if data["kind"] == "message" and data.get("purpose", Purpose.PROGRESS) not in WRITTEN:
            words = _("Calls and scores are written down as a `contact`, not sent.")
            raise serializers.ValidationError({"purpose": ErrorDetail(words, code="invalid")})
        return data

    @classmethod
    def members_by_kind(cls) -> Mapping[str, Collection[str]]:
        return {kind: form.base_fields.keys() for kind, form in MESSAGE_FORMS.items()}

    @classmethod
    def choices_by_kind(cls) -> Mapping[str, Mapping[str, Collection[str]]]:
        return {"message": {"purpose": WRITTEN}}


class PanelIn(InputSerializer):
    """In which language the panel speaks; without, in that of the reader's browser."""

    language = serializers.ChoiceField(Language.choices, required=False)


class PanelOut(serializers.Serializer[Any]):
    """Where a frame finds the panel, and until when."""

    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


class AttachmentOut(OutputSerializer):
    """A file of the work order."""

    id = serializers.UUIDField(source="file_id")
    name = serializers.SerializerMethodField()
    size = serializers.IntegerField(source="file.size")
    content_type = serializers.CharField(source="file.content_type")
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    by = person_out("by")

    def get_name(self, attachment: Any) -> str:
        return visibility_of(self).shown_text(attachment.file.name, self.context["names"])


class ProcessEntryOut(OutputSerializer):
    """A timed piece of work."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    content = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    by = person_out("by")

    def get_content(self, entry: Any) -> str:
        return visibility_of(self).shown_text(entry.content, self.context["names"])

    def get_result(self, entry: Any) -> str:
        return visibility_of(self).shown_text(entry.result, self.context["names"])


class CooperationOut(serializers.Serializer[Any]):
    """Something that the customer is asked for; open while it is neither done nor dropped."""

    id = serializers.IntegerField(source="pk")
    content = serializers.SerializerMethodField()
    requirement = serializers.SerializerMethodField()
    person = serializers.SerializerMethodField()
    need_by = serializers.DateTimeField()
    is_blocking = serializers.BooleanField(help_text=_("work waits until it is there"))
    is_open = serializers.BooleanField()
    asked_at = serializers.DateTimeField()
    asked_by = person_out("asked_by")
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = person_out("done_by")
    dropped_at = serializers.DateTimeField(allow_null=True)

    def get_content(self, item: Any) -> str:
        return visibility_of(self).shown_text(item.content, self.context["names"])

    def get_requirement(self, item: Any) -> str:
        return visibility_of(self).shown_text(item.requirement, self.context["names"])

    def get_person(self, item: Any) -> str:
        return visibility_of(self).shown_value(item.person, FieldClass.PERSON)


class LineIn(serializers.CharField):
    """A text of one line."""

    def to_internal_value(self, value: Any) -> str:
        line: str = super().to_internal_value(value)
        if len(line.splitlines()) > 1:
            raise serializers.ValidationError(_("This is one line."))
        return line


class CooperationIn(InputSerializer):
    """What the customer is asked for until a moment; each says after a colon how it has to be."""

    contents = serializers.ListField(
        child=LineIn(max_length=LONGEST_ITEM), min_length=1, max_length=MOST
    )
    need_by = MomentIn()
    person = serializers.CharField(required=False, allow_blank=True, max_length=60)
    is_blocking = FlagIn(required=False)
    sends = FlagIn(required=False)


class SignatureOut(serializers.Serializer[Any]):
    """Facts of what the customer drew, or of the scan of what was signed on paper."""

    id = serializers.UUIDField(source="file_id")
    kind = serializers.CharField()
    size = serializers.IntegerField(source="file.size")
    content_type = serializers.CharField(source="file.content_type")
    at = serializers.DateTimeField()
    by = person_out("by")
    url = serializers.SerializerMethodField(help_text=_("its content, for whoever sees the ticket"))

    def get_url(self, attachment: Any) -> str:
        number = self.context["view"].kwargs["number"]
        return reverse("api:ticket-file", args=[number, attachment.file_id])


class ConfirmationOut(serializers.Serializer[Any]):
    """The customer's word on whether it is solved."""

    id = serializers.IntegerField(source="pk")
    mode = serializers.ChoiceField(ConfirmationMode.choices)
    result = serializers.ChoiceField(ConfirmationResult.choices)
    signer = serializers.SerializerMethodField()
    verified_steps = serializers.SerializerMethodField()
    score = serializers.IntegerField(allow_null=True)
    remark = serializers.SerializerMethodField()
    signature = SignatureOut(allow_null=True)
    signed_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    by = person_out("by")

    def get_signer(self, word: Any) -> str:
        return visibility_of(self).shown_value(word.signer, FieldClass.PERSON)

    def get_verified_steps(self, word: Any) -> str:
        return visibility_of(self).shown_text(word.verified_steps, self.context["names"])

    def get_remark(self, word: Any) -> str:
        return visibility_of(self).shown_text(word.remark, self.context["names"])


# Online the customer gives it alone.
RECORDED_MODES = [one for one in ConfirmationMode.choices if one[0] != ConfirmationMode.ONLINE]


class ConfirmationIn(serializers.Serializer[Any]):
    """What the step takes; read by its form."""

    result = serializers.ChoiceField(ConfirmationResult.choices, required=False)
    # Signing online is the customer's own step.
    mode = serializers.ChoiceField(
        RECORDED_MODES,
        required=False,
    )
    signer = serializers.CharField(required=False, allow_blank=True, max_length=60)
    signed_at = serializers.DateTimeField(required=False, allow_null=True)
    score = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)
    verified_steps = serializers.CharField(required=False, allow_blank=True)
    remark = serializers.CharField(required=False, allow_blank=True)


class ConfirmationForm(ConfirmationIn):
    """The same as a form, with the scan of what was signed on paper."""

    signature = serializers.FileField(required=False)
