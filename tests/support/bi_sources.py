"""What the views for BI are made of, as the database says: every column that a view reads."""

from django.apps import apps
from django.db import connection
from django.db.models import Model

from privacy.domain.classes import FieldClass
from privacy.field_classes import class_of

# PostgreSQL notes for each view which columns its statement names, wherever they stand in it.
READ_COLUMNS = """
SELECT DISTINCT v.relname, t.relname, a.attname
FROM pg_class v
JOIN pg_rewrite w ON w.ev_class = v.oid
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
    AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid
JOIN pg_class t ON t.oid = d.refobjid
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
WHERE v.relnamespace = 'bi'::regnamespace
"""


def models_by_table() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def read_columns() -> list[tuple[str, str, str | None]]:
    """View, table, column; no column where the view reads the table as a whole."""
    with connection.cursor() as cursor:
        cursor.execute(READ_COLUMNS)
        return cursor.fetchall()


def telling_columns() -> list[str]:
    """What a view reads that may say something about a person."""
    models = models_by_table()
    found = []
    for view, table, column in read_columns():
        model = models[table]
        field = next((one for one in model._meta.concrete_fields if one.column == column), None)
        if field is None or class_of(model, field.name) is not FieldClass.NONE:
            found.append(f"{view}: {table}.{column}")
    return sorted(found)
