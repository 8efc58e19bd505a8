"""By what lists of work orders are narrowed: as the page's own list."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from api.serializers import FlagFilter, GivenFilters, MomentFilter, WholeNumberFilter
from core.domain import text
from customers.api.visibility import require_names
from tickets.desk.queries.desk import found_by
from tickets.record.enums import BusinessType, Nature, Priority, Status, Tier
from tickets.record.models import Ticket, TicketQuerySet


class TicketFilter(GivenFilters):
    """`q` finds words of the ticket; names and phones only for those who may see them."""

    q = django_filters.CharFilter(
        method="having_words",
        max_length=100,
        help_text=_("words of the work order; names and phones only with the scope `pii`"),
    )
    external_id = django_filters.CharFilter(max_length=60)
    customer = django_filters.CharFilter(field_name="customer__code", max_length=20)
    customer_external_id = django_filters.CharFilter(method="of_known", max_length=60)
    asset = django_filters.CharFilter(field_name="asset__serial", max_length=60)
    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    is_open = FlagFilter()
    tier = django_filters.MultipleChoiceFilter(choices=Tier.choices)
    priority = django_filters.MultipleChoiceFilter(choices=Priority.choices)
    nature = django_filters.MultipleChoiceFilter(choices=Nature.choices)
    business_type = django_filters.MultipleChoiceFilter(choices=BusinessType.choices)
    channel = django_filters.CharFilter(field_name="channel__code", max_length=50)
    department = django_filters.CharFilter(field_name="department__name", max_length=60)
    assignee = django_filters.CharFilter(field_name="assignee__username", max_length=150)
    issue_type = WholeNumberFilter(method="of_type", min_value=1, max_value=2**31 - 1)
    reported_from = MomentFilter(field_name="reported_at", lookup_expr="gte")
    reported_until = MomentFilter(field_name="reported_at", lookup_expr="lt")

    class Meta:
        model = Ticket
        fields: list[str] = []

    def of_known(self, rows: TicketQuerySet, _name: str, key: str) -> TicketQuerySet:
        """It may hold a customer's name. Raises `NotAllowed`."""
        require_names(self.request)
        return rows.filter(customer__external_id=key)

    def having_words(self, rows: TicketQuerySet, _name: str, words: str) -> TicketQuerySet:
        """The tickets that a search of the page would find."""
        if not text.is_searchable(words):
            return rows.none()
        return found_by(words, rows, with_people=self.request.visibility.names)

    def of_type(self, rows: TicketQuerySet, _name: str, key: Any) -> TicketQuerySet:
        """A type stands for those below it too."""
        return rows.filter(Q(issue_type=int(key)) | Q(issue_type__parent=int(key)))
