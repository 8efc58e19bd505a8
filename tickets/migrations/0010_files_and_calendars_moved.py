"""Files and calendars have houses of their own; the same columns point to the same tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calendars', '0001_moved_from_core'),
        ('documents', '0001_moved_from_core'),
        ('tickets', '0009_fewer_indexes'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='attachment',
                    name='file',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='attachment', to='documents.storedfile'),
                ),
                migrations.AlterField(
                    model_name='slaclock',
                    name='calendar_version',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendars.calendarversion'),
                ),
                migrations.AlterField(
                    model_name='slatarget',
                    name='calendar',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendars.workcalendar', verbose_name='counted in'),
                ),
                migrations.AlterField(
                    model_name='termschange',
                    name='calendar',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='calendars.workcalendar'),
                ),
            ],
        ),
    ]
