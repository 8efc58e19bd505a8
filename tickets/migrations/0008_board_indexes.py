from django.conf import settings
from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('accounts', '0002_duty'),
        ('tickets', '0007_indexes_by_person'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='slaclock',
            index=models.Index(condition=models.Q(('cancelled_at__isnull', True), ('repeats', True), ('stopped_at__isnull', True)), fields=['due_at'], include=('ticket', 'kind'), name='clock_of_updates'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='ticket',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['assignee', 'next_due_at', 'id'], include=('department', 'created_by', 'accepted_by', 'tier'), name='open_of_person_tier'),
        ),
        migrations_sql.RemoveIndexQuietly(
            model_name='ticket',
            name='open_of_person',
        ),
    ]
