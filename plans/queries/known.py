"""What the desk knows of the names and numbers that a form brings along."""

from collections.abc import Iterable

from accounts.models import Department, User
from plans.models import Plan


def has_number(number: str) -> bool:
    """Is there a plan of this number?"""
    return Plan.objects.filter(number=number).exists()


def people_by_name(names: Iterable[str]) -> dict[str, list[User]]:
    """Who works here under these names, exactly as displayed."""
    found: dict[str, list[User]] = {}
    for person in (
        User.objects.at_work()
        .filter(display_name__in={name for name in names if name})
        .order_by("pk")
    ):
        found.setdefault(person.display_name, []).append(person)
    return found


def doubtful_people(names: Iterable[str]) -> dict[str, bool]:
    """Names that are not one person's; True where there are several."""
    names = [name for name in names if name]
    found = people_by_name(names)
    return {name: name in found for name in names if len(found.get(name, ())) != 1}


def departments_by_name(names: Iterable[str]) -> dict[str, Department]:
    """The departments of these names."""
    return {
        department.name: department for department in Department.objects.filter(name__in=set(names))
    }


def unknown_departments(names: Iterable[str]) -> list[str]:
    """Names of no department, in order."""
    names = list(names)
    found = departments_by_name(names)
    return [name for name in names if name not in found]
