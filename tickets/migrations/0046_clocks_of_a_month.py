from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    """The figures of a month's limits read the clocks of that month, not of all years."""

    atomic = False

    dependencies = [('tickets', '0045_indexes_of_related_tickets')]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='slaclock',
            index=models.Index(condition=models.Q(('stopped_at__isnull', False)), fields=['stopped_at'], name='clock_by_end'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='slaclock',
            index=models.Index(condition=models.Q(('breached_at__isnull', False)), fields=['breached_at'], name='clock_by_miss'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='slaclock',
            index=models.Index(condition=models.Q(('cancelled_at__isnull', True), ('since__isnull', False), ('stopped_at__isnull', True)), fields=['due_at'], name='clock_that_runs'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='slaclock',
            index=models.Index(condition=models.Q(('paused_at__isnull', False), ('stopped_at__isnull', True)), fields=['paused_at'], name='clock_that_stands'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='slaclock',
            index=models.Index(condition=models.Q(('is_synchronous', True)), fields=['ticket'], name='clock_ended_by_call'),
        ),
    ]
