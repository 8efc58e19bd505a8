"""Devices that fail, and all that customers have (MA-4)."""

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Least
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _

from customers.models import Asset
from metrics.domain.figures import FigureScope
from metrics.enums import By
from metrics.queries.cases import Base, CaseWindow
from metrics.queries.sources.times import of_reported
from tickets.record.models import TicketQuerySet
from tickets.work.enums import CauseClass
from tickets.work.models import Diagnosis

# What a diagnosis finds that lies with the product.
CONFIRMED = (CauseClass.KNOWN_FAULT, CauseClass.DEFECT)


def is_fault() -> Q:
    """Is the issue type of a ticket, or the one above, a fault?"""
    return Q(issue_type__is_fault=True) | Q(issue_type__parent__is_fault=True)


def newest_diagnoses() -> QuerySet[Diagnosis]:
    """Those of the ticket around it, the newest first: that one counts."""
    return Diagnosis.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-pk")


def is_confirmed() -> Q:
    """Has a ticket a device, and found its newest diagnosis a fault of the product?"""
    cause = Subquery(newest_diagnoses().values("cause_class")[:1])
    return is_fault() & Q(asset__isnull=False) & Q(In(cause, CONFIRMED))


def confirmed_faults(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Tickets of a device whose fault lies with the product, each with its device.

    A fault is confirmed where the newest diagnosis of a ticket that was reported in the period, of
    a type that is a fault, found it in the product.
    """
    return of_reported(tickets.filter(is_confirmed()), window).annotate(
        case_thing=F("asset"), case_raw=Value(100, output_field=IntegerField())
    )


def devices_of(scope: FigureScope) -> QuerySet[Asset]:
    """All devices that customers have, or had, of the models and customers of a scope.

    Its other parts are about tickets, which a device without a fault has not.
    """
    given = {
        "model__in": scope.models,
        "model__category__in": scope.categories,
        "customer__level__in": scope.levels,
    }
    narrowed = {name: values for name, values in given.items() if values}
    devices = Asset.objects.filter(**narrowed).order_by()
    return devices.annotate(since=in_use_since())


def in_use_since() -> Least:
    """The day from which on a customer has a device; empty where nobody knows, which is taken to be
    long ago.
    """
    return Least("installed_on", "received_on", "sold_on")


DEVICES_IN_USE = Base(
    _("Devices in use"),
    devices_of,
    {By.CATEGORY: "model__category", By.MODEL: "model", By.LEVEL: "customer__level"},
)
