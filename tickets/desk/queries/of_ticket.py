"""What belongs to one ticket, as much of it as its page shows, a statement each.

Tuples, with the names of those whom they mention.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model

from core.names import in_language
from core.queries.compiled import KEY, CompiledQuery
from documents.domain.filetypes import has_preview
from tickets.limits.models import SlaClock
from tickets.limits.queries.chips import Glance
from tickets.record.models import Attachment, Communication, TicketEvent
from tickets.work.enums import SolutionState
from tickets.work.models import Solution

PartT = TypeVar("PartT")


class LedgerEntry(NamedTuple):
    """A line of the ledger."""

    pk: int
    at: datetime
    recorded_at: datetime
    kind: str
    before: str
    after: str
    note: str
    data: dict[str, Any]
    visibility: str
    actor__display_name: str | None
    actor__username: str | None

    @property
    def who(self) -> str:
        """Empty for the system."""
        return person_name(self.actor__display_name, self.actor__username)


class SpokenEntry(NamedTuple):
    """A call, a message, a note."""

    pk: int
    at: datetime
    recorded_at: datetime
    direction: str
    purpose: str
    body: str
    reaction: str
    is_answered: bool
    score: int | None
    channel__name: str | None
    channel__name_en: str | None
    channel__is_synchronous: bool | None
    by__display_name: str | None
    by__username: str | None
    is_automatic: bool
    contact_id: int | None
    mail__id: int | None
    mail__is_emptied: bool | None
    mail__sender: str | None
    delivery__message__state: str | None
    delivery__message__error: str | None

    @property
    def channel(self) -> str:
        return in_language(self.channel__name, self.channel__name_en)

    @property
    def who(self) -> str:
        return person_name(self.by__display_name, self.by__username)


class Filed(NamedTuple):
    """A file."""

    file_id: UUID
    communication_id: int | None
    at: datetime
    file__name: str
    file__size: int
    file__content_type: str
    file__pixels: int | None
    by__display_name: str | None
    by__username: str | None

    @property
    def has_preview(self) -> bool:
        """Does the page show the file itself?"""
        return has_preview(self.file__content_type, self.file__size, self.file__pixels)

    @property
    def name(self) -> str:
        return self.file__name

    @property
    def size(self) -> int:
        return self.file__size

    @property
    def who(self) -> str:
        return person_name(self.by__display_name, self.by__username)


class ProposedSolution(NamedTuple):
    """A solution. `state` and `author_id` are what rules ask of one."""

    number: int
    state: str
    author_id: int
    steps: list[str]
    root_cause: str
    finish_by: datetime
    resources: str
    risk: str
    submitted_at: datetime
    decided_at: datetime | None
    comment: str
    author__display_name: str
    author__username: str
    responsible__display_name: str
    responsible__username: str
    decided_by__display_name: str | None
    decided_by__username: str | None

    def as_read(self, shown_text: Callable[[str], str]) -> "ProposedSolution":
        """With its free texts as `shown_text` gives them."""
        return self._replace(
            steps=[shown_text(step) for step in self.steps],
            root_cause=shown_text(self.root_cause),
            resources=shown_text(self.resources),
            risk=shown_text(self.risk),
            comment=shown_text(self.comment),
        )

    @property
    def state_label(self) -> str:
        return str(SolutionState(self.state).label)

    @property
    def author(self) -> str:
        return person_name(self.author__display_name, self.author__username)

    @property
    def responsible(self) -> str:
        return person_name(self.responsible__display_name, self.responsible__username)

    @property
    def decided_by(self) -> str:
        return person_name(self.decided_by__display_name, self.decided_by__username)


class NamedLimit(NamedTuple):
    """A clock with the code of its kind, by which the ledger names it."""

    clock: Glance
    code: str

    @classmethod
    def of(cls, values: Iterable[Any]) -> "NamedLimit":
        *glance, code = values
        return cls(Glance._make(glance), code)


def person_name(display_name: str | None, username: str | None) -> str:
    """As `User` says it; empty for nobody."""
    return display_name or username or ""


# So many lines of the ledger and so many contacts are shown.
NEWEST = 400


class TicketParts(Generic[PartT]):
    """The parts of one kind that a ticket has, in their own order, at the most `limit`.

    `make` turns the columns of one into a part.
    """

    def __init__(
        self,
        model: type[Model],
        columns: Iterable[str],
        make: Callable[[Iterable[Any]], PartT],
        *,
        limit: int | None = None,
    ) -> None:
        parts = model._default_manager.filter(ticket=KEY).values_list(*columns)
        self.limit = limit
        self._query = CompiledQuery(parts[:limit], by_key=True, ticket=KEY)
        self._make = make

    def of(self, ticket_id: int) -> list[PartT]:
        """One statement."""
        return [self._make(values) for values in self._query.ask(ticket=ticket_id)]


LIMITS = TicketParts(SlaClock, (*Glance._fields, "kind__code"), NamedLimit.of)
EVENTS = TicketParts(TicketEvent, LedgerEntry._fields, LedgerEntry._make, limit=NEWEST)
SAID = TicketParts(Communication, SpokenEntry._fields, SpokenEntry._make, limit=NEWEST)
FILES = TicketParts(Attachment, Filed._fields, Filed._make)
SOLUTIONS = TicketParts(Solution, ProposedSolution._fields, ProposedSolution._make, limit=1)
