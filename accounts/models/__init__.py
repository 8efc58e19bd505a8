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
from accounts.models.tokens import ApiToken, TokenUse

__all__ = [
    "Absence",
    "ApiToken",
    "Department",
    "DutyShift",
    "FormerAddress",
    "Outlet",
    "PasswordLink",
    "PeopleManager",
    "RoleSecurity",
    "TokenUse",
    "TryCounter",
    "User",
    "UserQuerySet",
    "require_order",
]
