"""Channels to customers' phones, set up as an administrator would."""

from collections.abc import Iterator

import pytest

from notifications.enums import Provider, Topic
from notifications.models import CustomerChannel, ProviderTemplate
from notifications.queries.customer_channels import forget_channels
from tests.support.provider_server import (
    ACCOUNT,
    APP,
    APP_SECRET,
    SECRET,
    Providers,
    providers_running,
)

SMS_PLACES = "number = {number}\npath = {path}"
WECHAT_PLACES = (
    "character_string1 = {number}\nthing2 = {name}，您的服务单有新进展，点击查看详情和回复"
)


@pytest.fixture
def providers(settings) -> Iterator[Providers]:
    settings.SITE_URL = "https://desk.example"
    with providers_running() as found:
        settings.ALIYUN_SMS_URL = settings.WECHAT_URL = found.address
        settings.PROVIDER_HOSTS = ["127.0.0.1"]
        forget_channels()
        yield found
    forget_channels()


def set_up_sms(provider: Provider = Provider.ALIYUN) -> CustomerChannel:
    channel = CustomerChannel(provider=provider, account=ACCOUNT, signature="华启售后")
    channel.secret = SECRET
    return _with_templates(channel, ("SMS_1", "SMS_2"), SMS_PLACES)


def set_up_wechat() -> CustomerChannel:
    channel = CustomerChannel(provider=Provider.WECHAT, account=APP)
    channel.secret = APP_SECRET
    return _with_templates(channel, ("tpl-1", "tpl-2"), WECHAT_PLACES)


def _with_templates(
    channel: CustomerChannel, codes: tuple[str, str], places: str
) -> CustomerChannel:
    channel.save()
    for topic, code in zip((Topic.RECEIPT, Topic.LETTER), codes, strict=True):
        ProviderTemplate.objects.create(channel=channel, topic=topic, code=code, parameters=places)
    forget_channels()
    return channel
