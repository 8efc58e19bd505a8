"""By what lists of customers and devices are narrowed."""

import re

import django_filters
from django.utils.translation import gettext_lazy as _

from api.serializers import FlagFilter, GivenFilters
from core.domain import text
from customers.api.visibility import require_names
from customers.enums import Level, Relation, Segment
from customers.models import Asset, Customer, CustomerQuerySet, ProductModel

# Any part of a code.
PART_OF_CODE = re.compile(r"[Cc]?\d*", re.ASCII)


class CustomerFilter(GivenFilters):
    """`q` is what a page searches by: any part of a name, a phone, a mail address, a serial."""

    q = django_filters.CharFilter(
        method="found_by",
        max_length=100,
        help_text=_(
            "any part of a name, a phone, a mail address, a serial number; without the scope `pii` "
            "of a code"
        ),
    )
    external_id = django_filters.CharFilter(
        method="known_as", max_length=60, help_text=_("your own number; needs the scope `pii`")
    )
    segment = django_filters.ChoiceFilter(choices=Segment.choices)
    relation = django_filters.ChoiceFilter(choices=Relation.choices)
    level = django_filters.ChoiceFilter(choices=Level.choices)

    class Meta:
        model = Customer
        fields = ["q", "external_id", "segment", "relation", "level"]

    def known_as(self, rows: CustomerQuerySet, _name: str, key: str) -> CustomerQuerySet:
        """It may hold a name, as far back as histories of other desks go. Raises `NotAllowed`."""
        require_names(self.request)
        return rows.filter(external_id=key)

    def found_by(self, rows: CustomerQuerySet, _name: str, words: str) -> CustomerQuerySet:
        """Whoever sees no names must not learn them by searching. Raises `NotAllowed`."""
        if not text.is_searchable(words):
            return rows.none()
        if self.request.visibility.names:
            return rows.matching(words)
        if not PART_OF_CODE.fullmatch(words):
            require_names(self.request)
        return rows.filter(code__icontains=words)


class AssetFilter(GivenFilters):
    """By serial, owner and model."""

    serial = django_filters.CharFilter(max_length=60)
    customer = django_filters.CharFilter(field_name="customer__code", max_length=20)
    model = django_filters.CharFilter(field_name="model__code", max_length=40)

    class Meta:
        model = Asset
        fields = ["serial", "customer", "model"]


class ProductModelFilter(GivenFilters):
    """By category, and whether it is still made."""

    category = django_filters.CharFilter(max_length=40)
    is_in_production = FlagFilter()

    class Meta:
        model = ProductModel
        fields = ["category", "is_in_production"]
