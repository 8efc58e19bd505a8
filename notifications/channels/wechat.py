"""Template messages of the company's WeChat official account (公众号)."""

from django.conf import settings

from notifications.channels import phones
from notifications.channels.base import Broken, Parcel, Postponed
from notifications.domain import wechat
from notifications.enums import ChannelName
from notifications.models import CustomerChannel


class WechatLine:
    """One token for a batch of messages, a new one when WeChat calls it old."""

    def __init__(self) -> None:
        self.channel: CustomerChannel | None = None
        self.token = ""

    def send(self, parcel: Parcel) -> None:
        if self.channel is None:
            self.channel = phones.require_channel(ChannelName.WECHAT)
        template = phones.require_template(self.channel, parcel)
        message = wechat.template_message(
            parcel.address,
            template.code,
            str(parcel.values.get("url", "")),
            phones.values_of(template, parcel),
            str(parcel.message_id),
        )
        self.token = self.token or _fetch_token(self.channel)
        answer = phones.post(_send_url(self.token), message, None)
        if answer.body.get("errcode") in wechat.TOKEN_IS_OLD:
            # Somebody else asked for a new one with force: ours ended before its time.
            self.token = _fetch_token(self.channel)
            answer = phones.post(_send_url(self.token), message, None)
        phones.require_sent(*wechat.outcome_of(answer.status, answer.body))


def _send_url(token: str) -> str:
    return f"{settings.WECHAT_URL}{wechat.SEND_PATH}?access_token={token}"


def _fetch_token(channel: CustomerChannel) -> str:
    asked = wechat.token_request(channel.account, phones.secret_of(channel))
    answer = phones.post(f"{settings.WECHAT_URL}{wechat.STABLE_PATH}", asked, None)
    token = answer.body.get("access_token")
    if token:
        return str(token)
    code = answer.body.get("errcode")
    if code in (None, wechat.BUSY):
        raise Postponed(f"{answer.status} no token")
    raise Broken(f"{answer.status} {code} {str(answer.body.get('errmsg', ''))[:200]}")
