"""Who is there: the duty roster, and who stands in for whom."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Absence, DutyShift, User


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is on duty and who is away at a moment, loaded once: three statements."""

    shifts: list[DutyShift]
    flagged: list[User]
    deputies: dict[int, User]

    @classmethod
    def load(cls, at: datetime) -> "Presence":
        """The roster at `at`. People who no longer work here are neither on duty nor deputies."""
        shifts = DutyShift.objects.filter(
            starts_at__lte=at, ends_at__gt=at, person__is_active=True
        ).select_related("person")
        away = Absence.objects.filter(
            starts_at__lte=at, ends_at__gt=at, deputy__is_active=True
        ).select_related("deputy")
        deputies = {
            absence.person_id: absence.deputy for absence in away.order_by("starts_at", "pk")
        }
        return cls(
            list(shifts.order_by("starts_at", "pk")),
            list(User.objects.at_work().filter(is_on_duty=True)),
            deputies,
        )

    def rostered(self, department_id: int | None) -> list[User]:
        """Who is on duty for a department, the absent included.

        Those whose shift names the department; else those of all departments; else those marked as
        on duty.
        """
        for department in (department_id, None):
            people = [shift.person for shift in self.shifts if shift.department_id == department]
            if people:
                return people
        return self.flagged

    def present(self, people: list[User]) -> list[User]:
        """The people, each replaced by the deputy while away, without repeats."""
        by_key: dict[int, User] = {}
        for person in people:
            stand_in = self.stand_in(person)
            by_key.setdefault(stand_in.pk, stand_in)
        return list(by_key.values())

    def absent(self, people: list[User]) -> dict[int, list[User]]:
        """By the key of who stands in: for whom of the people."""
        absent: dict[int, list[User]] = {}
        for person in dict.fromkeys(people):
            deputy = self.stand_in(person)
            if deputy.pk != person.pk:
                absent.setdefault(deputy.pk, []).append(person)
        return absent

    def stand_in(self, person: User) -> User:
        """The person, or who stands in, also for a deputy who is away.

        The person again where deputies name each other.
        """
        seen = {person.pk}
        current = person
        while (deputy := self.deputies.get(current.pk)) is not None:
            if deputy.pk in seen:
                return person
            seen.add(deputy.pk)
            current = deputy
        return current
