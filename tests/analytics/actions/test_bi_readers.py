"""A role that reads the views for BI, tried by a real connection of its own."""

import hashlib
import hmac
from base64 import b64decode
from contextlib import closing

import psycopg2
import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg2 import errors

from analytics.actions import bi_readers as actions
from analytics.actions.bi_readers import NoReader, ReaderLimits
from analytics.actions.bi_views import drop_views, make_views
from analytics.queries.bi import bi_views
from core.models import AuditEntry
from tests.fixtures import until

LIMITS = ReaderLimits(seconds=30, connections=2)
PASSWORD = "long-enough-for-a-role"
VIEWS = [view.name for view in bi_views()]


def make(name, *, password=PASSWORD, renews=False, limits=LIMITS):
    return actions.make_reader(
        name, password=password, renews=renews, limits=limits, at=timezone.now()
    )


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def facts_of(name):
    return run("SELECT oid, rolpassword FROM pg_authid WHERE rolname = %s", name)


def connected(name):
    """The connection that a tool of that role opens; each statement by itself."""
    wanted = {**connection.get_connection_params(), "user": name, "password": PASSWORD}
    session = psycopg2.connect(**wanted)
    session.autocommit = True
    return closing(session)


def connected_in_time(name):
    """The server notes a little later that the session of the test before has ended."""
    try:
        return connected(name)
    except psycopg2.OperationalError as error:
        if "too many connections" not in str(error):
            raise
        return None


def ask(session, statement):
    with session.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def name(may, django_db_blocker):
    """A reader beside the sources' May 2024; roles belong to the whole server."""
    with django_db_blocker.unblock():
        name = f"reader_of_{connection.settings_dict['NAME']}"[:63]
        make(name)
        yield name
        actions.remove_reader(name, at=timezone.now())


@pytest.fixture
def session(name):
    with until(lambda: connected_in_time(name), "there is room for a session") as session:
        yield session


@pytest.fixture
def writing_session(session):
    """Whoever has the role may switch off what only reminds."""
    ask(session, "SET default_transaction_read_only = off")
    assert ask(session, "SHOW transaction_read_only") == [("off",)]
    return session


# --- what it may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_it_reads_every_view(session, view):
    ((count,),) = ask(session, f"SELECT count(*) FROM bi.{view}")
    assert count or view.startswith(("plan", "survey", "measure"))
    # Each column is computed.
    assert len(ask(session, f"SELECT * FROM {view}")) == count


def test_its_sessions_begin_as_they_should(session, settings):
    shown = {
        name: ask(session, f"SHOW {name}")[0][0]
        for name in (
            "default_transaction_read_only",
            "statement_timeout",
            "idle_in_transaction_session_timeout",
            "timezone",
            "search_path",
        )
    }
    assert shown == {
        "default_transaction_read_only": "on",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "30s",
        "timezone": settings.TIME_ZONE,
        "search_path": "bi",
    }


def test_no_more_sessions_than_it_was_given(name):
    with (
        connected(name),
        connected(name),
        pytest.raises(psycopg2.OperationalError, match="too many connections"),
    ):
        connected(name)


# --- what it may not ------------------------------------------------------------------------------


def tables():
    return [
        table
        for (table,) in run(
            "SELECT format('%I.%I', nspname, relname) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'bi')"
            " AND relkind IN ('r', 'p', 'v', 'm') ORDER BY 1"
        )
    ]


@pytest.mark.django_db
def test_every_table_is_closed(writing_session):
    found = tables()
    assert len(found) > 100
    for table in found:
        for statement in (
            f"SELECT 1 FROM {table} LIMIT 1",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                ask(writing_session, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO bi.{view} DEFAULT VALUES",
        "UPDATE bi.{view} SET {column} = {column}",
        "DELETE FROM bi.{view}",
        "TRUNCATE bi.{view}",
        "DROP VIEW bi.{view}",
        "ALTER VIEW bi.{view} SET (security_barrier = false)",
        "CREATE OR REPLACE VIEW bi.{view} AS SELECT 1 AS one",
        "CREATE RULE one AS ON INSERT TO bi.{view} DO INSTEAD NOTHING",
        "COMMENT ON VIEW bi.{view} IS 'mine'",
    ],
)
def test_nothing_is_written_through_a_view(writing_session, statement):
    # Of a view with expressions PostgreSQL says that it cannot be written to at all.
    refusals = (errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState)
    for view in bi_views():
        column = next(iter(view.columns))
        with pytest.raises((*refusals, errors.FeatureNotSupported, errors.WrongObjectType)):
            ask(writing_session, statement.format(view=view.name, column=column))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine ()",
        "CREATE TABLE bi.mine ()",
        "CREATE VIEW bi.mine AS SELECT 1 AS one",
        "CREATE TEMPORARY TABLE mine (one integer)",
        "CREATE FUNCTION pg_temp.mine(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "CREATE EXTENSION dblink",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "ALTER ROLE CURRENT_USER CREATEDB",
        "GRANT SELECT ON public.tickets_ticket TO CURRENT_USER",
        "GRANT pg_read_all_data TO CURRENT_USER",
        "SET ROLE pg_read_all_data",
        "COPY (SELECT 1) TO '/tmp/mine'",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT pg_read_binary_file('postgresql.conf')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_user_mapping",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> CURRENT_USER",
        "SELECT pg_reload_conf()",
    ],
)
def test_neither_made_nor_leaked(writing_session, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        ask(writing_session, statement)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE mine ()", "CREATE TEMPORARY TABLE mine ()", "SELECT lo_create(0)"]
)
def test_a_session_that_nobody_changed_only_reads(session, statement):
    with pytest.raises(errors.ReadOnlySqlTransaction):
        ask(session, statement)


@pytest.mark.django_db
def test_no_name_is_told_by_what_the_planner_knows_of_tables(session):
    """Statistics of columns hold their commonest values: names, phones."""
    run("ANALYZE customers_customer")
    assert ask(session, "SELECT * FROM pg_stats WHERE schemaname = 'public'") == []
    with pytest.raises(errors.InsufficientPrivilege):
        ask(session, "SELECT * FROM pg_statistic")


def test_what_a_view_leaves_out_cannot_be_asked_for(session):
    with pytest.raises(errors.UndefinedColumn):
        ask(session, "SELECT * FROM bi.customers WHERE name::integer = 1")
    with pytest.raises(errors.InsufficientPrivilege):
        ask(session, "SELECT c FROM public.customers_customer c")


# --- again and again ------------------------------------------------------------------------------


def is_password(verifier, password):
    """Would PostgreSQL let it in? As RFC 5802 has it; the server of the tests asks for none."""
    scheme, rounds, keys = verifier.split("$")
    assert scheme == "SCRAM-SHA-256"
    count, salt = rounds.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), b64decode(salt), int(count))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return hashlib.sha256(client_key).digest() == b64decode(keys.split(":")[0])


@pytest.mark.django_db
def test_the_password_opens_and_another_does_not(name):
    ((_key, verifier),) = facts_of(name)
    assert is_password(verifier, PASSWORD)
    assert not is_password(verifier, PASSWORD + "x")


@pytest.mark.django_db
def test_making_it_again_keeps_role_and_password(name):
    before = facts_of(name)
    assert before[0][1].startswith("SCRAM-SHA-256$")
    again = make(name, password=None)
    assert (again.is_new, again.password) == (False, None)
    assert facts_of(name) == before
    renewed = make(name, password=None, renews=True)
    assert len(renewed.password) >= 32
    assert facts_of(name)[0][1] != before[0][1]


@pytest.mark.django_db
def test_rights_that_somebody_gave_it_meanwhile_are_found(name):
    run(f"GRANT SELECT (name) ON customers_customer TO {name}")
    with pytest.raises(NoReader, match="it could use the table customers_customer"):
        make(name)
    run(f"REVOKE SELECT (name) ON customers_customer FROM {name}")
    run(f"GRANT INSERT ON bi.plans TO {name}")
    make(name)
    assert run("SELECT has_table_privilege(%s, 'bi.plans', 'INSERT')", name) == [(False,)]


@pytest.mark.django_db
def test_views_that_are_made_anew_are_read_as_before(name):
    drop_views()
    make_views()
    for view in VIEWS:
        assert run("SELECT has_table_privilege(%s, %s, 'SELECT')", name, f"bi.{view}") == [(True,)]


def test_without_a_password_one_is_made_up(db):
    made = make("made_up_reader", password=None)
    assert made.is_new and len(made.password) >= 32
    entry = AuditEntry.objects.filter(action="bi_reader_made").latest("id")
    assert (entry.target, entry.actor_id) == ("reader made_up_reader", None)
    assert made.password not in str(entry.data)


# --- who it may not be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("CREATE ROLE taken SUPERUSER", "it is a superuser"),
        ("CREATE ROLE taken CREATEROLE", "it may make roles"),
        ("CREATE ROLE taken CREATEDB", "it may make databases"),
        ("CREATE ROLE taken REPLICATION", "it may copy the whole server"),
        ("CREATE ROLE taken BYPASSRLS", "it passes over row security"),
        ("CREATE ROLE taken IN ROLE pg_read_all_data", 'it is a member of "pg_read_all_data"'),
        ("CREATE ROLE taken; CREATE SCHEMA AUTHORIZATION taken", "it owns things in the database"),
        ("CREATE ROLE taken; GRANT SELECT ON tickets_ticket TO taken", "the table tickets_ticket"),
        ("CREATE ROLE taken; GRANT CREATE ON SCHEMA public TO taken", "in the schema public"),
        ("CREATE ROLE taken; GRANT SELECT ON tickets_ticket TO PUBLIC", "table tickets_ticket"),
        (
            "CREATE ROLE taken; CREATE FUNCTION peep() RETURNS bigint SECURITY DEFINER"
            " LANGUAGE sql AS 'SELECT count(*) FROM customers_customer'",
            r"run peep\(\)",
        ),
    ],
)
@pytest.mark.django_db
def test_a_role_that_can_do_more_is_refused_and_stays_as_it_was(statement, why):
    run(statement)
    before = facts_of("taken")
    with pytest.raises(NoReader, match=why):
        make("taken")
    assert facts_of("taken") == before
    assert not run(
        "SELECT 1 FROM pg_namespace, aclexplode(nspacl)"
        " WHERE nspname = 'bi' AND grantee = 'taken'::regrole"
    )
    assert not AuditEntry.objects.filter(target="reader taken").exists()


@pytest.mark.django_db
def test_a_role_that_can_do_nothing_is_taken():
    run("CREATE ROLE handmade")
    assert not make("handmade").is_new
    assert run("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'handmade'") == [(True,)]


@pytest.mark.parametrize("wrong", ["", "Reader", "a b", "pg_reader", "é", "a" * 64, 'a"; DROP'])
@pytest.mark.django_db
def test_what_is_no_name_is_refused(wrong):
    with pytest.raises(NoReader, match="is no name"):
        make(wrong)


@pytest.mark.django_db
def test_the_desks_own_role_and_a_short_password_are_refused():
    with pytest.raises(NoReader, match="own role"):
        make(connection.settings_dict["USER"])
    with pytest.raises(NoReader, match="12 characters"):
        make("reader", password="short")
    assert facts_of("reader") == []


# --- a desk that is no superuser ------------------------------------------------------------------


def become_owner(attributes, *, of_database=True):
    """The desk as hosted databases have it: it owns its database and what is in it."""
    own, database = connection.settings_dict["USER"], connection.settings_dict["NAME"]
    run(f"CREATE ROLE small_desk {attributes}")
    if of_database:
        run(f'ALTER DATABASE "{database}" OWNER TO small_desk')
    for table in tables():
        run(f"ALTER TABLE {table} OWNER TO small_desk")
    drop_views()
    run("ALTER SCHEMA bi OWNER TO small_desk")
    run("SET LOCAL ROLE small_desk")
    assert run("SELECT current_user, session_user") == [("small_desk", own)]


@pytest.mark.django_db
def test_a_desk_that_may_not_make_roles_says_what_to_do():
    become_owner("")
    with pytest.raises(NoReader, match=r'ALTER ROLE ".*" CREATEROLE'):
        make("reader")


@pytest.mark.django_db
def test_a_desk_that_may_make_roles_needs_no_more():
    become_owner("CREATEROLE")
    with transaction.atomic():
        assert make("reader").is_new
        assert not make("reader", password=None).is_new
    assert run("SELECT has_table_privilege('reader', 'bi.tickets', 'SELECT')") == [(True,)]
    assert actions.remove_reader("reader", at=timezone.now())


@pytest.mark.django_db
def test_where_the_desk_does_not_own_the_database_its_owner_is_told_what_to_do():
    database = connection.settings_dict["NAME"]
    run(f'GRANT TEMPORARY ON DATABASE "{database}" TO PUBLIC')
    become_owner("CREATEROLE", of_database=False)
    with pytest.raises(NoReader, match=f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"):
        make("reader")
    run(f'RESET ROLE; REVOKE TEMPORARY ON DATABASE "{database}" FROM PUBLIC')
    run("SET LOCAL ROLE small_desk")
    assert make("reader").is_new


# --- taken away -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_what_it_made_is_removed():
    run("CREATE ROLE somebody_else")
    with pytest.raises(NoReader, match="not made by this command"):
        actions.remove_reader("somebody_else", at=timezone.now())
    assert facts_of("somebody_else")
    assert not actions.remove_reader("nobody_at_all", at=timezone.now())


def test_an_open_session_reads_nothing_once_it_is_removed(may, django_db_blocker):
    with django_db_blocker.unblock():
        name = f"leaver_of_{connection.settings_dict['NAME']}"[:63]
        make(name)
        with connected(name) as session:
            assert ask(session, "SELECT count(*) FROM bi.tickets")
            assert actions.remove_reader(name, at=timezone.now())
            with pytest.raises(errors.InsufficientPrivilege):
                ask(session, "SELECT count(*) FROM bi.tickets")
        with pytest.raises(psycopg2.OperationalError, match="does not exist"):
            connected(name)
        assert AuditEntry.objects.filter(action="bi_reader_removed").exists()
