from django.db import migrations

from core import migrations_sql


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations_sql.only_on_postgresql(migrations_sql.PAIRS_FUNCTION, undo="DROP FUNCTION aftersales_pairs(text)"),
        migrations_sql.only_on_postgresql(migrations_sql.REFUSE_FUNCTION, undo="DROP FUNCTION aftersales_refuse_change()"),
        migrations_sql.append_only("core_auditentry"),
    ]
