"""The table of stored files changes its house and keeps its name: no row is touched. Rights and history follow their content type."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0004_cost_of_pairs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveBigIntegerField(verbose_name='size')),
                        ('sha256', models.CharField(max_length=64)),
                        ('created_at', models.DateTimeField()),
                        ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'file',
                        'verbose_name_plural': 'files',
                        'db_table': 'core_storedfile',
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            """
            UPDATE django_content_type SET app_label = 'documents'
            WHERE app_label = 'core' AND model IN ('storedfile')
            """,
            """
            UPDATE django_content_type SET app_label = 'core'
            WHERE app_label = 'documents' AND model IN ('storedfile')
            """,
        ),
    ]
