"""Rows of a fresh server. What exists is never touched: administrators replace them."""

from django.utils import timezone

from metrics.enums import EndEvent, StartEvent
from metrics.models import ResponseTimeDefinition
from tickets.record.enums import BusinessType
from tickets.record.models import Ticket

# The two that the source writes down (RP-1), in natural time; who is responsible nobody knows yet.
DEFINITIONS = (
    (
        "IT 支持响应时间",
        "IT support response time",
        BusinessType.SUPPORT,
        StartEvent.MAIL_SENT,
        EndEvent.ENGINEER_REPLY,
    ),
    (
        "维修响应时间",
        "Repair response time",
        BusinessType.REPAIR,
        StartEvent.REPAIR_APPLIED,
        EndEvent.FINISH_NOTICE,
    ),
)


def seed_definitions() -> None:
    """From today on, on a desk that has no ticket: one that works already defines its own."""
    if ResponseTimeDefinition.objects.exists() or Ticket.objects.exists():
        return
    today = timezone.localdate()
    ResponseTimeDefinition.objects.bulk_create(
        ResponseTimeDefinition(
            name=name,
            name_en=name_en,
            business_type=business_type,
            start_event=start,
            end_event=end,
            effective_from=today,
        )
        for name, name_en, business_type, start, end in DEFINITIONS
    )
