"""What of an imported file is left or changed on the way is kept with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0015_recipients_of_escalations"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="keeps_left",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="remarks",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="importrow",
            name="changes",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="importrow",
            name="left",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importrow",
            name="place",
            field=models.CharField(default="", max_length=60),
        ),
    ]
