"""How messages leave the house: one file each.

A further channel is a file here, a name in `ChannelName`, and a line below.
"""

from notifications.channels.base import (
    Broken,
    Channel,
    Parcel,
    Postponed,
    Refused,
    TooOften,
)
from notifications.channels.mail import MailChannel
from notifications.channels.phones import PhoneChannel
from notifications.channels.sms import SmsLine
from notifications.channels.wechat import WechatLine
from notifications.enums import ChannelName

ALL: tuple[Channel, ...] = (
    MailChannel(),
    PhoneChannel(ChannelName.SMS, SmsLine),
    PhoneChannel(ChannelName.WECHAT, WechatLine),
)
CHANNELS = {channel.name: channel for channel in ALL}

__all__ = ["CHANNELS", "Broken", "Channel", "Parcel", "Postponed", "Refused", "TooOften"]
