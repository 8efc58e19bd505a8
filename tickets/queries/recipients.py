"""Whom an escalation tells, and from when on."""

from dataclasses import dataclass
from datetime import datetime

from accounts.enums import Role
from accounts.models import User
from core.domain import worktime
from core.models import CalendarVersion
from core.models.calendars import law_of
from tickets.enums import Priority, StepRole, Tier
from tickets.models import Ticket

ROLE_OF_STEP = {StepRole.SUPERVISOR: Role.SUPERVISOR, StepRole.MANAGER: Role.MANAGER}


@dataclass(frozen=True, slots=True)
class Recipients:
    """The people of a moment, loaded once for a whole sweep."""

    at: datetime
    by_role: dict[str, list[User]]
    on_duty: list[User]
    desk_hours: worktime.WorkCalendar

    @classmethod
    def load(cls, at: datetime) -> "Recipients":
        """Supervisors, managers and people on duty, and the hours of the desk: three statements."""
        by_role = {role: list(User.objects.at_work().in_role(role)) for role in (Role.SUPERVISOR, Role.MANAGER)}
        return cls(at, by_role, list(User.objects.at_work().filter(is_on_duty=True)), desk_hours())

    def of(self, role: str, ticket: Ticket) -> list[User]:
        """The people behind a step's role; nobody is left out: without an assignee the supervisors are told."""
        if role == StepRole.ASSIGNEE:
            person = ticket.assignee or ticket.accepted_by
            return [person] if person and person.is_active else self.of(StepRole.SUPERVISOR, ticket)
        if role == StepRole.DUTY:
            return self.on_duty or self.of(StepRole.SUPERVISOR, ticket)
        people = self.by_role[ROLE_OF_STEP[StepRole(role)]]
        nearest = [person for person in people if person.department_id == ticket.department_id]
        return nearest or people

    def shown_from(self, ticket: Ticket) -> datetime:
        """At once for urgent tickets, otherwise when the desk is open."""
        is_urgent = ticket.tier == Tier.URGENT or ticket.priority == Priority.HIGH
        return self.at if is_urgent else worktime.next_open(self.desk_hours, self.at)


def desk_hours() -> worktime.WorkCalendar:
    """The calendar marked as desk hours; around the clock if none is."""
    version = CalendarVersion.objects.filter(calendar__is_default=True).order_by("-number").values_list("pk", flat=True).first()
    return law_of(version) if version else worktime.ALWAYS
