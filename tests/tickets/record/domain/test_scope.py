"""How far a person sees: the widest right decides, and without the right to see there is nothing."""

import pytest

from tickets.record.domain.scope import Extent, TicketScope

VIEW, DEPARTMENT, ALL = "tickets.view_ticket", "tickets.see_department", "tickets.see_all"


@pytest.mark.parametrize(
    ("rights", "extent"),
    [
        (set(), Extent.NOTHING),
        ({DEPARTMENT, ALL}, Extent.NOTHING),
        ({VIEW}, Extent.OWN),
        ({VIEW, DEPARTMENT}, Extent.DEPARTMENT),
        ({VIEW, ALL}, Extent.EVERYTHING),
        ({VIEW, DEPARTMENT, ALL}, Extent.EVERYTHING),
    ],
)
def test_the_widest_right_decides(rights: set[str], extent: Extent) -> None:
    scope = TicketScope.by_rights(rights.__contains__, 7, 3)
    assert scope == TicketScope(extent, user_id=7, department_id=3)


def test_the_scope_of_anybody_is_as_wide() -> None:
    scope = TicketScope(Extent.DEPARTMENT, user_id=7, department_id=3)
    assert scope.of_anybody(9, 4) == TicketScope(Extent.DEPARTMENT, user_id=9, department_id=4)


@pytest.mark.parametrize("extent", [Extent.NOTHING, Extent.OWN, Extent.EVERYTHING])
def test_the_department_is_left_out_where_it_does_not_matter(extent: Extent) -> None:
    assert TicketScope(extent, user_id=7, department_id=3).of_anybody(9, 4).department_id is None


def test_who_has_no_department_gets_none() -> None:
    scope = TicketScope(Extent.DEPARTMENT, user_id=7, department_id=None)
    assert scope.of_anybody(9, 4).department_id is None
