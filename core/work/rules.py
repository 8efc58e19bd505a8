"""The rights of a house: one predicate behind buttons, actions, imports and exports."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils.translation import gettext as _

from core.errors import NotAllowed

Person = AbstractUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one house, by the label of its app."""

    house: str

    def has_right(self, user: Person, right: str) -> bool:
        """Does the person hold this right of the house?"""
        return user.has_perm(f"{self.house}.{right}")

    def require_right(self, user: Person, right: str) -> None:
        """Raise `NotAllowed` without the right."""
        if not self.has_right(user, right):
            raise self.refusal()

    @staticmethod
    def refusal() -> NotAllowed:
        """What somebody reads whose role has nothing to do with a step."""
        return NotAllowed(_("Your role does not allow this step."))
