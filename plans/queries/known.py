"""What the desk knows of the names and numbers that a form brings along."""

from collections.abc import Iterable

from accounts.models import Department, User
from plans.models import Plan


def has_number(number: str) -> bool:
    """Is there a plan of this number?"""
    return Plan.objects.filter(number=number).exists()


def people_by_name(names: Iterable[str]) -> dict[str, list[User]]:
    """Who works here under these names, exactly as displayed."""
    wanted = {name for name in names if name}
    people = User.objects.at_work().filter(display_name__in=wanted).order_by("pk")
    by_name: dict[str, list[User]] = {}
    for person in people:
        by_name.setdefault(person.display_name, []).append(person)
    return by_name


def doubtful_people(names: Iterable[str]) -> dict[str, bool]:
    """Names that are not one person's; True where there are several."""
    names = [name for name in names if name]
    # Nobody and several are both doubtful, but only one of them can be mended in the form.
    people = people_by_name(names)
    doubtful = {}
    for name in names:
        namesakes = people.get(name, [])
        if len(namesakes) != 1:
            doubtful[name] = bool(namesakes)
    return doubtful


def departments_by_name(names: Iterable[str]) -> dict[str, Department]:
    """The departments of these names."""
    departments = Department.objects.filter(name__in=set(names))
    return {department.name: department for department in departments}


def unknown_departments(names: Iterable[str]) -> list[str]:
    """Names of no department, in order."""
    names = list(names)
    known = departments_by_name(names)
    return [name for name in names if name not in known]
