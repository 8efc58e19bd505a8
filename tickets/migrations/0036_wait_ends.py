from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    # an index of a table in use is built beside the work
    atomic = False

    dependencies = [
        ('tickets', '0035_closing_settings'),
    ]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='ticketevent',
            index=models.Index(condition=models.Q(('before', 'waiting_internal'), ('kind', 'moved')), fields=['at'], name='event_of_wait_end'),
        ),
    ]
