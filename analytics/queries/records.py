"""What makes a record of the desk incomplete, in the fields and states of tickets.

A record is a ticket that was not merged into another one. Which rules the steps of the desk make
impossible, and where such records come from all the same, is told in `docs/audits.md`.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils import timezone

from analytics.enums import DataRule
from analytics.models import AuditFinding, DataAudit
from metrics.domain.figures import FigureSpan
from tickets.record.domain import lifecycle
from tickets.record.enums import Source, Status
from tickets.record.models import Ticket, TicketQuerySet
from tickets.transfer.enums import CANCELLED_BY_IMPORT

MERGED = Q(status=Status.MERGED) | Q(merged_into__isnull=False)

# Also in the archive, where the state no longer tells.
CANCELLED = Q(status=Status.CANCELLED) | Q(cancelled_at__isnull=False)
COUNTED = ~Q(status__in=lifecycle.UNCOUNTED) & ~CANCELLED & ~MERGED

# Somebody has taken it on. A new one has neither type nor answer yet, and is complete as it is.
ACCEPTED = COUNTED & ~Q(status__in=lifecycle.UNANSWERED)

# Work has begun. What waits for the customer before its diagnosis is still to be given to somebody.
WORKED_ON = (
    COUNTED
    & ~Q(status__in=lifecycle.UNSTARTED)
    & ~Q(status__in=lifecycle.WAITING, came_from__in=lifecycle.UNSTARTED)
)
IMPORTED = Q(source=Source.IMPORT)

# The old register names one person only: who accepted it.
NAMED_BY_REGISTER = IMPORTED & (Q(accepted_by__isnull=False) | ~Q(accepted_name=""))
ENDS = ("fixed_at", "resolved_at", "closed_at", "cancelled_at")
BLANK_REASON = ~Q(cancel_reason__regex=r"\S") | Q(IMPORTED, cancel_reason=CANCELLED_BY_IMPORT)

# Each broken rule as another column, and of these a row for each that is true.
FAULTS = (
    "SELECT record.ticket, fault.rule FROM (%(records)s) AS record (ticket, %(names)s)"
    " CROSS JOIN LATERAL (VALUES %(pairs)s) AS fault (rule, is_broken) WHERE fault.is_broken"
)


def broken_rules(lag: timedelta) -> dict[DataRule, Q]:
    """By rule, which records break it; `lag` is what may lie between report and entry."""
    ends_first = Q()
    for end in ENDS:
        ends_first |= Q(**{f"{end}__lt": F("reported_at")})
    return {
        DataRule.NO_ASSIGNEE: WORKED_ON & Q(assignee__isnull=True) & ~NAMED_BY_REGISTER,
        DataRule.NO_RESPONSE: ACCEPTED & Q(first_responded_at__isnull=True),
        DataRule.NO_END: COUNTED & Q(status__in=lifecycle.CLOSED_LOOP, closed_at__isnull=True),
        DataRule.END_FIRST: ends_first,
        DataRule.NO_TYPE: ACCEPTED & Q(issue_type__isnull=True),
        # When another desk wrote it down nobody knows here.
        DataRule.LATE_ENTRY: COUNTED & ~IMPORTED & Q(recorded_at__gt=F("reported_at") + lag),
        DataRule.NO_REASON: CANCELLED & BLANK_REASON & ~Q(remark__regex=r"\S"),
    }


def audited_records(audit: DataAudit) -> TicketQuerySet:
    """The records that were entered in its period, of its department; each is entered once."""
    return Ticket.objects.filter(_is_audited(audit))


def records_with_findings(audit: DataAudit) -> TicketQuerySet:
    """Those in which it found something, wherever they are now."""
    return Ticket.objects.filter(_has_finding(audit))


def all_records(audit: DataAudit) -> TicketQuerySet:
    """Both together: what it has to answer for."""
    return Ticket.objects.filter(_is_audited(audit) | _has_finding(audit))


def _is_audited(audit: DataAudit) -> Q:
    span = FigureSpan(audit.starts_on, audit.last_on)
    start, end = span.moments(timezone.get_default_timezone())
    entered = Q(recorded_at__gte=start, recorded_at__lt=end) & ~MERGED
    return entered & Q(department=audit.department_id) if audit.department_id else entered


def _has_finding(audit: DataAudit) -> Q:
    return Q(pk__in=AuditFinding.objects.filter(audit=audit).order_by().values("ticket"))


def faults_statement(records: TicketQuerySet, audit: DataAudit) -> tuple[str, tuple[Any, ...]]:
    """A SELECT of ticket and rule for every rule that one of these records breaks; with its values.

    One look at each record, whatever the number of rules.
    """
    columns = _columns(broken_rules(timedelta(minutes=audit.lag_minutes)))
    rows = records.order_by().annotate(**columns).values_list("pk", *columns)
    compiled, params = rows.query.sql_with_params()
    pairs = ", ".join(f"('{name.removeprefix('is_')}', record.{name})" for name in columns)
    return FAULTS % {"records": compiled, "names": ", ".join(columns), "pairs": pairs}, params


def _columns(rules: Mapping[DataRule, Q]) -> dict[str, ExpressionWrapper]:
    return {
        f"is_{rule.value}": ExpressionWrapper(condition, output_field=BooleanField())
        for rule, condition in rules.items()
    }
