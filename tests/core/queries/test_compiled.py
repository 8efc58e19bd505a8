"""A statement that is worded once answers as the queryset that was worded for each value."""

import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Department, User
from core.queries.compiled import KEY, MOMENT, OTHER_KEY, TEXT, CompiledQuery, LostStandIn
from tests.fixtures import at_once

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def people():
    departments, now = Department.objects.order_by("pk")[:2], timezone.now()
    return [
        User.objects.create(
            username=f"person{n}",
            department=departments[n % 2],
            date_joined=now - n * HOUR,
        )
        for n in range(4)
    ]


def test_rows_come_for_the_values_asked_for(people):
    of_department = CompiledQuery(
        User.objects.filter(department=KEY).select_related("department").order_by("pk"),
        department=KEY,
    )
    for person in people[:2]:
        found = list(of_department.ask(department=person.department_id))
        assert found == list(User.objects.filter(department=person.department).order_by("pk"))
        with CaptureQueriesContext(connection) as captured:
            assert {one.department.name for one in found} == {person.department.name}
        assert len(captured) == 0, "neighbours come along"


def test_one_row_is_the_first_or_none(people):
    named = CompiledQuery(User.objects.filter(username=TEXT), by_key=True, name=TEXT)
    assert named.ask_one(name=people[1].username) == people[1]
    assert named.ask_one(name="nobody") is None


def test_several_values_each_find_their_place(people):
    query = CompiledQuery(
        User.objects.filter(department=OTHER_KEY, username=TEXT).exclude(pk=KEY).values_list("pk"),
        department=OTHER_KEY,
        name=TEXT,
        person=KEY,
    )
    first = people[0]
    values = {"department": first.department_id, "name": first.username}
    assert list(query.ask(person=people[1].pk, **values)) == [(first.pk,)]
    assert list(query.ask(person=first.pk, **values)) == []


def test_a_moment_that_was_reckoned_from_another_moves_along(people):
    recent = CompiledQuery(
        User.objects.filter(date_joined__gt=MOMENT - 2 * HOUR, date_joined__lte=MOMENT), at=MOMENT
    )
    latest = people[0].date_joined
    assert set(recent.ask(at=latest)) == set(people[:2])
    assert set(recent.ask(at=latest - HOUR)) == set(people[1:3])


def test_a_far_moment_is_no_stand_in(people):
    soon = timezone.now() + HOUR
    joined = CompiledQuery(User.objects.filter(date_joined__lt=soon), at=MOMENT)
    assert set(joined.ask(at=people[3].date_joined)) >= set(people)


@pytest.mark.parametrize(
    ("rows", "stand_ins"),
    [
        pytest.param(User.objects.filter(department=KEY), {}, id="of-no-name"),
        pytest.param(
            User.objects.filter(department__any_of=[KEY, 7]), {"person": KEY}, id="among-others"
        ),
        pytest.param(
            User.objects.filter(date_joined__date=MOMENT.date()), {"at": MOMENT}, id="day"
        ),
        pytest.param(User.objects.filter(username=f"{TEXT}%"), {"name": TEXT}, id="within-a-text"),
        pytest.param(User.objects.filter(pk=KEY), {"person": KEY, "other": KEY}, id="two-names"),
    ],
)
def test_a_stand_in_that_would_be_sent_as_it_is_is_refused(rows, stand_ins):
    with pytest.raises(LostStandIn):
        CompiledQuery(rows, **stand_ins).ask(**dict.fromkeys(stand_ins, 1))


def test_threads_that_come_at_once_compile_the_same(people):
    """As from Python 3.12 on, where nothing keeps them from compiling at once."""
    rows = User.objects.select_related("department__head__department").filter(pk=KEY)
    alone = CompiledQuery(rows, person=KEY)._compiled[1]
    compile_without_lock = CompiledQuery.__dict__["_compiled"].func
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for _round in range(10):
            query = CompiledQuery(rows.all(), person=KEY)
            assert at_once(4, lambda _n, query=query: compile_without_lock(query)[1]) == [alone] * 4
    finally:
        sys.setswitchinterval(interval)


def test_what_is_known_to_be_empty_is_not_asked():
    nobody = CompiledQuery(User.objects.none(), person=KEY)
    with CaptureQueriesContext(connection) as captured:
        assert list(nobody.ask(person=1)) == []
    assert len(captured) == 0


def test_one_answer_does_not_change_the_next(people):
    by_name = CompiledQuery(User.objects.filter(username=TEXT), name=TEXT)
    first, second = by_name.ask(name="person0"), by_name.ask(name="person1")
    assert [row.pk for row in second] == [people[1].pk]
    assert [row.pk for row in first] == [people[0].pk]


def test_a_value_that_was_not_given_is_an_error():
    by_name = CompiledQuery(User.objects.filter(username=TEXT), name=TEXT)
    with pytest.raises(KeyError):
        by_name.ask()
