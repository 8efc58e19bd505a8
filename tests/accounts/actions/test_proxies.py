"""A proxy that nobody has counted is noted once in a week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import proxies, tries

pytestmark = pytest.mark.django_db


def test_it_is_noted_once_until_a_week_is_over():
    now = timezone.now()
    assert proxies.uncounted_proxy_since(at=now) is None
    assert proxies.note_uncounted_proxy(at=now)
    assert not proxies.note_uncounted_proxy(at=now + timedelta(minutes=1))
    assert proxies.uncounted_proxy_since(at=now + timedelta(days=6)) == now
    assert proxies.uncounted_proxy_since(at=now + timedelta(days=8)) is None
    assert proxies.note_uncounted_proxy(at=now + timedelta(days=8))


def test_it_locks_nobody_out_and_outlasts_the_daily_tidying():
    now = timezone.now()
    proxies.note_uncounted_proxy(at=now)
    tries.forget_tries(at=now + timedelta(days=1))
    assert proxies.uncounted_proxy_since(at=now + timedelta(days=1)) == now
