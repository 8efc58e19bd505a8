"""What a minute of webhooks costs one worker while one of ten receivers hangs. After Django is set up."""

import os
import time
from typing import Any

from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from notifications.actions.webhooks import deliver_due
from notifications.models import WebhookDelivery, WebhookEndpoint
from tests.factories.webhooks import queue_events, set_up_endpoint
from tests.support.webhook_receiver import Hanging, receiver_running

MESSAGES = int(os.environ.get("BENCH_WEBHOOKS", "1000"))
RECEIVERS = 10
NAME = "bench"


def measure_webhooks() -> dict[str, Any]:
    """So many messages for ten receivers of which one never answers, and the same without it.

    Taken back, for other jobs find nothing to be sent.
    """
    without = _send(hangs=False)
    beside = _send(hangs=True)
    return {
        "messages": MESSAGES,
        "a minute": round(beside["sent"] / beside["s"] * 60),
        "s of the nine": beside["s"],
        "s without the dead one": without["s"],
    }


def _send(*, hangs: bool) -> dict[str, float]:
    """How many the healthy nine took, and the seconds from the first to the last."""
    of_each = MESSAGES // RECEIVERS
    owner = User.objects.filter(is_active=True).order_by("pk")[0]
    with receiver_running() as receiver, override_settings(WEBHOOK_INSIDE=["127.0.0.1"]):
        if hangs:
            # Until the others have everything: after that there is nothing to be measured.
            receiver.script = Hanging("/0", of_others=of_each * (RECEIVERS - 1))
        for n in range(RECEIVERS):
            endpoint = set_up_endpoint(f"{NAME}{n}", receiver.url(f"/{n}"), owner)
            for subject in range(of_each):
                queue_events(endpoint, 1, subject=f"/inbox/?n={subject}")
        started = time.monotonic()
        deliver_due(timezone.now(), seconds=60)
        of_nine = [one.at for one in receiver.taken if one.path != "/0"]
    WebhookDelivery.objects.filter(endpoint__name__startswith=NAME).delete()
    WebhookEndpoint.objects.filter(name__startswith=NAME).delete()
    return {"sent": len(of_nine), "s": round(max(of_nine) - started, 2)}
