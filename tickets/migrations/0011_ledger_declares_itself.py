"""The triggers of append-only tables, there since the tables are, are declared by their models."""

import core.work.ledger
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0010_files_and_calendars_moved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='ticketevent',
                    constraint=core.work.ledger.AppendOnly(name='ticket_event_append_only'),
                ),
            ],
        ),
    ]
