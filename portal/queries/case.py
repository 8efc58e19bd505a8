"""A case as its customer reads it.

An allow-list: what is not named here is not shown. No summary, no note, no name of a colleague.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.queries.compiled import KEY, MOMENT, TEXT, CompiledQuery
from documents.models import StoredFile
from notifications.enums import GIVEN_UP
from portal.domain.tokens import hash_of_token
from portal.enums import LinkPurpose
from portal.models import CustomerLink
from tickets.limits.queries.promises import Promise, promises_to_customer
from tickets.record.domain import lifecycle
from tickets.record.enums import Direction, Purpose, Status, Visibility
from tickets.record.models import Attachment, Communication, Ticket
from tickets.work.models import CooperationItem

HEADLINES = {
    Status.NEW: gettext_lazy("We have your report and are looking for the right colleague."),
    Status.ACCEPTED: gettext_lazy("We have begun with your case."),
    Status.DIAGNOSING: gettext_lazy("We are looking for the cause."),
    Status.PENDING_APPROVAL: gettext_lazy("The solution is being prepared."),
    Status.PROCESSING: gettext_lazy("We are working on the solution."),
    Status.WAITING_CUSTOMER: gettext_lazy("We need something from you to go on."),
    Status.WAITING_INTERNAL: gettext_lazy("We are preparing what the solution needs."),
    Status.PENDING_CONFIRMATION: gettext_lazy("Done. Please check whether everything works again."),
    Status.RESOLVED: gettext_lazy("Solved."),
    Status.CLOSED: gettext_lazy("Solved."),
    Status.ARCHIVED: gettext_lazy("Solved."),
    Status.CANCELLED: gettext_lazy("This case was cancelled."),
    Status.MERGED: gettext_lazy("This case goes on under another number."),
}
NEWEST = 100


@dataclass(frozen=True, slots=True)
class Station:
    """A place on the way of the case. `state` is done, here or ahead."""

    words: str
    at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """What was written, with its files; of a call only that there was one."""

    at: datetime
    who: str
    is_ours: bool
    channel: str
    body: str
    files: list["ShownFile"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that the customer may fetch."""

    pk: UUID
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ShownCourse:
    """How far a case is: nothing of what was said in it."""

    number: str
    headline: str
    stations: list[Station]
    promises: list[Promise]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """The page as shown."""

    course: ShownCourse
    goes_on_as: str
    needs_customer: bool
    waits_until: datetime | None
    takes_messages: bool
    reported_at: datetime
    device: str
    serial: str
    words: str
    messages: list[ShownMessage]
    files: list[ShownFile]


LINK = CompiledQuery(
    CustomerLink.objects.open(MOMENT)
    .filter(token_hash=TEXT, purpose__in=LinkPurpose.values)
    .select_related("ticket__contact", "ticket__asset__model", "ticket__merged_into")
    .order_by(),
    by_key=True,
    token_hash=TEXT,
    at=MOMENT,
)


def open_link(token: str, *, at: datetime) -> CustomerLink | None:
    """The link of a token, with its ticket, if it opens a case now. One statement."""
    links = LINK.ask(token_hash=hash_of_token(token), at=at)
    return links[0] if links else None


def course_of(ticket: Ticket) -> ShownCourse:
    """How far a ticket is: one statement."""
    is_open = ticket.status in lifecycle.UNSOLVED
    return ShownCourse(
        number=ticket.number,
        headline=str(HEADLINES[Status(ticket.status)]),
        stations=_stations_of(ticket),
        promises=promises_to_customer(ticket.pk) if is_open else [],
    )


def case_of(ticket: Ticket) -> ShownCase:
    """What the customer sees of a ticket: three statements, however long the case is."""
    files = _files_by_message(ticket)
    asset = ticket.asset
    return ShownCase(
        course=course_of(ticket),
        goes_on_as=ticket.merged_into.number if ticket.merged_into else "",
        needs_customer=ticket.status == Status.WAITING_CUSTOMER,
        waits_until=ticket.wait_until if ticket.status == Status.WAITING_CUSTOMER else None,
        takes_messages=ticket.status not in lifecycle.PROMISES_NOTHING,
        reported_at=ticket.reported_at,
        device=str(asset.model.name) if asset else "",
        serial=asset.serial if asset else "",
        words=ticket.original_text,
        messages=[_shown_message(said, files[said.pk]) for said in SAID.ask(ticket=ticket.pk)],
        files=files[None],
    )


def _stations_of(ticket: Ticket) -> list[Station]:
    """Like a parcel: where it has been and when, where it is, what is ahead."""
    if ticket.status in lifecycle.UNCOUNTED:
        return []
    way = [
        (_("Report received"), ticket.reported_at),
        (_("Accepted"), ticket.accepted_at),
        (_("Solution under way"), ticket.processing_started_at),
        (_("Done, to be checked by you"), ticket.fixed_at),
        (_("Solved"), ticket.resolved_at),
    ]
    reached = max(n for n, (_words, moment) in enumerate(way) if moment is not None)
    is_over = ticket.status not in lifecycle.UNSOLVED
    stations = []
    for n, (words, moment) in enumerate(way):
        state = "done" if n < reached or (n == reached and is_over) else "ahead"
        if n == reached and not is_over:
            state = "here"
        stations.append(Station(words, moment if n <= reached else None, state))
    return stations


# What was written between customer and desk, newest first, and that there were calls. A message
# that never arrived is none.
SAID = CompiledQuery(
    Communication.objects.filter(ticket=KEY, visibility=Visibility.CUSTOMER)
    .exclude(delivery__message__state__in=GIVEN_UP)
    .exclude(is_answered=False)
    .select_related("channel", "delivery", "mail")
    .order_by("-at", "-pk")[:NEWEST],
    by_key=True,
    ticket=KEY,
)


def _shown_message(said: Communication, files: list[ShownFile]) -> ShownMessage:
    """What somebody of the desk noted about a call is for the desk."""
    is_ours = said.direction == Direction.OUT
    was_sent = hasattr(said, "delivery") if is_ours else said.by_id is None
    return ShownMessage(
        at=said.at,
        who=_who(said),
        is_ours=is_ours,
        channel=str(said.channel or ""),
        body=_body(said) if was_sent else "",
        files=files,
    )


def _body(said: Communication) -> str:
    if not said.is_automatic or said.direction != Direction.OUT or said.body:
        return said.body
    if said.purpose == Purpose.SURVEY:
        return _("We have asked you how it was.")
    if said.purpose == Purpose.CONFIRM:
        return _("We have asked you whether it is solved.")
    return _("We have sent you a receipt.")


def _who(said: Communication) -> str:
    if said.direction == Direction.OUT:
        return _("Service team")
    # Who answered a mail without being known to us is somebody, and not the reader.
    return _("You") if said.contact_id or not hasattr(said, "mail") else _("Somebody else")


# The files that the customer may fetch: the own ones, and those that were sent.
SHOWN_FILES = (
    Attachment.objects.filter(visibility=Visibility.CUSTOMER)
    .exclude(communication__delivery__message__state__in=GIVEN_UP)
    .select_related("file")
    .order_by("at", "pk")
)
FILES = CompiledQuery(SHOWN_FILES.filter(ticket=KEY), by_key=True, ticket=KEY)


def _files_by_message(ticket: Ticket) -> defaultdict[int | None, list[ShownFile]]:
    files: defaultdict[int | None, list[ShownFile]] = defaultdict(list)
    for attachment in FILES.ask(ticket=ticket.pk):
        stored = attachment.file
        files[attachment.communication_id].append(ShownFile(stored.pk, stored.name, stored.size))
    return files


# What the customer is still asked for, the most urgent first.
ASKED = CompiledQuery(
    CooperationItem.objects.open().filter(ticket=KEY).order_by("need_by", "pk"),
    by_key=True,
    ticket=KEY,
)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """Something that the customer can tick off."""

    pk: int
    content: str
    requirement: str
    need_by: datetime


def asked_of_customer(ticket: Ticket) -> list[AskedItem]:
    """What we still wait for: nothing of a case that is over. One statement."""
    if ticket.status not in lifecycle.OPEN:
        return []
    items = ASKED.ask(ticket=ticket.pk)
    return [AskedItem(item.pk, item.content, item.requirement, item.need_by) for item in items]


def file_of_case(ticket: Ticket, file_id: UUID) -> StoredFile | None:
    """A file of this very case, if the customer may fetch it."""
    found = SHOWN_FILES.filter(ticket=ticket, file=file_id).first()
    return found.file if found else None
