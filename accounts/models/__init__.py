"""People, and what guards their log-in."""

from accounts.models.log_in import FormerAddress, PasswordLink, RoleSecurity, TryCounter
from accounts.models.people import (
    Absence,
    Department,
    DutyShift,
    Outlet,
    PeopleManager,
    User,
    UserQuerySet,
    require_order,
)

__all__ = [
    "Absence",
    "Department",
    "DutyShift",
    "FormerAddress",
    "Outlet",
    "PasswordLink",
    "PeopleManager",
    "RoleSecurity",
    "TryCounter",
    "User",
    "UserQuerySet",
    "require_order",
]
