"""Words of triage and more numbers of the desk are rows that administrators edit; defaults as before."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0011_ledger_declares_itself"),
    ]

    operations = [
        migrations.CreateModel(
            name="TriageWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40, unique=True, verbose_name="word")),
                (
                    "tier",
                    models.CharField(
                        choices=[("urgent", "Urgent"), ("important", "Important")],
                        max_length=12,
                        verbose_name="asks for the tier",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "triage word",
                "verbose_name_plural": "triage words",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="deskrule",
            name="due_soon_minutes",
            field=models.PositiveSmallIntegerField(
                default=60,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="minutes before its limit from which a ticket is due soon",
            ),
        ),
        migrations.AddField(
            model_name="deskrule",
            name="low_score",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(5),
                ],
                verbose_name="score up to which a supervisor calls back",
            ),
        ),
        migrations.AddField(
            model_name="deskrule",
            name="unassigned_long_minutes",
            field=models.PositiveSmallIntegerField(
                default=15,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="minutes after which a ticket has been unassigned too long",
            ),
        ),
        migrations.AddField(
            model_name="deskrule",
            name="untouched_long_hours",
            field=models.PositiveSmallIntegerField(
                default=24,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="hours after which a waiting ticket has been untouched too long",
            ),
        ),
        migrations.AddField(
            model_name="deskrule",
            name="waking_priority",
            field=models.CharField(
                blank=True,
                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                default="high",
                max_length=8,
                verbose_name="priority from which somebody may be woken",
            ),
        ),
        migrations.AddField(
            model_name="deskrule",
            name="waking_tier",
            field=models.CharField(
                blank=True,
                choices=[("general", "General"), ("important", "Important"), ("urgent", "Urgent")],
                default="urgent",
                max_length=12,
                verbose_name="tier from which somebody may be woken",
            ),
        ),
    ]
