"""A waiting file that cannot be read: told, and not in the way of those behind it."""

import pytest
from django.db import OperationalError

from core.errors import BadFile
from tickets.transfer.imports.failures import refusing_bad_file


def said_of(error):
    reasons = []
    with refusing_bad_file("import 1", reasons.append):
        raise error
    return reasons


def test_what_is_wrong_with_the_file_is_said_as_it_is():
    assert said_of(BadFile("第3行没有客户")) == ["第3行没有客户"]


def test_anything_else_is_logged_and_said_to_be_the_administrators(in_english, caplog):
    assert said_of(ZeroDivisionError()) == ["The file could not be read: tell the administrator."]
    assert "import 1 could not be read" in caplog.text


def test_a_database_that_is_away_is_nobodys_fault():
    with pytest.raises(OperationalError):
        said_of(OperationalError("gone"))
