"""Whom an escalation tells: the people of a role, their deputies, and at night who is on duty."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries.duty import Presence
from calendars.queries.hours import desk_hours
from core.domain import worktime
from tickets.limits.enums import StepRole
from tickets.record.domain.triage import may_wake
from tickets.record.models import Ticket

ROLE_OF_STEP = {StepRole.SUPERVISOR: Role.SUPERVISOR, StepRole.MANAGER: Role.MANAGER}


@dataclass(frozen=True, slots=True)
class Recipients:
    """The people of a moment, loaded once for a whole sweep."""

    by_role: dict[str, list[User]]
    handlers: dict[int, User]
    presence: Presence
    is_closed: bool
    answers: dict[tuple[Any, ...], tuple[list[User], list[Any]]] = field(default_factory=dict)
    """What was answered before: of a thousand tickets most ask the same."""

    @classmethod
    def load(cls, at: datetime, tickets: Iterable[Ticket] = ()) -> "Recipients":
        """Supervisors, managers, the roster, the hours of the desk, and those who handle the tickets: seven statements at most."""
        by_role = {
            role: list(User.objects.at_work().in_role(role))
            for role in (Role.SUPERVISOR, Role.MANAGER)
        }
        wanted = {
            key
            for ticket in tickets
            for key in (ticket.assignee_id, ticket.accepted_by_id)
            if key is not None
        }
        is_closed = worktime.next_open(desk_hours(), at) > worktime.whole_second(at)
        return cls(
            by_role, User.objects.in_bulk(wanted) if wanted else {}, Presence.load(at), is_closed
        )

    def of(self, role: str, ticket: Ticket) -> list[User]:
        """The people behind a step's role, or their deputies; nobody is left out: without an assignee the supervisors are told.

        While the desk is closed, what may wake somebody is told to the people on duty as well.
        """
        return self._answer(role, ticket)[0]

    def told(self, role: str, ticket: Ticket) -> list[Any]:
        """How an escalation keeps those whom `of` gives: the name, of a deputy `{"name": …, "for": [names]}`."""
        return self._answer(role, ticket)[1]

    def _answer(self, role: str, ticket: Ticket) -> tuple[list[User], list[Any]]:
        asked = (
            role,
            ticket.department_id,
            ticket.assignee_id,
            ticket.accepted_by_id,
            may_wake(ticket.tier, ticket.priority),
        )
        if asked not in self.answers:
            meant = self._meant(role, ticket)
            people, absent = self.presence.present(meant), self.presence.absent(meant)
            names = [
                {"name": str(person), "for": [str(one) for one in absent[person.pk]]}
                if person.pk in absent
                else str(person)
                for person in people
            ]
            self.answers[asked] = people, names
        return self.answers[asked]

    def _meant(self, role: str, ticket: Ticket) -> list[User]:
        """Whom a step means, there or not."""
        people = self._named(role, ticket)
        if self.is_closed and may_wake(ticket.tier, ticket.priority):
            return [*people, *self.presence.rostered(ticket.department_id)]
        return people

    def _named(self, role: str, ticket: Ticket) -> list[User]:
        if role == StepRole.ASSIGNEE:
            handler = self._handler(ticket.assignee_id) or self._handler(ticket.accepted_by_id)
            return [handler] if handler else self._named(StepRole.SUPERVISOR, ticket)
        if role == StepRole.DUTY:
            return self.presence.rostered(ticket.department_id) or self._named(
                StepRole.SUPERVISOR, ticket
            )
        people = self.by_role[ROLE_OF_STEP[StepRole(role)]]
        return [
            person for person in people if person.department_id == ticket.department_id
        ] or people

    def _handler(self, key: int | None) -> User | None:
        person = self.handlers.get(key) if key is not None else None
        return person if person and person.is_active else None


def in_words(told: Iterable[Any]) -> str:
    """What `Recipients.told` gave, for readers: `李伟（代王芳）、刘洋`."""
    return _(", ").join(map(_in_words, told))


def _in_words(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    return _("%(name)s (for %(absent)s)") % {
        "name": one["name"],
        "absent": _(", ").join(one["for"]),
    }
