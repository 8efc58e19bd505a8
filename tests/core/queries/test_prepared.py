"""Statements that a connection keeps: planned once, right for every value, made anew where needed."""

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, User
from analytics.actions.bi_views import drop_views, make_views
from core.queries.compiled import KEY, KEYS, TEXT, CompiledQuery


@pytest.fixture
def people():
    department = Department.objects.create(name="售后 100%")
    return [
        User.objects.create(username=f"person{n}", department=department, display_name=f"O'N {n}%")
        for n in range(2)
    ]


@pytest.fixture
def by_key():
    rows = User.objects.select_related("department").filter(pk=KEY).order_by()
    return CompiledQuery(rows, by_key=True, person=KEY)


def asked(query, **values):
    """The rows, and the words that were sent for them."""
    with CaptureQueriesContext(connection) as captured:
        rows = query.ask(**values)
    return rows, [one["sql"].split(" ")[0] for one in captured]


@pytest.mark.django_db
def test_a_connection_reads_the_words_once(people, by_key):
    first, second = people
    assert asked(by_key, person=first.pk) == ([first], ["PREPARE"])
    assert asked(by_key, person=second.pk) == ([second], ["EXECUTE"])
    assert asked(by_key, person=0) == ([], ["EXECUTE"])
    assert by_key.ask(person=first.pk)[0].department.name == "售后 100%"


@pytest.mark.django_db
def test_what_does_not_change_is_part_of_the_statement(people):
    """Two of the same words are two statements."""
    of_name = [
        CompiledQuery(
            User.objects.filter(pk=KEY, display_name=name).annotate(said=Value('50% "of" it\'s')),
            by_key=True,
            person=KEY,
        )
        for name in ("O'N 0%", "O'N 1%")
    ]
    for _round in range(2):
        for person in people:
            found = [query.ask(person=person.pk) for query in of_name]
            assert found == [[person] if person is one else [] for one in people]
            assert {row.said for rows in found for row in rows} == {'50% "of" it\'s'}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["person0", "per%son", "o'person", "\\", "人", ""])
def test_texts_stay_what_they_are(people, name):
    people[0].username = name
    people[0].save()
    query = CompiledQuery(User.objects.filter(username=TEXT), by_key=True, name=TEXT)
    assert [query.ask(name=name) for _round in range(2)] == [[people[0]]] * 2


@pytest.mark.django_db
def test_many_keys_are_one_value(people):
    other = Department.objects.create(name="别处")
    people.append(User.objects.create(username="person2", department=other))
    rows = User.objects.filter(department__any_of=KEYS).order_by("pk")
    query = CompiledQuery(rows, by_key=True, departments=KEYS)
    here = people[0].department_id
    for some in ([here, other.pk], [here], [], [other.pk, 0]):
        assert query.ask(departments=some) == [one for one in people if one.department_id in some]


@pytest.mark.django_db(transaction=True)
def test_another_connection_knows_nothing_of_it(people, by_key):
    assert asked(by_key, person=people[0].pk)[1] == ["PREPARE"]
    connection.close()
    assert asked(by_key, person=people[0].pk) == ([people[0]], ["PREPARE"])


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_gives_way_to_a_new_one(people, by_key):
    """As after a restart of the database: a request begins with a look at the connection."""
    by_key.ask(person=people[0].pk)
    connection.connection.close()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert asked(by_key, person=people[0].pk)[0] == [people[0]]


class OtherType:
    """The column of a name takes more than before, as after a release."""

    def __init__(self):
        field = Department._meta.get_field("name")
        self.length, self.table = field.max_length, Department._meta.db_table

    def __enter__(self):
        # As every migration does first.
        drop_views()
        self.change(self.length + 1)

    def __exit__(self, *_error):
        self.change(self.length)
        make_views()

    def change(self, length):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {self.table} ALTER name TYPE varchar({length})")


@pytest.mark.django_db(transaction=True)
def test_a_release_that_changes_a_column_breaks_no_page(people, by_key):
    by_key.ask(person=people[0].pk)
    with OtherType():
        answers = [asked(by_key, person=people[0].pk) for _round in range(3)]
    assert [rows for rows, _words in answers] == [[people[0]]] * 3
    assert [words for _rows, words in answers] == [["EXECUTE", "SELECT"], ["PREPARE"], ["EXECUTE"]]


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_the_step_fails_once(people, by_key):
    by_key.ask(person=people[0].pk)
    with OtherType():
        with pytest.raises(NotSupportedError), transaction.atomic():
            by_key.ask(person=people[0].pk)
        with transaction.atomic():
            assert by_key.ask(person=people[0].pk) == [people[0]]
