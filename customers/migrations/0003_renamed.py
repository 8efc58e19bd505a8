from django.db import migrations, models


class Migration(migrations.Migration):
    """Alone, so that it is there or not: what follows can be repeated after a break."""

    dependencies = [
        ("core", "0004_cost_of_pairs"),
        ("customers", "0002_search"),
    ]

    operations = [
        migrations.AddField("customer", "renamed_at", models.DateTimeField(blank=True, editable=False, null=True)),
    ]
