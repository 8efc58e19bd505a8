"""The views of the list and of the board go by the numbers that administrators set."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.fixtures import moment, reported
from tickets.desk.queries import desk, saved_views
from tickets.desk.queries.detail import ticket_to_show
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


def test_one_statement_serves_two_people_of_two_departments(cast):
    """The second person is answered by what was compiled for the first."""
    engineer, agent = cast.staff["engineer"], cast.staff["agent"]
    assert engineer.department != agent.department
    for user in (engineer, agent):
        ticket = reported(cast, AT, by="supervisor")
        Ticket.objects.filter(pk=ticket.pk).update(department=user.department)
    for user in (engineer, agent):
        viewpoint = saved_views.current_viewpoint(user, AT)
        view = saved_views.BY_KEY["open"]
        plain = desk.listed_tickets(viewpoint, view, desk.ListFilters())
        listing = desk.ticket_listing(viewpoint, view, desk.ListFilters(), "")
        assert {row.ticket.pk for row in listing.rows} == {ticket.pk for ticket in plain}
        assert len(listing.rows) == 1


@pytest.mark.parametrize(
    "filters",
    [
        desk.ListFilters(status=(Status.PROCESSING,)),
        desk.ListFilters(tier=("general", "urgent"), channel=("mail",)),
        desk.ListFilters(department=("—",)),
        desk.ListFilters(assignee="engineer"),
        desk.ListFilters(reported_from=AT, reported_until=AT + HOUR),
    ],
    ids=["status", "tier and channel", "no department", "assignee", "period"],
)
@pytest.mark.parametrize("who", ["supervisor", "agent"])
def test_filters_narrow_first_pages_as_they_narrow_querysets(cast, who, filters):
    for n in range(4):
        ticket = reported(cast, AT + n * HOUR)
        Ticket.objects.filter(pk=ticket.pk).update(
            status=(Status.PROCESSING, Status.WAITING_CUSTOMER)[n % 2],
            assignee=(None, cast.staff["engineer"])[n % 2],
            department=(None, cast.staff["agent"].department)[n // 2],
        )
    viewpoint = saved_views.current_viewpoint(cast.staff[who], AT)
    for view in (saved_views.BY_KEY["all"], *saved_views.BOARD_VIEWS):
        plain = desk.listed_tickets(viewpoint, view, filters)
        listing = desk.ticket_listing(viewpoint, view, filters, "")
        assert {row.ticket.pk for row in listing.rows} == {ticket.pk for ticket in plain}


def test_the_counts_of_the_board_are_those_of_the_plain_querysets(cast):
    for n in range(4):
        ticket = reported(cast, AT + n * MINUTE)
        Ticket.objects.filter(pk=ticket.pk).update(
            status=Status.WAITING_CUSTOMER, updated_at=AT, next_due_at=AT + n * HOUR
        )
    for at in (AT + HOUR, AT + 30 * HOUR):
        viewpoint = saved_views.current_viewpoint(cast.staff["supervisor"], at)
        counts = desk.counts_of_views(viewpoint, saved_views.BOARD_VIEWS)
        for view in saved_views.BOARD_VIEWS:
            plain = desk.listed_tickets(viewpoint, view, desk.ListFilters())
            assert counts[view.key] == plain.count(), view.key


@pytest.mark.parametrize("who", ["supervisor", "agent", "engineer"])
def test_a_page_shows_the_tickets_that_the_person_may_see_and_no_other(cast, who):
    user = cast.staff[who]
    departments = (None, user.department, cast.staff["manager"].department)
    for department in departments:
        ticket = reported(cast, AT, by="supervisor")
        Ticket.objects.filter(pk=ticket.pk).update(department=department, assignee=None)
        visible = Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()
        assert (ticket_to_show(user, ticket.number) == ticket) == visible
    assert ticket_to_show(user, "T-no-such") is None


def test_a_department_that_fills_the_cap_spares_the_search_for_own_tickets(cast, monkeypatch):
    """Counted in parts: the last one is not looked for where the first are enough."""
    user = cast.staff["agent"]
    monkeypatch.setattr(desk.paging, "CAP", 2)
    desk._counts.cache_clear()
    for n in range(4):
        ticket = reported(cast, AT + n * MINUTE, by="supervisor")
        Ticket.objects.filter(pk=ticket.pk).update(department=user.department)
    viewpoint = saved_views.current_viewpoint(user, AT)
    with CaptureQueriesContext(connection) as captured:
        counts = desk.counts_of_views(viewpoint, [saved_views.BY_KEY["open"]])
    assert counts == {"open": 3}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) {captured[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("never executed") >= 2, plan
    desk._counts.cache_clear()
