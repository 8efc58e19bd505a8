"""How messages leave the house: one file each.

A further channel is a file here, a name in `ChannelName`, and a line below.
"""

from notifications.channels.base import Channel, Parcel, Postponed, Refused
from notifications.channels.mail import MailChannel

CHANNELS: dict[str, Channel] = {channel.name: channel for channel in (MailChannel(),)}

__all__ = ["CHANNELS", "Channel", "Parcel", "Postponed", "Refused"]
