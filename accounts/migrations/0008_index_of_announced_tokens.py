from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    # an index of a table in use is built beside the work
    atomic = False

    dependencies = [
        ('accounts', '0007_announced_tokens'),
    ]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='apitoken',
            index=models.Index(condition=models.Q(('announce_at__isnull', False)), fields=['announce_at'], name='token_to_announce'),
        ),
    ]
