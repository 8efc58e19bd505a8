"""The views of the list and of the board go by the numbers that administrators set."""

from datetime import timedelta

import pytest

from tests.fixtures import moment, reported
from tickets.desk.queries import desk, saved_views
from tickets.record.enums import Status, WaitReason
from tickets.record.models import DeskRule, Ticket
from tickets.record.queries import desk_rules

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def numbers_of_view(cast, key, at, **numbers):
    """The numbers of the tickets in a view, once the desk's row was changed."""
    DeskRule.objects.update(**numbers)
    rule = desk_rules.current_desk_rule()
    viewpoint = saved_views.Viewpoint(cast.staff["supervisor"], at, rule.as_numbers())
    found = desk.listed_tickets(viewpoint, saved_views.BY_KEY[key], desk.ListFilters())
    return set(found.values_list("number", flat=True))


def test_what_is_due_soon(cast):
    near, far = reported(cast, AT), reported(cast, AT)
    Ticket.objects.filter(pk=near.pk).update(next_due_at=AT + 50 * MINUTE)
    Ticket.objects.filter(pk=far.pk).update(next_due_at=AT + 80 * MINUTE)
    assert numbers_of_view(cast, "due_soon", AT) == {near.number}
    both = {near.number, far.number}
    assert numbers_of_view(cast, "due_soon", AT, due_soon_minutes=90) == both
    assert numbers_of_view(cast, "due_soon", AT, due_soon_minutes=40) == set()


def test_what_has_been_unassigned_too_long(cast):
    ticket = reported(cast, AT)
    at = AT + 20 * MINUTE
    assert numbers_of_view(cast, "unassigned_long", at) == {ticket.number}
    assert numbers_of_view(cast, "unassigned_long", at, unassigned_long_minutes=20) == set()
    assert numbers_of_view(cast, "unassigned_long", at, unassigned_long_minutes=19) == {
        ticket.number
    }


def test_what_has_waited_untouched_too_long(cast):
    ticket = reported(cast, AT)
    Ticket.objects.filter(pk=ticket.pk).update(
        status=Status.WAITING_CUSTOMER, wait_reason=WaitReason.CUSTOMER, updated_at=AT
    )
    at = AT + 25 * HOUR
    assert numbers_of_view(cast, "waiting_long", at) == {ticket.number}
    assert numbers_of_view(cast, "waiting_long", at, untouched_long_hours=48) == set()


def test_the_counts_of_the_board_ask_the_same_numbers(cast):
    reported(cast, AT)
    DeskRule.objects.update(unassigned_long_minutes=5)
    rule = desk_rules.current_desk_rule()
    viewpoint = saved_views.Viewpoint(cast.staff["supervisor"], AT + 6 * MINUTE, rule.as_numbers())
    assert desk.counts_of_views(viewpoint, saved_views.BOARD_VIEWS)["unassigned_long"] == 1


# Who sees all, the department's, the own ones; who has no department; who sees no tickets at all.
@pytest.mark.parametrize("who", ["supervisor", "agent", "engineer", "no department", "nobody"])
def test_first_pages_and_counts_are_those_of_the_plain_querysets(cast, who):
    engineer = cast.staff["engineer"]
    for n in range(6):
        ticket = reported(cast, AT + n * MINUTE, by=("agent", "supervisor")[n % 2])
        Ticket.objects.filter(pk=ticket.pk).update(
            department=(None, engineer.department, cast.staff["agent"].department)[n % 3],
            assignee=(None, engineer)[n % 2],
            next_due_at=AT + n * 20 * MINUTE,
            status=(Status.PROCESSING, Status.WAITING_CUSTOMER)[n % 2],
        )
    user = cast.staff["agent" if who in ("no department", "nobody") else who]
    if who == "no department":
        user.department = None
    if who == "nobody":
        user.groups.clear()

    # Each is asked at two moments: the second time by the statement that was worded for the first.
    filters = desk.ListFilters()
    for at in (AT, AT + 50 * MINUTE):
        viewpoint = saved_views.current_viewpoint(user, at)
        for view in saved_views.VIEWS:
            plain = desk.listed_tickets(viewpoint, view, filters)
            listing = desk.ticket_listing(viewpoint, view, filters, "")
            assert [row.ticket.pk for row in listing.rows] == [
                ticket.pk for ticket in desk.paging.page_of(plain, view.order, "", 50).rows
            ]
            if view.key in listing.counts:
                assert listing.counts[view.key] == plain.count()
