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
        """Those on duty for a department first by name, else for all departments, else those marked as on duty; also the absent."""
        named = [
            shift.person
            for shift in self.shifts
            if shift.department_id is not None and shift.department_id == department_id
        ]
        general = [shift.person for shift in self.shifts if shift.department_id is None]
        return named or general or self.flagged

    def present(self, people: list[User]) -> list[User]:
        """The people, each replaced by the deputy while away, without repeats."""
        return list({person.pk: person for person in map(self.stand_in, people)}.values())

    def absent(self, people: list[User]) -> dict[int, list[User]]:
        """By the key of who stands in: for whom of the people."""
        found: dict[int, list[User]] = {}
        for person in dict.fromkeys(people) if self.deputies else ():
            deputy = self.stand_in(person)
            if deputy.pk != person.pk:
                found.setdefault(deputy.pk, []).append(person)
        return found

    def stand_in(self, person: User) -> User:
        """The person, or who stands in, also for a deputy who is away; the person again where deputies name each other."""
        seen, current = {person.pk}, person
        while (deputy := self.deputies.get(current.pk)) is not None:
            if deputy.pk in seen:
                return person
            seen.add(deputy.pk)
            current = deputy
        return current
