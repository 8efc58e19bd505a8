"""A ticket in short, for a frame in another program: how it is, what is left, what was said."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from customers.rules import ContactVisibility
from pages.formats import MomentWriter, WrittenMoment
from tickets.limits.queries.chips import chip_of, chip_urgency, live_glances
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.record.enums import Direction, Visibility
from tickets.record.models import Communication, Ticket

SHOWN_MESSAGES = 5


class Said(NamedTuple):
    """A message of the conversation with the customer."""

    is_own: bool
    moment: WrittenMoment
    channel: str
    body: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the frame shows; `limits` are those that run or stand, the first due on top."""

    number: str
    status: str
    summary: str
    customer: str
    handler: str
    limits: list[LimitLabel]
    messages: list[Said]
    moment: WrittenMoment


def panel_of(ticket: Ticket, visibility: ContactVisibility, at: datetime) -> Panel:
    """As far as the visibility goes. Never a note: who looks is somebody else than who may read
    notes here.
    """
    moments = MomentWriter.for_reader(at)
    names = visibility.known_names(ticket.customer)
    chips = sorted((chip_of(row, at) for row in live_glances([ticket.pk])), key=chip_urgency)
    said = Communication.objects.filter(ticket=ticket, visibility=Visibility.CUSTOMER)
    said = said.exclude(direction=Direction.NOTE).select_related("channel")
    return Panel(
        number=ticket.number,
        status=ticket.get_status_display(),
        summary=visibility.shown_text(ticket.summary, names),
        customer=visibility.customer(ticket.customer),
        handler=str(ticket.assignee or ticket.department or ""),
        limits=[limit_label(chip, moments) for chip in chips],
        messages=[
            Said(
                is_own=one.direction == Direction.OUT,
                moment=moments.write(one.at),
                channel=str(one.channel or ""),
                body=visibility.shown_text(one.body, names),
            )
            for one in said.order_by("-at", "-pk")[:SHOWN_MESSAGES]
        ],
        moment=moments.write(at),
    )
