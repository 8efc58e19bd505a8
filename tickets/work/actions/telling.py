"""Tells who handles a ticket."""

from datetime import datetime

from notifications.actions.tell import notify
from notifications.enums import Topic
from tickets.limits.enums import StepRole
from tickets.limits.queries.recipients import Recipients
from tickets.record.actions.notices import ticket_notice
from tickets.record.models import Ticket


def tell_handlers(
    ticket: Ticket, topic: Topic, *, key: str, at: datetime, is_urgent: bool, **data: object
) -> None:
    """Who has the ticket in hand, or stands in; where it is nobody's, the supervisors."""
    people = Recipients.load(at, [ticket]).people_for(StepRole.ASSIGNEE, ticket)
    notify(
        ticket_notice(ticket, user, topic, key=key, at=at, is_urgent=is_urgent, **data)
        for user in people
    )
