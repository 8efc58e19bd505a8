"""Whom an escalation told stands in a column of the field's word; no row is rewritten."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_step_schedule")]

    operations = [
        migrations.RenameField(
            model_name="escalation", old_name="told", new_name="recipients"
        ),
    ]
