"""The views for BI come and go with the tables that they read."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import NotSupportedError, connection, transaction

from analytics.actions import bi_views as actions
from analytics.queries.bi import bi_views

NAMES = sorted(view.name for view in bi_views())
MADE = """
SELECT relname, oid FROM pg_class
WHERE relnamespace = to_regnamespace('bi') AND relkind = 'v' ORDER BY 1
"""


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def made():
    return dict(run(MADE))


def plan_of(house):
    return [(SimpleNamespace(app_label=house), False)]


@pytest.mark.django_db
def test_a_migrated_desk_has_them_all():
    assert sorted(made()) == NAMES


@pytest.mark.django_db
def test_what_is_as_it_should_be_is_left_alone():
    before = made()
    actions.make_views()
    assert made() == before
    run("DROP VIEW bi.plans")
    actions.make_views()
    assert sorted(made()) == NAMES


@pytest.mark.django_db
def test_a_table_may_change_once_they_are_out_of_the_way():
    change = "ALTER TABLE tickets_ticket ALTER COLUMN number TYPE varchar(40)"
    with pytest.raises(NotSupportedError, match="view"), transaction.atomic():
        run(change)
    actions.make_way(plan_of("documents"))
    assert sorted(made()) == NAMES
    actions.make_way(plan_of("tickets"))
    assert made() == {}
    run(change)
    actions.make_views()
    assert sorted(made()) == NAMES


@pytest.mark.django_db
def test_what_others_built_upon_them_stops_no_migration():
    run("CREATE SCHEMA theirs; CREATE VIEW theirs.month AS SELECT number FROM bi.tickets")
    actions.make_way(plan_of("tickets"))
    assert made() == {}
    assert run("SELECT to_regclass('theirs.month')") == [(None,)]


@pytest.mark.django_db
def test_none_are_made_over_tables_of_an_earlier_release():
    actions.drop_views()
    newest = "(SELECT max(name) FROM django_migrations WHERE app = 'tickets')"
    run(f"DELETE FROM django_migrations WHERE app = 'tickets' AND name = {newest}")
    with pytest.raises(actions.NoViews, match="migrate"):
        actions.make_views()
    assert made() == {}


@pytest.mark.django_db
def test_a_schema_of_another_program_is_left_alone():
    run("CREATE ROLE somebody_else; CREATE ROLE small_desk")
    run("ALTER SCHEMA bi OWNER TO somebody_else; SET LOCAL ROLE small_desk")
    with pytest.raises(actions.NoViews, match="CREATE SCHEMA bi AUTHORIZATION"):
        actions.make_views()
    actions.drop_views()
    assert sorted(made()) == NAMES


@pytest.mark.django_db
def test_a_desk_without_the_schema_says_how_to_make_it():
    run("DROP SCHEMA bi CASCADE")
    with pytest.raises(actions.NoViews, match="CREATE SCHEMA bi AUTHORIZATION"):
        actions.make_views()
    run("CREATE SCHEMA bi")
    actions.make_views()
    assert sorted(made()) == NAMES


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth():
    """Its two statements: whoever goes back further takes tables of later releases with it."""
    migration = import_module("analytics.migrations.0004_bi_schema")
    try:
        run(migration.REMOVE)
        assert run("SELECT to_regnamespace('bi')") == [(None,)]
        assert made() == {}
    finally:
        run(migration.MAKE)
        actions.make_views()
    assert sorted(made()) == NAMES


@pytest.mark.django_db(transaction=True)
def test_a_query_that_does_not_end_makes_an_upgrade_give_up_and_leaves_the_views():
    holder = connection.copy()
    holder.set_autocommit(False)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM bi.tickets")
        with pytest.raises(CommandError, match="in use all the time"):
            call_command(
                "migrate", "analytics", "0002", verbosity=0, lock_timeout=50, tries=1, pause=0
            )
        assert sorted(made()) == NAMES
        # A start without news asks for no lock.
        call_command("migrate", verbosity=0, lock_timeout=50, tries=1, pause=0)
    finally:
        holder.rollback()
        holder.close()
    assert sorted(made()) == NAMES
