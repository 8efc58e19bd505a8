"""For how many years an archived plan is kept is a number that administrators tune."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0012_law_as_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="deskrule",
            name="years_kept",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[django.core.validators.MinValueValidator(3)],
                verbose_name="years for which an archived plan is kept",
            ),
        ),
    ]
