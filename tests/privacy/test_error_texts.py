"""What an error says where others read it: nothing of the rows and objects that it quotes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from customers.models import Contact, Customer
from privacy.error_texts import error_text, masked_error_text, nameless
from tests.fixtures import moment

AT = moment("2024-06-03 09:00")


def refused_by(statement: str, *values: object) -> DatabaseError:
    """What PostgreSQL answers to a statement that it does not take."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return caught.value


@pytest.fixture
def customer():
    return Customer.objects.create(code="C900001", name="华启科技有限公司", created_at=AT)


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_left_out(customer):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Customer.objects.create(code=customer.code, name="另一家", created_at=AT)
    assert "C900001" in str(caught.value), "PostgreSQL quotes it"
    text = error_text(caught.value)
    assert "C900001" not in text and "***" in text
    assert text.startswith("IntegrityError: duplicate key value violates unique constraint")


@pytest.mark.django_db
def test_also_one_that_stands_behind_another_error():
    error = refused_by("INSERT INTO customers_contact (name) VALUES (%s)", "张敏")
    assert "张敏" in str(error)
    try:
        raise ValueError(f"not stored: {error}") from error
    except ValueError as wrapped:
        assert "张敏" not in error_text(wrapped)
        assert "not stored" in error_text(wrapped)


@pytest.mark.django_db
def test_errors_that_lead_to_each_other_end():
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert error_text(first) == "ValueError: a"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT '张敏的电话'::bigint",
        "SELECT '张敏的电话'::timestamptz",
        "SELECT 1 FROM customers_contact WHERE name = '张敏' AND gone = 1",
    ],
)
def test_neither_a_value_that_cannot_be_read_nor_the_statement_is_kept(statement):
    error = refused_by(statement)
    assert "张敏" in str(error), "PostgreSQL quotes it"
    text = error_text(error)
    assert "张敏" not in text
    assert "invalid input syntax" in text or "does not exist" in text


def test_an_object_of_ours_is_left_out():
    contact = Contact(pk=7, name="张敏")
    error = TypeError(f"unexpected {contact!r} and <NotOurs: thing>")
    assert error_text(error) == "TypeError: unexpected <Contact: ***> and <NotOurs: thing>"


def test_contact_data_are_masked():
    assert masked_error_text("call 13812345678", ValueError()) == "call 138****5678"


@pytest.mark.django_db
def test_values_of_a_log_line(customer):
    contact = Contact(pk=7, name="张敏")
    error = ValueError("13812345678")
    logged = {"one": contact, "all": Contact.objects.all(), "many": [contact, 3], "error": error}
    assert nameless(logged) == {
        "one": "customers.Contact 7",
        "all": "some customers.Contact",
        "many": ["customers.Contact 7", 3],
        "error": "138****5678",
    }
    assert nameless("text") == "text"
