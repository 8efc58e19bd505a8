"""Messages to customers, ready to be sent."""

from notifications.actions.letters import Letter, queue_letters
from notifications.enums import ChannelName, Topic
from tests.factories.notices import MONDAY

ADDRESS = "zhang@customer.example"
PHONE = "138 0000 0001"


def letter(
    ticket, key="1", topic=Topic.LETTER, *, channel=ChannelName.MAIL, address=ADDRESS, **more
):
    data = {
        "number": ticket.number,
        "name": "张敏",
        "text": "保密的正文",
        "by": "王芳",
        "files": "",
    }
    return Letter(channel, address, topic, key, MONDAY, "zh-hans", data, **more)


def queue(ticket, channel, address, key="1", topic=Topic.LETTER):
    """A message that waits in the outbox."""
    return queue_letters([letter(ticket, key, topic, channel=channel, address=address)])[0]
