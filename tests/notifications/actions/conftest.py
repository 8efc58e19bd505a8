"""A receiver of webhooks, and an endpoint that sends to it."""

import pytest

from notifications.models import WebhookEndpoint
from tests.factories.webhooks import set_up_endpoint
from tests.support.webhook_receiver import receiver_running


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_INSIDE = ["127.0.0.1"]
    with receiver_running() as found:
        yield found


@pytest.fixture
def crm(cast, receiver) -> WebhookEndpoint:
    return set_up_endpoint("CRM", receiver.url(), cast.staff["manager"])
