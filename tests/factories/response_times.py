"""Definitions of response times, and tickets that begin and end when one says."""

from datetime import date

from metrics.models import ResponseTimeDefinition
from tests.tickets.world import at, ticket_at
from tickets.record.enums import BusinessType
from tickets.record.models import Ticket


def definition(
    effective_from="2024-01-01",
    *,
    start="reported",
    end="first_response",
    business_type=BusinessType.SUPPORT,
    **fields,
):
    return ResponseTimeDefinition.objects.create(
        name="响应时间",
        name_en="Response time",
        business_type=business_type,
        start_event=start,
        end_event=end,
        effective_from=date.fromisoformat(effective_from),
        **fields,
    )


def ticket_with(cast, reported, *, channel="电话", business_type=BusinessType.SUPPORT, **columns):
    """A registered ticket; `columns` are written as they are, moments as `2024-05-06 09:00`."""
    ticket = ticket_at(cast, reported)
    values = {name: at(value) if name.endswith("_at") else value for name, value in columns.items()}
    Ticket.objects.filter(pk=ticket.pk).update(
        channel=cast.channels[channel], business_type=business_type, **values
    )
    ticket.refresh_from_db()
    return ticket
