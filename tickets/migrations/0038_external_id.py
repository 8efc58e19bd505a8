from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_tokens'),
        ('tickets', '0037_indexes_of_months'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='external_id',
            field=models.CharField(blank=True, editable=False, max_length=60, null=True, verbose_name='external id'),
        ),
    ]
