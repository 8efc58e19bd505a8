"""What goes in and out of customers, their people and devices."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.enums import Language
from api.bulk import ChangeItem, NamingItem, VersionedChangeItem
from api.serializers import (
    ChangeOut,
    ChangesOut,
    DayIn,
    InputSerializer,
    MomentIn,
    NamedRow,
    WholeNumberIn,
)
from api.shapes import OutputSerializer
from customers.api import examples
from customers.domain.phones import LONGEST_PHONE, is_phone
from customers.enums import ConsentPurpose, Level, Relation, Segment
from customers.forms import PhoneField
from customers.models import LONGEST_EMAIL, Channel, Contact, Customer, ProductModel
from customers.rules import ContactVisibility


def visibility_of(serializer: serializers.BaseSerializer[Any]) -> ContactVisibility:
    """How much of people the caller sees."""
    found: ContactVisibility = serializer.context["visibility"]
    return found


class ContactOut(OutputSerializer):
    """A person at a customer; masked unless the token has `pii`."""

    id = serializers.IntegerField(source="pk")
    name = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    is_email_refused = serializers.BooleanField()
    language = serializers.ChoiceField(Language.choices)
    preferred_channel = serializers.CharField(
        source="preferred_channel.code", default=None, allow_null=True
    )
    is_primary = serializers.BooleanField()
    has_marketing_consent = serializers.BooleanField()

    def get_name(self, contact: Contact) -> str:
        return visibility_of(self).contact(contact)

    def get_phone(self, contact: Contact) -> str:
        return visibility_of(self).phone(contact)

    def get_email(self, contact: Contact) -> str:
        return visibility_of(self).email(contact)


@extend_schema_serializer(examples=examples.CUSTOMER_OUT)
class CustomerOut(OutputSerializer):
    """A company or a person we serve, with the contacts."""

    code = serializers.CharField()
    external_id = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    segment = serializers.ChoiceField(Segment.choices)
    relation = serializers.ChoiceField(Relation.choices)
    level = serializers.ChoiceField(Level.choices)
    region = serializers.CharField()
    source = serializers.CharField()
    remark = serializers.SerializerMethodField()
    verified_at = serializers.DateTimeField(allow_null=True)
    is_anonymized = serializers.BooleanField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    contacts = ContactOut(many=True, source="contacts.all")

    def get_name(self, customer: Customer) -> str:
        return visibility_of(self).customer(customer)

    def get_external_id(self, customer: Customer) -> str | None:
        """For those who may see names: other desks' histories keep a name in it."""
        return customer.external_id if visibility_of(self).names else None

    def get_remark(self, customer: Customer) -> str:
        shown = visibility_of(self)
        return shown.shown_text(customer.remark, shown.known_names(customer))


@extend_schema_serializer(examples=examples.CALLER_OUT)
class CallerOut(CustomerOut):
    """The customer who is calling."""

    matches = serializers.IntegerField(help_text=_("customers who have this number"))


class ChangedCustomer(ChangeOut):
    """A customer that has changed."""

    row = CustomerOut(allow_null=True)


@extend_schema_serializer(examples=examples.CUSTOMER_CHANGES)
class CustomerChanges(ChangesOut):
    """Customers that have changed since a mark."""

    results = ChangedCustomer(many=True)


class ProductModelOut(OutputSerializer):
    """A product as sold."""

    code = serializers.CharField()
    name = serializers.CharField()
    category = serializers.CharField()
    warranty_months = serializers.IntegerField()
    is_in_production = serializers.BooleanField()
    end_of_production = serializers.DateField(allow_null=True)


class AssetOut(OutputSerializer):
    """One unit that a customer owns."""

    serial = serializers.CharField()
    model = serializers.CharField(source="model.code")
    customer = serializers.CharField(source="customer.code")
    order_no = serializers.CharField()
    sold_on = serializers.DateField(allow_null=True)
    received_on = serializers.DateField(allow_null=True)
    installed_on = serializers.DateField(allow_null=True)


class ConsentOut(OutputSerializer):
    """That a person agreed to something, and until when it held."""

    id = serializers.IntegerField(source="pk")
    purpose = serializers.ChoiceField(ConsentPurpose.choices)
    scope = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    given_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)

    def get_scope(self, consent: Any) -> str:
        return visibility_of(self).shown_text(consent.scope)

    def get_evidence(self, consent: Any) -> str:
        return visibility_of(self).shown_text(consent.evidence)


class ChannelIn(NamedRow):
    """A channel by its code; one that there is and that cannot be named says why."""

    default_error_messages = {
        "off": _("This channel is switched off."),
        "leads_out": _(
            "Nothing comes in by this channel: name one whose `direction` is `in` or `both`."
        ),
    }

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError:
            known = Channel.objects.filter(code=data).first() if isinstance(data, str) else None
            if known is None:
                raise
            self.fail("leads_out" if known.is_active else "off")


class PhoneIn(serializers.CharField):
    """A phone as people write it; as the pages take it."""

    default_error_messages = {"no_phone": PhoneField.default_error_messages["no_phone"]}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_PHONE, **{"required": False, "allow_blank": True, **kwargs}
        )

    def to_internal_value(self, data: Any) -> str:
        written: str = super().to_internal_value(data)
        if not is_phone(written):
            self.fail("no_phone")
        return written


class MailIn(serializers.EmailField):
    """A mail address that can be kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_EMAIL, **{"required": False, "allow_blank": True, **kwargs}
        )


class ContactIn(InputSerializer):
    """A new contact."""

    name = serializers.CharField(max_length=60)
    phone = PhoneIn()
    email = MailIn()
    language = serializers.ChoiceField(Language.choices, required=False)


class ContactChange(InputSerializer):
    """How a contact is reached. What is not sent, and what is empty, stays as it is."""

    phone = PhoneIn()
    email = MailIn()
    language = serializers.ChoiceField(Language.choices, required=False)
    preferred_channel = ChannelIn(
        slug_field="code",
        queryset=Channel.objects.filter(is_active=True),
        required=False,
        allow_null=True,
    )


class CustomerFields(InputSerializer):
    """A customer's own data."""

    name = serializers.CharField(max_length=120)
    segment = serializers.ChoiceField(Segment.choices, required=False)
    relation = serializers.ChoiceField(Relation.choices, required=False)
    level = serializers.ChoiceField(Level.choices, required=False)
    region = serializers.CharField(max_length=40, required=False, allow_blank=True)
    source = serializers.CharField(max_length=40, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=60, required=False, allow_null=True)
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True)


@extend_schema_serializer(examples=examples.CUSTOMER_IN)
class CustomerIn(CustomerFields):
    """A new customer, with its main contact where one is known."""

    contact = ContactIn(required=False)


class AssetFields(InputSerializer):
    """What is known of a device."""

    model = serializers.SlugRelatedField(
        slug_field="code", queryset=ProductModel.objects.all(), help_text=_("product model")
    )
    order_no = serializers.CharField(max_length=60, required=False, allow_blank=True)
    sold_on = DayIn(required=False, allow_null=True)
    received_on = DayIn(required=False, allow_null=True)
    installed_on = DayIn(required=False, allow_null=True)


class AssetIn(AssetFields):
    """A new device of a customer."""

    serial = serializers.CharField(max_length=60)


class OfCustomer(NamingItem):
    """Whose it is: by our code, or by the caller's own key."""

    named_by = ("customer", "customer_external_id")
    customer = serializers.CharField(max_length=20, required=False)
    customer_external_id = serializers.CharField(max_length=60, required=False)


class ContactItem(OfCustomer, ContactIn):
    """A new contact of a customer that is named."""


class AssetItem(OfCustomer, AssetIn):
    """A new device of a customer that is named."""


class CustomerChangeItem(VersionedChangeItem):
    """Which customer is changed, in which version."""

    named_by = ("code", "external_id")
    code = serializers.CharField(max_length=20, required=False)
    external_id = serializers.CharField(max_length=60, required=False)


class ContactChangeItem(ChangeItem):
    """Which contact is changed; contacts have no version."""

    id = WholeNumberIn(min_value=1, max_value=2**63 - 1)


class AssetChangeItem(ChangeItem):
    """Which device is changed; devices have no version."""

    serial = serializers.CharField(max_length=60)


class ConsentIn(InputSerializer):
    """What a contact agrees to."""

    purpose = serializers.ChoiceField(ConsentPurpose.choices)
    evidence = serializers.CharField(max_length=300)
    scope = serializers.CharField(max_length=200, required=False, allow_blank=True)
    given_at = MomentIn(required=False)
