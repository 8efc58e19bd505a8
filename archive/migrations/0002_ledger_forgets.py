from django.db import migrations

from core import migrations_sql

# Who did what and when stays for ever. What was written beside it (note, data) may go while an
# order to remove personal data is being carried out, and nothing else of a line.
FUNCTION = """
CREATE FUNCTION archive_refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    disposal text := current_setting('aftersales.disposal', true);
    emptied tickets_ticketevent := NEW;
BEGIN
    emptied.note := OLD.note;
    emptied.data := OLD.data;
    IF disposal <> '' AND emptied IS NOT DISTINCT FROM OLD AND EXISTS (
        SELECT FROM archive_disposalrun
        WHERE id = disposal::bigint AND finished_at IS NULL
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
ON_UPDATE = (
    "CREATE OR REPLACE TRIGGER tickets_ticketevent_no_update BEFORE UPDATE ON tickets_ticketevent"
    " FOR EACH ROW EXECUTE FUNCTION {}()"
)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0001_initial'),
    ]

    operations = [
        migrations_sql.only_on_postgresql(
            FUNCTION,
            ON_UPDATE.format('archive_refuse_ledger_change'),
            undo=f"{ON_UPDATE.format('aftersales_refuse_change')};"
            " DROP FUNCTION archive_refuse_ledger_change()",
        ),
    ]
