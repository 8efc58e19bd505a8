from django.db import migrations, models

NAME = "ticket_by_external_id"


class Migration(migrations.Migration):
    # an index of a table in use is built beside the work
    atomic = False

    dependencies = [
        ('tickets', '0038_external_id'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                # what a broken attempt left
                migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}", migrations.RunSQL.noop),
                migrations.RunSQL(
                    f"CREATE UNIQUE INDEX CONCURRENTLY {NAME} ON tickets_ticket (external_id)"
                    " WHERE external_id IS NOT NULL",
                    f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.UniqueConstraint(condition=models.Q(('external_id__isnull', False)), fields=('external_id',), name=NAME),
                ),
            ],
        ),
    ]
