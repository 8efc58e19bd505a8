"""How far a person sees among tickets: the rights decide how far, the person decides which."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Self


class Extent(Enum):
    """How far."""

    NOTHING = "nothing"
    OWN = "own"
    DEPARTMENT = "department"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class TicketScope:
    """How far, and whose tickets are the own ones."""

    extent: Extent
    user_id: int
    department_id: int | None

    @classmethod
    def by_rights(
        cls, has_right: Callable[[str], bool], user_id: int, department_id: int | None
    ) -> Self:
        """As far as the rights reach; without the right to see tickets, nothing."""
        extent = Extent.OWN
        if not has_right("tickets.view_ticket"):
            extent = Extent.NOTHING
        elif has_right("tickets.see_all"):
            extent = Extent.EVERYTHING
        elif has_right("tickets.see_department"):
            extent = Extent.DEPARTMENT
        return cls(extent, user_id, department_id)

    def of_anybody(self, user_id: int, department_id: int) -> Self:
        """As far, with stand-ins for the person: what all who see as far have in common.

        Who has no department stays without; where it does not matter there is none.
        """
        has_department = self.extent is Extent.DEPARTMENT and self.department_id is not None
        return replace(
            self, user_id=user_id, department_id=department_id if has_department else None
        )
