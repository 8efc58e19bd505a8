"""The ledger refuses TRUNCATE as well, which asks no row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0020_history_uploads"), ("core", "0002_ledger_and_search")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER tickets_ticketevent_no_truncate BEFORE TRUNCATE ON tickets_ticketevent"
            " FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change()",
            "DROP TRIGGER tickets_ticketevent_no_truncate ON tickets_ticketevent",
        ),
    ]
