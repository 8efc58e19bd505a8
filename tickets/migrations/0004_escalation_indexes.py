from django.db import migrations, models

from core import migrations_sql


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0003_rulebook_and_ladder")]
    operations = [
        migrations_sql.AddIndexQuietly(
            model_name='escalation',
            index=models.Index(condition=models.Q(('to_act', True)), fields=['id'], name='escalation_to_act'),
        ),
        migrations_sql.AddIndexQuietly(
            model_name='escalation',
            index=models.Index(fields=['-raised_at', '-id'], name='escalation_by_time'),
        ),
    ]
