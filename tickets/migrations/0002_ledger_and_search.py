from django.db import migrations

from core import migrations_sql


class Migration(migrations.Migration):
    dependencies = [("core", "0002_ledger_and_search"), ("tickets", "0001_initial")]
    operations = [
        migrations_sql.append_only("tickets_ticketevent"),
        migrations_sql.search_index("tickets_ticket"),
        migrations_sql.search_index("tickets_ticket", "people_text"),
    ]
