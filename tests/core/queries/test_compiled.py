"""A statement that is worded once answers as the queryset that was worded for each value."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Department, User
from core.queries.compiled import KEY, MOMENT, OTHER_KEY, TEXT, CompiledQuery

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
