"""May this person open a page of the desk? Each house answers for its own.

Asked by what names a page of another house and outlives the rights of its reader: a message of last
week, the source of an article. Who may not open it reads neither its name nor its number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet

from core.work.rules import Person

# Of some paths of a house those that the person may open.
PathFilter = Callable[[Any, set[str]], set[str]]

# By the first part of a path.
FILTERS: dict[str, PathFilter] = {}

# The desk itself, the inbox, the own account: they show each what is theirs.
ALWAYS_OPEN = frozenset({"", "inbox", "accounts"})


def filter_paths_by(house: str, path_filter: PathFilter) -> None:
    """Let a house say which of its paths (`/house/…`) a person may open."""
    FILTERS[house] = path_filter


def openable_paths(user: Person, paths: Iterable[str]) -> set[str]:
    """Those that the person may open now; of a house that nobody speaks for, none.

    One or two statements for each house among them.
    """
    by_house: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        by_house[path_parts(path)[0]].add(path)

    openable: set[str] = set()
    for house, asked in by_house.items():
        if house in ALWAYS_OPEN:
            openable |= asked
        elif user.is_active and house in FILTERS:
            openable |= FILTERS[house](user, asked)
    return openable


def path_parts(path: str) -> tuple[str, str, str]:
    """House, thing, and what follows: `/plans/proposals/7/` -> `("plans", "proposals", "7")`.

    A part that is not there is empty; an anchor is left out.
    """
    address = path.partition("#")[0].strip("/")
    house, thing, rest, *_more = [*address.split("/", 2), "", ""]
    return house, thing, rest


def paths_of_numbers(paths: set[str], visible: QuerySet[Model]) -> set[str]:
    """Of `/house/NUMBER/` those whose number a row of `visible` has. One statement at the most."""
    numbers = {path: path_parts(path)[1] for path in paths}
    if not numbers:
        return set()
    seen = visible.filter(number__in=set(numbers.values())).order_by()
    known = set(seen.values_list("number", flat=True))
    return {path for path, number in numbers.items() if number in known}
