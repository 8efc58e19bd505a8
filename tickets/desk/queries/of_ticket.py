"""What belongs to one ticket, as much of it as its page shows: tuples with the names of those whom they mention, a statement each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from core.names import in_language
from tickets.desk.queries.compiled import Compiled
from tickets.limits.models import SlaClock
from tickets.limits.queries.chips import Glance
from tickets.record.models import Attachment, Communication, TicketEvent
from tickets.work.enums import SolutionState
from tickets.work.models import Solution


class Happened(NamedTuple):
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
        return person(self.actor__display_name, self.actor__username)


class Said(NamedTuple):
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

    @property
    def channel(self) -> str:
        return in_language(self.channel__name, self.channel__name_en)

    @property
    def who(self) -> str:
        return person(self.by__display_name, self.by__username)


class Filed(NamedTuple):
    """A file."""

    file_id: UUID
    communication_id: int | None
    at: datetime
    file__name: str
    file__size: int
    by__display_name: str | None
    by__username: str | None

    @property
    def name(self) -> str:
        return self.file__name

    @property
    def size(self) -> int:
        return self.file__size

    @property
    def who(self) -> str:
        return person(self.by__display_name, self.by__username)


class Proposed(NamedTuple):
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

    @property
    def state_label(self) -> str:
        return str(SolutionState(self.state).label)

    @property
    def author(self) -> str:
        return person(self.author__display_name, self.author__username)

    @property
    def responsible(self) -> str:
        return person(self.responsible__display_name, self.responsible__username)

    @property
    def decided_by(self) -> str:
        return person(self.decided_by__display_name, self.decided_by__username)


class Limit(NamedTuple):
    """A clock with the code of its kind, by which the ledger names it."""

    clock: Glance
    code: str

    @classmethod
    def of(cls, values: Iterable[Any]) -> "Limit":
        *glance, code = values
        return cls(Glance._make(glance), code)


def person(display_name: str | None, username: str | None) -> str:
    """As `User` says it; empty for nobody."""
    return display_name or username or ""


NEWEST = 400
"""So many lines of the ledger and so many contacts are shown."""

LIMITS = Compiled(SlaClock.objects.values_list(*Glance._fields, "kind__code"), "ticket", Limit.of)
EVENTS = Compiled(
    TicketEvent.objects.values_list(*Happened._fields), "ticket", Happened._make, limit=NEWEST
)
SAID = Compiled(
    Communication.objects.values_list(*Said._fields), "ticket", Said._make, limit=NEWEST
)
FILES = Compiled(Attachment.objects.values_list(*Filed._fields), "ticket", Filed._make)
SOLUTIONS = Compiled(
    Solution.objects.values_list(*Proposed._fields), "ticket", Proposed._make, limit=1
)
