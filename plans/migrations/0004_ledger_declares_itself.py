"""The triggers of append-only tables, there since the tables are, are declared by their models."""

import core.work.ledger
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0003_files_and_calendars_moved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='evaluation',
                    constraint=core.work.ledger.AppendOnly(name='evaluation_append_only'),
                ),
                migrations.AddConstraint(
                    model_name='planevent',
                    constraint=core.work.ledger.AppendOnly(name='plan_event_append_only'),
                ),
                migrations.AddConstraint(
                    model_name='stageprogress',
                    constraint=core.work.ledger.AppendOnly(name='stage_progress_append_only'),
                ),
            ],
        ),
    ]
