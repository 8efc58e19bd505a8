"""Who keeps an eye on operation."""

from accounts.models import User


def may_see_operation(user: User) -> bool:
    """Those whose role has the right to see jobs."""
    return user.has_perm("core.view_jobrun")


def filter_operation_paths(user: User, paths: set[str]) -> set[str]:
    """All of `/operations/…` or none: for messages that lead there."""
    return paths if may_see_operation(user) else set()
