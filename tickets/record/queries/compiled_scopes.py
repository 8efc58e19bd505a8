"""Scopes in statements that are compiled once (`core.queries.compiled`) for all who see as far."""

from core.queries.compiled import KEY, OTHER_KEY
from tickets.record.domain.scope import TicketScope

STAND_INS = {"person": KEY, "department": OTHER_KEY}


def scope_of_anybody(scope: TicketScope) -> TicketScope:
    """As far, with the stand-ins: what such a statement is compiled with and remembered by."""
    return scope.of_anybody(user_id=KEY, department_id=OTHER_KEY)


def values_of_scope(scope: TicketScope) -> dict[str, int | None]:
    """What stands in their places when the statement is asked."""
    return {"person": scope.user_id, "department": scope.department_id}
