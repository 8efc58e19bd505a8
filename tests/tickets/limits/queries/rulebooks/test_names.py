"""Rules in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from tests.fixtures import moment, reported
from tickets.limits.enums import StepRole
from tickets.limits.models import (
    SlaClock,
)
from tickets.limits.queries import drawer
from tickets.limits.queries import rulebooks as reading

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MONDAY = moment("2026-03-16 10:00")


@pytest.mark.parametrize(
    ("share", "minutes", "chinese", "english"),
    [
        (80, 0, "80 %", "80 %"),
        (100, 0, "到期时", "at the limit"),
        (100, 240, "到期后 4 小时", "4 h after the limit"),
        (100, -30, "到期前 30 分钟", "30 min before the limit"),
        (100, 1565, "到期后 26 小时 5 分钟", "26 h 5 min after the limit"),
        (50, 90, "50 % + 1 小时 30 分钟", "50 % + 1 h 30 min"),
    ],
)
def test_a_step_has_one_wording_on_the_rules_and_on_the_limit(
    cast, share, minutes, chinese, english
):
    step = {
        "key": "x",
        "share": share,
        "offset_minutes": minutes,
        "role": "manager",
        "level": 3,
        "acts": ["raise_tier"],
    }
    SlaClock.objects.filter(ticket=reported(cast, MONDAY), kind__code="ack").update(steps=[step])
    row = SlaClock.objects.get(kind__code="ack")
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            [tick] = drawer.limit_strips([row], {}, MONDAY + MINUTE)[0].ticks
            assert tick.words == words
            assert (
                reading.RulebookNames()
                .step_in_words(step)
                .startswith(f"{words} → {StepRole.MANAGER.label}")
            )
