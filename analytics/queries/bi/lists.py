"""What tickets are grouped by: channels, departments, types, models, devices, customers."""

from django.db.models import F
from django.db.models.functions import Coalesce

from accounts.enums import DepartmentKind
from accounts.models import Department
from analytics.queries.bi.views import BiColumn, BiView, code_with_words, first_filled, names_of
from customers.enums import ChannelDirection, Level, Relation, Segment
from customers.models import Asset, Channel, Customer, ProductModel
from metrics.queries.sources.devices import in_use_since
from tickets.record.models import IssueType


def channel_view() -> BiView:
    return BiView(
        "channels",
        "A channel.",
        Channel.objects.all(),
        {
            "channel_key": BiColumn("pk", "joins `tickets`"),
            "code": BiColumn("code", "code"),
            **names_of("channel", "", "name"),
            **code_with_words("direction", "direction", ChannelDirection, "direction"),
            "is_spoken": BiColumn("is_synchronous", "spoken live"),
            "is_active": BiColumn("is_active", "still in use"),
        },
    )


def department_view() -> BiView:
    return BiView(
        "departments",
        "A department.",
        Department.objects.all(),
        {
            "department_key": BiColumn("pk", "joins `tickets`"),
            "department": BiColumn("name", "name"),
            **code_with_words("kind", "kind", DepartmentKind, "kind"),
            "is_active": BiColumn("is_active", "still in use"),
        },
    )


def issue_type_view() -> BiView:
    english = first_filled("parent__name_en", "parent__name", "name_en", "name")
    return BiView(
        "issue_types",
        "An issue type; there are two levels.",
        IssueType.objects.all(),
        {
            "issue_type_key": BiColumn("pk", "joins `tickets`"),
            **names_of("issue_type", "", "name"),
            "main_type_key": BiColumn(
                Coalesce(F("parent"), F("pk")), "the type above, or the type itself on top"
            ),
            "main_type_zh": BiColumn(first_filled("parent__name", "name"), "its name"),
            "main_type_en": BiColumn(english, "its name"),
            "is_fault": BiColumn("is_fault", "is it marked as a fault itself?"),
            "is_active": BiColumn("is_active", "still in use"),
        },
    )


def product_model_view() -> BiView:
    return BiView(
        "product_models",
        "A product as it is sold.",
        ProductModel.objects.all(),
        {
            "product_model_key": BiColumn("pk", "joins `tickets` and `devices`"),
            "code": BiColumn("code", "code of the model"),
            "name": BiColumn("name", "name of the product"),
            "category": BiColumn("category", "category"),
            "warranty_months": BiColumn("warranty_months", "months of warranty"),
            "is_in_production": BiColumn("is_in_production", "still made"),
            "end_of_production": BiColumn("end_of_production", "last day of production"),
        },
    )


def device_view() -> BiView:
    return BiView(
        "devices",
        "A device that a customer has, without its serial number.",
        Asset.objects.all(),
        {
            "device_key": BiColumn("pk", "joins `tickets`"),
            "product_model_key": BiColumn("model", "joins `product_models`"),
            "customer_key": BiColumn("customer", "joins `customers`"),
            "sold_on": BiColumn("sold_on", "day of the sale"),
            "received_on": BiColumn("received_on", "day of the delivery"),
            "installed_on": BiColumn("installed_on", "day of the installation"),
            "first_on": BiColumn(
                in_use_since(), "the first of these days; empty: always counted as in use"
            ),
        },
    )


def customer_view() -> BiView:
    return BiView(
        "customers",
        "A customer, company or private, without any name.",
        Customer.objects.all(),
        {
            "customer_key": BiColumn("pk", "joins `tickets` and `devices`"),
            **code_with_words("segment", "segment", Segment, "segment"),
            **code_with_words("relation", "relation", Relation, "new or existing"),
            **code_with_words("level", "level", Level, "level"),
            "region": BiColumn("region", "region"),
            "created_at": BiColumn("created_at", "since when the desk knows it"),
        },
    )
