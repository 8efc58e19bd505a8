"""What administrators do to a receiver: a secret, a test, sending again."""

import pytest
from django.utils import timezone

from core.errors import LawBroken
from core.models import AuditEntry
from notifications.actions.endpoints import make_secret, replay_deliveries, send_test
from notifications.actions.webhooks import deliver_due
from notifications.enums import DeliveryState
from notifications.models import WebhookEndpoint
from tests.factories.webhooks import queue_events

pytestmark = pytest.mark.django_db


def test_a_secret_is_long_lies_sealed_and_is_noted(cast, crm):
    secret = make_secret(crm, by=cast.staff["admin"], at=timezone.now())
    crm.refresh_from_db()
    assert secret.startswith("whsec_") and len(secret) == 6 + 44
    assert crm.secret == secret and secret not in (crm.sealed_secret, crm.sealed_old_secret)
    entries = AuditEntry.objects.filter(action="webhook_secret", target="webhook CRM")
    assert [entry.data["is_old_valid"] for entry in entries.order_by("pk")] == [False, True]
    assert secret not in str([entry.data for entry in entries])


def test_a_test_is_signed_stands_in_the_log_and_says_why_it_was_not_taken(cast, receiver, crm):
    admin, now = cast.staff["admin"], timezone.now()
    assert send_test(crm, by=admin, at=now).error == ""
    (came,) = receiver.came
    assert came.verified(crm.secret)["type"] == "webhook.test"
    receiver.script = lambda _arrival: (404, b"who?")
    assert send_test(crm, by=admin, at=now).error == "HTTP 404"
    rows = list(crm.deliveries.order_by("pk").values_list("state", "answer"))
    assert rows == [(DeliveryState.DONE, "ok"), (DeliveryState.DEAD, "who?")]
    assert AuditEntry.objects.filter(action="webhook_tested").count() == 2
    WebhookEndpoint.objects.update(sealed_secret="")
    crm.refresh_from_db()
    with pytest.raises(LawBroken):
        send_test(crm, by=admin, at=now)
    assert len(receiver.came) == 2


def test_what_has_ended_is_sent_again_under_the_same_id(cast, receiver, crm):
    done, _waiting = queue_events(crm, 2)
    now = timezone.now()
    deliver_due(now, seconds=30)
    assert replay_deliveries([done], by=cast.staff["admin"], at=now) == 1
    assert replay_deliveries([done], by=cast.staff["admin"], at=now) == 0, "it waits already"
    deliver_due(now, seconds=30)
    ids = [one.id for one in receiver.came]
    assert len(ids) == 3 and ids[0] == ids[2]
    assert AuditEntry.objects.get(action="webhooks_replayed").data["count"] == 1
