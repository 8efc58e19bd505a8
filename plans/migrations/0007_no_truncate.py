"""The ledgers refuse TRUNCATE as well, which asks no row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_words"), ("core", "0002_ledger_and_search")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER plans_evaluation_no_truncate BEFORE TRUNCATE ON plans_evaluation"
            " FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change()",
            "DROP TRIGGER plans_evaluation_no_truncate ON plans_evaluation",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER plans_planevent_no_truncate BEFORE TRUNCATE ON plans_planevent"
            " FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change()",
            "DROP TRIGGER plans_planevent_no_truncate ON plans_planevent",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER plans_stageprogress_no_truncate BEFORE TRUNCATE ON plans_stageprogress"
            " FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change()",
            "DROP TRIGGER plans_stageprogress_no_truncate ON plans_stageprogress",
        ),
    ]
