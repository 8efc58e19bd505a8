"""The schema of the views for BI; the views themselves are made after every migration.

A view would keep any later migration from changing the tables that it reads, so none is made here
(decision 38). Where the role may not make a schema the desk works without one, and the command
`make_bi_reader` says what to do.
"""

from django.db import migrations

MAKE = """
DO $$ BEGIN
    IF to_regnamespace('bi') IS NULL
       AND has_database_privilege(current_database(), 'CREATE') THEN
        CREATE SCHEMA bi;
    END IF;
END $$;
"""
REMOVE = """
DO $$ BEGIN
    IF pg_has_role((SELECT nspowner FROM pg_namespace WHERE nspname = 'bi'), 'USAGE') THEN
        DROP SCHEMA bi CASCADE;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0003_kept_figures")]
    operations = [migrations.RunSQL(MAKE, REMOVE)]
