from django.db import migrations

from core import migrations_sql


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("core", "0002_ledger_and_search")]
    operations = [
        migrations_sql.append_only("plans_planevent"),
        migrations_sql.append_only("plans_stageprogress"),
        migrations_sql.append_only("plans_evaluation"),
    ]
