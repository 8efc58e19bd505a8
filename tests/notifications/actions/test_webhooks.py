"""Webhooks on their way: signed, tried again, in order, each receiver by itself (FLT-08, FLT-09, SEC-42)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import WebhookVerificationError

from accounts.models import User
from core.models import AuditEntry
from notifications.actions import webhooks
from notifications.actions.endpoints import NO_OVERLAP, make_secret
from notifications.actions.pausing import pause_outbox, release_outbox
from notifications.actions.webhooks import deliver_due, forget_deliveries
from notifications.channels import guarded
from notifications.domain.webhooks import BACK_OFF, OPEN_AFTER, PROBE_EVERY
from notifications.enums import DeliveryState
from notifications.models import InboxItem, WebhookDelivery, WebhookEndpoint
from tests.factories.webhooks import queue_events, set_up_endpoint, states_of
from tests.fixtures import reported
from tests.support.scripted_server import endless
from tests.support.webhook_receiver import Hanging, receiver_running

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECONDS = 30


def deliver(at=None) -> int:
    return deliver_due(at or timezone.now(), seconds=SECONDS)


def answer(status, rest=b""):
    return lambda _arrival: (status, rest)


def only(endpoint) -> WebhookDelivery:
    return endpoint.deliveries.get()


# --- what is sent ---------------------------------------------------------------------------------


def test_the_library_verifies_what_arrives(receiver, crm):
    (row,) = queue_events(crm, 1)
    assert deliver() == 1
    (came,) = receiver.came
    assert came.verified(crm.secret) == row.payload
    assert came.id == f"evt_{row.event_id.hex}"
    with pytest.raises(WebhookVerificationError):
        came.verified("whsec_" + "A" * 44)
    done = only(crm)
    assert (done.state, done.status_code, done.answer, done.attempts) == ("done", 200, "ok", 1)
    assert done.took_ms is not None and done.ended_at is not None
    assert deliver() == 0


def test_while_a_secret_is_replaced_both_open_it(cast, receiver, crm):
    admin, now = cast.staff["admin"], timezone.now()
    old = crm.secret
    new = make_secret(crm, by=admin, at=now)
    queue_events(crm, 1)
    deliver(now)
    (came,) = receiver.came
    assert came.verified(old) == came.verified(new)
    queue_events(crm, 1)
    deliver(now + 2 * DAY)
    assert len(receiver.came[1].headers["webhook-signature"].split()) == 1, "the old one is over"
    newest = make_secret(crm, by=admin, at=now, overlap=NO_OVERLAP)
    queue_events(crm, 1)
    deliver(now)
    assert receiver.came[2].verified(newest)
    with pytest.raises(WebhookVerificationError):
        receiver.came[2].verified(new)


def test_without_a_secret_nothing_is_sent(receiver, crm):
    WebhookEndpoint.objects.update(sealed_secret="")
    queue_events(crm, 1)
    assert deliver() == 0
    assert receiver.came == []


def test_a_secret_whose_key_is_gone_is_a_fault_that_is_named(receiver, crm, settings):
    queue_events(crm, 1)
    WebhookEndpoint.objects.update(sealed_secret=crm.sealed_secret[:-6] + "AAAAAA")
    assert deliver() == 1
    assert "secret" in only(crm).error and receiver.came == []


# --- what is not taken ----------------------------------------------------------------------------


def test_a_500_is_tried_again_under_the_same_id_for_three_days(cast, receiver, crm):
    receiver.script = answer(500, b"boom 13800001234")
    queue_events(crm, 1)
    at = timezone.now()
    for _wait in range(len(BACK_OFF)):
        assert deliver(at) == 1
        row = only(crm)
        assert (row.state, row.status_code, row.error) == ("pending", 500, "HTTP 500")
        assert "13800001234" not in row.answer and row.answer.startswith("boom")
        assert deliver(row.next_at - timedelta(seconds=1)) == 0, "not before its time"
        at = row.next_at
    assert deliver(at) == 1
    assert only(crm).state == DeliveryState.DEAD
    assert len(receiver.came) == len(BACK_OFF) + 1
    assert len({one.id for one in receiver.came}) == 1
    alarms = InboxItem.objects.filter(user=cast.staff["admin"], topic="alarm")
    assert alarms.count() == 1, "and the administrators are told"


def test_after_a_500_it_arrives(receiver, crm):
    receiver.script = lambda _arrival: (500 if len(receiver.came) == 1 else 200, b"")
    queue_events(crm, 1)
    deliver()
    deliver(only(crm).next_at)
    assert only(crm).state == DeliveryState.DONE
    crm.refresh_from_db()
    assert (crm.failures, crm.error, crm.failing_since) == (0, "", None)


def test_a_redirect_to_loopback_is_not_followed(receiver, crm):
    with receiver_running() as inner:
        receiver.script = answer(307, {"Location": inner.url()})
        queue_events(crm, 1)
        deliver()
        assert inner.came == [] and only(crm).status_code == 307
    assert only(crm).state == DeliveryState.PENDING


def test_an_address_inside_is_not_even_asked(receiver, crm, settings):
    settings.WEBHOOK_INSIDE = []
    queue_events(crm, 1)
    deliver()
    assert receiver.came == [] and "may be reached" in only(crm).error


def test_of_an_answer_without_end_two_kilobytes_are_kept(receiver, crm):
    receiver.script = answer(200, endless)
    queue_events(crm, 1)
    deliver()
    row = only(crm)
    assert row.state == DeliveryState.DONE and len(row.answer.encode()) <= 2048


def test_a_receiver_that_asks_for_a_rest_gets_it(receiver, crm):
    receiver.script = answer(429, {"Retry-After": "120"})
    queue_events(crm, 1)
    queue_events(crm, 1, subject="/accounts/")
    now = timezone.now()
    webhooks.LANE_WIDTH, width = 1, webhooks.LANE_WIDTH
    try:
        assert deliver(now) == 1, "the second is not even tried"
    finally:
        webhooks.LANE_WIDTH = width
    crm.refresh_from_db()
    assert MINUTE < crm.next_at - now <= 3 * MINUTE
    assert deliver(now + MINUTE) == 0


def test_who_is_gone_is_switched_off_and_administrators_are_told(cast, receiver, crm):
    receiver.script = answer(410)
    queue_events(crm, 1)
    deliver()
    crm.refresh_from_db()
    assert not crm.is_active and only(crm).state == DeliveryState.PENDING, "nothing is lost"
    assert AuditEntry.objects.filter(action="webhook_disabled").count() == 1
    assert InboxItem.objects.filter(user=cast.staff["admin"], topic="alarm").count() == 1


def test_after_days_of_failure_it_is_switched_off(receiver, crm):
    receiver.script = answer(500)
    now = timezone.now()
    queue_events(crm, 1)
    WebhookEndpoint.objects.update(failures=OPEN_AFTER, failing_since=now - 6 * DAY)
    deliver(now)
    crm.refresh_from_db()
    assert not crm.is_active


# --- in order -------------------------------------------------------------------------------------


def test_a_later_event_of_a_ticket_waits_for_the_earlier_one(receiver, crm):
    def script(arrival):
        data = arrival.payload["data"]
        is_first = (data["number"], data["sequence"]) == ("/inbox/", 0)
        return 500 if is_first and len(receiver.came) < 4 else 200, b""

    receiver.script = script
    queue_events(crm, 3)
    queue_events(crm, 1, subject="/accounts/")
    now = timezone.now()
    deliver(now)
    assert [one.payload["data"]["number"] for one in receiver.taken] == ["/accounts/"]
    while states_of(crm) != ["done"] * 4:
        now += HOUR
        deliver(now)
    of_ticket = [one for one in receiver.taken if one.payload["data"]["number"] == "/inbox/"]
    assert [one.payload["data"]["sequence"] for one in of_ticket] == [0, 1, 2]


def test_what_was_given_up_holds_up_nobody(receiver, crm):
    first, _second = queue_events(crm, 2)
    WebhookDelivery.objects.filter(pk=first.pk).update(state=DeliveryState.DEAD)
    deliver()
    assert receiver.sequences() == [1]


# --- each receiver by itself ----------------------------------------------------------------------


def test_a_dead_receiver_is_left_alone_asked_once_in_a_while_and_then_gets_everything(
    receiver, crm
):
    receiver.script = answer(503)
    for n in range(40):
        queue_events(crm, 1, subject=f"/inbox/?n={n}")
    now = timezone.now()
    deliver(now)
    crm.refresh_from_db()
    assert OPEN_AFTER <= len(receiver.came) < OPEN_AFTER + webhooks.LANE_WIDTH
    assert crm.is_left_alone
    asked = len(receiver.came)
    assert deliver(now + MINUTE) == 0
    at = now + PROBE_EVERY + MINUTE
    assert deliver(at) == 1 and len(receiver.came) == asked + 1
    receiver.script = answer(200)
    deliver(at + PROBE_EVERY + MINUTE)
    assert states_of(crm) == ["done"] * 40, "also what was to wait for hours"
    assert len({one.id for one in receiver.taken}) == 40


def test_a_receiver_that_is_left_alone_is_asked_with_what_was_to_wait_for_hours(receiver, crm):
    """To ask is no attempt: a message is not given up because of a receiver that rests."""
    receiver.script = answer(503)
    queue_events(crm, 2)
    now = timezone.now()
    next_at = now + 9 * HOUR
    first = crm.deliveries.order_by("pk")[0]
    WebhookDelivery.objects.filter(pk=first.pk).update(attempts=4, next_at=next_at)
    WebhookEndpoint.objects.update(failures=OPEN_AFTER, failing_since=now)
    for asked in range(12):
        assert deliver(now + asked * (PROBE_EVERY + MINUTE)) == 1
    first.refresh_from_db()
    assert (first.attempts, first.next_at, first.status_code) == (4, next_at, 503)
    assert {one.id for one in receiver.came} == {f"evt_{first.event_id.hex}"}

    receiver.script = answer(200)
    deliver(now + 2 * HOUR)
    assert states_of(crm) == ["done", "done"]


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_hangs_delays_none_of_the_nine_others(cast, receiver, monkeypatch):
    """It answers when all others have got everything: were there one lane for all, they would wait
    for it as long as it waits for them.
    """
    monkeypatch.setattr(guarded, "TIMEOUT", 120)
    receiver.script = hanging = Hanging("/dead", of_others=9 * 20)
    owner = cast.staff["manager"]
    for name in ("dead", *map(str, range(9))):
        endpoint = set_up_endpoint(name, receiver.url(f"/{name}"), owner)
        for n in range(20):
            queue_events(endpoint, 1, subject=f"/inbox/?n={n}")
    deliver_due(timezone.now(), seconds=120)
    assert len(receiver.taken) == 10 * 20
    last_on_their_way = 9 * webhooks.LANE_WIDTH
    assert "/dead" not in {one.path for one in receiver.taken[: 9 * 20 - last_on_their_way]}
    assert hanging.others_have_all.is_set()


def test_a_lane_has_room_for_a_few_whoever_claims(receiver, crm):
    for n in range(10):
        queue_events(crm, 1, subject=f"/inbox/?n={n}")
    now = timezone.now()
    assert len(webhooks.claim_due(now)) == webhooks.LANE_WIDTH
    assert webhooks.claim_due(now) == [], "another worker finds the lane full"
    assert len(webhooks.claim_due(now + HOUR)) == webhooks.LANE_WIDTH, "their leases have ended"


def test_who_was_taken_for_dead_marks_nothing_any_more(receiver, crm):
    queue_events(crm, 1)
    now = timezone.now()
    (mine,) = webhooks.claim_due(now)
    (theirs,) = webhooks.claim_due(now + HOUR)
    landed = webhooks.post_timed(mine.message, now)
    webhooks.note_outcome(mine.row, landed, now + HOUR)
    assert only(crm).state == DeliveryState.PENDING
    assert (theirs.row.attempts, theirs.row.doubts) == (2, 1)
    webhooks.note_outcome(theirs.row, landed, now + HOUR)
    assert only(crm).state == DeliveryState.DONE


def test_a_receiver_that_is_taken_away_meanwhile_ends_nothing_else(cast, receiver, crm):
    other = set_up_endpoint("other", receiver.url("/other"), cast.staff["manager"])
    queue_events(crm, 1)
    queue_events(other, 1, subject="/accounts/")
    now = timezone.now()
    claimed = webhooks.claim_due(now)
    crm.delete()
    receiver.script = answer(500)
    for one in claimed:
        webhooks.note_outcome(one.row, webhooks.post_timed(one.message, now), now)
    receiver.script = answer(200)
    deliver(now + HOUR)
    assert states_of(other) == ["done"] and WebhookDelivery.objects.count() == 1


# --- what is not sent -----------------------------------------------------------------------------


def test_what_the_owner_may_not_see_any_more_is_withheld(cast, receiver, crm):
    ticket = reported(cast, timezone.now())
    queue_events(crm, 1, subject=f"/tickets/{ticket.number}/")
    User.objects.get(username="manager").groups.clear()
    deliver()
    assert states_of(crm) == [DeliveryState.WITHHELD] and receiver.came == []


def test_after_a_restore_nothing_leaves_before_somebody_says_so(cast, receiver, crm):
    now = timezone.now()
    queue_events(crm, 1, at=now - HOUR)
    pause_outbox(restored_from="backup", at=now)
    assert deliver(now) == 0
    release_outbox(by=cast.staff["admin"], at=now, discards_old=True)
    queue_events(crm, 1, subject="/accounts/", at=now)
    deliver(now)
    assert states_of(crm) == [DeliveryState.DISCARDED, DeliveryState.DONE]


def test_what_ended_a_month_ago_is_forgotten(receiver, crm):
    now = timezone.now()
    old, waiting, _new = queue_events(crm, 3)
    ended = {"state": DeliveryState.DONE, "ended_at": now}
    WebhookDelivery.objects.exclude(pk=waiting.pk).update(**ended)
    WebhookDelivery.objects.filter(pk=old.pk).update(ended_at=now - 31 * DAY)
    assert forget_deliveries(now) == 1
    assert not WebhookDelivery.objects.filter(pk=old.pk).exists()
