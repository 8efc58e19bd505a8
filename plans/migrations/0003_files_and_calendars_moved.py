"""Files have a house of their own; the same columns point to the same table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_moved_from_core'),
        ('plans', '0002_ledgers'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='planarchive',
                    name='package',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile'),
                ),
                migrations.AlterField(
                    model_name='planfile',
                    name='file',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile'),
                ),
            ],
        ),
    ]
