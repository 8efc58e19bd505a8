"""Calendars and files went to houses of their own, with their tables."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_moved_from_core'),
        ('calendars', '0001_moved_from_core'),
        ('plans', '0003_files_and_calendars_moved'),
        ('tickets', '0010_files_and_calendars_moved'),
        ('core', '0004_cost_of_pairs'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name='calendarversion',
                    name='calendar',
                ),
                migrations.RemoveField(
                    model_name='calendarversion',
                    name='created_by',
                ),
                migrations.RemoveField(
                    model_name='storedfile',
                    name='created_by',
                ),
                migrations.RemoveField(
                    model_name='weekdayhours',
                    name='calendar',
                ),
                migrations.DeleteModel(
                    name='CalendarDay',
                ),
                migrations.DeleteModel(
                    name='CalendarVersion',
                ),
                migrations.DeleteModel(
                    name='StoredFile',
                ),
                migrations.DeleteModel(
                    name='WeekdayHours',
                ),
                migrations.DeleteModel(
                    name='WorkCalendar',
                ),
            ],
        ),
    ]
