"""The ledger refuses TRUNCATE as well, which asks no row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_ledger_declares_itself"), ("core", "0002_ledger_and_search")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER knowledge_articleedition_no_truncate BEFORE TRUNCATE ON knowledge_articleedition"
            " FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change()",
            "DROP TRIGGER knowledge_articleedition_no_truncate ON knowledge_articleedition",
        ),
    ]
