"""The steps to come have the name of what they are; only the catalogue changes, no row is rewritten."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0013_years_kept")]

    operations = [
        migrations.RenameField(model_name="slaclock", old_name="plan", new_name="step_schedule"),
    ]
