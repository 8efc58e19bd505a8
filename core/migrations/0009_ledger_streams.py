"""An index by which the chain of the audit ledger is read, built beside the work."""

from django.db import migrations, models

from core.migrations_sql import AddIndexQuietly


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0008_ledger_chain")]
    operations = [
        AddIndexQuietly(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("hash", ""), _negated=True),
                fields=["stream", "position"],
                name="audit_by_stream",
            ),
        ),
    ]
