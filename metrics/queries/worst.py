"""The worst of a month, ten of each: what took longest, came back most often, pleased least, and
which devices failed again and again.

Reasons are what somebody chose of a list, never what somebody wrote: whoever may see the ticket
may read them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from customers.models import Asset
from feedback.enums import CallKind
from feedback.models import CallAttempt, Survey
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import measure
from metrics.queries.cases import counted_tickets
from metrics.queries.reasons import Names
from metrics.queries.sources.answers import dissatisfied_answers
from metrics.queries.sources.devices import CONFIRMED, is_fault, newest_diagnoses
from tickets.limits.models import Escalation
from tickets.record.domain.scope import TicketScope
from tickets.record.models import TicketQuerySet
from tickets.work.enums import ConfirmationResult
from tickets.work.models import Confirmation

# A list ends here: what follows stands in the full list.
MOST = 10

# The figures whose cases the lists are taken from.
SLOWEST, RETURNED, SCORES = "avg_resolution", "reopen_rate", "csat_avg"

# A device that failed once is none of them.
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Reasons:
    """What is known of why it came so: the reason given for a missed limit, what the newest
    diagnosis found, how often the customer refused, and what is noted of a low score. Empty where
    nobody noted anything.
    """

    late: str = ""
    cause_class: str = ""
    cause: str = ""
    refusals: int = 0
    of_score: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class WorstTicket:
    """A ticket of a list: `value` is hours, times, or points from 1 to 5."""

    number: str
    customer: str
    department: str
    value: Decimal
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class RepeatedDevice:
    """A device with the faults of its window, how many of them a diagnosis confirmed, and how many
    are of the month itself. Department and reasons are those of its newest fault.
    """

    serial: str
    model: str
    customer: str
    department: str
    faults: int
    confirmed: int
    of_month: int
    issue_type: Names
    reasons: Reasons


def slowest_tickets(
    span: FigureSpan, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> list[WorstTicket]:
    """Of the tickets solved in the period those that took most hours, natural time over all
    cycles. One statement.
    """
    cases = measure.cases_behind(SLOWEST, scope, span, at=at, seen=seen)
    return _worst_of(cases.order_by("-case_raw", "number"), "case_value")


def returned_tickets(
    span: FigureSpan, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> list[WorstTicket]:
    """Of the tickets solved in the period those that had been reopened, or refused by the
    customer, most often. One statement.
    """
    cases = measure.cases_behind(RETURNED, scope, span, at=at, seen=seen)
    returned = cases.filter(reopen_count__gt=0)
    refused = Confirmation.objects.filter(
        ticket=OuterRef("pk"), result=ConfirmationResult.NOT_SOLVED
    )
    refusals = refused.order_by().values("ticket").annotate(times=Count("pk")).values("times")
    ordered = returned.order_by("-reopen_count", "-resolved_at", "number")
    return _worst_of(ordered, "reopen_count", refusals=Coalesce(Subquery(refusals), 0))


def lowest_scores(
    span: FigureSpan, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> list[WorstTicket]:
    """Of the answers of the period those of customers who are not satisfied, the lowest first. One
    statement.

    As for the figure, of several answers to a ticket the latest counts.
    """
    window = measure.window_of(span, at)
    low = dissatisfied_answers(counted_tickets(scope, seen), window)
    return _worst_of(
        low.order_by("case_raw", "-case_at", "number"),
        "case_raw",
        noted=_reasons_noted(),
        ticked=_reasons_ticked(),
    )


def repeated_devices(
    span: FigureSpan, scope: FigureScope, *, seen: TicketScope | None = None
) -> list[RepeatedDevice]:
    """Devices that failed in the month and had several faults in it and in the twelve months
    before, most faults first. One statement.

    A fault is a ticket of a type that is one, confirmed by its newest diagnosis or not yet.
    """
    zone = timezone.get_default_timezone()
    window = FigureSpan(_year_before(span.start), span.end)
    start, end = window.moments(zone)
    of_month = Q(reported_at__gte=span.moments(zone)[0])

    faults = counted_tickets(scope, seen).filter(
        is_fault(), reported_at__gte=start, reported_at__lt=end, asset__isnull=False
    )
    failed_now = faults.filter(of_month).order_by().values("asset")
    newest = faults.filter(asset=OuterRef("asset")).order_by("-reported_at", "-pk")
    diagnosed = newest.annotate(
        found=Subquery(newest_diagnoses().values("cause_class")[:1]),
        found_code=Subquery(newest_diagnoses().values("cause_code__name")[:1]),
    ).filter(found__isnull=False)
    confirmed = diagnosed.filter(found__in=CONFIRMED).order_by().values("asset")
    device = Asset.objects.filter(pk=OuterRef("asset")).order_by()
    rows: Any = (
        faults.filter(asset__in=failed_now)
        .order_by()
        .values("asset")
        .annotate(
            faults=Count("asset"),
            of_month=Count("asset", filter=of_month),
            latest=Max("reported_at"),
        )
        .filter(faults__gte=SEVERAL)
        .order_by("-faults", "-latest", "asset")
        # Each asked of those that are shown: nothing of it is grouped by.
        .annotate(
            serial=Subquery(device.values("serial")),
            model=Subquery(device.values("model__code")),
            customer=Subquery(device.values("customer__name")),
            confirmed=Subquery(confirmed.annotate(times=Count("pk")).values("times")),
            department=Subquery(newest.values("department__name")[:1]),
            type_name=Subquery(newest.values("issue_type__name")[:1]),
            type_name_en=Subquery(newest.values("issue_type__name_en")[:1]),
            cause_class=Subquery(diagnosed.values("found")[:1]),
            cause=Subquery(diagnosed.values("found_code")[:1]),
        )[:MOST]
    )
    return [
        RepeatedDevice(
            serial=row["serial"],
            model=row["model"],
            customer=row["customer"],
            department=row["department"] or "",
            faults=row["faults"],
            confirmed=row["confirmed"] or 0,
            of_month=row["of_month"],
            issue_type=(row["type_name"] or "", row["type_name_en"] or ""),
            reasons=Reasons(cause_class=row["cause_class"] or "", cause=row["cause"] or ""),
        )
        for row in rows
    ]


def _worst_of(cases: TicketQuerySet, value: str, **also: Any) -> list[WorstTicket]:
    """The first of the cases, with why. What `also` asks is asked of these alone: the database
    looks for reasons after it has sorted.
    """
    # The order comes first: reasons are no part of what it is sorted by.
    rows: Any = cases.values(
        "number",
        customer_name=F("customer__name"),
        department_name=F("department__name"),
        value=F(value),
        late=_reason_of_missed_limit(),
        cause_class=Subquery(newest_diagnoses().values("cause_class")[:1]),
        cause=Subquery(newest_diagnoses().values("cause_code__name")[:1]),
        **also,
    )
    return [
        WorstTicket(
            number=row["number"],
            customer=row["customer_name"],
            department=row["department_name"] or "",
            value=Decimal(row["value"]),
            reasons=_reasons_of(row),
        )
        for row in rows[:MOST]
    ]


def _reasons_of(row: dict[str, Any]) -> Reasons:
    """The last call about a low score knows best, else what the customer ticked counts."""
    said = row.get("noted") or row.get("ticked") or ()
    return Reasons(
        late=row["late"] or "",
        cause_class=row["cause_class"] or "",
        cause=row["cause"] or "",
        refusals=row.get("refusals", 0),
        of_score=tuple((name["zh"], name["en"]) for name in said),
    )


def _reason_of_missed_limit() -> Subquery:
    """The reason that was chosen last for a missed limit of the ticket."""
    explained = Escalation.objects.filter(
        clock__ticket=OuterRef("pk"),
        clock__breached_at__isnull=False,
        clock__is_corrected=False,
        clock__cancelled_at__isnull=True,
        reason_code__isnull=False,
    )
    return Subquery(explained.order_by("-reason_at", "-pk").values("reason_code__name")[:1])


def _reasons_noted() -> ArraySubquery:
    """What somebody noted in the last call about the low score, none or one."""
    calls = CallAttempt.objects.filter(
        ticket=OuterRef("pk"), kind=CallKind.LOW, reason__isnull=False, at__gte=OuterRef("case_at")
    )
    names = JSONObject(zh="reason__name", en="reason__name_en")
    return ArraySubquery(calls.order_by("-at", "-pk").values_list(names)[:1])


def _reasons_ticked() -> ArraySubquery:
    """What the customer ticked in the newest answer to a survey."""
    answered = Survey.objects.filter(ticket=OuterRef(OuterRef("pk")), answered_at__isnull=False)
    newest = answered.order_by("-answered_at", "-pk").values("pk")[:1]
    ticked = Survey.reasons.through.objects.filter(survey=Subquery(newest))
    names = JSONObject(zh="lowscorereason__name", en="lowscorereason__name_en")
    return ArraySubquery(ticked.order_by("lowscorereason__order", "pk").values_list(names))


def _year_before(day: date) -> date:
    """The same first day, twelve months earlier."""
    return day.replace(year=day.year - 1)
