"""Whom an escalation tells: the people of a role, their deputies, and at night who is on duty."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries.duty import Presence
from accounts.queries.roles import holders_or_next_up
from calendars.queries.hours import desk_hours
from core.domain import worktime
from tickets.limits.enums import StepRole
from tickets.record.domain.triage import WakingThreshold, may_wake
from tickets.record.queries.desk_rules import desk_numbers

ROLE_OF_STEP = {StepRole.SUPERVISOR: Role.SUPERVISOR, StepRole.MANAGER: Role.MANAGER}

# As an escalation keeps them: a name, or of a deputy `{"name": …, "for": [names]}`.
Names = list[Any]


class EscalatedTicket(Protocol):
    """What decides whom a step tells: a ticket, or the columns of one."""

    @property
    def department_id(self) -> int | None: ...
    @property
    def assignee_id(self) -> int | None: ...
    @property
    def accepted_by_id(self) -> int | None: ...
    @property
    def tier(self) -> str: ...
    @property
    def priority(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Recipients:
    """The people of a moment, loaded once for a whole sweep."""

    by_role: dict[str, list[User]]
    handlers: dict[int, User]
    presence: Presence
    is_closed: bool
    waking: WakingThreshold
    # What was answered before: of a thousand tickets most ask the same.
    answers: dict[tuple[object, ...], tuple[list[User], Names]] = field(default_factory=dict)

    @classmethod
    def load(cls, at: datetime, tickets: Iterable[EscalatedTicket] = ()) -> "Recipients":
        """Everybody whom a step about these tickets may tell: seven statements, one more for each
        role that nobody holds.

        Supervisors, managers, the roster, the hours of the desk, and those who handle the tickets.
        """
        by_role: dict[str, list[User]] = {}
        for role in (Role.SUPERVISOR, Role.MANAGER):
            by_role[role] = holders_or_next_up(role)

        handler_keys: set[int] = set()
        for ticket in tickets:
            if ticket.assignee_id is not None:
                handler_keys.add(ticket.assignee_id)
            if ticket.accepted_by_id is not None:
                handler_keys.add(ticket.accepted_by_id)
        handlers = User.objects.in_bulk(handler_keys) if handler_keys else {}

        # The next open second is this one while the desk is open.
        is_closed = worktime.next_open(desk_hours(), at) > worktime.whole_second(at)
        waking = desk_numbers(at).waking
        return cls(by_role, handlers, Presence.load(at), is_closed, waking)

    def people_for(self, role: str, ticket: EscalatedTicket) -> list[User]:
        """The people behind a step's role, or their deputies.

        Somebody is always told: without an assignee the supervisors, where nobody holds a role
        those of the next one up, at last the administrators. While the desk is closed, what may
        wake somebody is told to the people on duty as well.
        """
        return self._answer(role, ticket)[0]

    def names_for(self, role: str, ticket: EscalatedTicket) -> Names:
        """The names of those whom `people_for` gives, as an escalation keeps them."""
        return self._answer(role, ticket)[1]

    def _answer(self, role: str, ticket: EscalatedTicket) -> tuple[list[User], Names]:
        question = (
            role,
            ticket.department_id,
            ticket.assignee_id,
            ticket.accepted_by_id,
            may_wake(ticket.tier, ticket.priority, self.waking),
        )
        if question not in self.answers:
            meant = self._meant_people(role, ticket)
            people = self.presence.present(meant)
            absent = self.presence.absent(meant)
            self.answers[question] = people, [_kept_name(person, absent) for person in people]

        return self.answers[question]

    def _meant_people(self, role: str, ticket: EscalatedTicket) -> list[User]:
        """Whom a step means, there or not."""
        people = self._people_in_role(role, ticket)
        if self.is_closed and may_wake(ticket.tier, ticket.priority, self.waking):
            return [*people, *self.presence.rostered(ticket.department_id)]

        return people

    def _people_in_role(self, role: str, ticket: EscalatedTicket) -> list[User]:
        if role == StepRole.ASSIGNEE:
            handler = self._handler(ticket.assignee_id) or self._handler(ticket.accepted_by_id)
            return [handler] if handler else self._people_in_role(StepRole.SUPERVISOR, ticket)

        if role == StepRole.DUTY:
            rostered = self.presence.rostered(ticket.department_id)
            return rostered or self._people_in_role(StepRole.SUPERVISOR, ticket)

        everybody = self.by_role[ROLE_OF_STEP[StepRole(role)]]
        # A department without a supervisor of its own is watched by those of the others.
        own = [person for person in everybody if person.department_id == ticket.department_id]
        return own or everybody

    def _handler(self, key: int | None) -> User | None:
        person = self.handlers.get(key) if key is not None else None
        return person if person and person.is_at_work else None


def _kept_name(person: User, absent: dict[int, list[User]]) -> Any:
    """A name, and of a deputy also the names of those for whom he is told."""
    if person.pk not in absent:
        return str(person)

    return {"name": str(person), "for": [str(colleague) for colleague in absent[person.pk]]}


def recipients_in_words(names: Iterable[Any]) -> str:
    """What `Recipients.names_for` gave, for readers: `李伟（代王芳）、刘洋`."""
    return _(", ").join(map(_name_in_words, names))


def _name_in_words(name: Any) -> str:
    if not isinstance(name, dict):
        return str(name)

    absent = _(", ").join(name["for"])
    return _("%(name)s (for %(absent)s)") % {"name": name["name"], "absent": absent}
