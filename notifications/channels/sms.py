"""Text messages: one way in, and behind it whoever carries them."""

import logging
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from core.domain.text import mobile_key
from notifications.channels import phones
from notifications.channels.base import Parcel, Refused
from notifications.domain import aliyun
from notifications.enums import ChannelName, Provider
from notifications.models import CustomerChannel
from privacy.domain.masking import mask_phone

logger = logging.getLogger(__name__)

Carrier = Callable[[CustomerChannel, Parcel, str], None]


class SmsLine:
    """Sends one by one; the channel is read with the first."""

    def __init__(self) -> None:
        self.channel: CustomerChannel | None = None

    def send(self, parcel: Parcel) -> None:
        number = mobile_key(parcel.address)
        if not number:
            raise Refused("no number that takes text messages")
        if self.channel is None:
            self.channel = phones.require_channel(ChannelName.SMS)
        CARRIERS[Provider(self.channel.provider)](self.channel, parcel, number)


def _carry_by_aliyun(channel: CustomerChannel, parcel: Parcel, number: str) -> None:
    template = phones.require_template(channel, parcel)
    call = aliyun.sms_call(
        settings.ALIYUN_SMS_URL,
        account=channel.account,
        secret=phones.secret_of(channel),
        signature=channel.signature,
        template=template.code,
        number=number,
        values=phones.values_of(template, parcel),
        message_id=str(parcel.message_id),
        nonce=uuid4().hex,
        at=parcel.at,
    )
    answer = phones.post(call.url, None, call.headers)
    phones.require_sent(*aliyun.outcome_of(answer.status, answer.body))


def _keep_in_log(channel: CustomerChannel, parcel: Parcel, number: str) -> None:
    """Says that there was one, and nothing of it: a log is read by many. A desk for trying keeps it
    beside its mails.
    """
    template = phones.require_template(channel, parcel)
    values = phones.values_of(template, parcel)
    logger.info("text message %s to %s", parcel.topic, mask_phone(number))
    if settings.MAIL_FOLDER:
        text = "\n".join(f"{name}: {value}" for name, value in values.items())
        kept = EmailMessage(parcel.subject, text, to=[number], connection=get_connection())
        kept.send()


CARRIERS: dict[Provider, Carrier] = {
    Provider.ALIYUN: _carry_by_aliyun,
    Provider.LOG: _keep_in_log,
}
