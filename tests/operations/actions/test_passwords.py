"""Whoever forgot the password gets one mail, and nobody learns who works here."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from notifications.models import Outbox
from operations.actions.passwords import LEAST_PAUSE, send_password_mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The beginning of a pause, so that a test does not end in the next one."""
    seconds = timezone.now().timestamp() // LEAST_PAUSE.total_seconds()
    return datetime.fromtimestamp(seconds * LEAST_PAUSE.total_seconds(), tz=UTC)


def person(username, email="", **fields):
    return User.objects.create_user(username, email, "a-long-password-1", **fields)


@pytest.mark.parametrize("typed", ["lina", " LiNa ", "lina@example.com", "LINA@EXAMPLE.COM"])
def test_by_name_or_address_whatever_the_capitals(now, typed):
    person("lina", "lina@example.com")
    assert send_password_mails(typed, at=now) == 1
    assert Outbox.objects.get().data == {}, "the address is made when it is sent"


def test_who_left_or_has_no_address_or_no_password_gets_none(now):
    person("gone", "gone@example.com", is_active=False)
    person("silent")
    User.objects.create_user("outside", "outside@example.com")
    for name in ("gone", "silent", "outside", "nobody", "", "%"):
        assert send_password_mails(name, at=now) == 0


def test_one_mail_in_five_minutes(now):
    person("lina", "lina@example.com")
    assert send_password_mails("lina", at=now) == 1
    assert send_password_mails("lina", at=now + timedelta(minutes=4)) == 0
    assert send_password_mails("lina", at=now + LEAST_PAUSE) == 1
    assert Outbox.objects.count() == 2


def test_three_mails_an_hour_however_they_are_asked_for(now):
    person("lina", "lina@example.com")
    names = ["lina", "LINA@example.com", "ｌｉｎａ", "lina", "ｌｉｎａ＠example.com"]
    sent = [send_password_mails(name, at=now + n * LEAST_PAUSE) for n, name in enumerate(names)]
    assert sent == [1, 1, 1, 0, 0]
    assert send_password_mails("lina", at=now + timedelta(hours=1)) == 1
