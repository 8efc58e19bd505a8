"""Tells who handles a ticket, and who makes good what went wrong."""

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


def tell_of_low_score(ticket: Ticket, score: int, *, at: datetime) -> None:
    """The supervisors, and the chat groups in which low scores ring: one of them calls the customer
    back. Once for each version of a ticket.
    """
    people = Recipients.load(at).people_for(StepRole.SUPERVISOR, ticket)
    key = f"{Topic.LOW_SCORE}:{ticket.pk}:{ticket.version}"
    notify(
        ticket_notice(ticket, user, Topic.LOW_SCORE, key=key, at=at, score=score) for user in people
    )
