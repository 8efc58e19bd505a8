"""What the views for BI may hold: nothing about a person, documented column by column."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from analytics.actions.bi_views import HOUSES
from analytics.management.commands.draw_bi_views import views_page
from analytics.queries.bi import bi_views
from tests.support.bi_sources import models_by_table, read_columns, telling_columns

pytestmark = pytest.mark.django_db


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_every_column_comes_from_fields_that_say_nothing_about_a_person():
    assert telling_columns() == []
    views = {view for view, _table, _column in read_columns()}
    assert views == {view.name for view in bi_views()}


def test_control_a_name_of_a_customer_would_be_found():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIEW bi.control AS SELECT t.id FROM tickets_ticket t"
            " JOIN customers_contact c ON c.id = t.contact_id WHERE c.phone <> ''"
        )
        cursor.execute("CREATE VIEW bi.whole AS SELECT c FROM customers_customer c")
    assert telling_columns() == [
        "control: customers_contact.phone",
        "whole: customers_customer.None",
    ]


def test_a_migration_of_every_house_that_they_read_takes_them_out_of_the_way():
    models = models_by_table()
    assert {models[table]._meta.app_label for _view, table, _column in read_columns()} <= HOUSES


def test_they_use_no_function_of_the_desk():
    assert not rows(
        "SELECT d.refobjid::regprocedure FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid"
        " JOIN pg_class v ON v.oid = w.ev_class WHERE d.refclassid = 'pg_proc'::regclass"
        " AND v.relnamespace = 'bi'::regnamespace"
    )


def test_each_reads_with_the_rights_of_the_desk_and_behind_a_barrier():
    options = rows(
        "SELECT reloptions FROM pg_class WHERE relnamespace = 'bi'::regnamespace AND relkind = 'v'"
    )
    assert options == [(["security_barrier=true"],)] * len(bi_views())


def test_columns_stand_there_as_they_are_documented():
    found = rows(
        "SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'bi'::regnamespace"
        " AND a.attnum > 0 ORDER BY c.relname, a.attnum"
    )
    assert found == [
        (view.name, name, column.meaning)
        for view in sorted(bi_views(), key=lambda view: view.name)
        for name, column in view.columns.items()
    ]
    names = {name for _view, name, _meaning in found}
    assert all(name.isascii() and name.islower() for name in names)


def test_the_page_is_generated():
    path = Path(settings.BASE_DIR, "docs", "bi-views.md")
    assert path.read_text(encoding="utf-8") == views_page()


def test_moments_are_moments_and_months_are_days():
    types = rows(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'bi'"
    )
    assert {kind for name, kind in types if name.endswith("_at")} == {"timestamp with time zone"}
    assert {kind for name, kind in types if name.endswith("_month")} == {"date"}
    assert {kind for name, kind in types if name.startswith("is_")} == {"boolean"}
    assert {kind for name, kind in types if name in ("response_minutes", "resolution_hours")} == {
        "numeric"
    }
