"""Notices about tickets: one place that knows what they say and where they lead."""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from accounts.models import User
from notifications.actions.tell import Notice, say_in_both_languages
from notifications.enums import Topic


class NamedTicket(Protocol):
    """What a notice says of its ticket: the ticket itself, or the columns that a sweep has read."""

    @property
    def number(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def department_id(self) -> int | None: ...


def ticket_notice(
    ticket: NamedTicket,
    user: User,
    topic: Topic,
    *,
    key: str,
    at: datetime,
    is_urgent: bool = True,
    **data: object,
) -> Notice:
    """A notice that leads to the ticket; `key` makes a second one of the same matter harmless.

    What people do is urgent; what a clock says of a calm ticket may wait for the desk's hours.
    """
    return Notice(
        user=user,
        topic=topic,
        key=key,
        subject=f"{ticket.number} {ticket.summary}",
        path=f"/tickets/{ticket.number}/",
        at=at,
        is_urgent=is_urgent,
        data={
            "number": ticket.number,
            "summary": ticket.summary,
            "department": ticket.department_id,
            **data,
        },
    )


def gap_notice(
    ticket: NamedTicket,
    user: User,
    topic: Topic,
    *,
    key: str,
    at: datetime,
    is_urgent: bool = True,
    **data: object,
) -> Notice:
    """For somebody who may not see tickets and is told because nobody else is there.

    It leads to the list of what the desk lacks, and says of the ticket its number alone.
    """
    lines = say_in_both_languages("summary", lambda: _("nobody who handles tickets could be told"))
    return Notice(
        user=user,
        topic=topic,
        key=key,
        subject=ticket.number,
        path="/operations/setup/",
        at=at,
        is_urgent=is_urgent,
        data={"number": ticket.number, **lines, **data},
    )
