"""Messages of the desk by themselves, beside the work; every message has somebody whom it reaches."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

from core.migrations_sql import AddIndexQuietly


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0012_messages")]

    operations = [
        AddIndexQuietly(
            model_name="outbox",
            index=models.Index(
                condition=models.Q(("state", "pending"), ("user__isnull", False)),
                fields=["next_at", "id"],
                name="outbox_to_desk",
            ),
        ),
        AddConstraintNotValid(
            model_name="outbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("user__isnull", False),
                    models.Q(("address", ""), _negated=True),
                    _connector="OR",
                ),
                name="outbox_has_receiver",
            ),
        ),
        ValidateConstraint(model_name="outbox", name="outbox_has_receiver"),
    ]
