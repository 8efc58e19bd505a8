"""The tables of calendars change their house and keep their names: no row is touched. Rights and history follow their content types."""

import calendars.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0004_cost_of_pairs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='WorkCalendar',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True, verbose_name='code')),
                        ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                        ('zone', models.CharField(default='Asia/Shanghai', max_length=40, validators=[calendars.models.validate_zone], verbose_name='time zone')),
                        ('is_always', models.BooleanField(default=False, verbose_name='24x7')),
                        ('is_default', models.BooleanField(default=False, help_text='People are told outside urgent cases only in these hours.', verbose_name='desk hours')),
                    ],
                    options={
                        'verbose_name': 'working calendar',
                        'verbose_name_plural': 'working calendars',
                        'db_table': 'core_workcalendar',
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='WeekdayHours',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                        ('hours', models.CharField(blank=True, max_length=120, validators=[calendars.models.validate_hours], verbose_name='hours')),
                        ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weekdays', to='calendars.workcalendar', verbose_name='calendar')),
                    ],
                    options={
                        'verbose_name': 'weekly hours',
                        'verbose_name_plural': 'weekly hours',
                        'db_table': 'core_weekdayhours',
                        'ordering': ['weekday'],
                        'constraints': [models.UniqueConstraint(fields=('calendar', 'weekday'), name='one_row_per_weekday')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('data', models.JSONField()),
                        ('rows', models.JSONField(default=list)),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('created_at', models.DateTimeField()),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='calendars.workcalendar')),
                    ],
                    options={
                        'db_table': 'core_calendarversion',
                        'ordering': ['calendar', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('calendar', 'number'), name='one_row_per_version')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('date', models.DateField(verbose_name='date')),
                        ('kind', models.CharField(choices=[('holiday', 'Holiday'), ('makeup', 'Make-up workday'), ('special', 'Special hours')], max_length=10, verbose_name='kind')),
                        ('hours', models.CharField(blank=True, max_length=120, validators=[calendars.models.validate_hours], verbose_name='hours')),
                        ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                        ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                        ('status', models.CharField(choices=[('published', 'Published'), ('provisional', 'Provisional')], default='published', max_length=12, verbose_name='status')),
                        ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='calendars.workcalendar', verbose_name='calendar')),
                    ],
                    options={
                        'verbose_name': 'calendar day',
                        'verbose_name_plural': 'calendar days',
                        'db_table': 'core_calendarday',
                        'ordering': ['date'],
                        'constraints': [models.UniqueConstraint(fields=('calendar', 'date'), name='one_row_per_date'), models.CheckConstraint(condition=models.Q(models.Q(('hours', ''), ('kind', 'holiday')), models.Q(models.Q(('kind', 'holiday'), _negated=True), models.Q(('hours', ''), _negated=True)), _connector='OR'), name='holidays_are_closed_others_open')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            """
            UPDATE django_content_type SET app_label = 'calendars'
            WHERE app_label = 'core' AND model IN ('workcalendar', 'weekdayhours', 'calendarday', 'calendarversion')
            """,
            """
            UPDATE django_content_type SET app_label = 'core'
            WHERE app_label = 'calendars' AND model IN ('workcalendar', 'weekdayhours', 'calendarday', 'calendarversion')
            """,
        ),
    ]
