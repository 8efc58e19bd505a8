"""Tickets: a row for each, also for those that no figure counts."""

from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Subquery, Value, When

from analytics.queries.bi.views import (
    BiColumn,
    BiColumns,
    BiView,
    code_with_words,
    filled,
    is_so,
    month_of,
    names_of,
    span_between,
)
from customers.enums import Level, Segment
from metrics.enums import MetricUnit
from metrics.queries.cases import is_counted
from metrics.queries.sources.devices import is_confirmed, is_fault
from metrics.queries.sources.first_time import stayed_solved
from tickets.limits.models import SlaClock
from tickets.record.domain import lifecycle
from tickets.record.enums import (
    BusinessType,
    Impact,
    Nature,
    Priority,
    Source,
    Status,
    Tier,
    WaitReason,
)
from tickets.record.models import Ticket
from tickets.work.enums import CauseClass
from tickets.work.models import Diagnosis


def ticket_view() -> BiView:
    return BiView(
        "tickets",
        "A ticket, cancelled and merged ones too: `is_counted` tells which of them figures count.",
        Ticket.objects.all(),
        {**_identity(), **_kind(), **_place(), **_times(), **_outcome()},
    )


def _identity() -> BiColumns:
    return {
        "ticket_key": BiColumn("pk", "joins the other views"),
        "number": BiColumn("number", "number of the ticket on the screen"),
        "is_counted": BiColumn(is_so(is_counted()), "false for cancelled and merged tickets"),
        **code_with_words("status", "status", Status, "state"),
        "is_open": BiColumn("is_open", "is something left to do?"),
        **code_with_words("wait_reason", "wait_reason", WaitReason, "what a waiting one waits for"),
        **code_with_words("source", "source", Source, "the door by which it came"),
    }


def _kind() -> BiColumns:
    return {
        **code_with_words("nature", "nature", Nature, "nature"),
        **code_with_words("business_type", "business_type", BusinessType, "business type"),
        **code_with_words("tier", "tier", Tier, "tier of the problem"),
        **code_with_words("priority", "priority", Priority, "priority"),
        **code_with_words("impact", "impact", Impact, "impact on the customer"),
        "issue_type_key": BiColumn("issue_type", "joins `issue_types`"),
        **names_of("issue_type", "issue_type__", "issue type"),
        "is_fault": BiColumn(
            _flag(is_fault()),
            "is its issue type, or the one above, a fault?",
        ),
        **code_with_words(
            "cause", "cause_class", CauseClass, "cause by the newest diagnosis", _newest_diagnosis
        ),
        "is_confirmed_fault": BiColumn(
            _flag(is_confirmed()), "does the fault of its device lie with the product?"
        ),
    }


def _flag(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _newest_diagnosis(source: Any) -> Subquery:
    newest = Diagnosis.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-pk")
    return Subquery(newest.annotate(found=source).values("found")[:1])


def _place() -> BiColumns:
    return {
        "channel_key": BiColumn("channel", "joins `channels`"),
        **names_of("channel", "channel__", "channel by which it was reported"),
        "department_key": BiColumn("department", "joins `departments`"),
        "department": BiColumn("department__name", "department that handles it"),
        "customer_key": BiColumn("customer", "joins `customers`; says nothing of who it is"),
        **code_with_words("segment", "customer__segment", Segment, "segment of the customer"),
        **code_with_words("customer_level", "customer__level", Level, "level of the customer"),
        "region": BiColumn("customer__region", "region of the customer"),
        "device_key": BiColumn("asset", "joins `devices`"),
        "product_model_key": BiColumn("asset__model", "joins `product_models`"),
        "product_model": BiColumn("asset__model__code", "code of the product model"),
        "product_category": BiColumn(filled("asset__model__category"), "its category"),
    }


def _times() -> BiColumns:
    in_call = SlaClock.objects.filter(ticket=OuterRef("pk"), is_synchronous=True)
    is_unknown = Q(first_responded_at__isnull=True) & ~Q(
        status__in=sorted(lifecycle.UNANSWERED_OR_UNCOUNTED)
    )
    return {
        "reported_at": BiColumn("reported_at", "when the customer reported it"),
        "reported_month": month_of("reported_at", "reported_at"),
        "recorded_at": BiColumn("recorded_at", "when it was written down"),
        "accepted_at": BiColumn("accepted_at", "when somebody accepted it"),
        "first_responded_at": BiColumn("first_responded_at", "first word of a person"),
        "response_minutes": BiColumn(
            span_between("reported_at", "first_responded_at", MetricUnit.MINUTES),
            "minutes from report to first response, natural time; empty: not answered",
        ),
        "is_answered_in_call": BiColumn(
            Exists(in_call), "answered in the very call that reported it"
        ),
        "is_response_unrecorded": BiColumn(
            is_so(is_unknown), "answered, but an old register did not say when"
        ),
        "processing_started_at": BiColumn("processing_started_at", "when work began"),
        "promised_at": BiColumn("promised_at", "until when a solution was promised"),
        "fixed_at": BiColumn("fixed_at", "when the engineer was done"),
        "resolved_at": BiColumn("resolved_at", "when the solution was confirmed"),
        "resolved_month": month_of("resolved_at", "resolved_at"),
        "resolution_hours": BiColumn(
            span_between("reported_at", "resolved_at", MetricUnit.HOURS),
            "hours from report to confirmed solution, natural time, waiting included",
        ),
        "closed_at": BiColumn("closed_at", "when it was closed"),
        "archived_at": BiColumn("archived_at", "when it went to the archive"),
        "cancelled_at": BiColumn("cancelled_at", "when it was cancelled"),
        "updated_at": BiColumn("updated_at", "when it was last changed"),
    }


def _outcome() -> BiColumns:
    is_first_time = Case(
        When(resolved_at__isnull=True, then=None),
        When(stayed_solved(), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return {
        "reopen_count": BiColumn("reopen_count", "how often it was reopened or refused"),
        "is_first_time": BiColumn(
            is_first_time,
            "solved at the first go; may still turn false within 7 days; empty: not solved",
        ),
        "merged_into_key": BiColumn("merged_into", "`ticket_key` of the one it was merged into"),
        "repeat_of_key": BiColumn("is_repeat_of", "`ticket_key` of the one that it repeats"),
    }
