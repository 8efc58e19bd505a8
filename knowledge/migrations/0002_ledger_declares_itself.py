"""The triggers of append-only tables, there since the tables are, are declared by their models."""

import core.work.ledger
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='articleedition',
                    constraint=core.work.ledger.AppendOnly(name='article_edition_append_only'),
                ),
            ],
        ),
    ]
