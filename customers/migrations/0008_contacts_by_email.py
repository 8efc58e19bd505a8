"""Mails are looked up by their sender; built beside the work."""

from django.db import migrations, models
from django.db.models.functions import Upper

from core.migrations_sql import AddIndexQuietly


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0007_messages")]

    operations = [
        AddIndexQuietly(
            model_name="contact", index=models.Index(Upper("email"), name="contact_by_email")
        ),
    ]
