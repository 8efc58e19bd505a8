from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    # an index of a table in use is built beside the work
    atomic = False

    dependencies = [
        ('tickets', '0031_filing'),
    ]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='ticket',
            index=models.Index(condition=models.Q(('filed_at__isnull', True), ('status', 'archived')), fields=['archived_at', 'id'], name='ticket_to_file'),
        ),
    ]
