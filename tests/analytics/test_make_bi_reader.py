"""The command that makes a role for BI."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def run(*words):
    out = io.StringIO()
    call_command("make_bi_reader", "--name", "reader_by_command", *words, stdout=out)
    return out.getvalue()


def password():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'reader_by_command'")
        return cursor.fetchone()


def test_it_prints_what_a_tool_asks_for_and_the_password_once(monkeypatch):
    monkeypatch.delenv("BI_READER_PASSWORD", raising=False)
    first = run()
    for words in ("is made", "schema    bi", "user      reader_by_command", "password  "):
        assert words in first
    again = run()
    assert "has its rights again" in again and "password" not in again
    before = password()
    assert "password  " in run("--new-password")
    assert password() != before


def test_a_password_of_the_environment_is_not_printed(monkeypatch):
    monkeypatch.setenv("BI_READER_PASSWORD", "from-the-environment")
    assert "from-the-environment" not in run()
    assert password()[0].startswith("SCRAM-SHA-256$")


def test_limits_are_those_that_were_asked_for():
    run("--seconds", "120", "--connections", "3")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolconnlimit, rolconfig FROM pg_roles WHERE rolname = 'reader_by_command'"
        )
        connections, settings = cursor.fetchone()
    assert connections == 3
    assert "statement_timeout=120s" in settings


def test_it_goes_and_says_so():
    run()
    assert run("--remove") == "reader_by_command is gone.\n"
    assert run("--remove") == "There is no role reader_by_command.\n"


def test_refusals_are_words(monkeypatch):
    monkeypatch.setenv("BI_READER_PASSWORD", "short")
    with pytest.raises(CommandError, match="12 characters"):
        run()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA bi CASCADE")
    monkeypatch.delenv("BI_READER_PASSWORD")
    with pytest.raises(CommandError, match="CREATE SCHEMA bi"):
        run()
