"""Three days of attempts, one id for an event, and when a receiver is left alone or switched off."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain import webhooks
from notifications.domain.webhooks import Happening
from tests.factories.notices import MONDAY

SOLVED = Happening("ticket.solved", "/tickets/1/", 7, MONDAY, {"number": "1", "version": 3})


def test_it_is_tried_for_three_days():
    total = sum(webhooks.BACK_OFF, timedelta(0))
    assert timedelta(days=3) < total < timedelta(days=3, hours=12)
    assert webhooks.MAX_ATTEMPTS == 10


@given(st.integers(1, 9), st.integers(0, 10**9))
def test_what_failed_together_comes_again_apart_by_a_tenth(attempts, salt):
    wait = webhooks.next_attempt(MONDAY, attempts, salt=salt) - MONDAY
    assert abs(wait - webhooks.BACK_OFF[attempts - 1]) <= webhooks.BACK_OFF[attempts - 1] / 10


def test_an_event_has_one_id_and_another_line_another():
    later = Happening("ticket.solved", "/tickets/1/", 7, MONDAY + timedelta(seconds=1), {})
    kind = Happening("ticket.status_changed", "/tickets/1/", 7, MONDAY, {})
    ids = {one.event_id("ledger") for one in (SOLVED, later, kind)} | {SOLVED.event_id("other")}
    assert len(ids) == 4
    assert SOLVED.event_id("ledger") == SOLVED.event_id("ledger")
    name = webhooks.message_id(SOLVED.event_id("ledger"))
    assert name.startswith("evt_") and "." not in name, "the dot divides what is signed"


def test_what_is_sent_is_thin_and_always_the_same_text():
    body = webhooks.message_body(SOLVED.payload())
    assert body.startswith('{"type":"ticket.solved","timestamp":"2026-03-16T10:00:00+08:00"')
    assert json.loads(body)["data"] == {"number": "1", "version": 3, "sequence": 7}
    shuffled = dict(reversed(SOLVED.payload().items()))
    assert webhooks.message_body(shuffled) == body


@pytest.mark.parametrize(
    ("status", "header", "rest"),
    [
        (503, "120", timedelta(minutes=2)),
        (503, "", None),
        (429, "", timedelta(minutes=1)),
        (429, "0", timedelta(seconds=1)),
        (429, "999999999999", timedelta(hours=1)),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT", timedelta(minutes=1)),
        (503, "-5", None),
        (503, "٣", None),
        (None, "120", None),
    ],
)
def test_a_receiver_may_ask_to_be_left_alone(status, header, rest):
    assert webhooks.asked_rest(status, header) == rest


@pytest.mark.parametrize(
    ("status", "failures", "days", "ends"),
    [(410, 1, 0, True), (500, 400, 6, True), (500, 400, 4, False), (500, 3, 30, False)],
)
def test_when_a_receiver_is_switched_off(status, failures, days, ends):
    since = MONDAY - timedelta(days=days)
    assert webhooks.is_to_disable(status, failures, since, MONDAY) is ends


@pytest.mark.parametrize(
    ("status", "is_taken"), [(200, True), (204, True), (301, False), (500, False), (None, False)]
)
def test_only_2xx_has_taken_it(status, is_taken):
    assert webhooks.is_taken(status) is is_taken
