"""How often the devices of a model fail: against all of them that customers have (MA-4).

The figure `failure_rate` by product model, as a table of its own and with the devices behind it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from customers.models import ProductModel
from metrics.domain.figures import HUNDRED, FigureScope, FigureSpan
from metrics.enums import By
from metrics.queries import measure, rates
from metrics.queries.cases import counted_tickets
from metrics.queries.sources import devices
from tickets.record.domain.scope import TicketScope
from tickets.record.models import TicketQuerySet

ALL = FigureScope()
FAILURE_RATE = "failure_rate"


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
    one too. Two statements, and two for those.

    A device counts once however often it failed.
    """
    # Whether the period is over changes no number of it.
    _start, end = span.moments(timezone.get_default_timezone())
    groups = measure.figure_by_group(FAILURE_RATE, scope, span, By.MODEL, at=end, seen=seen)
    found = [
        ModelFailures(
            group.key,
            *group.named[1:],
            failed=group.figure.marked,
            tickets=group.figure.listed,
            base=group.figure.count,
        )
        for group in groups
    ]
    if missing := set(also) - {row.key for row in found}:
        found += _without_fault(missing, scope, span)
    return sorted(found, key=lambda row: (-(row.rate or Decimal(0)), row.code))


def _without_fault(
    models: Collection[int], scope: FigureScope, span: FigureSpan
) -> list[ModelFailures]:
    base = rates.things_by_group(devices.DEVICES_IN_USE, scope, span.end, By.MODEL, models)
    return [
        ModelFailures(model.pk, model.code, model.name, 0, 0, base.get(model.pk, 0))
        for model in ProductModel.objects.filter(pk__in=models)
    ]


def confirmed_faults(
    span: FigureSpan, scope: FigureScope = ALL, *, seen: TicketScope | None = None
) -> TicketQuerySet:
    """The tickets that the figure counts, in no order."""
    _start, end = span.moments(timezone.get_default_timezone())
    window = measure.window_of(span, end)
    return devices.confirmed_faults(counted_tickets(scope, seen), window).order_by()


def failed_devices(span: FigureSpan, model: int) -> dict[int, int]:
    """The devices of a model with a confirmed fault, and in how many tickets. One statement."""
    faults = confirmed_faults(span, FigureScope(models=(model,)))
    counted = faults.values("asset").annotate(tickets=Count("pk"))
    return {row["asset"]: row["tickets"] for row in counted}
