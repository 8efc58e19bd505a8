"""A test of a channel to customers: it says what the provider said."""

import pytest

from core.models import AuditEntry
from notifications.actions.channel_tests import send_test
from tests.factories.customer_channels import providers, set_up_sms
from tests.factories.notices import MONDAY

__all__ = ["providers"]
pytestmark = pytest.mark.django_db
PHONE = "138 0000 0001"


def test_a_test_says_whether_the_provider_took_it(cast, providers):
    admin = cast.staff["admin"]
    channel = set_up_sms()
    assert send_test(channel, by=admin, at=MONDAY) == "请填写测试消息的接收人。"
    channel.tests_go_to = PHONE
    channel.save()
    assert send_test(channel, by=admin, at=MONDAY) == ""
    assert len(providers.texts) == 1
    providers.script["/"] = (200, {"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "余额不足"})
    assert "余额不足" in send_test(channel, by=admin, at=MONDAY)
    assert AuditEntry.objects.filter(action="channel_tested").count() == 2
