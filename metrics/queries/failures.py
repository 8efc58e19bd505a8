"""How often the devices of a model fail: against all of them that customers have (MA-4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from customers.models import Asset, ProductModel
from metrics.domain.figures import HUNDRED, FigureScope, FigureSpan
from metrics.queries.cases import counted_tickets
from tickets.record.domain.scope import TicketScope
from tickets.record.models import TicketQuerySet
from tickets.work.enums import CauseClass
from tickets.work.models import Diagnosis

ALL = FigureScope()

# What a diagnosis finds that lies with the product.
CONFIRMED = (CauseClass.KNOWN_FAULT, CauseClass.DEFECT)

# Of a type that is a fault, or stands below one.
IS_FAULT = Q(issue_type__is_fault=True) | Q(issue_type__parent__is_fault=True)

NO_FAULTS = {"failed": 0, "tickets": 0}


@dataclass(frozen=True, slots=True)
class ModelFailures:
    """Of a model: how many devices had a confirmed fault in the period, in how many tickets, and
    how many customers have at its end.
    """

    key: int
    code: str
    name: str
    failed: int
    tickets: int
    base: int

    @property
    def rate(self) -> Decimal | None:
        """Per cent; None where nobody has one."""
        return HUNDRED * self.failed / self.base if self.base else None

    def is_above(self, threshold: Decimal) -> bool:
        """Strictly: a rate of exactly the threshold raises no alarm (E10)."""
        return self.rate is not None and self.rate > threshold


def failures_by_model(
    span: FigureSpan,
    scope: FigureScope = ALL,
    *,
    seen: TicketScope | None = None,
    also: Collection[int] = (),
) -> list[ModelFailures]:
    """Models with a confirmed fault, the highest rate first; those of the keys in `also` without
    one too. Two statements.

    A device counts once however often it failed.
    """
    faults = (
        confirmed_faults(span, scope, seen=seen)
        .values("asset__model")
        .annotate(failed=Count("asset", distinct=True), tickets=Count("pk"))
    )
    counts = {row["asset__model"]: row for row in faults}
    _start, end = span.moments(timezone.get_default_timezone())
    in_use = Q(assets__in=_devices_until(end))
    models = ProductModel.objects.filter(pk__in={*counts, *also})
    found = [
        ModelFailures(
            model.pk,
            model.code,
            model.name,
            counts.get(model.pk, NO_FAULTS)["failed"],
            counts.get(model.pk, NO_FAULTS)["tickets"],
            model.base,
        )
        for model in models.annotate(base=Count("assets", in_use))
    ]
    return sorted(found, key=lambda row: (-(row.rate or Decimal(0)), row.code))


def confirmed_faults(
    span: FigureSpan, scope: FigureScope = ALL, *, seen: TicketScope | None = None
) -> TicketQuerySet:
    """Tickets of a device whose fault lies with the product, in no order.

    A fault is confirmed where the newest diagnosis of a ticket that was reported in the period, of
    a type that is a fault, found it in the product.
    """
    start, end = span.moments(timezone.get_default_timezone())
    return (
        counted_tickets(scope, seen)
        .filter(IS_FAULT, reported_at__gte=start, reported_at__lt=end, asset__isnull=False)
        .annotate(found=Subquery(newest_diagnoses().values("cause_class")[:1]))
        .filter(found__in=CONFIRMED)
        .order_by()
    )


def newest_diagnoses() -> QuerySet[Diagnosis]:
    """Those of the ticket around it, the newest first: that one counts."""
    return Diagnosis.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-pk")


def failed_devices(span: FigureSpan, model: int) -> dict[int, int]:
    """The devices of a model with a confirmed fault, and in how many tickets. One statement."""
    faults = confirmed_faults(span).filter(asset__model=model)
    counted = faults.values("asset").annotate(tickets=Count("pk"))
    return {row["asset"]: row["tickets"] for row in counted}


def _devices_until(end: datetime) -> QuerySet[Asset]:
    """Those that customers had by then; of whose day nobody knows are taken to be old."""
    day = timezone.localdate(end)
    known = Q(installed_on__lt=day) | Q(received_on__lt=day) | Q(sold_on__lt=day)
    unknown = Q(installed_on=None, received_on=None, sold_on=None)
    return Asset.objects.filter(known | unknown)
