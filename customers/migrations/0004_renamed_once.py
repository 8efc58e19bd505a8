from django.db import migrations, models
from django.db.models import F

from core import migrations_sql


def look_at_the_edited_once(apps, schema_editor):
    """Tickets of customers that were renamed before this release are looked at as well."""
    apps.get_model("customers", "Customer").objects.filter(version__gt=1).update(renamed_at=F("updated_at"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("customers", "0003_renamed"),
    ]

    operations = [
        migrations_sql.AddIndexQuietly(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("renamed_at__isnull", False)), fields=["renamed_at", "id"], name="customer_renamed"
            ),
        ),
        migrations.RunPython(look_at_the_edited_once, migrations.RunPython.noop, elidable=True),
    ]
