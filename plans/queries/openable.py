"""Which pages of plans a person may open: for what names them elsewhere."""

from accounts.models import User
from accounts.queries.openable import path_parts, paths_of_numbers
from plans.models import Plan
from plans.queries.proposals import visible_proposals

PROPOSALS = "proposals"


def filter_plan_paths(user: User, paths: set[str]) -> set[str]:
    """Of `/plans/NUMBER/` and `/plans/proposals/KEY/` those that the person may open."""
    keys: dict[str, str] = {}
    for path in paths:
        _house, thing, rest = path_parts(path)
        if thing == PROPOSALS and rest.isdecimal():
            keys[path] = rest

    openable = paths_of_numbers(paths - keys.keys(), Plan.objects.visible_to(user))
    if keys:
        seen = visible_proposals(user).filter(pk__in=set(keys.values()))
        known = {str(pk) for pk in seen.values_list("pk", flat=True)}
        openable |= {path for path, key in keys.items() if key in known}
    return openable
