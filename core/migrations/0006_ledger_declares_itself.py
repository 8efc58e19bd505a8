"""The triggers of append-only tables, there since the tables are, are declared by their models."""

import core.work.ledger
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_calendars_and_files_moved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='auditentry',
                    constraint=core.work.ledger.AppendOnly(name='audit_entry_append_only'),
                ),
            ],
        ),
    ]
