import django.db.models.deletion
from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    """Few tickets belong to another one, and every step wrote three entries for those that do not."""

    atomic = False

    dependencies = [('tickets', '0044_search_texts_of_old_tickets')]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='ticket',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='ticket_by_parent'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='ticket',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='ticket_by_merged_into'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='ticket',
            index=models.Index(condition=models.Q(('is_repeat_of__isnull', False)), fields=['is_repeat_of'], name='ticket_by_is_repeat_of'),
        ),
        # once the others are there
        migrations_sql.DropKeyIndexQuietly(
            model_name='ticket',
            name='is_repeat_of',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='tickets.ticket'),
        ),
        migrations_sql.DropKeyIndexQuietly(
            model_name='ticket',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_tickets', to='tickets.ticket'),
        ),
        migrations_sql.DropKeyIndexQuietly(
            model_name='ticket',
            name='parent',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='tickets.ticket'),
        ),
    ]
