import django.db.models.deletion
from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    """What a month solved, gave out and heard; the index of a device tells its faults as well."""

    # an index of a table in use is built beside the work
    atomic = False

    dependencies = [
        ('customers', '0011_refused_email'),
        ('tickets', '0036_wait_ends'),
    ]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='ticket',
            index=models.Index(condition=models.Q(('resolved_at__isnull', False)), fields=['resolved_at'], name='ticket_by_solution'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='ticket',
            index=models.Index(condition=models.Q(('asset__isnull', False)), fields=['asset', 'reported_at'], include=('status', 'issue_type'), name='ticket_by_device'),
        ),
        # once the other one is there
        migrations_sql.DropKeyIndexQuietly(
            model_name='ticket',
            name='asset',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='customers.asset', verbose_name='device'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='assignment',
            index=models.Index(fields=['assigned_at'], include=('ticket', 'department', 'assignee'), name='assignment_by_time'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='communication',
            index=models.Index(condition=models.Q(('score__isnull', False)), fields=['at'], name='communication_of_score'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='confirmation',
            index=models.Index(condition=models.Q(('score__isnull', False)), fields=['signed_at'], name='confirmation_of_score'),
        ),
    ]
