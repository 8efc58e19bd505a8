from django.db import migrations

from core import migrations_sql


class Migration(migrations.Migration):
    """The planner takes a function for cheap unless told: it would rather call it for every row than ask the index."""

    dependencies = [("core", "0003_jobs_and_history")]
    operations = [
        migrations_sql.only_on_postgresql(
            "ALTER FUNCTION aftersales_pairs(text) COST 5000", undo="ALTER FUNCTION aftersales_pairs(text) COST 100"
        ),
    ]
