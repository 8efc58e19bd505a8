"""The timetable, and its jobs by name."""

from datetime import timedelta

import pytest
from celery import current_app
from celery.schedules import crontab
from django.conf import settings

from operations import timetable


def planned():
    current_app.loader.import_default_modules()
    return {line["task"]: line for line in current_app.conf.beat_schedule.values()}


def test_every_job_of_the_timetable_beats_under_its_own_name():
    silent = {
        name for name in planned() if getattr(current_app.tasks[name].run, "beats_as", None) != name
    }
    assert not silent


def test_the_timetable_tells_how_often_each_job_runs():
    periods = timetable.job_periods()
    assert set(periods) == {*planned(), timetable.WATCH}
    assert periods[timetable.SWEEP] == timedelta(seconds=settings.SWEEP_SECONDS)
    assert periods["core.purge_submissions"] == timedelta(days=1)


def test_every_job_has_a_name_for_people():
    assert set(timetable.job_periods()) <= set(timetable.NAMES)
    assert timetable.job_name("x.unknown") == "x.unknown"


@pytest.mark.parametrize(
    ("line", "days"),
    [
        (crontab(), 1 / 24),
        (crontab(minute=5), 1 / 24),
        (crontab(hour=3, minute=0), 1),
        (crontab(hour=3, minute=0, day_of_week="mon"), 7),
        (crontab(hour=3, minute=0, day_of_month=1), 31),
        (crontab(hour=3, minute=0, day_of_month=1, month_of_year="1,7"), 366),
        (timedelta(hours=12), 1 / 2),
        (43200, 1 / 2),
    ],
)
def test_a_line_of_the_timetable_as_a_period(line, days):
    assert timetable.longest_period(line) == timedelta(days=days)
